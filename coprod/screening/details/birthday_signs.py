"""What around a date says whether somebody was born on it: words of birth and age, names, words of meetings and letters."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from coprod.screening import data_files
from coprod.screening.details.dates import NTH, NUMBERS, Date

_BIRTH = r"b(?:ir|er|ur|ri|re|i|e|u)r?(?:th|ht|hf|ft|f|t|d|h)h?"
_SIGNS = {
    "birth": (
        rf"\bd[./\s]?[o0][./\s]?b\b|\bdob|\bd\.?of\.?b\b|\bdate\s\w{{1,3}}\s{_BIRTH}\b|\b{_BIRTH}\s?date|\b{_BIRTH}[\s-]?d(?:ay|ya|ai|ey|ae|ie|a|y)|"
        r"\bb[\s'/.-]?da[ey]+s?\b|\bbd\b|\bb(?:orn|ourn)e?d?\b|\bbirth\b"
    ),
    "body": (
        r"\b(?:groups?|forum|charit(?:y|ies)|clubs?|centre|services?|laws?|hub|projects?|teams?|partnership|nhs|organi[sz]ation|website|trust|"
        r"network|board|campaign|app|nursery|unit|library|choir|troupe|caf[eé]|magazine|newsletter|act|bill|reforms?|festival|scheme|cert\w*|registered)\b"
    ),
    "party": r"\bpart(?:y|ies)\b|\bpresents?\b",
    "age": (
        rf"\b(?:be|is|im|i'm|s?he'?s|am|are|was|were|age|aged|turn\w{{0,3}}|hits?|until|till|to)\s(?:only\s)?{NUMBERS}\b(?!\s(?:min|hour|day|week|month|%|per))|"
        rf"\b(?:my|his|her|our|their|\w+'s)\s(?:\d\d?(?:st|nd|rd|th)|{NTH})\b|\b\d\d?\s(?:today|tomorrow|yrs?|years?\sold)|"
        r"\bturn(?:s|ed|ing)?\b(?!\s(?:up|down|out|over|off|away|into|round))|\badult\b|\bgrown up\b|\bteenager\b|\boldest\b|\byoungest\b|\bcandles?\b"
    ),
    "star": r"\b(?:aries|taurus|gemini|leo|virgo|libra|scorpio|sagittarius|capricorn|aquarius|pisces|star sign)\b",
    "arrived": (
        r"\b(?:came|come|arrived|delivered|popped|entered|had (?:me|him|her|them)|baby|babies|big day|special day|twins?|triplets|"
        r"(?:mum|mom|mam|mother|dad|father|parent|nan)\s(?:\w+\s)?since)\b"
    ),
    "person": (
        r"\b(?:me|him|her|mine|hers|his|son|daughter|lad|boy|girl|child|dad|mum|sister|brother|eldest|middle|youngest|twin|pupil|"
        r"patient|student|baby)\b"
    ),
    "event": (
        r"\b(?:meetings?|review(?:s|ed)?|appointments?|letters?|deadline|panels?|tribunals?|hearings?|sessions?|clubs?|events?|trips?|"
        r"refer\w*|sent|dated|issued|assess\w*|diagnos\w*|visit\w*|annual|start\w*|moved|calls?|signed|published|closed?s?|ends?|ended|"
        r"plans?|drafts?|met|wait\w*|seen|ref|orders?|adopted|broke|fell|died|passed|married|joined|opened|happened|given|received|"
        r"excluded|discharged|admitted|operat\w*|surgery|seizures?|policy|version|invoice|promised|fitted|scores?|tests?|contract|"
        r"expir\w*|school|term|holiday\w*|since|until|from|before|after|by|due|lost|became|began|told|first|last|"
        r"fair|fairs|acts?|strategy|exams?|mocks?|opens?|reports?|minutes|incidents?|anniversary|wedding|clinics?|dentist|hospital|forum|week|"
        r"fire|passport|valid|photos?|bus|taxi|booked|job|college|trip|tickets?|show|match|audiology|surgery|tribunal|bundle|placed|came in|"
        r"appl(?:y|ied|ies)|prom|assembly|leavers|walked|steps|tube|peg|check\w*|list|absent|late|went|back|ehcp|plan|runs?|races?|festival|eid|easter|diwali|"
        r"conference|workshop|training|webinar|consultation|survey|vote|election|launch|open day|stay and play|picnic|disco|concert|play|performance)\b"
    ),
}
_COMPILED = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _SIGNS.items()}
_SAYING_SO = ("birth", "age", "star", "arrived", "person")
_SOMEBODY = re.compile(
    r"\b(?:i|i'?m|me|my|mine|he|she|him|her|his|hers|they|dob|d\.o\.b\.?|date of birth|son|daughter|lad|boy|girl|child|pupil|"
    r"patient|student|baby (?!clinic|group|massage|club)|name|years? old)\b",
    re.IGNORECASE,
)
_AGED_ON = re.compile(rf"\b{NUMBERS}\s(?:on|in|nxt|next|come|this)\s(?:\w+day,?\s)?(?:the\s)?\Z", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?s?,?\s(?:the\s)?\Z", re.IGNORECASE
)
_HAPPENED_ON = re.compile(r"\b(?!arrived|delivered)\w{2,}ed\s(?:\w+\s)?(?:on\s)?(?:the\s)?\Z", re.IGNORECASE)
_NAMED = re.compile(r"[A-Z][\w'-]+,?\s{0,2}[(\-–:|,;]?\s?\Z")
_ON = re.compile(r"\bon\s(?:the\s)?\Z", re.IGNORECASE)
_STOP = re.compile(r"[.!?\n](?:\s|\Z)|\n")
_TOKEN = re.compile(r"[a-z']+|\d+|[^\w\s]")
BEFORE, AFTER, NEAR = 90, 80, 24
"""Characters that are looked at before a date and after it; and of those, how many are close by."""
LINE = 40
"""Characters: how long a text is, is counted in lines."""


def signs(text: str, date: Date, number: int, of: int) -> set[str]:
    """The names of all signs, as the file of weights knows them. The date is the first (0), second ... `of` so many in the text."""
    before, after = text[max(0, date.start - BEFORE) : date.start], text[date.end : date.end + AFTER]
    starts = max((stop.end() for stop in _STOP.finditer(before)), default=0)
    stop = _STOP.search(after)
    ends = stop.start() if stop else len(after)
    found = {*_said_before(before, starts), *_said_after(after, ends), *_tokens_beside(before[starts:], after[:ends])}
    year = _year(date)
    business = "event" if "before event" in found else "later event" if "after event" in found else "calm"
    found |= {
        year,
        f"{year} {business}",
        f"{year} on" if _ON.search(before) else f"{year} bare",
        f"{date.layout} {year}",
    }
    found |= {f"layout {date.layout}", *_gap(before), f"length {min(len(text) // LINE, 5)}", f"dates {min(of, 4)}"}
    if of > 1:
        found.add("later date" if number else "first date")
    if _AGED_ON.search(before):
        found.add("age on")
    if _WEEKDAY.search(before):
        found |= {"weekday before", f"{year} weekday before"}
    if _HAPPENED_ON.search(before):
        found |= {"happened on", f"{year} happened on"}
    if _NAMED.search(before):
        found |= {"named", f"{year} named", f"{year} named {business}"}
    if _is_of_a_body(before[starts:], after[:ends]):
        found = {f"of a body {sign}" if sign.endswith((*_SAYING_SO, "gap")) else sign for sign in found} | {"of a body"}
    if not any(sign.endswith(_SAYING_SO) for sign in found):
        found.add(f"nothing said {year}")
    return found


def _is_of_a_body(before: str, after: str) -> bool:
    """Whether it is a group, a law or a paper that is born, or turns five, and not a person."""
    if not _COMPILED["body"].search(before) and not _COMPILED["body"].match(after.lstrip()[:20]):
        return False
    return not _SOMEBODY.search(before)


def _said_before(before: str, starts: int) -> Iterator[str]:
    nearest = (0, "")
    for name, pattern in _COMPILED.items():
        for match in pattern.finditer(before):
            if match.start() < starts:
                yield f"sentence before {name}"
                continue
            nearest = max(nearest, (match.end(), name))
            yield f"before {name}"
            if match.end() > len(before) - NEAR:
                yield f"close before {name}"
    yield f"nearest before {nearest[1]}"


def _said_after(after: str, ends: int) -> Iterator[str]:
    nearest = (len(after), "")
    for name, pattern in _COMPILED.items():
        for match in pattern.finditer(after):
            if match.start() >= ends:
                yield f"sentence after {name}"
                continue
            nearest = min(nearest, (match.start(), name))
            yield f"after {name}"
            if match.start() < NEAR:
                yield f"close after {name}"
    yield f"nearest after {nearest[1]}"


def _tokens_beside(before: str, after: str) -> Iterator[str]:
    """The words or marks next to the date, and whether it begins or ends what is said."""
    earlier, later = _TOKEN.findall(before.lower()), _TOKEN.findall(after.lower())
    shaped = ["#" * min(len(token), 5) if token.isdigit() else token for token in earlier[-2:]]
    yield f"word before {shaped[-1]}" if shaped else "first in its sentence"
    known = data_files.words("given_names.txt")
    if shaped and shaped[-1] in known:
        yield "name close before"
    if not known.isdisjoint(earlier[-5:]):
        yield "name before"
    if not known.isdisjoint(later[:4]):
        yield "name after"
    if len(shaped) > 1:
        yield f"words before {' '.join(shaped)}"
    yield f"word after {later[0]}" if later else "last in its sentence"


def _year(date: Date) -> str:
    if date.year is None:
        return "no year"
    this = datetime.now(UTC).year
    year, length = date.year, "full"
    if year < 100:
        year, length = (2000 + year if 2000 + year <= this + 3 else 1900 + year), "short"
    ago = this - year
    return f"{length} year {'to come' if ago < 0 else 'lately' if ago < 4 else 'long ago' if ago < 20 else 'very long ago'}"


def _gap(before: str) -> Iterator[str]:
    """What stands between a word of birth and the date."""
    said = [match.end() for match in _COMPILED["birth"].finditer(before)]
    if not said:
        return
    gap = before[said[-1] :]
    yield (
        "gap with an event"
        if _COMPILED["event"].search(gap)
        else "gap with a party"
        if _COMPILED["party"].search(gap)
        else "gap"
    )
    if len(gap) < NEAR // 2:
        yield "short gap"
    if _STOP.search(gap):
        yield "gap with a stop"
    if any(character.isdigit() for character in gap):
        yield "gap with a number"
