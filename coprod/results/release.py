"""A release: the figures of an activity as the public see them from a day on. Made by a person, kept, never changed.

If figures moved with every answer, whoever looks twice would read one person's answers in what changed. So there are
releases, and in a release a group moves, in all tables at once, only when at least twenty of the people who are counted
in it now were not when it last moved. Until then all its figures stay as they were, with their date.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from coprod.results.declaration import By, Counts, Declaration, Group, Named, Question
from coprod.results.disclosure import HIDDEN, NEW_PEOPLE, Figure, Place, is_enough, order, share, shown
from coprod.results.numbers import Numbers
from coprod.results.tally import Response, Tally, tallied

PEOPLE = Named("people", "People")


class Row(NamedTuple):
    """What a group said to one question, from `on`, the day when the group last moved. Without figures: too small."""

    group: str
    label: str
    on: date
    base: Figure  # how many answered; hidden where nothing is a share of anything
    figures: tuple[Figure, ...]  # in the order of the questionnaire

    @property
    def too_small(self) -> bool:
        """Whether too few answered for any figure to stand here."""
        return not self.figures

    @property
    def shares(self) -> tuple[Figure, ...]:
        """How many in a hundred of those who answered."""
        return tuple(share(figure, self.base) for figure in self.figures)


class Table(NamedTuple):
    """Rows of groups of one kind; its columns are a question's options, in the order of the questionnaire."""

    question: str  # empty for the people who took part
    title: str
    counts: Counts
    by: By
    keeps_order: bool
    columns: tuple[Named, ...]
    rows: tuple[Row, ...]
    of: str = ""  # what was asked of several things, of which this is one

    @property
    def asked(self) -> str:
        """The whole question."""
        return f"{self.of} {self.title}" if self.of else self.title

    @property
    def name(self) -> str:
        """ "people:district", "q7:first:everyone": the same in every release."""
        return ":".join(part for part in (self.question, self.counts, self.by) if part)


class Moved(NamedTuple):
    """When a group last moved, and whose responses were counted then. Never shown.

    The number of somebody who took everything back may be taken out: they are not new, nor counted, either way.
    """

    on: date
    ids: Numbers

    def new_in(self, ids: Numbers) -> int:
        """How many people are counted now who were not."""
        return ids.without(self.ids)


class Release(NamedTuple):
    """The figures from a day on. What the public see is in `tables` and nowhere else.

    `every_table` is all that the rule gives, for the next release to carry over; `counted` says for each group whom it
    counted, and is private.
    """

    on: date
    every_table: tuple[Table, ...]
    counted: Mapping[str, Moved]

    @property
    def people(self) -> Figure:
        """How many took part in all."""
        return self.every_table[0].rows[0].figures[0]

    @property
    def has_tables(self) -> bool:
        """Whether enough people took part for tables. Otherwise how many they were is all that is said."""
        return is_enough(self.people)

    @property
    def tables(self) -> tuple[Table, ...]:
        """What the public see."""
        return self.every_table if self.has_tables else self.every_table[:1]

    def table(self, question: str, counts: Counts, by: By) -> Table:
        """One of them. Raises KeyError."""
        return {(each.question, each.counts, each.by): each for each in self.tables}[question, counts, by]

    def places(self, table: Table) -> list[Place]:
        """In which order the options of a table stand: in all tables of a question as in everyone's."""
        everyone = self.table(table.question, table.counts, By.EVERYONE).rows[0]
        if table.keeps_order or everyone.too_small:
            return [Place(index, index + 1) for index in range(len(table.columns))]
        return order(everyone.figures)


class Outlook(NamedTuple):
    """What a release would do with a group, for the member of staff who makes it."""

    group: Group
    people: Figure  # as it would be shown
    new: int
    stays_as_on: date | None

    @property
    def too_small(self) -> bool:
        """Whether none of its answers can stand in a row."""
        return not is_enough(self.people)


def release(
    declaration: Declaration, responses: Iterable[Response], *, last: Release | None = None, on: date
) -> Release:
    """The figures of a day, out of what was declared, the responses held now, and the release before.

    Raises ValueError when something else was declared for the last one, or that one is of a later day.
    """
    return release_of(declaration, tallied(declaration, responses), last=last, on=on)


