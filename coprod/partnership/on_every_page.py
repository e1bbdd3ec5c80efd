"""What every page has to know, such as which links lead somewhere: asked seldom, for it seldom changes."""

from collections.abc import Callable
from typing import Any, TypeVar

from cachetools import TTLCache
from flask import current_app
from sqlalchemy.exc import OperationalError

from coprod.partnership.models import Partnership

T = TypeVar("T")
KEPT, SECONDS, MOST = "known on every page", 60, 16


def known_on_every_page(name: str, ask: Callable[[], T], *, unknown: T) -> T:
    """What `ask` finds, asked anew when anything moved that may stand on every page, and once a minute.

    `unknown` while nothing is set up, or the database does not answer: then the page itself says so, in its own way.
    """
    version = getattr(Partnership.current(), "version", None)
    if version is None:
        return unknown
    kept: TTLCache[Any, T] = current_app.extensions.setdefault(KEPT, TTLCache(MOST, SECONDS))
    if (name, version) not in kept:
        try:
            kept[name, version] = ask()
        except OperationalError:
            return unknown
    return kept.get((name, version), unknown)
