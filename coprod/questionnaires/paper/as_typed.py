"""What somebody types for one question of a paper form, and what it says.

Numbers stand for options, in the order in which they are printed. A question mark is what cannot be read. What nobody
can have answered so, such as two ticks where one is allowed, counts for nothing, and that is written down.
"""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from coprod.questionnaires.kinds import NUMBERS, OPINIONS, PICK_ONE, TEXT, Given, Kind, Picked, counted
from coprod.questionnaires.question import QuestionVersion
from coprod.whole_numbers import NoWholeNumber, read_whole_number

CANNOT_BE_READ = "?"
# What stands on a sheet besides the answers.
ABOUT = {"audience": "Who are you?", "district": "Where do you live?", "sharing": "Who can see what you wrote?"}
LONGEST_NUMBER = 9  # digits: every database can keep it
# What stands on a sheet besides the answers.
ABOUT = {"audience": "Who are you?", "district": "Where do you live?", "sharing": "Who can see what you wrote?"}
Picks = tuple[Picked, ...]


class Why(StrEnum):
    """Why what was ticked at a question counts for nothing."""

    UNREADABLE = "unreadable"
    TOO_MANY = "too_many"
    TOO_FEW = "too_few"
    UNCLEAR = "unclear"
    OUT_OF_RANGE = "out_of_range"
    NOT_ASKED = "not_asked"

    @property
    def words(self) -> str:
        """As staff read it."""
        return WHY_WORDS[self]


WHY_WORDS = {
    Why.UNREADABLE: "cannot be read",
    Why.TOO_MANY: "more was ticked than is allowed",
    Why.TOO_FEW: "less was ticked than is needed",
    Why.UNCLEAR: "the order is not clear",
    Why.OUT_OF_RANGE: "the number is too small or too large",
    Why.NOT_ASKED: "the question was not for this person",
}


class DoesNotCount(Exception):
    """What was ticked counts for nothing."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Mistyped(ValueError):
    """It stands on no form so; the message tells whoever types what to do. `field` is the name of the field."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class AsTyped(NamedTuple):
    """What was answered at one question; and what was ticked and does not count: why, by the item, or "" for all."""

    given: Given = Given()
    not_counted: Mapping[str, Why] = {}


def name_of(question: QuestionVersion, item: str = "") -> str:
    """The name of the field for a question, or for one item of it."""
    return f"a-{question.key}-{item}" if item else f"a-{question.key}"


def name_of_box(question: QuestionVersion, option: str) -> str:
    """The name of the field for what is written beside an option."""
    return f"w-{question.key}-{option}"


def fields_of(question: QuestionVersion) -> list[tuple[str, str]]:
    """Its fields in the order of the form: the name of each, and of which option it is; of none, for the question."""
    if question.kind in (Kind.AGREE, Kind.RANKING):
        own = [(name_of(question, option.key), option.key) for option in question.options]
    else:
        own = [] if question.kind is Kind.INFORMATION else [(name_of(question), "")]
    boxes = [(name_of_box(question, option.key), option.key) for option in question.options if option.wording]
    if question.kind is not Kind.AGREE:
        return own + boxes
    beside = {option: name for name, option in boxes}
    return [
        pair
        for name, option in own
        for pair in ((name, option), *([(beside[option], option)] if option in beside else []))
    ]


def as_typed(question: QuestionVersion, typed: Mapping[str, str]) -> AsTyped:
    """What the fields of one question say. Raises `Mistyped`."""
    if question.kind in TEXT:
        words = typed.get(name_of(question), "")
        if words == CANNOT_BE_READ:
            return AsTyped(not_counted={"": Why.UNREADABLE})
        return AsTyped(Given(words={"": words}) if words else Given())
    beside = {
        option.key: words
        for option in question.options
        if option.wording and (words := typed.get(name_of_box(question, option.key), "")).strip(CANNOT_BE_READ)
    }
    if question.kind is Kind.AGREE:
        return _agreed(question, typed, beside)
    try:
        picks = _picks(question, typed, beside)
        if picks and not question.accepts(Given(picks)):
            raise DoesNotCount(_why_not(question, picks))
    except DoesNotCount as none:
        return AsTyped(Given(words=beside), {"": none.why})
    return AsTyped(Given(picks, beside))


