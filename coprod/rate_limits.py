"""How often one client may do a thing. Nobody's address is kept: clients are told apart by a keyed hash, for minutes.

Counts live in Redis when there is one, otherwise in this process. A Redis that does not answer stops nobody:
the process counts by itself for a while.
"""

import hmac
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from ipaddress import IPv6Address, ip_address
from typing import Any, TypeVar

from flask import Flask, current_app, request
from limits import RateLimitItem, parse as parsed
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter, RateLimiter
from werkzeug.exceptions import TooManyRequests

# A classroom of 30 behind one address must get through. Over this, what is sent is accepted and flagged.
POSTING = "60 per 10 minutes"
# Two classes that look up what became of their notes.
RECEIPT = "60 per 10 minutes"
# Wrong codes, the whole site together: beyond this somebody is guessing from many places.
RECEIPTS_FAILED = "300 per hour"

EVERYBODY = "everybody"
WAITS = (1, 2, 4, 8, 15)  # minutes after the last free wrong try, after the next, and so on; then always the last
REST = 30  # seconds before a Redis that did not answer is asked again

log = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])


class CountsOfThisProcess(MemoryStorage):
    """Counts in memory. At nearly every hit the library starts a thread to forget; here every 1,000th hit forgets."""

    EVERY = 1_000
    hits = 0

    def _MemoryStorage__schedule_expiry(self) -> None:
        self.hits += 1
        if self.hits % self.EVERY == 0:
            self._MemoryStorage__expire_events()  # type: ignore[attr-defined]


@dataclass
class Limits:
    """Where one installation counts: together with its other processes, or, for a while, alone."""

    together: RateLimiter
    alone: RateLimiter
    resting_until: float = 0.0

    def ask(self, question: Callable[[RateLimiter], Any]) -> Any:
        """Ask where the counts are shared; when nobody answers there, ask this process."""
        if time.monotonic() >= self.resting_until:
            try:
                return question(self.together)
            except StorageError:
                self.resting_until = time.monotonic() + REST
                log.warning("Redis does not answer; this process counts its own limits for %s seconds", REST)
        return question(self.alone)


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
        return _ask(lambda storage: _left(storage, self._wait(who)))

    def count(self, who: str) -> tuple[int, bool]:
        """One more try: the seconds that the next must wait, and whether this one must: another began that wait."""
        tries = _ask(lambda storage: storage.incr(self._tries(who), self.remembered))
        if tries < self.free:
            return 0, False
        seconds = WAITS[min(tries - self.free, len(WAITS) - 1)] * 60
        return seconds, _ask(lambda storage: storage.incr(self._wait(who), seconds)) > 1

    def give_back(self, who: str) -> None:
        """The try was right: it does not count, and makes nobody wait."""
        _ask(lambda storage: storage.incr(self._tries(who), self.remembered, -1))
        _ask(lambda storage: storage.clear(self._wait(who)))

    def forget(self, who: str) -> None:
        """Begin again from nothing: whoever it is has shown that they may."""
        _ask(lambda storage: storage.clear(self._tries(who)))
        _ask(lambda storage: storage.clear(self._wait(who)))

    def _tries(self, who: str) -> str:
        return f"tries/{self.name}/{_key(who)}"

    def _wait(self, who: str) -> str:
        return f"wait/{self.name}/{_key(who)}"


def init_app(app: Flask) -> None:
    """Say where this app counts. Tests count in memory, so that one never meets another's counts."""
    address = app.config["COPROD"].redis_url
    if not address or app.testing:
        limiter = FixedWindowRateLimiter(CountsOfThisProcess())
        app.extensions["limits"] = Limits(limiter, limiter)
        return
    waiting: dict[str, Any] = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
    shared = storage_from_string(address, wrap_exceptions=True, **waiting)
    app.extensions["limits"] = Limits(
        FixedWindowRateLimiter(shared),
        FixedWindowRateLimiter(CountsOfThisProcess()),
    )


@cache
def parse(limit: str) -> RateLimitItem:
    """What "60 per 10 minutes" means."""
    return parsed(limit)


def over_limit(name: str, limit: str, who: str | None = None) -> bool:
    """Count one go at `name`; tell whether this client (or `who`) has now gone over, e.g. "60 per 10 minutes"."""
    item, key = parse(limit), _key(who)
    return not _limits().ask(lambda limiter: limiter.hit(item, name, key))


def refuse_over(name: str, limit: str, who: str | None = None) -> None:
    """Count one go; over the limit, answer 429 and say how long to wait."""
    if over_limit(name, limit, who):
        raise _refusal(parse(limit), name, _key(who))


def refused(name: str, limit: str) -> Callable[[View], View]:
    """A view whose POSTs are refused to a client that is over the limit."""

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(*args: Any, **kwargs: Any) -> Any:
            if request.method == "POST":
                refuse_over(name, limit)
            return view(*args, **kwargs)

        return limited  # type: ignore[return-value]

    return decorate


def receipt_failed() -> None:
    """Somebody typed a receipt code that does not exist."""
    over_limit("receipts failed", RECEIPTS_FAILED, EVERYBODY)


def receipts_blocked() -> bool:
    """Whether so many codes were wrong, on the whole site, that nobody's code is looked up for now."""
    item, key = parse(RECEIPTS_FAILED), _key(EVERYBODY)
    return not _limits().ask(lambda limiter: limiter.test(item, "receipts failed", key))


def client() -> str:
    """Whoever sends this request. One home has 2^64 IPv6 addresses, so those count as one."""
    address = request.remote_addr or ""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address  # a socket has no address
    return parsed.exploded[:19] if isinstance(parsed, IPv6Address) else address


def _key(who: str | None) -> str:
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.digest(secret, (who or client()).encode(), "sha256").hex()[:32]


def _limits() -> Limits:
    limits: Limits = current_app.extensions["limits"]
    return limits


def _refusal(item: RateLimitItem, name: str, key: str) -> TooManyRequests:
    window = _limits().ask(lambda limiter: limiter.get_window_stats(item, name, key))
    seconds = max(1, math.ceil(window.reset_time - time.time()))
    return TooManyRequests(too_many_words(seconds), retry_after=seconds)


def too_many_words(seconds: int) -> str:
    """A refusal that says how long to wait."""
    return f"You have tried too many times. {wait_words(seconds)}"


def wait_words(seconds: int) -> str:
    """ "Wait 2 minutes, then try again."."""
    minutes = math.ceil(seconds / 60)
    return f"Wait {'1 minute' if minutes == 1 else f'{minutes} minutes'}, then try again."


def _ask(question: Callable[[Storage], Any]) -> Any:
    return _limits().ask(lambda limiter: question(limiter.storage))


def _left(storage: Storage, key: str) -> int:
    return max(1, math.ceil(storage.get_expiry(key) - time.time())) if storage.get(key) else 0
