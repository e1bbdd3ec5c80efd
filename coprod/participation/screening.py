"""Personal details found in text, so that a moderator looks twice.

An aid, never proof: it marks some things that are harmless and misses some that are not. It changes nothing; people
decide. Every pattern is bounded in length, so the time taken grows only with the length of the text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import phonenumbers


class FindingKind(StrEnum):
    """What may be the matter with some words."""

    CONCERN = "concern"
    ABUSE = "abuse"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    NHS_NUMBER = "nhs_number"
    DATE_OF_BIRTH = "date_of_birth"
    PERSON_NAME = "person_name"
    SCHOOL = "school"
    ADDRESS = "address"
    HANDLE = "handle"


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of text worth a second look: `start` and `end` in characters, and why, in plain words."""

    kind: FindingKind
    start: int
    end: int
    why: str

    def to_dict(self) -> dict[str, Any]:
        """As it is stored."""
        return {"kind": self.kind.value, "start": self.start, "end": self.end, "why": self.why}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "Finding":
        """As it was stored."""
        return cls(FindingKind(stored["kind"]), stored["start"], stored["end"], stored["why"])


def screen(text: str) -> list[Finding]:
    """Everything found in the text, from its start to its end; two findings of one kind never overlap."""
    found = [finding for rule in _RULES for finding in rule(text)]
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.kind))


_GAP = r"(?:[^\S\n]|[().\-–]){0,3}"
_NUMBER = re.compile(
    r"(?<![\d+])(?:"
    r"(?P<date>\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)(?:19|20)\d\d)"  # first, or a date and a time make a phone number
    rf"|(?P<uk>\(?(?:(?:\+|00){_GAP}44{_GAP}(?:\(0\){_GAP})?|0{_GAP})[1235789](?:{_GAP}\d){{8,9}})"
    rf"|(?P<abroad>\+[1-9](?:{_GAP}\d){{6,14}})"
    r"|\d(?:[^\S\n]|[\-–]){0,2}(?:\d(?:[^\S\n]|[\-–]){0,2}){8}\d"
    r")(?!\d)"
)
_NHS_WEIGHTS = range(10, 1, -1)


def _numbers(text: str) -> Iterator[Finding]:
    """Phone and NHS numbers, in one reading because the same digits can be taken for either."""
    position = 0
    while match := _NUMBER.search(text, position):
        kind = _kind_of_number(match)
        position = match.end() if kind or match["date"] else match.start() + 1
        if kind is None:
            continue
        why = "Looks like an NHS number" if kind is FindingKind.NHS_NUMBER else "Looks like a phone number"
        yield Finding(kind, match.start(), match.end(), why)


def _kind_of_number(match: re.Match[str]) -> FindingKind | None:
    digits = [int(character) for character in match[0] if character.isdecimal()]
    if "+" not in match[0] and _is_nhs_number(digits):
        return FindingKind.NHS_NUMBER
    # Ten digits from 7: a mobile number that lost its first 0, as spreadsheets do to them.
    if match["uk"] or match["abroad"] or digits[0] == 7:
        return FindingKind.PHONE if _is_phone(match[0]) else None
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


# "name@example.org", "name (at) example (dot) org" and "name at example dot org"; a plain "at" needs a spoken dot.
_DOT = r"(?:\s{1,3}dot\s{1,3}|\s?[\[({]\s?dot\s?[\])}]\s?)"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL = re.compile(
    r"(?<![\w.+%'-])[\w.+%'-]{1,64}+(?:"
    rf"(?:@|\s?[\[({{]\s?at\s?[\])}}]\s?){_LABEL}(?:(?:\.|{_DOT}){_LABEL}){{1,4}}"
    rf"|\s{{1,3}}at\s{{1,3}}(?!(?:an?|my|our|the)\s){_LABEL}(?:{_DOT}{_LABEL}){{1,4}})",
    re.IGNORECASE,
)

# The letters and figures a postcode may have in each place (Royal Mail), and the 124 areas there are.
_AREAS = (
    "AB AL BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY EC EH EN EX FK FY "
    "GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY LA LD LE LL LN LS LU ME MK ML NE NG NN NP NR NW OL OX "
    "PA PE PH PL PO PR RG RH RM SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB WA WC WD WF WN WR "
    "WS WV YO ZE B E G L M N S W"
)
_POSTCODE = re.compile(
    rf"(?<!\w)(?:(?:{_AREAS.replace(' ', '|')})[0-9](?:[0-9]|[A-HJKMNPR-Y])?[ \u00a0]{{0,2}}[0-9][ABD-HJLNP-UW-Z]{{2}}"
    r"|GIR[ \u00a0]?0AA)(?!\w)",
    re.IGNORECASE | re.ASCII,
)


def _matches(kind: FindingKind, pattern: re.Pattern[str], why: str) -> Callable[[str], Iterator[Finding]]:
    def rule(text: str) -> Iterator[Finding]:
        for match in pattern.finditer(text):
            yield Finding(kind, match.start(), match.end(), why)

    return rule


_RULES: tuple[Callable[[str], Iterator[Finding]], ...] = (
    _numbers,
    _matches(FindingKind.EMAIL, _EMAIL, "Looks like an email address"),
    _matches(FindingKind.POSTCODE, _POSTCODE, "Looks like a postcode"),
)
