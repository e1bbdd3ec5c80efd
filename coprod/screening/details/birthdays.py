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
_THREE_FIGURES = re.compile(r"\d{1,4}\s\d{1,4}\s\d")
_SAID = re.compile(
    r"(?:\bdob|\bd\.o\.b\.?|\bdate of birth|\bborn|birthday|\bbday)(?:\s?[:\-]|\s(?:is|on|the)){0,2}\s{1,2}(?P<parts>\d{1,4}(?:\s\d{1,4}){2,7})(?![\w/.-]|\s\d)",
    re.IGNORECASE,
)
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


def find_said(text: str) -> Iterator[Finding]:
    """Days of birth said figure by figure, of a text with its numbers in figures: "dob 1 2 0 3 20 11"."""
    if not _THREE_FIGURES.search(text):  # most notes
        return
    for match in _SAID.finditer(text):
        if _is_day([int(part) for part in match["parts"].split()]):
            yield Finding(FindingKind.DATE_OF_BIRTH, *match.span("parts"), WHY)


def _is_day(parts: list[int]) -> bool:
    """Whether the parts, or their figures in a row, are a day, a month and a year."""
    written = "".join(map(str, parts))
    if len(parts) == 3:
        day, month, year = parts
    elif len(written) in (6, 8):
        day, month, year = int(written[:2]), int(written[2:4]), int(written[4:])
    else:
        return False
    return 1 <= day <= 31 and 1 <= month <= 12 and (year < 100 or 1900 <= year < 2100)


def _is_birth(found: set[str]) -> bool:
    settings, of_sign = _weights()
    return sum(of_sign.get(sign, 0) for sign in found) / PER_UNIT + settings["base"] >= settings["threshold"]


@cache
def _weights() -> tuple[dict[str, float], dict[str, int]]:
    settings, (found, weighed) = weights(WEIGHTS)
    return settings, dict(zip(found, map(int, weighed), strict=True))
