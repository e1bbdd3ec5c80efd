"""Many ticks at once: what nobody reads comes in such numbers that one person may be behind it, again and again.

It is taken all the same, and counts once staff say so: see coprod/counting/unusual_ticks.py. Nobody's address is kept:
clients are told apart by a keyed hash, for an hour at most, and nothing that was sent knows where it came from. So when
a limit is passed, those that came just before wait too: as many of the latest as had passed under it.
"""

from typing import NamedTuple

from coprod import rate_limits
from coprod.counting.unusual_ticks import hold_latest

ANYBODY = "anybody"  # no address is written like this


class Limit(NamedTuple):
    """So many in such a time are usual; `says` of which. `same` are those with the same answers."""

    usual: str
    says: str
    from_anywhere: bool = False
    same: bool = False


# A class of 30 that answers in one lesson is usual; so is a newsletter that many read on one evening.
LIMITS = (
    Limit("5 per 10 minute", "with exactly the same answers, from one network", same=True),
    Limit("10 per 1 minute", "from one network"),
    Limit("40 per 1 hour", "from one network"),
    Limit("100 per 10 minute", "from anywhere", from_anywhere=True),
    Limit("300 per 1 day", "from anywhere", from_anywhere=True),
)


class ManyTicks(NamedTuple):
    """Whether these came as one of too many; and how many before them wait too, when they are the first."""

    activity_id: int
    found: bool = False
    before: int = 0

    def hold_those_before(self) -> None:
        """Once it is filed: those just before it wait for staff as well."""
        if self.before:
            hold_latest(self.activity_id, self.before)


def many_ticks(activity_id: int, answers: object = "") -> ManyTicks:
    """Count one more set of ticks, with its `answers`, or a place that was booked without a word."""
    found, before = False, 0
    for number, limit in enumerate(LIMITS):
        if limit.same and not answers:
            continue
        who = ANYBODY if limit.from_anywhere else rate_limits.client()
        who += f" {answers}" if limit.same else ""
        so_many = rate_limits.count_one(f"ticks {activity_id} {number}", limit.usual, who)
        usual = rate_limits.parse(limit.usual).amount
        found = found or so_many > usual
        before = max(before, usual if so_many == usual + 1 else 0)
    return ManyTicks(activity_id, found, before)


def in_words() -> list[str]:
    """What is unusual, as staff read it."""
    return [f"More than {limit.usual.split(' per ')[0]} {limit.says}, within {_time(limit.usual)}" for limit in LIMITS]


def _time(limit: str) -> str:
    number, _, unit = limit.partition(" per ")[2].partition(" ")
    return f"a {unit}" if number == "1" and unit != "hour" else f"an {unit}" if number == "1" else f"{number} {unit}s"
