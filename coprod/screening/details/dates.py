"""Dates as people write them: "3/4/12", "3rd of April", "April the third", "03042012", "Christmas Day"."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from coprod.screening import data_files

# Each month also as it is misspelt; "4 viii 2012" is a date with a year only.
_MONTH = (
    r"(?:jan[uary]{0,7}|f[ae]b[ruary]{0,7}|mar(?:t?ch|hc?|sh)?|mach|ap(?:r[il]{0,3}|irl)|ma[iy]|june?|joon|jul[leyi]{0,3}|aug[uest]{0,6}|[ao]gu?[es]{1,2}t|"
    r"sep[temb]{0,6}[eur]{0,3}|se[tb]{1,2}[emp]{2,4}[ber]{0,4}|oc?[ckt]{1,2}o[ctober]{0,5}|oct|n[ou]{1,2}v[ember]{0,7}|d[ie][cs][ember]{0,6})(?![a-z])\.?"
)
_ABROAD = "|".join(sorted(data_files.words("months.txt")))
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
NUMBERS = rf"(?:\d{{1,2}}|{_ONES}|{_TEENS}|twenty(?:[- ](?:{_ONES}))?)"
"""Ages of children and young people, in figures or in words."""
_FIRST = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|secound|thrid|forth|fourt|fith|eigth|nineth"
_TENTH = (
    "tenth|eleventh|twelfth|twelth|thirteenth|fourteenth|fifteenth|fifteeth|sixteenth|seventeenth|eighteenth|nineteenth"
)
NTH = rf"(?:(?:twenty|thirty)[- ](?:{_FIRST}|{_ONES})|{_FIRST}|{_TENTH}|twentieth|thirtieth)"
"""The words for first to thirty-first, also as they are misspelt."""

# A letter O or I in the place of a figure, as when somebody copies what they see.
_FIGURES = r"(?:[0-3OIl]?\d|[0-3][OIl])"
_FULL = r"(?:19|2[0O])[\dO][\dO]"
_AS_FIGURES = str.maketrans("OIL", "011")
_TH = r"(?:st|nd|rd|th)"
_MARK = r"(?:[.\\|;,_*·\-–—]|\s[.\\|\-–—]\s|\s?/\s?)"
_DAY = rf"(?:{_FIGURES}(?:\s?{_TH}\.?)?|{NTH})"
_SAID_YEAR = (
    rf"two thousand(?:(?:\s(?:and|n))?\s(?:{_ONES}|{_TEENS}))?|twenty[- ](?:oh[- ](?:{_ONES})|{_TEENS}|twenty(?:[- ](?:{_ONES}))?)"
    rf"|nineteen[- ](?:[sefn]\w+ty)(?:[- ](?:{_ONES}))?"
)
_YEAR = rf"(?:[\s,./\-–']{{{{0,3}}}}(?P<{{0}}>{_FULL}|\d\d|{_SAID_YEAR})\b(?!:\d))?"
_FEAST = (
    r"(?:(?:christmas|xmas|boxing|new year'?s|valentine'?s|april fool'?s|st\.? (?:patrick|george|andrew|david)'?s|mother'?s|father'?s)\s"
    r"(?:day|eve)|leap day|halloween|bonfire night)"
)
# A figure, or the first letters of a day, a month or a feast: nothing else is looked at further.
_MAY_BEGIN = (
    r"(?:(?<=[a-z]{2})(?=\d)|(?<![\w£])(?<!\d[./:-])(?=[OIl]?\d|j[aou]|f[aeio]|m[ao]|a[pug]|s[eit]|o[ckgu]|n[oei]|d[ei]|t[hwe]|e[il]|xm|ch|"
    r"bo|va|le|ha))"
)
_DATE = re.compile(
    rf"{_MAY_BEGIN}(?:"
    rf"(?P<iso>{_FULL})(?P<between>[-./\s])(?:0?[1-9]|1[0-2])[-./\s](?:[0-2]?\d|3[01])(?!\d)"
    rf"|(?P<day>{_FIGURES}){_MARK}(?P<month>{_FIGURES})(?:{_MARK}'?(?P<full>{_FULL}|\d\d))?(?!\d)"
    rf"|(?P<first>{_FIGURES})\s(?P<second>{_FIGURES})(?:\s'?(?P<third>{_FULL}|\d\d))?(?!\d|[./-]\d)"
    rf"|(?P<compact>\d\d[./-]?\d\d\s?{_FULL}|\d{{6}})(?!\d)"
    rf"|(?:the\s)?{_DAY}(?:\sday)?(?:,?[\s-]?(?:of|ov|off|o['’]))?(?:\sthe)?\s?[\s.,\-–/]{{0,2}}{_MONTH}{_YEAR.format('after')}"
    rf"|{_DAY}\s(?:de\s)?(?:{_ABROAD})(?:(?:\sde)?\s(?P<elsewhere>{_FULL}|\d\d)\b)?"
    rf"|{_MONTH}(?:\s(?:the\s)?{_DAY}|[0-3]?\d{_TH})(?!\w){_YEAR.format('last')}"
    rf"|(?:the\s)?[0-3]?\d{_TH}[\s./-](?:day\s)?(?:of\s)?(?:the\s)?(?:(?:0?[1-9]|1[0-2]){_TH}(?:\smonth)?|{NTH}){_YEAR.format('numbered')}"
    rf"|[0-3]?\d{_TH}?\sof\s(?:the\s)?(?:0?[1-9]|1[0-2])\s(?P<counted>(?:19|2[0O])?\d\d|oh\s\d)(?!\d)"
    rf"|[0-3]?\d{_TH}\s(?:0?[1-9]|1[0-2])[\s./-](?P<then>(?:19|2[0O])?\d\d)(?!\d)"
    rf"|(?:the\s)?{NTH}\sof\sthe\s{NTH}(?:,?\s(?:{_SAID_YEAR}|oh (?:{_ONES})|{_TEENS}|{_FULL}))?"
    rf"|\d\d?[\s.](?:i|ii|iii|iv|v|vi|vii|viii|ix|x|xi|xii)[\s.](?P<roman>{_FULL})"
    rf"|(?P<feast>{_FEAST}){_YEAR.format('that')}"
    r")(?!\w)",
    re.IGNORECASE,
)
_YEARS = ("iso", "full", "third", "after", "elsewhere", "last", "numbered", "counted", "then", "roman", "that")


class Date(NamedTuple):
    """A date in a text. `year` as far as it is written in figures: 2012, 12 or None. `layout`: "figures" with marks
    between them; "loose", with spaces only; "compact", six or eight figures in a row; "words"; "feast", a day known by its name.
    """

    start: int
    end: int
    year: int | None
    layout: str


def find(text: str) -> Iterator[Date]:
    """Every date, from left to right; and what only looks like one, as "9-3" does and "2 4"."""
    for match in _DATE.finditer(text):
        layout = _layout(match)
        if layout in ("figures", "loose") and not match["iso"] and not _is_day_and_month(match):
            continue
        written = next((year for year in match.group(*_YEARS) if year), None)
        if match["compact"] and len(match["compact"]) > 6:
            written = match["compact"][-4:]
        figures = (written or "").upper().translate(_AS_FIGURES)
        yield Date(match.start(), match.end(), int(figures) if figures.isdigit() else None, layout)


def _layout(match: re.Match[str]) -> str:
    if match["compact"]:
        return "compact"
    if match["feast"]:
        return "feast"
    if match["first"] or (match["between"] or "-").isspace():
        return "loose"
    return "figures" if match["day"] or match["iso"] else "words"


def _is_day_and_month(match: re.Match[str]) -> bool:
    """Whether one of the two can be a month and the other a day; some people write the month first."""
    written = match.group("day", "month") if match["day"] else match.group("first", "second")
    low, high = sorted(int(number.upper().translate(_AS_FIGURES)) for number in written)
    return 1 <= low <= 12 and high <= 31
