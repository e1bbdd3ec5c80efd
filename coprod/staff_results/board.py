"""The results of a board: how many notes, over time, under which question, by whom, in which theme."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from coprod.activities.activity import Activity
from coprod.activities.audience import audience_labels
from coprod.boards.models import Board, Note
from coprod.database import db
from coprod.engagements.weeks import Weeks, weeks_of
from coprod.participation.contribution import Contribution
from coprod.staff_results.filters import SOURCES, ResultsFilters
from coprod.staff_results.tables import Line, Table
from coprod.themes.coding import in_themes
from coprod.themes.models import Theme


class ThemeLine(NamedTuple):
    """A theme and its line."""

    id: int
    line: Line


class BoardResults(NamedTuple):
    """What counts: notes that were approved, and not taken back."""

    notes: int
    weeks: Weeks
    tables: list[tuple[str, Table]]  # with what each is by
    themes: list[ThemeLine]

    @property
    def has_small_number(self) -> bool:
        """Whether it shows so few that one might know who they are."""
        themes = Table([each.line for each in self.themes])
        return any(table.has_small_number for _, table in [*self.tables, ("", themes)])


def board_results(board: Board, filters: ResultsFilters, districts: Mapping[str, str]) -> BoardResults:
    """All of it at this moment."""
    theirs: list[ColumnElement[bool]] = [
        Contribution.activity_id == board.id,
        Contribution.counts.is_(True),
        *_of(filters),
    ]
    notes = db.session.scalar(select(func.count()).select_from(Contribution).where(*theirs)) or 0
    by: list[tuple[str, Any, Mapping[Any, str]]] = [
        ("Question", Note.question_id, {each.id: each.text for each in board.questions}),
        ("Who they are", Contribution.audience, audience_labels()),
        ("District", Contribution.district_slug, {**districts, None: "Did not say"}),
        ("How it came", Contribution.source, SOURCES),
    ]
    tables = [(words, _table(column, names, notes, theirs)) for words, column, names in by if len(names) > 1]
    return BoardResults(
        notes, weeks_of({"boards": "notes"}, Activity.id == board.id, *theirs[1:]), tables, _themes(notes, theirs)
    )


def _of(filters: ResultsFilters) -> list[ColumnElement[bool]]:
    said = {Contribution.audience: filters.audience, Contribution.source: filters.source}
    chosen = [column == value for column, value in said.items() if value]
    if filters.district:
        chosen.append(Contribution.district_slug.is_not_distinct_from(filters.group["district"] or None))
    return chosen


def _table(column: Any, names: Mapping[Any, str], notes: int, theirs: list[ColumnElement[bool]]) -> Table:
    query = select(column, func.count()).select_from(Contribution).join(Note, Note.contribution_id == Contribution.id)
    counted: dict[Any, int] = {row[0]: row[1] for row in db.session.execute(query.where(*theirs).group_by(column))}
    return Table([Line(words, counted.get(key, 0), notes) for key, words in names.items()])


def _themes(notes: int, theirs: list[ColumnElement[bool]]) -> list[ThemeLine]:
    query = (
        select(Theme.id, Theme.title, func.count())
        .select_from(Contribution)
        .join(Note, Note.contribution_id == Contribution.id)
        .join(in_themes, in_themes.c.submission_id == Note.submission_id)
        .join(Theme, Theme.id == in_themes.c.theme_id)
        .where(*theirs)
        .group_by(Theme.id, Theme.title)
        .order_by(func.count().desc(), Theme.id)
    )
    return [ThemeLine(id, Line(title, number, notes)) for id, title, number in db.session.execute(query)]
