"""What to look at in a set of themes: one that holds too much, two that are nearly one, many with hardly anything.

Hints, and no more: nothing is split, merged or left out by itself.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from coprod.text import words_in
from coprod.themes.models import Theme
from coprod.themes.workbench.counts import Counts

MOST = 70  # themes that one person can keep in mind
ENOUGH = 20  # texts that were read, before shares of them say anything
HOLDS_MUCH, NEARLY_ONE = 40, 70  # of every hundred texts
FEW = 5
ALIKE = 0.88
NEW_FOR = timedelta(days=7)


class Do(StrEnum):
    """What a hint is about; the name of its drawing."""

    SPLIT = "split"
    MERGE = "merge"
    LONE = "lone"


class Hint(NamedTuple):
    """Something about one theme, in words. `other` is the theme that it may be one with."""

    do: Do
    says: str
    other: Theme | None = None


def hints(themes: Sequence[Theme], counts: Counts) -> dict[int, list[Hint]]:
    """What to look at, by theme."""
    found: dict[int, list[Hint]] = defaultdict(list)
    for theme in themes:
        texts, read = counts.behind(theme.id).texts, counts.all.read
        share = 100 * texts // read if read else 0
        if read >= ENOUGH and share >= HOLDS_MUCH:
            found[theme.id].append(Hint(Do.SPLIT, f"Holds {share} of every 100 texts."))
        if 0 < texts < FEW:
            found[theme.id].append(Hint(Do.LONE, f"Fewer than {FEW}: a lone voice"))
    for one, other in combinations(themes, 2):
        words = _nearly_one(one, other, counts)
        if words:
            found[one.id].append(Hint(Do.MERGE, words.replace("{}", other.title), other))
    return found


def new_ones(themes: Sequence[Theme], today: date) -> set[int]:
    """Those that came in the last days, after others: whoever read before that has not had them to choose."""
    first = min((theme.made_on for theme in themes), default=today)
    return {theme.id for theme in themes if theme.made_on > max(first, today - NEW_FOR)}


def _nearly_one(one: Theme, other: Theme, counts: Counts) -> str:
    pair = (min(one.id, other.id), max(one.id, other.id))
    smaller = min(counts.behind(one.id).texts, counts.behind(other.id).texts)
    both = counts.together.get(pair, 0)
    if smaller >= FEW and both * 100 > NEARLY_ONE * smaller:
        return f"{10 * both // smaller} in 10 are in both this and “{{}}”."
    return "Reads like “{}”." if reads_alike(one.title, other.title) else ""


@lru_cache(10_000)
def reads_alike(one: str, other: str) -> bool:
    """Whether two names may mean the same: nearly the same letters, or the same words in another order."""
    words = [sorted(found.word for found in words_in(name)) for name in (one, other)]
    if not all(words):
        return False
    if words[0] == words[1]:
        return True
    letters = SequenceMatcher(None, " ".join(words[0]), " ".join(words[1]))
    return letters.quick_ratio() >= ALIKE and letters.ratio() >= ALIKE
