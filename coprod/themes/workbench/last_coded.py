"""The last texts that one person coded in this browser, with what had been said of them before: to undo the last."""

from collections.abc import MutableMapping
from typing import Any, NamedTuple

from coprod.themes.code_text import Said
from coprod.themes.coding import Tone

KEY = "coded"
REMEMBERED = 5  # the cookie that holds them is small


class Coded(NamedTuple):
    """One text that was coded: in which engagement, what was said before, and what is said now."""

    engagement: int
    text: str
    seen: int
    before: Said | None
    now: Said


class LastCoded:
    """Kept in the person's own browser, as their sitting is. It holds numbers and no words of anybody's."""

    def __init__(self, session: MutableMapping[str, Any]) -> None:
        self._session = session

    def add(self, coded: Coded) -> None:
        """One more; coded twice in a row, the first of the two is undone after the second."""
        kept = [*(self._session.get(KEY) or ()), [*coded[:3], _plain(coded.before), _plain(coded.now)]]
        self._session[KEY] = kept[-REMEMBERED:]

    def last(self, engagement_id: int) -> Coded | None:
        """The last one of this engagement."""
        kept = [each for each in self._session.get(KEY) or () if each[0] == engagement_id]
        if not kept:
            return None
        engagement, text, seen, before, now = kept[-1]
        said = _said(now)
        return Coded(engagement, text, seen, _said(before), said) if said else None

    def forget(self, coded: Coded) -> None:
        """It was undone, or cannot be any more."""
        kept = list(self._session.get(KEY) or ())
        place = max((n for n, each in enumerate(kept) if each[:2] == [*coded[:2]]), default=None)
        self._session[KEY] = [each for n, each in enumerate(kept) if n != place]


def _plain(said: Said | None) -> list[Any] | None:
    return None if said is None else [[[*pair] for pair in said.themes.items()], said.tone, *said[2:]]


def _said(plain: list[Any] | None) -> Said | None:
    if plain is None:
        return None
    themes, tone, *rest = plain
    return Said(dict(themes), Tone(tone) if tone else None, *rest)
