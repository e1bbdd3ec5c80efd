"""The lines of an event's plan: as staff type them, and as the event keeps them."""

from collections.abc import Iterable
from datetime import time
from typing import NamedTuple

from coprod.clock_times import Span, Unclear, read_time_or_span, written_time

Line = dict[str, str]


class ProgrammeItem(NamedTuple):
    """One thing that happens at an event: when, by UK clocks, what, a few words about it, and until when if said."""

    at: time
    title: str
    words: str
    until: time | None = None


def read_plan(rows: Iterable[Line], hours: Span | None) -> list[Line]:
    """The lines as an event keeps them: "at", and "until" where people wrote when it ends; "title", "words".

    `hours` are the event's: 5.15 at an event from 5pm is a quarter past five in the afternoon. Raises `Unclear`.
    """
    return [_kept(number, row, hours) for number, row in enumerate(rows, start=1)]


def as_typed(lines: Iterable[Line]) -> list[Line]:
    """The same, as staff write them."""
    return [{"at": _written(line), "title": line["title"], "words": line["words"]} for line in lines]


def programme(lines: Iterable[Line]) -> list[ProgrammeItem]:
    """The same, as people read them."""
    read = ((line, line.get("until")) for line in lines)
    return [
        ProgrammeItem(_time(line["at"]), line["title"], line["words"], _time(until) if until else None)
        for line, until in read
    ]


def _time(kept: str) -> time:
    return time.fromisoformat(kept)


def _kept(number: int, row: Line, hours: Span | None) -> Line:
    try:
        read = read_time_or_span(row["at"], hours)
    except Unclear as unclear:
        raise Unclear(f"Row {number} needs a time while the event goes on. {unclear}") from unclear
    starts, ends = read if isinstance(read, Span) else (read, None)
    until = {"until": f"{ends:%H:%M}"} if ends is not None else {}
    return row | {"at": f"{starts:%H:%M}"} | until


def _written(line: Line) -> str:
    at = written_time(_time(line["at"]))
    return f"{at} to {written_time(_time(line['until']))}" if "until" in line else at
