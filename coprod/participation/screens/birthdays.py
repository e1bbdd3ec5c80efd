"""Dates on which somebody was born, told from the dates of meetings and letters by the words around them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from coprod.participation.screens import dates
from coprod.participation.screens.dates import NTH, NUMBERS, Date
from coprod.participation.screens.finding import Finding, FindingKind

_BIRTH = r"\bb(?:ir|er|ur|ri|re|i|e|u)r?(?:th|ht|hf|ft|f|t|d|h)h?"
_BIRTHDAY = rf"(?:{_BIRTH}[\s-]?d(?:ay|ya|ai|ey|ae|ie|a|y)s?\b|\bb[\s'/.-]?da[ey]s?\b)"
_BORN = re.compile(
    rf"(?:\bd[./\s]?[o0][./\s]?b\b\.?|\bdob|\bdate\s\w{{1,3}}\s{_BIRTH}\b|{_BIRTH}\s?date\b|{_BIRTHDAY}|\bbd\b|"
    r"\bb(?:orn|ourn)e?d?\b|\bbirth\b)\??"
    r"(?P<gap>(?:[^.!?\d]|\d{1,2}(?=\s?(?:weeks?|wks?|days?|months?|mins?))|(?<=[A-Za-z])\d{1,3}\b|20\d\d(?=,? on)|"
    r"[.!?](?=\s(?:mine|hers|his|ours|theirs|it)\b)){0,55})\Z",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:(?:this|next)\s)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s)?(?:the\s)?"
_AGE = re.compile(
    rf"(?:\b(?:be|was|is|im|i'm|am|are|were|turn\w{{0,3}})\s{NUMBERS}\s(?:on|in|come|this|next)\s{_WEEKDAY}"
    rf"|\bturn\w{{0,3}}\s{NUMBERS}\s|(?:\A|[,;]\s?){NUMBERS}\son\s{_WEEKDAY}"
    rf"|\b(?:my|his|her|our|their|\w+'s)\s(?:\d\d?(?:st|nd|rd|th)|{NTH})\s(?:is|was|falls)\s(?:on\s)?(?:the\s)?)\Z",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"\bb\b\.?\s?\Z", re.IGNORECASE)  # "Maya Lind, b. 3/4/2012"
_BORN_AFTER = re.compile(
    r"\A(?:[^.!?\d]{0,22}?(?:\b(?:is|that's|thats|that is|was)\s(?:my|his|her|their|our)\s(?:\w+\s)?(?:birth|b'?day|dob)|"
    rf"\b(?:was|were)\sborn|{_BIRTHDAY}|\b(?:he|she|they|i)\s?(?:'ll|will|am|is|was|'s|'m)\s(?:be\s)?{NUMBERS}\b)"
    rf"|[^.!?\d]{{0,55}}?\bturn(?:s|ed|ing)?\s(?:{NUMBERS}\b(?!\sto\b)|a teenager|an adult|double figures)"
    rf"|\s{NUMBERS}\stoday|\s(?:baby|babies)\b|\sone[.,]\s)",
    re.IGNORECASE,
)
# A life that began, in other words; of a form or a letter too, so only a date long past counts.
_ARRIVED = re.compile(
    r"\b(?:(?:came|come|brought|entered|born)\s(?:in)?(?:to)?\s?(?:the|this|our)\s(?:world|family|lives)|arrived|delivered|came along|"
    r"popped out|(?:mum|mom|mam|mother|dad|father|parent|grand\w+|nan|nana)\s(?:\w+\s)?since)\b[^.!?\d]{0,25}\Z",
    re.IGNORECASE,
)
_EVENT = (
    r"part(?:y|ies)|meetings?|reviews?|reviewed|appointments?|letters?|deadline|due|panels?|tribunals?|hearings?|sessions?|clubs?|"
    r"events?|trips?|refer\w*|sent|dated|issued|assess\w*|diagnos\w*|visit\w*|annual|start\w*|moved|calls?|signed|published|"
    r"close[ds]?|ends?|ended|plans?|drafts?|met|wait\w*|seen|ref"
)
_NOT_BORN = re.compile(rf"\b(?:{_EVENT}|since|until|till|from|before|after|by)\b", re.IGNORECASE)
# Of a date about which nothing is said: what people tell that happened on a day.
_HAPPENED = re.compile(
    rf"\b(?:{_EVENT}|orders?|adopted|broke|fell|died|passed|married|joined|opened|happened|given|received|excluded|discharged|admitted|"
    r"operat\w+|surgery|seizures?|first|last)\b[^.!?]*\Z"
    r"|\b(?:since|until|till|from|before|after|by)\s(?:the\s)?\Z|\b(?!arrived|delivered)\w{2,}ed\s(?:\w+\s)?on\s(?:the\s)?\Z",
    re.IGNORECASE,
)
# "Leo, 12/03/11", "child 2 12/03/11" and "(12/03/11)": said of somebody, and not when something happened.
_BESIDE_A_NAME = re.compile(
    r"(?:[A-Z][\w'-]+,?\s{0,2}[(\-–:]?\s?|\(|:\s?|=\s?|\b(?:[Cc]hild|[Tt]win|[Ss]on|[Dd]aughter|[Bb]oy|[Gg]irl)(?:\s\d)?,?\s)\Z"
)
WHY = "Looks like a date of birth"
CHILDHOOD = range(4, 100)
"""Years ago: a whole date that lies so long back, with nothing else said about it, is more likely a birth than a meeting."""


def find(text: str) -> Iterator[Finding]:
    """Every date of birth. A date beside one is another: twins, or a list."""
    last: int | None = None
    for date in dates.find(text):
        beside = last is not None and date.start - last < 22 and not date.compact and not date.loose
        if _is_birth(text, date) or (beside and not re.search("[.!?:]", text[last : date.start])):
            last = date.end
            yield Finding(FindingKind.DATE_OF_BIRTH, date.start, date.end, WHY)


def _is_birth(text: str, date: Date) -> bool:
    before = text[max(0, date.start - 75) : date.start]
    born = _BORN.search(before)
    if born and not _NOT_BORN.search(born["gap"]):
        return True
    if date.compact:
        return date.year is not None and bool(_BESIDE_A_NAME.search(before)) and _is_long_ago(date.year)
    if _AGE.search(before):
        return True
    if date.loose:
        return False
    if _INITIAL.search(before) or _BORN_AFTER.match(text[date.end : date.end + 75]):
        return True
    return not date.feast and _is_said_of_somebody(text, date, before)


def _is_said_of_somebody(text: str, date: Date, before: str) -> bool:
    year = date.year
    if year is None or re.match(r"\s\d\d?[:.]\d\d", text[date.end : date.end + 6]):
        return False
    arrived = _ARRIVED.search(before)
    if date.short:
        if not arrived and not _BESIDE_A_NAME.search(before):
            return False
        year += 2000
    return bool(arrived or not _HAPPENED.search(before[-30:])) and _is_long_ago(year)


def _is_long_ago(year: int) -> bool:
    return datetime.now(UTC).year - year in CHILDHOOD
