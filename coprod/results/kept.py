"""A release as text: two of them, as what the public see is kept apart from whom it counted. Read back, it is the same.

A figure is a whole number or "hidden", a row without figures was too small, a date is written as 2026-06-03.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from coprod.results.declaration import By, Counts, Named
from coprod.results.disclosure import HIDDEN, Figure
from coprod.results.numbers import Numbers
from coprod.results.release import Moved, Release, Row, Table


class Kept(NamedTuple):
    """`figures` is under the rule. `counted` is private: the ids of responses, by group."""

    figures: str
    counted: str


def as_text(release: Release) -> Kept:
    """How a release is kept."""
    tables = [table._asdict() | {"rows": [_plain_row(row) for row in table.rows]} for table in release.every_table]
    counted = {name: {"on": moved.on.isoformat(), "ids": [*moved.ids]} for name, moved in release.counted.items()}
    return Kept(_text({"on": release.on.isoformat(), "tables": tables}), _text(counted))


def from_text(kept: Kept) -> Release:
    """The release that was kept."""
    figures, counted = json.loads(kept.figures), json.loads(kept.counted)
    return Release(
        date.fromisoformat(figures["on"]),
        tuple(map(_table, figures["tables"])),
        {name: Moved(date.fromisoformat(each["on"]), Numbers(each["ids"])) for name, each in counted.items()},
    )


def plain_figure(figure: Figure) -> int | str:
    """A figure as JSON has it."""
    return HIDDEN.value if figure is HIDDEN else figure


def _plain_row(row: Row) -> dict[str, Any]:
    return row._asdict() | {
        "on": row.on.isoformat(),
        "base": plain_figure(row.base),
        "figures": [plain_figure(figure) for figure in row.figures],
    }


def _text(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _table(plain: dict[str, Any]) -> Table:
    return Table(
        **plain
        | {
            "counts": Counts(plain["counts"]),
            "by": By(plain["by"]),
            "columns": tuple(Named(*pair) for pair in plain["columns"]),
            "rows": tuple(map(_row, plain["rows"])),
        }
    )


def _row(plain: dict[str, Any]) -> Row:
    return Row(
        plain["group"],
        plain["label"],
        date.fromisoformat(plain["on"]),
        _figure(plain["base"]),
        tuple(_figures(plain["figures"])),
    )


def _figures(plain: Iterable[int | str]) -> Iterable[Figure]:
    return map(_figure, plain)


def _figure(plain: int | str) -> Figure:
    return plain if isinstance(plain, int) else HIDDEN
