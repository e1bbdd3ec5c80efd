"""How good screening is, measured on lines that it was not made from: `python -m benchmarks.screening keep` writes it."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from coprod.screening import data_files

MEASURED = "how_good.toml"
NO_VOICE = {"answers", "notes", "talk", "with a name or a number in it"}
"""Mixed lines, and those made for telephone numbers and the like: no one kind of person, and no one thing."""


class OfAHundred(NamedTuple):
    """Of a hundred texts of one sort: how many go to the safeguarding lead at once, and how many are read first."""

    sort: str
    texts: int
    at_once: int
    read_first: int

    @property
    def either(self) -> int:
        """How many are marked at all."""
        return self.at_once + self.read_first


class HowGood(NamedTuple):
    """What was measured, on which day, on how many texts. `ordinary` are those in which there is nothing to worry about.

    `by_length` and `by_voice` are of ordinary texts: where it cries wolf more, and where less.
    """

    measured_on: date
    learned_from: int
    measured_with: int
    worrying: OfAHundred
    ordinary: OfAHundred
    by_length: list[OfAHundred]
    by_voice: list[OfAHundred]


@cache
def how_good() -> HowGood:
    """As it is for the rules and weights that are shipped with it."""
    kept = data_files.table(MEASURED)
    wrongly = _rows(kept["marked_wrongly"])
    voices = (row for row in kept["marked_wrongly_by_voice"] if row["of"] not in NO_VOICE)
    return HowGood(
        measured_on=date.fromisoformat(kept["measured_on"]),
        learned_from=kept["lines_to_learn_from"],
        measured_with=kept["lines_to_measure_on"],
        worrying=_rows(kept["found"])[0],
        ordinary=wrongly[0],
        by_length=wrongly[1:],
        by_voice=sorted(_rows(voices), key=lambda row: row.either),
    )


def _rows(kept: Iterable[dict[str, Any]]) -> list[OfAHundred]:
    rows = []
    for row in kept:
        at_once, either = round(100 * row["at_once"]), round(100 * row["either"])
        rows.append(OfAHundred(row["of"], row["lines"], at_once, either - at_once))
    return rows
