"""What a list is filtered by: in the address, so that it can be kept, passed on and downloaded."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.participation.contribution import Contribution
from coprod.text import normalise

# From each field: its name in the address, what reads it, and what to say when it cannot be read.
Readers = Mapping[str, tuple[str, Callable[[str], Any], str]]

DATE = "must be a real date, like 27/3/2027"
LIST = "Choose one from the list"


class NotAFilter(ValueError):
    """The address asks for something that cannot be; the message says what, in plain words.

    Left out in silence, it would show, and download, more than was asked for.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def chosen(args: Mapping[str, str], readers: Readers) -> dict[str, Any]:
    """What the address says, by field. Raises `NotAFilter`."""
    found = {}
    for field, (name, read, message) in readers.items():
        typed = normalise(args.get(name, ""))
        if typed:
            try:
                found[field] = read(typed)
            except ValueError:
                raise NotAFilter(name, message) from None
    return found


def address(values: Mapping[str, Any], readers: Readers) -> dict[str, str]:
    """For `url_for`: only what is chosen."""
    named = {readers[field][0]: value for field, value in values.items() if value}
    return {name: "1" if value is True else str(value) for name, value in named.items()}


def about_activities(wanted: Mapping[InstrumentedAttribute[Any], Any]) -> list[ColumnElement[bool]]:
    """In SQL: what was sent to activities that have, or whose engagement has, all that is chosen."""
    chosen = [column == value for column, value in wanted.items() if value]
    # A few activities, found once; the many contributions are then asked for one number only.
    these = select(Activity.id).join(Engagement, Engagement.id == Activity.engagement_id).where(*chosen)
    return [Contribution.activity_id.in_(these)] if chosen else []
