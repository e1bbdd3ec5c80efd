"""A release as a page shows it: for each question a chart, and the same by who people are and where they live.

All of it is made of what is published, and of nothing else.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from coprod.results.declaration import By, Counts
from coprod.results.disclosure import HIDDEN, Figure, in_words, order, people, share, too_small_in_words
from coprod.results.release import Release, Row, Table
from coprod.results.release_pages.figures_file import older
from coprod.results.release_pages.findings import finding

# With so few answers to choose, a group is one bar of many pieces; with more, nobody could read that.
PIECES = 4
ORDINALS = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th")
FULL = 100
FEW = 3  # sentences that stand under one another and are still read


class Piece(NamedTuple):
    """A part of a bar, in hundredths of it."""

    at: int
    width: int


class Line(NamedTuple):
    """An answer: what it says, how many chose it, and where each group put it. `piece` is none for what is hidden."""

    label: str
    people: str
    share: str
    piece: Piece | None
    places: tuple[tuple[str, str, bool], ...] = ()


class Group(NamedTuple):
    """What one group said. `answered` says how many they were, or why there is nothing."""

    label: str
    answered: str
    as_at: str
    lines: tuple[Line, ...]


class Item(NamedTuple):
    """What one table of everyone says, and those of the groups. `name` is the table's; its picture is known by that."""

    name: str
    label: str
    everyone: Group
    others: tuple[tuple[By, tuple[Group, ...]], ...]
    finding: str = ""

    @property
    def is_counted_of_notes(self) -> bool:
        """Whether it was asked of nobody, but counted: the weeks in which people wrote."""
        return self.name.startswith("*")

    def of(self, by: By) -> tuple[Group, ...]:
        """The groups of one kind."""
        return next((groups for each, groups in self.others if each is by), ())


class Section(NamedTuple):
    """One question, or one way of counting it; of several things, if it was asked of several."""

    title: str
    counts: str
    items: tuple[Item, ...]
    is_list: bool
    is_pieces: bool

    @property
    def key(self) -> list[str]:
        """The answers, in the order in which pieces and figures stand."""
        return next(([line.label for line in each.everyone.lines] for each in self.items if each.everyone.lines), [])

    @property
    def at_once(self) -> list[Group]:
        """The bars of many pieces: everyone on each thing; or everyone and each audience."""
        if self.is_list:
            return [item.everyone._replace(label=item.label) for item in self.items]
        return [self.items[0].everyone, *self.items[0].of(By.AUDIENCE)]

    @property
    def name(self) -> str:
        """By what it is known what staff say of it."""
        return self.items[0].name

    @property
    def findings(self) -> list[str]:
        """What it says in plain words. Of many things: of those that most, and fewest, said the same of."""
        said = [item for item in self.items if item.finding]
        if len(said) < FEW:
            return [item.finding for item in said]
        by_lead = sorted(said, key=lambda item: -max(line.piece.width for line in item.everyone.lines if line.piece))
        return [by_lead[0].finding, by_lead[-1].finding]

    @property
    def folded(self) -> list[By]:
        """What one unfolds; nothing where even everyone is too few."""
        seen = [By.AUDIENCE] if self.is_pieces and not self.is_list else []
        return [by for by, _ in self.items[0].others if by not in seen and self.key]


def sections(release: Release) -> list[Section]:
    """A section for each question, in the order of the questionnaire."""
    tables = [table for table in release.tables if table.question and table.by is By.EVERYONE]
    together = groupby(tables, key=lambda table: (table.of, "" if table.of else table.name))
    return [_section(release, list(of_one)) for _, of_one in together]


def who_took_part(release: Release) -> list[tuple[str, tuple[Line, ...]]]:
    """How many of each audience, and of each district: bars as long as the largest of them."""
    tables = [table for table in release.tables if table.counts is Counts.PEOPLE and table.by is not By.EVERYONE]
    return [(table.by.words, _people(release, table)) for table in tables]


def _people(release: Release, table: Table) -> tuple[Line, ...]:
    figures = [row.figures[0] for row in table.rows]
    longest = max((figure for figure in figures if figure is not HIDDEN), default=1)
    bars = [None if figure is HIDDEN else Piece(0, FULL * figure // longest) for figure in figures]
    return tuple(
        Line(_dated(row, release), in_words(figure), "", bar)
        for row, figure, bar in zip(table.rows, figures, bars, strict=True)
    )


def _dated(row: Row, release: Release) -> str:
    date = older(row, release)
    return f"{row.label}, {date}" if date else row.label


def _section(release: Release, tables: list[Table]) -> Section:
    first = tables[0]
    return Section(
        first.of or first.title,
        "" if first.counts is Counts.ANSWERS else first.counts.words,
        tuple(_item(release, table) for table in tables),
        is_list=bool(first.of),
        is_pieces=len(first.columns) <= PIECES,
    )


def _item(release: Release, table: Table) -> Item:
    of_it = [each for each in release.tables if (each.question, each.counts) == (table.question, table.counts)]
    others = [each for each in of_it if each.by is not By.EVERYONE]
    places = list(_places([each for each in others if each.by is By.AUDIENCE]))
    everyone = _group(release, table, table.rows[0])
    if len(table.columns) > PIECES and everyone.lines:
        lines = zip(everyone.lines, _options(release, table), strict=True)
        everyone = everyone._replace(
            lines=tuple(
                line._replace(places=tuple(place[option] for place in places if option in place))
                for line, option in lines
            )
        )
    groups = tuple((each.by, tuple(_group(release, each, row) for row in each.rows)) for each in others)
    return Item(table.name, table.title, everyone, groups, finding(release, table))


def _places(tables: list[Table]) -> Iterator[dict[int, tuple[str, str, bool]]]:
    """For each group where it put each answer, as far as one can see."""
    for table in tables:
        for row in table.rows:
            if not row.too_small and not table.keeps_order:
                yield {
                    each.option: (row.label, ORDINALS[each.place - 1], each.place == 1)
                    for each in order(row.figures)
                    if row.figures[each.option] is not HIDDEN and each.place <= len(ORDINALS)
                }


def _options(release: Release, table: Table) -> list[int]:
    return [place.option for place in release.places(table)]


def _group(release: Release, table: Table, row: Row) -> Group:
    if row.too_small:
        return Group(row.label, too_small_in_words(), older(row, release), ())
    lines: list[Line] = []
    at = 0
    for option in _options(release, table):
        figure = row.figures[option]
        of_all = share(figure, row.base)
        piece = _piece(at if len(table.columns) <= PIECES else 0, of_all)
        at += piece.width if piece else 0
        words = "" if of_all is HIDDEN else f"{of_all}%"
        lines.append(Line(table.columns[option].label, in_words(figure), words, piece))
    return Group(row.label, f"{people(row.base)} answered", older(row, release), tuple(lines))


def _piece(at: int, of_all: Figure) -> Piece | None:
    """Shares are rounded: together they may be more than the whole, and the bar ends all the same."""
    return None if of_all is HIDDEN else Piece(min(at, FULL), min(of_all, FULL - min(at, FULL)))