def release_of(
    declaration: Declaration, tallies: Mapping[Group, Tally], *, last: Release | None = None, on: date
) -> Release:
    """The same, of what every group said, counted."""
    before = last.counted if last else {}
    moves = {group.name for group in declaration.groups if _moves(tallies[group], before.get(group.name))}
    was = _rows_of(declaration, last, on) if last else {}

    def row(table: Table, group: Group) -> Row:
        if group.name in moves:
            return _counted_row(table, group, tallies[group], on)
        return _as_it_was(was.get((table.name, group.name)), table, before[group.name], group)

    tables = tuple(
        table._replace(rows=tuple(row(table, group) for group in declaration.groups if group.by is table.by))
        for table in declared_tables(declaration)
    )
    counted = {
        group.name: Moved(on, tallies[group].ids) if group.name in moves else before[group.name]
        for group in declaration.groups
    }
    return Release(on, tables, counted)


def what_will_happen(
    declaration: Declaration, responses: Iterable[Response], *, last: Release | None = None
) -> list[Outlook]:
    """What a release made now would do with each group. For staff: `new` is exact."""
    return outlook_of(tallied(declaration, responses), last=last)


def outlook_of(tallies: Mapping[Group, Tally], *, last: Release | None = None) -> list[Outlook]:
    """The same, of what every group said, counted."""
    people = [table for table in last.every_table if table.counts is Counts.PEOPLE] if last else []
    was = {row.group: row.figures[0] for table in people for row in table.rows}
    return [
        _outlook(group, tally, last.counted[group.name] if last else None, was.get(group.name, HIDDEN))
        for group, tally in tallies.items()
    ]


def declared_tables(declaration: Declaration) -> list[Table]:
    """All that will be published, without rows yet: known before anybody has answered."""
    kinds = list(dict.fromkeys(group.by for group in declaration.groups))
    asked = [(question, counts) for question in declaration.questions for counts in question.counts]
    return [
        *(Table("", Counts.PEOPLE.words, Counts.PEOPLE, by, True, (PEOPLE,), ()) for by in kinds),
        *(_empty(question, counts, by) for question, counts in asked for by in kinds),
    ]


def _empty(question: Question, counts: Counts, by: By) -> Table:
    return Table(question.key, question.label, counts, by, question.keeps_order, question.options, (), question.of)


def _moves(tally: Tally, before: Moved | None) -> bool:
    return before is None or before.new_in(tally.ids) >= NEW_PEOPLE


def _outlook(group: Group, tally: Tally, before: Moved | None, was: Figure) -> Outlook:
    if before is None:
        return Outlook(group, shown(len(tally.ids)), len(tally.ids), None)
    if _moves(tally, before):
        return Outlook(group, shown(len(tally.ids)), before.new_in(tally.ids), None)
    return Outlook(group, was, before.new_in(tally.ids), before.on)


def _counted_row(table: Table, group: Group, tally: Tally, on: date) -> Row:
    if table.counts is Counts.PEOPLE:
        return Row(group.name, group.label, on, HIDDEN, (shown(len(tally.ids)),))
    base = shown(tally.answered[table.question])
    if not is_enough(base):
        return Row(group.name, group.label, on, HIDDEN, ())
    counts = [tally.picked[table.question, table.counts, option.key] for option in table.columns]
    return Row(group.name, group.label, on, base, tuple(map(shown, counts)))


def _as_it_was(row: Row | None, table: Table, before: Moved, group: Group) -> Row:
    """A row of a group that stays. What nobody could choose when it last moved, fewer than ten chose."""
    if row is None:
        return Row(group.name, group.label, before.on, HIDDEN, ())
    new = 0 if row.too_small else len(table.columns) - len(row.figures)
    return row._replace(label=group.label, figures=(*row.figures, *[HIDDEN] * new))


def _rows_of(declaration: Declaration, last: Release, on: date) -> dict[tuple[str, str], Row]:
    """What was published last, of which all is still declared: more may be asked since, and never less."""
    if last.on > on:
        raise ValueError(f"there is a release of a later day, {last.on}")
    now = {table.name: table.columns for table in declared_tables(declaration)}
    for table in last.every_table:
        keys = [option.key for option in table.columns]
        if [option.key for option in now.get(table.name, ())][: len(keys)] != keys:
            raise ValueError("something else was declared before the activity opened")
    if last.counted.keys() != {group.name for group in declaration.groups}:
        raise ValueError("something else was declared before the activity opened")
    return {(table.name, row.group): row for table in last.every_table for row in table.rows}
