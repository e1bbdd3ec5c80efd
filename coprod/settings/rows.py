"""Rows of a form that buttons move, add and remove, without a script. What was typed stays as it was typed."""

import re
from collections.abc import Iterable, Mapping, Sequence

from werkzeug.datastructures import MultiDict

# One row: what was typed in each of its fields.
Row = Mapping[str, Sequence[str]]


def in_order(typed: MultiDict[str, str], lists: Iterable[str], button: str = "") -> MultiDict[str, str]:
    """What was typed, with the rows of each list numbered from 0, after a button such as "up help_numbers 2"."""
    lists = tuple(lists)
    do, name, number = (*button.split(), "", "", "")[:3]
    found: MultiDict[str, str] = MultiDict()
    for key in typed:
        if not key.startswith(tuple(f"{each}-" for each in lists)):
            found.setlist(key, typed.getlist(key))
    for each in lists:
        rows = _rows(typed, each)
        if each == name:
            rows = _after(do, rows, int(number) if re.fullmatch(r"\d{1,3}", number, re.ASCII) else -1)
        for position, row in enumerate(rows):
            for field, values in row.items():
                found.setlist(f"{each}-{position}-{field}", list(values))
    return found


def _rows(typed: MultiDict[str, str], name: str) -> list[Row]:
    rows: dict[int, dict[str, list[str]]] = {}
    for key in typed:
        if match := re.fullmatch(rf"{name}-(\d{{1,3}})-(\w+)", key, re.ASCII):
            rows.setdefault(int(match[1]), {})[match[2]] = typed.getlist(key)
    return [rows[number] for number in sorted(rows)]


def _after(do: str, rows: list[Row], at: int) -> list[Row]:
    if do == "add":
        return [*rows, {"is_new": ["1"]}]
    if not 0 <= at < len(rows):
        return rows
    if do == "remove":
        return rows[:at] + rows[at + 1 :]
    to = at - 1 if do == "up" else at + 1
    if do in ("up", "down") and 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return rows
