"""Wrong passwords and wrong codes: they slow down whoever tries, and do not shut the owner out.

A browser that has signed in to the account before is counted by itself. All others count twice: each client for itself,
and everybody together, because one guesser can come from many places. An address that nobody has counts the same.
"""

from dataclasses import dataclass

from coprod import rate_limits
from coprod.accounts import known_browsers
from coprod.rate_limits import Slowing

PASSWORD = Slowing("password", free=5)
PASSWORD_BY_STRANGERS = Slowing("password, strangers", free=50)
CODE = Slowing("code", free=5)
# Three codes of a million fit at any time: ten free tries, then one every 15 minutes, find one in three thousand days.
CODE_BY_STRANGERS = Slowing("code, strangers", free=10)
RECOVERY_CODE = Slowing("recovery code", free=5)
# An office of moderators behind one address, all at nine o'clock, each with a slip of the finger.
ONE_CLIENT = Slowing("sign in", free=60, remembered=15 * 60)
SIGNED_IN = Slowing("signed in", free=5)


@dataclass
class Try:
    """One try: what it counts for, the first for whoever tries, the rest for others with them."""

    counts: tuple[tuple[Slowing, str], ...]
    too_soon: int = 0  # seconds that it came too early, so that nobody looks at it
    wait: int = 0  # seconds before the next, if this one is wrong

    def begin(self) -> bool:
        """Count it, before any work is done on it; False while an earlier one still makes them wait."""
        self.too_soon = max(slowing.left(who) for slowing, who in self.counts)
        if not self.too_soon:
            counted = [slowing.count(who) for slowing, who in self.counts]
            self.wait = max(seconds for seconds, _ in counted)
            self.too_soon = self.wait if any(late for _, late in counted) else 0
        return not self.too_soon

    def was_right(self) -> None:
        """Whoever tried has shown who they are, and starts afresh; what others tried still counts."""
        (own, who), *shared = self.counts
        own.forget(who)
        for slowing, others in shared:
            slowing.give_back(others)

    def wrong(self, words: str) -> str:
        """What to say: what was wrong, and how long to wait."""
        if self.too_soon:
            return rate_limits.too_many_words(self.too_soon)
        return f"{words}. {rate_limits.wait_words(self.wait)}" if self.wait else words


def password(account: str) -> Try:
    """A password for the account with this address, whether or not there is one."""
    if number := known_browsers.number_here(account):
        return Try(((PASSWORD, f"{number} {account}"),))
    client = rate_limits.client()
    return Try(((PASSWORD, f"{client} {account}"), (PASSWORD_BY_STRANGERS, account), (ONE_CLIENT, client)))


def code(account: str) -> Try:
    """A code of the app, after the right password."""
    if number := known_browsers.number_here(account):
        return Try(((CODE, f"{number} {account}"),))
    return Try(((CODE, f"{rate_limits.client()} {account}"), (CODE_BY_STRANGERS, account)))


def recovery_code(account: str) -> Try:
    """A recovery code, after the right password: too long to be guessed from any number of places."""
    who = known_browsers.number_here(account) or rate_limits.client()
    return Try(((RECOVERY_CODE, f"{who} {account}"),))


def signed_in(session_id: int) -> Try:
    """A password or code asked for once more, inside: this computer may have been left open."""
    return Try(((SIGNED_IN, f"session {session_id}"),))
