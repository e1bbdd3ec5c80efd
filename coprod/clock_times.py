"""What clocks show, as people write it: the one reader for every place where somebody types a time of day.

A time that can be two times, or none, is not guessed: `Unclear` says so to whoever typed it, and names both.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import NamedTuple

from coprod.clock_words import BST, DAY, GMT, in_order, readings
from coprod.database import UK

EXAMPLES = "like 5:30pm or 17:30"


class Unclear(ValueError):
    """What was typed is no time, or could be more than one. Its words are for whoever typed it.

    `could_be` is each that it could be, written so that it is read as that and nothing else.
    """

    def __init__(self, words: str, could_be: Sequence[str] = ()) -> None:
        super().__init__(words)
        self.could_be = could_be


class Span(NamedTuple):
    """From one time to another, on one day; one that ends at midnight ends when the day does."""

    starts: time
    ends: time


_FROM = re.compile("^(?:from|between) ")
_APART = re.compile(r" ?(?:-| to | until | till | til | and ) ?")


def read_time(typed: str, within: Span | None = None) -> time:
    """The time that somebody wrote. `within` are the hours it is known to lie in: what fits them is meant.

    Raises `Unclear`. A time of which people said that it is BST or GMT has that zone, and only then any.
    """
    text = in_order(typed)
    found = readings(text)
    if _is_a_span(text):
        raise Unclear(f"“{typed}” is two times. Write one time here, {EXAMPLES}")
    return _meant(typed, found, within)


def read_time_or_span(typed: str, within: Span | None = None) -> time | Span:
    """The same, where people may also write when it ends: "5-7pm". Raises `Unclear`."""
    text = in_order(typed)
    single = readings(text)
    spans = _spans(text, within) if _is_a_span(text) else []
    if not spans and (single or not _is_a_span(text)):
        return _meant(typed, single, within)
    if not spans:
        raise Unclear(f"“{typed}” must end after it starts{_and_lie(within)}")
    fits = _fitting(single, within)
    if len(spans) == 1 and not fits:
        return spans[0]
    both = [*map(_explained, fits), *(f"from {_written(span)}" for span in spans)]
    could_be = [*map(written_time, fits), *map(_written, spans)]
    raise Unclear(f"“{typed}” can be {_or(both)}. Write it so that nobody can take it for the other", could_be)


def written_time(at: time) -> str:
    """As people write it: "5:30pm"; "midday" and "midnight" have their names."""
    zone = f" {at.tzname()}" if at.tzinfo else ""
    if not at.minute and at.hour in (0, 12):
        return ("midday" if at.hour else "midnight") + zone
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'pm' if at.hour >= 12 else 'am'}{zone}"


def clock_of(moment: datetime) -> time:
    """What clocks in the United Kingdom show at a moment; with its zone where they show it twice that night."""
    local = moment.astimezone(UK)
    at = local.time().replace(fold=0)
    return at.replace(tzinfo=GMT if local.fold else BST) if _comes_twice(local.date(), at) else at


def uk_moment(day: date, at: time) -> datetime:
    """The moment when clocks in the United Kingdom show this time on this day."""
    return datetime.combine(day, at).astimezone(UTC) if at.tzinfo else datetime.combine(day, at, UK)


def must_be_shown_once(day: date, at: time) -> None:
    """Raise `Unclear` when clocks in the United Kingdom do not show this time on this day, or show it twice."""
    bare, on = at.replace(tzinfo=None), f"{day.day} {day:%B %Y}"
    if at.tzinfo:
        if uk_moment(day, at).astimezone(UK).replace(tzinfo=None) != datetime.combine(day, bare):
            raise Unclear(f"On {on} clocks do not show {written_time(at)}. Write the time without {at.tzname()}")
    elif _comes_twice(day, bare):
        both = [written_time(bare.replace(tzinfo=zone)) for zone in (BST, GMT)]
        comes_twice = f"{written_time(bare)} comes twice on {on}: the clocks go back"
        raise Unclear(f"{comes_twice}. Write {_or(both)}, which is later", both)
    elif (shown := datetime.combine(day, bare, UK).astimezone(UTC).astimezone(UK).time()) != bare:
        before = (datetime.combine(day, shown) - timedelta(hours=2)).time()
        both = [written_time(before), written_time(shown)]
        raise Unclear(f"There is no {written_time(bare)} on {on}: the clocks go forward. Write {_or(both)}", both)


def _comes_twice(day: date, at: time) -> bool:
    first, second = (datetime.combine(day, at.replace(fold=fold), UK).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second


def _meant(typed: str, found: Sequence[time], within: Span | None) -> time:
    """The one that it can be."""
    if not found:
        raise Unclear(f"“{typed}” is not a time that we can read. Write one {EXAMPLES}")
    fits = _fitting(found, within)
    if len(fits) == 1:
        return fits[0]
    if not fits:
        read = _or([written_time(each) for each in found])
        raise Unclear(f"{read} does not lie{_hours(within)}")
    could_be = [written_time(each) for each in fits]
    raise Unclear(f"“{typed}” can be {_or([_explained(each) for each in fits])}. Write which one you mean", could_be)


def _fitting(found: Sequence[time], within: Span | None) -> list[time]:
    if within is None:
        return list(found)
    first, last = _minute(within.starts), _minute(within.ends) or DAY
    return [each for each in found if first <= _minute(each) <= last or (last == DAY and not _minute(each))]


def _is_a_span(text: str) -> bool:
    """Whether it says when something starts and when it ends."""
    parts = _parts(text)
    if len(parts) != 2 or not all(map(readings, parts)):
        return False
    return not readings(text) or re.fullmatch(r"\d{1,2} to \d{1,2}.*", text) is not None


def _parts(text: str) -> list[str]:
    return _APART.split(_FROM.sub("", text))


def _spans(text: str, within: Span | None) -> list[Span]:
    """From when to when it can be: the shortest. "11-1pm" starts before midday, "5-7pm" after."""
    starts, ends = (_fitting(readings(part), within) for part in _parts(text))
    long = [((_minute(end) or DAY) - _minute(start), start, end) for start, end in product(starts, ends)]
    shortest = min((length for length, *_ in long if length > 0), default=0)
    return [Span(start, end) for length, start, end in long if length == shortest and shortest > 0]


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _written(span: Span) -> str:
    return f"{written_time(span.starts)} to {written_time(span.ends)}"


def _explained(at: time) -> str:
    """With what tells the two apart, where few people know it."""
    of_twelve = {0: " (after midnight)", 12: " (after midday)"} if at.minute else {}
    return written_time(at) + of_twelve.get(at.hour, "")


def _hours(within: Span | None) -> str:
    return f" between {written_time(within.starts)} and {written_time(within.ends)}" if within else ""


def _and_lie(within: Span | None) -> str:
    return f", and lie{_hours(within)}" if within else ""


def _or(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
