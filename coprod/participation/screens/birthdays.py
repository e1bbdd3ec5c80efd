"""Dates on which somebody was born, told from the dates of meetings and letters by the words around them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from coprod.participation.screens.finding import Finding, FindingKind

_MONTH = (
    r"(?:jan[uary]{0,7}|feb[ruary]{0,7}|mar(?:ch|hc|sh)?|ap(?:r[il]{0,3}|irl)|may|june?|jul[yi]?|aug[ust]{0,5}|sep[temb]{0,6}[er]{0,3}|"
    r"oct[ober]{0,5}|nov[ember]{0,6}|dec[ember]{0,6})(?![a-z])\.?"
)
_TENS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_DAY = (
    rf"(?:[0-3]?\d(?:\s?(?:st|nd|rd|th)\b\.?)?|(?:twenty|thirty)[- ](?:{_TENS})|{_TENS}|tenth|fith|fifteeth|forth|fourt|nineth|eigth|twelth|secound|thrid|eleventh|twelfth|thirteenth|fourteenth|"
    r"fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_YEAR = r"(?:[\s,./\-']{{0,2}}(?P<{0}>(?:19|20)\d\d|\d\d)\b(?!:\d))?"
_DATE = re.compile(
    r"(?:(?<=dob)|(?<![\w£./-])(?<!\d:))(?:"
    r"(?P<iso>(?:19|20)\d\d)[-./](?:0?[1-9]|1[0-2])[-./](?:[0-2]?\d|3[01])(?!\d)"
    r"|(?:[0-2]?\d|3[01])(?P<mark>\s?[./\-–]\s?|\s)(?:0?[1-9]|1[0-2])(?:(?P=mark)(?P<full>(?:19|20)\d\d|\d\d))?(?![\d])"
    r"|(?P<compact>\d{6}|\d{8})(?!\d)"
    rf"|(?:the\s)?{_DAY}(?:\s?of)?(?:\sthe)?[\s.\-/]{{0,2}}{_MONTH}{_YEAR.format('after')}"
    rf"|{_MONTH}\s(?:the\s)?{_DAY}(?!\w){_YEAR.format('last')}"
    rf"|(?:the\s)?[0-3]?\d(?:st|nd|rd|th)\s(?:of\s)?(?:the\s)?(?:0?[1-9]|1[0-2])(?:st|nd|rd|th){_YEAR.format('numbered')}"
    r"|(?P<feast>(?:christmas|boxing|new year'?s|valentine'?s|april fool'?s)\s(?:day|eve)|halloween)"
    r")(?!\w)",
    re.IGNORECASE,
)
_NUMBERS = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty)"
)
_BORN = re.compile(
    r"(?:\bd\.?\s?o\.?\s?b\b\.?\??|\bdate of birth\b\??|\bbirth ?date\b|\bborn(?:e|ed)?\b|\bb(?:ir|ri|i|u|er|ir)r?(?:th|ht|f|ft|t|h|d)h?\s?d(?:ay|ya|y|ai|ey|ays)s?\b|\bb['\-]?days?\b|\bdob)"
    r"(?P<gap>(?:[^.!?\d]|\d{1,2}(?=\s?(?:weeks?|wks?|days?|months?|mins?))|20\d\d(?=,? on)){0,40})\Z",
    re.IGNORECASE,
)
_AGE = re.compile(
    rf"(?:\b(?:be|was|is|im|i'm|am|are|were|turn\w{{0,3}})\s{_NUMBERS}\s(?:on|in)\s(?:\w{{3,6}}day,?\s)?(?:the\s)?|\bturn\w{{0,3}}\s{_NUMBERS}\s|(?:\A|[,;]\s?){_NUMBERS} on (?:the )?|\bb\b\.?\s?)\Z",
    re.IGNORECASE,
)
_BORN_AFTER = re.compile(
    r"\A[^.!?\d]{0,22}?(?:\b(?:is|that's|thats|that is|was)\s(?:my|his|her|their|our)\s(?:\w+\s)?(?:birth|b'?day|dob)|\b(?:was|were)\sborn|\bbirthday|"
    r"\b(?:turns?|will turn|turned)\s(?!up|out|it|to)\w+|"
    rf"\b(?:he|she|they|i)\s?(?:'ll|will|am|is|was|'s|'m)\s(?:be\s)?{_NUMBERS}\b)",
    re.IGNORECASE,
)
_NOT_BORN = re.compile(
    r"\b(?:part(?:y|ies)|meetings?|reviews?|reviewed|appointments?|letters?|deadline|due|panels?|tribunals?|hearings?|sessions?|clubs?|"
    r"events?|trips?|since|until|till|from|before|after|by|refer\w*|sent|dated|issued|assess\w*|diagnos\w*|visit\w*|annual|start\w*|"
    r"moved|call\w*|signed|published|close[ds]?|ends?|ended|plans?|drafts?|met|wait\w*|seen|ref)\b",
    re.IGNORECASE,
)
# "Leo, 12/03/11" and "(12/03/11)": said of somebody, and not when something happened.
_BESIDE_A_NAME = re.compile(r"(?:[A-Z][\w'-]+,?\s{0,2}[(\-–:]?\s?|\(|:\s?|=\s?)\Z")
WHY = "Looks like a date of birth"
CHILDHOOD = range(4, 100)
"""Years ago: a whole date that lies so long back, with nothing else said about it, is more likely a birth than a meeting."""


def find(text: str) -> Iterator[Finding]:
    """Every date of birth. A date beside one is another: twins, or a list."""
    last: int | None = None
    for match in _DATE.finditer(text):
        beside = last is not None and match.start() - last < 22 and not match["compact"] and _is_whole(match)
        if _is_birth(text, match) or (beside and not re.search("[.!?:]", text[last : match.start()])):
            last = match.end()
            yield Finding(FindingKind.DATE_OF_BIRTH, match.start(), match.end(), WHY)


def _is_birth(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 60) : match.start()]
    after = text[match.end() : match.end() + 48]
    born = _BORN.search(before)
    if (born and not _NOT_BORN.search(born["gap"])) or (_AGE.search(before) and not match["compact"]):
        return True
    if match["compact"] or match["feast"] or not _is_whole(match):
        return False
    year = match["iso"] or match["full"] or match["after"] or match["last"] or match["numbered"]
    if _BORN_AFTER.match(after):
        return True
    if year and len(year) == 2 and _BESIDE_A_NAME.search(before):
        year = f"20{year}"
    if not year or len(year) < 4 or _NOT_BORN.search(before[-30:]) or re.match(r"\s\d\d?[:.]\d\d", after):
        return False
    return datetime.now(UTC).year - int(year) in CHILDHOOD


def _is_whole(match: re.Match[str]) -> bool:
    """Whether it is more than two or three numbers with spaces between them, as in "2 of 3 5"."""
    return not match["mark"] or not match["mark"].isspace()
