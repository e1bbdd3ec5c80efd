"""Phone and NHS numbers, in one reading because the same digits can be taken for either."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from coprod.loaded_when_used import when_used
from coprod.screening.finding import Finding, FindingKind

if TYPE_CHECKING:
    import phonenumbers
else:
    phonenumbers = when_used("phonenumbers")

PHONE_WHY = "Looks like a phone number"
NHS_WHY = "Looks like an NHS number"

_GAP = r"(?:[^\S\n]|[().\-–—_/]){0,3}"
# A number may follow its word at once: "mob07700". Other letters before it make it part of a code.
_NO_LETTER = (
    "(?:(?<![^\\W\\d_])"
    + "".join(rf"|(?<={word})" for word in ("mob", "mobile", "phone", "tel", "number", "call", "text", "ring"))
    + ")"
)
_NUMBER = re.compile(
    r"(?<![\d+])(?:"
    r"(?P<date>\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)(?:(?:19|20)\d\d|\d\d(?![\d./-]))|\d\d/(?:19|20)\d\d/\d+)"  # first, or a date and a time make a phone number
    rf"|(?P<uk>\(?(?:(?:\+|00){_GAP}44{_GAP}(?:\(0\){_GAP})?|{_NO_LETTER}[0oO]{_GAP})[1235789](?:{_GAP}[\doO]){{8,9}})"
    r"(?!(?!x{1,3}(?!\w)|[a-z]{3})[^\W\d_])"
    rf"|(?P<bare>44{_GAP}7(?:{_GAP}\d){{9}})"
    rf"|(?P<abroad>\+[1-9](?:{_GAP}\d){{6,14}})"
    r"|\d(?:[^\S\n]|[\-–._/]){0,3}(?:\d(?:[^\S\n]|[\-–._/]){0,3}){8}\d"
    r")(?!\d)"
)
_COUNTING = re.compile(r"1[ ,]{1,2}2[ ,]{1,2}3[ ,]{1,2}4[ ,]{1,2}5")
_FIGURE = re.compile(r"\d")
FEWEST = 5
"""Figures in a phone number, when a letter O stands in the place of the others."""
_NHS_WEIGHTS = range(10, 1, -1)


def find(text: str) -> Iterator[Finding]:
    """Every number that may be somebody's."""
    if len(_FIGURE.findall(text)) < FEWEST:  # most notes
        return
    position = 0
    while match := _NUMBER.search(text, position):
        kind = _kind(match)
        position = match.end() if kind or match["date"] else match.start() + 1
        if kind:
            why = NHS_WHY if kind is FindingKind.NHS_NUMBER else PHONE_WHY
            yield Finding(kind, match.start(), match.end(), why)


def _kind(match: re.Match[str]) -> FindingKind | None:
    if match["date"] or _COUNTING.search(match[0]):
        return None
    written = match[0].replace("o", "0").replace("O", "0")
    digits = [int(character) for character in written if character.isdecimal()]
    if "+" not in written and _is_nhs_number(digits):
        return FindingKind.NHS_NUMBER
    if match["bare"]:
        return FindingKind.PHONE if _is_phone(f"+{written}") else None
    # Ten digits from 7: a mobile number that lost its first 0, as spreadsheets do to them.
    if match["uk"] or match["abroad"] or digits[0] == 7:
        return FindingKind.PHONE if _is_phone(written.replace("_", " ").replace("/", " ")) else None
    return None


def _is_nhs_number(digits: list[int]) -> bool:
    """Whether the tenth digit checks the nine before it: weights 10 to 2, modulo 11 (NHS Data Dictionary)."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(weight * digit for weight, digit in zip(_NHS_WEIGHTS, digits[:9], strict=True))
    return (11 - total % 11) % 11 == digits[9]


def _is_phone(written: str) -> bool:
    # "Possible", not "valid": one digit wrong is still somebody's number, and so are numbers given out last week.
    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
