"""How often one client may do a thing. Nobody's address is kept: clients are told apart by a keyed hash, for minutes.

Counts live in Redis when there is one, otherwise in a file that all processes of this machine share: a worker that dies
loses none. When neither answers, nobody is stopped: the process counts by itself for a while.
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

from coprod.config import Config
from coprod.limits_file import CountsInFile

# A classroom of 30 behind one address must get through. Over this, what is sent is accepted and flagged.
POSTING = "60 per 10 minutes"
REST = 30  # seconds before what did not answer is asked again

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
                log.warning("limits cannot be counted together; this process counts its own for %s seconds", REST)
        return question(self.alone)


def init_app(app: Flask) -> None:
    """Say where this app counts. Tests count in memory, so that one never meets another's counts."""
    config: Config = app.config["COPROD"]
    alone = FixedWindowRateLimiter(CountsOfThisProcess())
    together: Any = alone.storage
    if config.redis_url and not app.testing:
        waiting: dict[str, Any] = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
        together = storage_from_string(config.redis_url, wrap_exceptions=True, **waiting)
    elif not app.testing:
        together = CountsInFile(config.instance / "limits.db")
    app.extensions["limits"] = Limits(FixedWindowRateLimiter(together), alone)


@cache
def parse(limit: str) -> RateLimitItem:
    """What "60 per 10 minutes" means."""
    return parsed(limit)


def ask(question: Callable[[Storage], Any]) -> Any:
    """Ask, or tell, where counts are kept."""
    return _limits().ask(lambda limiter: question(limiter.storage))


def over_limit(name: str, limit: str, who: str | None = None, cost: int = 1) -> bool:
    """Count one go at `name`; tell whether this client (or `who`) has now gone over, e.g. "60 per 10 minutes"."""
    item, key = parse(limit), keyed(who)
    return not _limits().ask(lambda limiter: limiter.hit(item, name, key, cost=cost))


def count_one(name: str, limit: str, who: str) -> int:
    """Count one go at `name`; how many that makes for `who`, within the time of this limit."""
    item, key = parse(limit), keyed(who)
    return int(ask(lambda storage: storage.incr(item.key_for(name, key), item.get_expiry())))


def refuse_over(name: str, limit: str, who: str | None = None) -> None:
    """Count one go; over the limit, answer 429 and say how long to wait."""
    if over_limit(name, limit, who):
        raise _refusal(parse(limit), name, keyed(who))


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


def client() -> str:
    """Whoever sends this request. One home has 2^64 IPv6 addresses, so those count as one."""
    address = request.remote_addr or ""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address  # a socket has no address
    return parsed.exploded[:19] if isinstance(parsed, IPv6Address) else address


def wide_network() -> str:
    """What one provider gives out together: the neighbours of whoever sends this, 256 of the old addresses, a /48."""
    address = request.remote_addr or ""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return f"{parsed.exploded[:14]}::" if isinstance(parsed, IPv6Address) else address.rpartition(".")[0]


def keyed(who: str | None) -> str:
    """What counts of somebody are kept under: nothing of who it is."""
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
