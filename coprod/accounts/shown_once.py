"""What somebody sees once: the key for their app, and their recovery codes. Their own cookie has them, sealed."""

import time
from typing import TYPE_CHECKING, NamedTuple

from flask import session
from markupsafe import Markup

from coprod.accounts.models import User
from coprod.accounts.second_step import address_of, new_key
from coprod.loaded_when_used import when_used
from coprod.sealing import Broken, new_place, seal, unseal

if TYPE_CHECKING:
    import segno
else:
    segno = when_used("segno")

KEY, CODES = "new_key", "new_recovery_codes"
SECONDS = 30 * 60  # to find the phone, or a printer


class Offer(NamedTuple):
    """A key that an app may take, in the three ways it can get there: scanned, typed, or opened on the same phone."""

    key: str
    address: str
    picture: Markup
    groups: list[str]


def offer(user: User, site: str) -> Offer:
    """The key that this browser offers to this person's app: the same one until it is taken."""
    key = _kept(KEY, user) or new_key()
    _keep(KEY, user, key)
    address = address_of(key, user, site)
    # Drawn with attributes alone: the page's policy allows no styles inside it.
    square = segno.make(address, error="m", micro=False)
    drawn = square.svg_inline(omitsize=True, light="#fff", svgclass=None, lineclass=None)
    return Offer(key, address, Markup(drawn), [key[i : i + 4] for i in range(0, len(key), 4)])  # noqa: S704 - our own


def taken() -> None:
    """An app has the key; the next one gets another."""
    session.pop(KEY, None)


def keep_codes(user: User, codes: list[str]) -> None:
    """Recovery codes that have still to be shown."""
    _keep(CODES, user, " ".join(codes))


def codes_to_show(user: User) -> list[str]:
    """The recovery codes just made for this person; none when they have been put away."""
    return (_kept(CODES, user) or "").split()


def put_codes_away() -> None:
    """Nobody sees them again."""
    session.pop(CODES, None)


def _keep(what: str, user: User, text: str) -> None:
    if _kept(what, user) != text:
        place = new_place()
        sealed = seal(text, f"shown once.{what}", place)
        session[what] = {"user": user.id, "at": int(time.time()), "place": place, "sealed": sealed}


def _kept(what: str, user: User) -> str | None:
    kept = session.get(what)
    if not isinstance(kept, dict) or kept["user"] != user.id or not 0 <= time.time() - kept["at"] < SECONDS:
        return None
    try:
        return unseal(kept["sealed"], f"shown once.{what}", kept["place"])
    except (Broken, KeyError):  # from another key, or from before there were places
        return None
