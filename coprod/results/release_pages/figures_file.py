"""The figures of a release as a file: one row for each figure, and what is said beneath every table of them.

Where a figure is hidden, or a row too small, the words that stand in the table stand here, and the number is empty.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from coprod.results.disclosure import HIDDEN, STEP, Figure, in_words, share, too_small_in_words
from coprod.results.release import Release, Row, Table

# By their JSON keys, as `exports.attachment` takes them.
HEADINGS = {
    "question": "Question",
    "counts": "What is counted",
    "by": "By",
    "group": "Group",
    "answer": "Answer",
    "people": "People",
    "number": "People, as a number",
    "share": "In a hundred",
    "answered": "Answered, as a number",
    "as_at": "As at",
}


def rows(release: Release) -> Iterator[tuple[str | int | date | None, ...]]:
    """Every figure that is published, in the order of the questionnaire."""
    for table in release.tables:
        for row in table.rows:
            for option, (words, figure) in zip(table.columns, cells(row, len(table.columns)), strict=True):
                yield (
                    table.asked if table.question else "", table.counts.words, table.by.words, row.label,
                    option.label if table.question else "", words, _number(figure), _number(share(figure, row.base)),
                    _number(row.base), row.on,
                )  # fmt: skip


def cells(row: Row, columns: int) -> list[tuple[str, Figure]]:
    """What stands in each cell of a row, and the figure that can be reckoned with."""
    if row.too_small:
        return [(too_small_in_words(), HIDDEN)] * columns
    return [(in_words(figure), figure) for figure in row.figures]


def as_json(release: Release) -> dict[str, Any]:
    """The same as JSON; days are written as 2026-06-03."""
    named = [dict(zip(HEADINGS, row, strict=True)) for row in rows(release)]
    figures = [each | {"as_at": each["as_at"].isoformat()} for each in named if isinstance(each["as_at"], date)]
    return {"as_at": release.on.isoformat(), "note": beneath(release.on), "figures": figures}


def beneath(on: date) -> str:
    """What is said under every table, picture and file."""
    return (
        f"Figures are rounded to the nearest {STEP} and small ones are not shown, so that nobody can be worked out. "
        f"Rows may not add up. {as_at(on)}."
    )


def as_at(on: date) -> str:
    """ "As at 3 June 2026"."""
    return f"As at {on.day} {on:%B %Y}"


def older(row: Row, release: Release) -> str:
    """What is said of a row that did not move in this release; empty for all others."""
    return as_at(row.on).lower().replace(f"{row.on:%B}".lower(), f"{row.on:%B}") if row.on < release.on else ""


def heading(table: Table) -> str:
    """What a table is about: "What should come first? First choice, by district"."""
    counted = f"{table.counts.words}, {table.by.words[:1].lower()}{table.by.words[1:]}"
    return f"{table.asked} {counted}" if table.question else counted


def _number(figure: Figure) -> int | None:
    return None if figure is HIDDEN else figure
