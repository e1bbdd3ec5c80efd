"""The words and figures with which people write a time of day, and which times they can mean."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import time, timedelta, timezone

from coprod.text import without_unseen

BST = timezone(timedelta(hours=1), "BST")
GMT = timezone(timedelta(), "GMT")
_ZONES = {"bst": BST, "gmt": GMT}
DAY = 24 * 60  # minutes
_WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_HOURS = {word: number for number, word in enumerate(_WORDS, start=1)}
_MINUTES = _HOURS | {
    "quarter": 15, "a quarter": 15, "fifteen": 15, "twenty": 20, "twenty-five": 25, "twenty five": 25, "half": 30,
    "thirty": 30, "thirty-five": 35, "thirty five": 35, "forty": 40, "forty-five": 45, "forty five": 45, "fifty": 50,
    "fifty-five": 55, "fifty five": 55, "oh five": 5, "hundred": 0, "": 0,
}  # fmt: skip
_NAMED = {"midday": 12 * 60, "noon": 12 * 60, "midnight": 0}


def _one_of(words: Sequence[str]) -> str:
    return "|".join(sorted(map(re.escape, filter(None, words)), key=len, reverse=True))


_AFTER = _one_of([word for word, minutes in _MINUTES.items() if minutes > 9 or " " in word] + ["hundred"])
_HOUR_WORD, _MINUTE_WORD = _one_of(list(_HOURS)), _one_of(list(_MINUTES))
_HALF = re.compile(
    r"(?P<rest>.*?)[ ,]*"
    r"(?P<half>(?<![a-z])[ap]\.? ?m\b\.?|(?<=\d)[ap]|(?:in the |this )?(?:morning|afternoon|evening)|at night)"
)
_ZONE = re.compile(r"(?P<rest>.*?) ?\(?(?P<zone>bst|gmt)\)?")
_OCLOCK = re.compile(r" ?o ?'? ?clock\b")
_FIGURES = re.compile(r"(?P<hour>\d{1,2})(?:[:.h ] ?(?P<minute>\d{2})(?:[:.]00)?|h)?|(?P<together>\d{3,4})")
_IN_WORDS = re.compile(rf"(?P<hour>{_HOUR_WORD})(?:[ -](?P<minute>{_AFTER}))?")
_BESIDE = re.compile(
    rf"(?P<minute>\d{{1,2}}|{_MINUTE_WORD})(?P<unit> ?min(?:ute)?s?)? (?:(?P<past>past|after)|(?P<to>to|before|of) )? ?"
    rf"(?P<hour>\d{{1,2}}|{_HOUR_WORD}|{_one_of(list(_NAMED))})"
)


def in_order(typed: str) -> str:
    """Full-width figures, dashes of every kind, capitals and spaces: all the same."""
    text = unicodedata.normalize("NFKC", without_unseen(typed)[0]).casefold()
    text = re.sub(r"[\u2010-\u2015\u2212~]", "-", text).replace("\u2019", "'").replace("\u00b7", ".")
    text = " ".join(text.split()).strip(" ,;")
    return re.sub(r"^(?:at |@ ?)", "", re.sub(r" ?([:.]) ?(?=\d)", r"\1", text))


def readings(text: str) -> list[time]:
    """Every time that it can mean: none, one, or one before midday and one after."""
    zone = None
    if found := _ZONE.fullmatch(text):
        text, zone = found["rest"], _ZONES[found["zone"]]
    of_24 = re.fullmatch(r"(.*\d) ?(?:hours|hrs|hr)", text)
    half = None if of_24 else _HALF.fullmatch(text)
    body = of_24[1] if of_24 else half["rest"] if half else text
    minutes = _minutes(_OCLOCK.sub("", body).strip(), _which_half(half["half"]) if half else None, bool(of_24))
    return [time(*divmod(each % DAY, 60), tzinfo=zone) for each in sorted(set(minutes))]


Half = Callable[[int], int | None]


def _which_half(said: str) -> Half:
    """From an hour on the dial to the hour of the day; None for what nobody can mean."""
    before = said[0] == "a" and "noon" not in said or "morning" in said
    if "night" in said:
        return lambda hour: (hour % 12 if hour < 6 or hour == 12 else hour + 12) if 1 <= hour <= 12 else None
    if before:
        return lambda hour: hour % 12 if 1 <= hour <= 12 else hour if hour == 0 else None
    return lambda hour: hour % 12 + 12 if 1 <= hour <= 12 else None


def _minutes(body: str, half: Half | None, of_24: bool) -> list[int]:
    """The minutes since midnight that it can mean."""
    if named := re.fullmatch(rf"(?:(?:12|twelve)(?:[:.]00)? )?({_one_of(list(_NAMED))})", body):
        return [] if half else [_NAMED[named[1]]]
    if (beside := _BESIDE.fullmatch(body)) and (beside["past"] or beside["to"] or beside["minute"] == "half"):
        return _beside(beside, half)
    if words := _IN_WORDS.fullmatch(body):
        return _at(_HOURS[words["hour"]], _MINUTES[words["minute"] or ""], half)
    figures = _FIGURES.fullmatch(body)
    if figures is None:
        return []
    digits = figures["together"] or ""
    hour, minute = (digits[:-2], digits[-2:]) if digits else (figures["hour"], figures["minute"] or "00")
    if int(hour) == 24 and minute == "00":
        return [] if half else [0]
    is_24 = of_24 or (len(hour) == 2 and hour[0] == "0")
    return _at(int(hour), int(minute), (lambda hour: hour) if is_24 and half is None else half)


def _at(hour: int, minute: int, half: Half | None) -> list[int]:
    if hour > 23 or minute > 59:
        return []
    if half is not None:
        known = half(hour)
        return [] if known is None else [known * 60 + minute]
    return [h * 60 + minute for h in ({hour % 12, hour % 12 + 12} if 1 <= hour <= 12 else {hour})]


def _beside(found: re.Match[str], half: Half | None) -> list[int]:
    """So many minutes before or after an hour."""
    said = found["minute"]
    minutes = int(said) if said.isdecimal() else _MINUTES[said]
    is_no_minute = said.isdecimal() and not found["unit"] and minutes % 5  # "6 to 8" are two hours
    if minutes > 30 or (found["to"] and (said == "half" or is_no_minute)):
        return []
    away = -minutes if found["to"] else minutes
    if found["hour"] in _NAMED:
        return [] if half else [_NAMED[found["hour"]] + away]
    number = int(found["hour"]) if found["hour"].isdecimal() else _HOURS[found["hour"]]
    hours = [at + away for at in _at(number, 0, half)]
    if half is not None and number == 12 and found["to"]:  # "quarter to 12pm": people count from either twelve
        hours += [at + away + 12 * 60 for at in _at(number, 0, half)]
    return hours
