"""The kinds of question there are, and what one person's answer to a question is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """How a question is answered."""

    ONE_CHOICE = "one_choice"
    SEVERAL_CHOICES = "several_choices"
    DROPDOWN = "dropdown"
    PICTURE_CHOICE = "picture_choice"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    SCALE = "scale"
    AGREE = "agree"
    RANKING = "ranking"
    INFORMATION = "information"


TEXT = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})
# One option is picked.
PICK_ONE = frozenset({Kind.ONE_CHOICE, Kind.DROPDOWN, Kind.PICTURE_CHOICE})
WITH_OPTIONS = PICK_ONE | {Kind.SEVERAL_CHOICES, Kind.AGREE, Kind.RANKING}
# The answer is a whole number: of a date, the days since the year 1 (`date.toordinal`).
NUMBERS = frozenset({Kind.NUMBER, Kind.DATE, Kind.SCALE})
# Nothing is answered.
SAID_ONLY = frozenset({Kind.INFORMATION})

# What people may say of each item of an `agree` question.
OPINIONS = {"yes": "Yes", "partly": "Partly", "no": "No", "not_sure": "Not sure"}

# What the places of a ranking are called. More than ten cannot be compared at once.
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")

# A scale has so many points at most.
MOST_POINTS = 11

# Characters of what somebody writes beside an option: "Something else", or more about one item.
LONGEST_BESIDE = 500


class Picked(NamedTuple):
    """One thing that was picked.

    `option` is the key of what was picked, empty for a number. `detail` is the opinion on an item of an `agree`
    question. `number` is the place in a ranking, from 1, or the number itself.
    """

    option: str = ""
    detail: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Given:
    """One person's answer to one question: what was picked, which is counted, and words, which are read.

    `words` stand under the key of the option beside which they were written; under "" they are the answer itself.
    """

    picks: tuple[Picked, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.picks or self.words)

    @property
    def options(self) -> list[str]:
        """The keys of what was picked; of a ranking, the best first."""
        return [pick.option for pick in sorted(self.picks, key=lambda pick: pick.number or 0) if pick.option]

    @property
    def number(self) -> int | None:
        """The number that was given, if one was."""
        return self.picks[0].number if self.picks and not self.picks[0].option else None


def said(words: str) -> Given:
    """Words alone."""
    return Given(words={"": words})


def chose(*options: str) -> Given:
    """One option or several."""
    return Given(tuple(Picked(option) for option in options))


def ranked(*options: str) -> Given:
    """Options, the best first."""
    return Given(tuple(Picked(option, number=place) for place, option in enumerate(options, start=1)))


def judged_each(opinions: Mapping[str, str]) -> Given:
    """An opinion on each of some items."""
    return Given(tuple(Picked(item, opinion) for item, opinion in opinions.items()))


def counted(number: int) -> Given:
    """A number, a point on a scale, or a day."""
    return Given((Picked(number=number),))
