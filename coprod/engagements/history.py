"""What staff have changed, as staff read it: one line for each change, in plain words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from coprod.changes import Change
from coprod.rendering import plural, uk_date_time

# How fields are called where their own name does not say it.
NAMES = {
    "closes_at": "Closing time",
    "opens_at": "Opening time",
    "minutes": "Minutes it takes",
    "readers": "Who reads it",
    "audiences": "Who it is for",
    "purpose": "Why we ask",
    "retention_months": "Months we keep who said what",
    "two_people": "Two people must approve",
    "life": "State",
    "district_slug": "District",
    "what_happens": "What happens",
    "starts_at": "Starts",
    "ends_at": "Ends",
    "doors_at": "Doors open",
    "for_whom": "Who it is for, in a sentence",
}


class Line(NamedTuple):
    """One change: to what, which field, from what to what, why, who, and when."""

    title: str
    field: str
    was: str
    became: str
    reason: str
    by: str
    at: datetime
    is_new: bool


def lines(found: Iterable[Any], titles: Mapping[str, str]) -> list[Line]:
    """The changes with the names of those who made them; `titles` has the title of each subject."""
    return [
        Line(
            title=titles[change.subject],
            field=NAMES.get(change.field) or change.field.replace("_", " ").capitalize(),
            was=in_words(change.was),
            became=in_words(change.became),
            reason=change.reason,
            by=name,
            at=change.at,
            is_new=change.field == Change.MADE,
        )
        for change, name in found
    ]


def in_words(value: Any) -> str:
    """A kept value as people read it: moments in UK time, several things with commas, nothing as "nothing"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ": ".join(str(part) for part in (value.get("at"), value.get("title"), value.get("words")) if part)
    if isinstance(value, list):
        return plural(len(value), "line") + ": " + "; ".join(in_words(each) for each in value) if value else "nothing"
    return _moment(value) or str("nothing" if value in (None, "") else value).replace("_", " ")


def _moment(value: Any) -> str | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        return None
    return uk_date_time(moment) if moment and moment.tzinfo else None