def _picks(question: QuestionVersion, typed: Mapping[str, str], beside: Mapping[str, str]) -> Picks:
    if question.kind is Kind.RANKING:
        return _ranked(question, typed)
    name = name_of(question)
    text = _read(typed.get(name, ""))
    if question.kind in NUMBERS:
        return _number(question, text, name) if text else ()
    keys = [option.key for option in question.options]
    numbers = numbers_in(text, len(keys), name)
    # Whoever writes beside an answer means it, also without a tick.
    if not numbers and len(beside) == 1:
        numbers = [keys.index(next(iter(beside))) + 1]
    if question.kind in PICK_ONE and len(numbers) > 1:
        raise DoesNotCount(Why.TOO_MANY)
    return tuple(Picked(keys[number - 1]) for number in sorted(numbers))


def _read(text: str) -> str:
    if text == CANNOT_BE_READ:
        raise DoesNotCount(Why.UNREADABLE)
    return text


def numbers_in(text: str, most: int, field: str = "") -> list[int]:
    """The numbers of what was ticked, each once: "1 3", "1,3", or "13" while there are nine at most."""
    parts = re.findall(r"[0-9]+", text)
    if re.search(r"[^0-9\s,.;+-]", text) or (text and not parts):
        raise Mistyped(f"Type numbers from 1 to {most}, with spaces between, or ? for what cannot be read", field)
    if most < 10:
        parts = [digit for part in parts for digit in part]
    numbers = list(dict.fromkeys(int(part[:9]) for part in parts))
    if wrong := [number for number in numbers if not 1 <= number <= most]:
        raise Mistyped(f"There is no {wrong[0]} here: type numbers from 1 to {most}, or ?", field)
    return numbers


def _agreed(question: QuestionVersion, typed: Mapping[str, str], beside: Mapping[str, str]) -> AsTyped:
    picks: list[Picked] = []
    not_counted: dict[str, Why] = {}
    opinions = list(OPINIONS)
    for option in question.options:
        name = name_of(question, option.key)
        try:
            numbers = numbers_in(_read(typed.get(name, "")), len(opinions), name)
            if len(numbers) > 1:
                raise DoesNotCount(Why.TOO_MANY)
            picks += [Picked(option.key, opinions[number - 1]) for number in numbers]
        except DoesNotCount as none:
            not_counted[option.key] = none.why
    return AsTyped(Given(tuple(picks), beside), not_counted)


def _ranked(question: QuestionVersion, typed: Mapping[str, str]) -> Picks:
    places: dict[str, int] = {}
    for option in question.options:
        name = name_of(question, option.key)
        text = _read(typed.get(name, ""))
        if text and not re.fullmatch(r"[0-9]{1,2}", text):
            raise Mistyped("Type the number that stands in the box, or ? for what cannot be read", name)
        if text:
            places[option.key] = int(text)
    in_order = sorted(places.items(), key=lambda pair: pair[1])
    if [place for _, place in in_order] != [*range(1, len(places) + 1)]:
        raise DoesNotCount(Why.UNCLEAR)
    # Whoever went on numbering has said what comes first all the same.
    return tuple(Picked(key, number=place) for key, place in in_order[: question.most])


def _number(question: QuestionVersion, text: str, name: str) -> Picks:
    if question.kind is Kind.DATE:
        return counted(read_day(text, name).toordinal()).picks
    try:
        number = read_whole_number(text)
    except NoWholeNumber as no:
        raise Mistyped(f"Type a whole number, or ? for what cannot be read. {no}".strip(), name) from no
    if abs(number) >= 10**LONGEST_NUMBER:
        raise DoesNotCount(Why.OUT_OF_RANGE)
    return counted(number).picks


def read_day(text: str, field: str = "") -> date:
    """A day as three numbers: "18 11 2026", "18/11/26". Raises `Mistyped`."""
    parts = re.fullmatch(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4}|\d{2})", text.strip(), re.ASCII)
    try:
        day, month, year = (int(part) for part in parts.groups()) if parts else (0, 0, 0)
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        raise Mistyped("Type a real day, like 18 11 2026", field) from None


def _why_not(question: QuestionVersion, picks: Picks) -> Why:
    if question.kind in NUMBERS:
        return Why.OUT_OF_RANGE
    return Why.TOO_FEW if len(picks) < (question.fewest or 1) else Why.TOO_MANY
