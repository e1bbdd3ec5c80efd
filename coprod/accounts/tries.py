"""Wrong passwords and wrong codes: they slow down whoever tries, and do not shut the owner out.

A browser that has signed in to the account before is counted by itself. All others count twice: each client for itself,
and everybody together, because one guesser can come from many places; whoever shows both steps at once is let out of
that. An address that nobody has counts the same.
"""

from coprod import rate_limits
from coprod.accounts import known_browsers
from coprod.wrong_tries import Slowing, Try

PASSWORD = Slowing("password", free=5)
PASSWORD_BY_STRANGERS = Slowing("password, strangers", free=50)
CODE = Slowing("code", free=5)
# Three codes of a million fit at any time: ten free tries, then one every 15 minutes, find one in three thousand days.
CODE_BY_STRANGERS = Slowing("code, strangers", free=10)
BOTH = Slowing("password and code", free=5)
RECOVERY_CODE = Slowing("recovery code", free=5)
# An office of moderators behind one address, all at nine o'clock, each with a slip of the finger.
ONE_CLIENT = Slowing("sign in", free=60, remembered=15 * 60)
SIGNED_IN = Slowing("signed in", free=5)


def password(account: str) -> Try:
    """A password for the account with this address, whether or not there is one."""
    if number := known_browsers.number_here(account):
        return Try(((PASSWORD, f"{number} {account}"),))
    client = rate_limits.client()
    return Try(((PASSWORD, f"{client} {account}"), (PASSWORD_BY_STRANGERS, account), (ONE_CLIENT, client)))


def password_and_code(account: str) -> Try:
    """Both together, or a password beside the secret of a letter: what others try at this account slows nobody down.

    Nobody guesses both at once, and the answer does not say which was wrong. So whoever has both comes in from a new
    place, however many try passwords meanwhile.
    """
    client = rate_limits.client()
    return Try(((BOTH, f"{client} {account}"), (ONE_CLIENT, client)))


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
