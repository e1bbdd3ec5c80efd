"""A table as a picture: bars, and with them the base, the date and how figures are rounded, so that they travel along.

The page shows the drawing itself; what is shared is a PNG of it, drawn as `share_cards` draws (`files.pictures.drawn`).
All of it is made of figures that are published already.
"""

from collections.abc import Iterator
from typing import NamedTuple

from flask import render_template

from coprod.results.declaration import Counts
from coprod.results.disclosure import HIDDEN, Figure, in_words, people, share, too_small_in_words
from coprod.results.release import Release, Row, Table
from coprod.results.release_pages.figures_file import beneath, heading, older
from coprod.share_cards import ROOM, in_lines

WIDTH, MARGIN = 1200, 72
LINE, BAR = 36, 28
SMALL, PLAIN, GROUP, LARGE = 24, 28, 34, 44


class Line(NamedTuple):
    """Words, how large they are, and where they stand."""

    words: str
    size: int
    y: int
    bold: bool = False


class Bar(NamedTuple):
    """A bar on a pale one that is as long as all who answered."""

    width: int
    y: int


class Drawing(NamedTuple):
    """All that the template draws."""

    words: str  # for whoever cannot see it
    lines: list[Line]
    bars: list[Bar]
    height: int


def as_svg(release: Release, table: Table, colours: dict[str, str], whose: str = "") -> str:
    """What is shown, and what the picture to share is made of: that one says in which activity, and who asked."""
    drawing = drawn(release, table, whose)
    return render_template(
        "results/chart.svg", drawing=drawing, colours=colours, width=WIDTH, margin=MARGIN, room=ROOM, bar=BAR
    )


def in_sentences(release: Release, table: Table) -> str:
    """The alternative text: every figure of the picture."""
    rows = ". ".join(_row_in_words(release, table, row) for row in table.rows)
    return f"{heading(table)}. {rows}. {beneath(release.on)}"


def _row_in_words(release: Release, table: Table, row: Row) -> str:
    said = _name(release, table, row)
    if row.too_small:
        return f"{said}: {too_small_in_words()}"
    if table.counts is Counts.PEOPLE:
        return f"{said}: {people(row.figures[0])}"
    return f"{said}: " + ", ".join(f"{label}: {words}" for label, words, _ in _figures(release, table, row))


def _name(release: Release, table: Table, row: Row) -> str:
    """Whose answers these are, how many they were, and of when, if that is not now."""
    answered = "" if row.too_small or table.counts is Counts.PEOPLE else f"{people(row.base)} answered"
    more = ", ".join(filter(None, (answered, older(row, release))))
    return f"{row.label} ({more})" if more else row.label


def _figures(release: Release, table: Table, row: Row) -> Iterator[tuple[str, str, Figure]]:
    """Each option in the order in which it stands, what is said of it, and its figure."""
    for option, _ in release.places(table):
        figure = row.figures[option]
        of_all = share(figure, row.base)
        words = in_words(figure) if of_all is HIDDEN else f"{in_words(figure)} ({of_all}%)"
        yield table.columns[option].label, words, figure


def drawn(release: Release, table: Table, whose: str = "") -> Drawing:
    """Where everything stands, from the top down."""
    sheet = _Sheet()
    sheet.write(table.asked if table.question else heading(table), LARGE, bold=True)
    if table.question:
        sheet.write(heading(table).removeprefix(table.asked).strip(), SMALL)
    if table.counts is Counts.PEOPLE:
        longest = max((row.figures[0] for row in table.rows if row.figures[0] is not HIDDEN), default=1)
        for row in table.rows:
            sheet.measure(f"{_name(release, table, row)}: {in_words(row.figures[0])}", row.figures[0], longest)
    else:
        for row in table.rows:
            sheet.gap()
            sheet.write(_name(release, table, row), GROUP, bold=True)
            if row.too_small:
                sheet.write(too_small_in_words().capitalize(), PLAIN)
            for label, words, figure in () if row.too_small else _figures(release, table, row):
                sheet.measure(f"{label}: {words}", figure, row.base)
    sheet.gap()
    sheet.write(beneath(release.on), SMALL)
    if whose:
        sheet.write(whose, SMALL, bold=True)
    return Drawing(in_sentences(release, table), sheet.lines, sheet.bars, sheet.y + MARGIN // 2)


class _Sheet:
    """Paper that is filled from the top."""

    def __init__(self) -> None:
        self.y, self.lines, self.bars = MARGIN // 2, list[Line](), list[Bar]()

    def gap(self) -> None:
        """Some room."""
        self.y += LINE // 2

    def write(self, words: str, size: int, *, bold: bool = False) -> None:
        """Words, in as many lines as they need."""
        for line in in_lines(words, (size,), 5)[1]:
            self.y += size * 5 // 4
            self.lines.append(Line(line, size, self.y, bold))
        self.y += size // 3

    def measure(self, words: str, figure: Figure, full: Figure) -> None:
        """Words, and a bar under them; none for what is hidden."""
        self.write(words, PLAIN)
        width = 0 if figure is HIDDEN or full is HIDDEN else ROOM * figure // full
        self.bars.append(Bar(width, self.y))
        self.y += BAR + LINE // 2
