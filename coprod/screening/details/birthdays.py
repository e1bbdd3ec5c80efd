"""Dates on which somebody was born, told from the dates of meetings and letters by the words around them.

What each sign weighs is a file that `python -m benchmarks.screening.train` makes from labelled lines.
"""

import re
from collections.abc import Iterator
from functools import cache

from coprod.screening.details import dates
from coprod.screening.details.birthday_signs import signs
from coprod.screening.finding import Finding, FindingKind
from coprod.screening.linear_model import PER_UNIT, weights

WEIGHTS = "birthday_weights.txt"
WHY = "Looks like a date of birth"
BESIDE = 22
"""Characters between two dates that are of one list: twins, or a family."""


def find(text: str) -> Iterator[Finding]:
    """Every date of birth. A date beside one is another."""
    last: int | None = None
    every = list(dates.find(text))
    for number, date in enumerate(every):
        beside = last is not None and date.start - last < BESIDE and date.layout in ("figures", "words")
        if _is_birth(signs(text, date, number, len(every))) or (
            beside and not re.search("[.!?:]", text[last : date.start])
        ):
            last = date.end
            yield Finding(FindingKind.DATE_OF_BIRTH, date.start, date.end, WHY)


def _is_birth(found: set[str]) -> bool:
    settings, of_sign = _weights()
    return sum(of_sign.get(sign, 0) for sign in found) / PER_UNIT + settings["base"] >= settings["threshold"]


@cache
def _weights() -> tuple[dict[str, float], dict[str, int]]:
    return weights(WEIGHTS)
