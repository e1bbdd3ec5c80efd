"""What two people said of the same texts, side by side: where they differ, and how far they agree on each theme."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import and_, select

from coprod.database import db
from coprod.participation.submission import Submission
from coprod.themes.coding import Coding
from coprod.themes.models import Theme
from coprod.themes.second_coder.agreement import Agreement


class Difference:
    """A text of which two coders say different things: the ids of the themes that each put it in."""

    def __init__(self, submission: Submission, first: frozenset[int], second: frozenset[int]) -> None:
        self.submission, self.first, self.second = submission, first, second

    @property
    def themes(self) -> frozenset[int]:
        """All that either named."""
        return self.first | self.second


def said_of(ids: Collection[int], *, blind: bool) -> dict[int, frozenset[int]]:
    """For each of these texts, the themes that it was put in as its words are now."""
    found: dict[int, set[int]] = {id: set() for id in ids}
    whose = Coding.blind if blind else ~Coding.blind
    words = and_(Submission.id == Coding.submission_id, Submission.moves_made == Coding.moves_made)
    rows = select(Coding.submission_id, Coding.theme_id).join(Submission, words)
    rows = rows.where(Coding.submission_id.in_(ids), Coding.ended_on.is_(None), whose)
    for submission, theme in db.session.execute(rows):
        found[submission].add(theme)
    return {id: frozenset(themes) for id, themes in found.items()}


Sorted = Mapping[int, frozenset[int]]


def by_what_both_knew(first: Sorted, second: Sorted, engagement_id: int, since: date) -> tuple[Sorted, Sorted]:
    """The same, where a theme was split since a day, between the two readings: of a text that one of them put in the
    whole, the other's part of it counts as the whole."""
    whole = _wholes(engagement_id, since)
    named = {id: first[id] | second[id] for id in first}

    def of(said: Sorted) -> Sorted:
        return {id: frozenset(_known(theme, named[id], whole) for theme in themes) for id, themes in said.items()}

    return of(first), of(second)


def _wholes(engagement_id: int, since: date) -> dict[int, int]:
    of_it = select(Theme).where(Theme.engagement_id == engagement_id)
    themes = {theme.id: theme for theme in db.session.scalars(of_it)}
    parts = [theme for theme in themes.values() if theme.split_from_id and theme.made_on >= since]
    return {part.id: themes[part.split_from_id or 0].became_id or part.split_from_id or 0 for part in parts}


def _known(theme: int, named: Collection[int], whole: Mapping[int, int]) -> int:
    above = whole.get(theme)
    if above is None:
        return theme
    known = _known(above, named, whole)
    return known if known in named else theme


def agreements(
    first: Mapping[int, Collection[int]], second: Mapping[int, Collection[int]], offered: Collection[int] = ()
) -> dict[int, Agreement]:
    """For each theme that was offered, or that one of them used, how far they agree."""
    themes = {theme for said in (first, second) for used in said.values() for theme in used} | set(offered)
    return {theme: _agreement(theme, first, second) for theme in sorted(themes)}


def _agreement(theme: int, first: Mapping[int, Collection[int]], second: Mapping[int, Collection[int]]) -> Agreement:
    pairs = [(theme in first[id], theme in second[id]) for id in first]
    return Agreement(*(pairs.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False))))
