"""A release as a page shows it: for each question a chart, and the same by who people are and where they live.

All of it is made of what is published, and of nothing else.
"""

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from coprod.results.declaration import By, Counts
from coprod.results.disclosure import HIDDEN, Figure, in_words, order, people, share, too_small_in_words
from coprod.results.figures_file import older
from coprod.results.release import Release, Row, Table

# With so few answers to choose, a group is one bar of many pieces; with more, nobody could read that.
PIECES = 4
ORDINALS = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th")
FULL = 100


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


class Section(NamedTuple):
    """One question, or one way of counting it. `name` is that of everyone's table, by which its picture is known."""

    name: str
    title: str
    counts: str
    everyone: Group
    others: tuple[tuple[By, tuple[Group, ...]], ...]
    is_pieces: bool

    @property
    def at_once(self) -> tuple[Group, ...]:
        """Whose figures are seen at once: of few answers, those of each audience too."""
        audiences = (groups for by, groups in self.others if by is By.AUDIENCE and self.is_pieces)
        return (self.everyone, *chain.from_iterable(audiences))

    @property
    def folded(self) -> list[tuple[str, tuple[Group, ...]]]:
        """Those that one unfolds; none where even everyone is too few."""
        seen = (By.AUDIENCE,) if self.is_pieces else ()
        return [(by.words, groups) for by, groups in self.others if by not in seen and self.everyone.lines]

    @property
    def key(self) -> list[str]:
        """The answers, in the order in which pieces and figures stand."""
        return [line.label for line in self.everyone.lines]


def sections(release: Release) -> list[Section]:
    """A section for each question, in the order of the questionnaire."""
    return [_section(release, table) for table in release.tables if table.question and table.by is By.EVERYONE]


def who_took_part(release: Release) -> list[Section]:
    """How many of each audience, and of each district: bars as long as the largest of them."""
    tables = [table for table in release.tables if table.counts is Counts.PEOPLE and table.by is not By.EVERYONE]
    return [
        Section(table.name, table.by.words, "", Group("", "", "", _people(release, table)), (), False)
        for table in tables
    ]


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


def _section(release: Release, table: Table) -> Section:
    by = [each for each in release.tables if (each.question, each.counts) == (table.question, table.counts)]
    others = [each for each in by if each.by is not By.EVERYONE]
    is_pieces = len(table.columns) <= PIECES
    places = [] if is_pieces else list(_places([each for each in others if each.by is By.AUDIENCE]))
    everyone = _group(release, table, table.rows[0])
    lines = tuple(
        line._replace(places=tuple(place[option] for place in places if option in place))
        for line, option in zip(everyone.lines, _options(release, table), strict=bool(everyone.lines))
    )
    return Section(
        table.name,
        table.title,
        "" if table.counts is Counts.ANSWERS else table.counts.words,
        everyone._replace(lines=lines),
        tuple((each.by, tuple(_group(release, each, row) for row in each.rows)) for each in others),
        is_pieces,
    )


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
