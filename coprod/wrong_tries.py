"""Wrong tries at what can be guessed: they slow down whoever tries, and shut nobody out.

They are counted by network, or by account; never for the whole site together, for a door that shuts for all is a door
that anybody can shut.
"""

import math
import time
from dataclasses import dataclass

from limits.storage import Storage

from coprod.rate_limits import ask, client, keyed, too_many_words, wait_words, wide_network

WAITS = (1, 2, 4, 8, 15)  # minutes after the last free wrong try, after the next, and so on; then always the last


@dataclass(frozen=True)
class Slowing:
    """Wrong tries at one thing: some are free, then each makes the next wait longer. It never shuts anybody out.

    `who` are those whose tries count together, for as long as `remembered`, in seconds. A try is counted before any
    work is done on it, so that many at the same instant gain nothing, and given back when it was right.
    """

    name: str
    free: int
    remembered: int = 24 * 60 * 60

    def left(self, who: str) -> int:
        """Seconds until they may try again."""
        return ask(lambda storage: _left(storage, self._wait(who)))

    def count(self, who: str) -> tuple[int, bool]:
        """One more try: the seconds that the next must wait, and whether this one must: another began that wait."""
        tries = ask(lambda storage: storage.incr(self._tries(who), self.remembered))
        if tries < self.free:
            return 0, False
        seconds = WAITS[min(tries - self.free, len(WAITS) - 1)] * 60
        return seconds, ask(lambda storage: storage.incr(self._wait(who), seconds)) > 1

    def give_back(self, who: str) -> None:
        """The try was right: it does not count, and makes nobody wait."""
        ask(lambda storage: storage.incr(self._tries(who), self.remembered, -1))
        ask(lambda storage: storage.clear(self._wait(who)))

    def forget(self, who: str) -> None:
        """Begin again from nothing: whoever it is has shown that they may."""
        ask(lambda storage: storage.clear(self._tries(who)))
        ask(lambda storage: storage.clear(self._wait(who)))

    def _tries(self, who: str) -> str:
        return f"tries/{self.name}/{keyed(who)}"

    def _wait(self, who: str) -> str:
        return f"wait/{self.name}/{keyed(who)}"


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

    def does_not_count(self) -> None:
        """It was right, which says nothing about who tried: what was wrong before stays counted."""
        for slowing, who in self.counts:
            slowing.give_back(who)

    def wrong(self, words: str) -> str:
        """What to say: what was wrong, and how long to wait."""
        if self.too_soon:
            return too_many_words(self.too_soon)
        return f"{words}. {wait_words(self.wait)}" if self.wait else words


def guess(name: str, *, free: int, remembered: int = 24 * 60 * 60) -> Try:
    """One try at a code that anybody may type, without a name or an account: counted by network, and nowhere else.

    Whoever guesses from one place waits longer each time, and so does whoever has a whole network to guess from.
    """
    near, wide = Slowing(name, free, remembered), Slowing(f"{name}, wide", 10 * free, remembered)
    return Try(((near, client()), (wide, wide_network())))


def _left(storage: Storage, key: str) -> int:
    return max(1, math.ceil(storage.get_expiry(key) - time.time())) if storage.get(key) else 0
