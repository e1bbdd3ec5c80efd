"""Form fields for a date and a time as people type them, and the moment the two mean together."""

import re
from datetime import date, datetime, time
from typing import Any

from wtforms import DateField, Field, StringField
from wtforms.validators import ValidationError

from coprod.database import UK
from coprod.text import normalise

# The last minute of a day: "midnight on Friday" is when Friday ends.
LAST_MINUTE = time(23, 59)

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap]\.?m\.?)?", re.IGNORECASE)
_NAMED = {"midday": time(12), "noon": time(12), "midnight": time(0)}


class DateInput(DateField):
    """A date as three numbers: day, month, year, all sent under one name. `data` is a date, or None.

    `what` is what it is the date of, for the error messages: "the closing date".
    """

    def __init__(self, label: str, what: str, required: bool = True, **more: Any) -> None:
        super().__init__(label, format="%d %m %Y", **more)
        self.what = what
        self.required = required

    def process_formdata(self, valuelist: list[str]) -> None:
        """Three numbers from the form, as a date."""
        typed = [normalise(part) for part in valuelist]
        self.data = None
        if not any(typed):
            return
        try:
            self.data = datetime.strptime(" ".join(typed), "%d %m %Y").date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            raise ValueError(f"{_capital(self.what)} must be a real date, like 27 3 2027") from None

    def pre_validate(self, form: Any) -> None:
        """A date that is needed is there."""
        say_if_missing(self)

    @property
    def parts(self) -> list[str]:
        """Day, month and year as they were typed, or as they are."""
        if self.raw_data:
            return [*self.raw_data, "", "", ""][:3]
        return [str(self.data.day), str(self.data.month), str(self.data.year)] if self.data else ["", "", ""]


class TimeInput(StringField):
    """A time of day as people write it: 5pm, 5:30pm, 17:30, midday. `data` is a time, or None."""

    def __init__(self, label: str, what: str, required: bool = True, **more: Any) -> None:
        super().__init__(label, **more)
        self.what = what
        self.required = required

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, as a time."""
        typed = normalise(valuelist[0]) if valuelist else ""
        self.data = None
        if not typed:
            return
        self.data = read_time(typed)
        if self.data is None:
            raise ValueError(f"{_capital(self.what)} must be a time, like 5:30pm or 17:30")

    def pre_validate(self, form: Any) -> None:
        """A time that is needed is there."""
        say_if_missing(self)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return written_time(self.data) if self.data else ""


def say_if_missing(field: DateInput | TimeInput) -> None:
    """Raise when a field is required and was left empty; what could not be understood has been said already."""
    if field.required and field.data is None and not field.process_errors:
        raise ValidationError(f"Enter {field.what}")


def read_time(typed: str) -> time | None:
    """The time somebody wrote, or None."""
    typed = typed.strip().lower()
    if typed in _NAMED:
        return _NAMED[typed]
    found = _CLOCK.fullmatch(typed)
    if found is None or not (found[2] or found[3]):
        return None  # a bare 5 might be morning or evening
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3].startswith("p") else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def written_time(at: time) -> str:
    """As people write it: "5:30pm"."""
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'pm' if at.hour >= 12 else 'am'}"


def uk_moment(day: date, at: time) -> datetime:
    """The moment when clocks in the United Kingdom show this time on this day."""
    return datetime.combine(day, at, UK)


def closing_moment(day: date | None, at: time | None) -> datetime:
    """When something closes that closes at this time on this day. Midnight on Friday is when Friday ends."""
    if day is None or at is None:
        raise ValueError("ask this of a form that is valid")
    return uk_moment(day, LAST_MINUTE if at == time(0) else at)


def refuse(field: Field, message: str) -> bool:
    """Add what is wrong to a field, after its own checks; returns False, for `return refuse(...)`."""
    field.errors = [*field.errors, message]
    return False


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
