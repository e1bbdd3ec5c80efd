"""Form fields for a date and a time as people type them, and the moment the two mean together."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import DateField, Field, StringField
from wtforms.validators import ValidationError

from coprod.clock_times import Span, Unclear, must_be_shown_once, read_time, read_time_or_span, uk_moment, written_time
from coprod.text import normalise

# How people write the end of a day: "midnight on Friday" is when Friday ends, and all of 11:59pm is before that.
LAST_MINUTE = time(23, 59)


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
    """A time of day as people write it: 5pm, 17:30, midday, half past 5 in the evening. `data` is a time, or None.

    `on` names the field of its day, so that nothing is taken that clocks do not show that day, or show twice. Where
    `or_span`, people may also write when it ends, as in "5-7pm": that is `until`. What could be two times is asked
    about: `could_be` are buttons with the field's name, and the one that is pressed stands for what was typed.
    """

    def __init__(
        self, label: str, what: str, *, on: str, required: bool = True, or_span: bool = False, **more: Any
    ) -> None:
        super().__init__(label, **more)
        self.what = what
        self.on = on
        self.required = required
        self.or_span = or_span
        self.until: time | None = None
        self.could_be: Sequence[str] = ()

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, as a time."""
        self.raw_data = valuelist[-1:]
        typed = normalise(valuelist[-1]) if valuelist else ""
        self.data = self.until = None
        self.could_be = ()
        if not typed:
            return
        try:
            read = read_time_or_span(typed) if self.or_span else read_time(typed)
        except Unclear as unclear:
            self.could_be = unclear.could_be
            raise ValueError(f"{_capital(self.what)} must be a time. {unclear}") from unclear
        self.data, self.until = read if isinstance(read, Span) else (read, None)

    def pre_validate(self, form: Any) -> None:
        """A time that is needed is there, and comes once on its day."""
        say_if_missing(self)
        day: date | None = form[self.on].data
        if day is not None and self.data is not None:
            try:
                must_be_shown_once(day, self.data)
            except Unclear as unclear:
                self.could_be = unclear.could_be
                raise ValidationError(str(unclear)) from unclear

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return written_time(self.data) if self.data else ""


def say_if_missing(field: DateInput | TimeInput) -> None:
    """Raise when a field is required and was left empty; what could not be understood has been said already."""
    if field.required and field.data is None and not field.process_errors:
        raise ValidationError(f"Enter {field.what}")


def closing_moment(day: date | None, at: time | None) -> datetime:
    """When something closes that closes at this time on this day: at its end, where that is midnight or 11:59pm."""
    if day is None or at is None:
        raise ValueError("ask this of a form that is valid")
    return end_of(day) if at in (time(0), LAST_MINUTE) else uk_moment(day, at)


def end_of(day: date) -> datetime:
    """The midnight with which a UK day ends: until then all of 11:59pm is in time."""
    return uk_moment(day + timedelta(days=1), time(0))


def refuse(field: Field, message: str) -> bool:
    """Add what is wrong to a field, after its own checks; returns False, for `return refuse(...)`."""
    field.errors = [*field.errors, message]
    return False


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
