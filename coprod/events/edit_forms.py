"""The form with which staff describe an event."""

from datetime import datetime, time, timedelta
from typing import Any

from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from coprod.activities.forms import ActivityForm
from coprod.clock_times import Span, Unclear, clock_of, uk_moment, written_time
from coprod.database import UK
from coprod.date_fields import DateInput, TimeInput, refuse
from coprod.events.access_points import access_lines, read_access
from coprod.events.models import Event
from coprod.events.plan_lines import as_typed as plan_as_typed, read_plan
from coprod.forms import CanSkip, WholeNumber, choices, https_link
from coprod.partnership.district import District
from coprod.rendering import closing_time
from coprod.row_fields import Box, Rows

HOW_MANY_PLACES = "Enter a number of places, from 1 to 5,000"


class EventForm(ActivityForm):
    """An event, as staff create and edit it. It is over on the day it begins; its length is how long it takes."""

    blamed = "places"
    minutes = None  # type: ignore[assignment]  # how long it takes follows from when it starts and ends
    on = DateInput("Which day is it?", what="the day")
    starts = TimeInput("When does it start?", what="the time it starts", on="on", or_span=True)
    ends = TimeInput("When does it end?", what="the time it ends", on="on")
    doors = TimeInput("When do doors open? (you can skip this)", what="the time doors open", on="on", required=False)
    venue = StringField("Name of the place", [DataRequired("Enter the name of the place"), Length(max=120)])
    address = StringField("Full address", [DataRequired("Enter the address"), Length(max=300)])
    map_url = StringField("Link to a map (you can skip this)", [Length(max=500), https_link])
    online_url = StringField("Link to join online (you can skip this)", [Length(max=500), https_link])
    getting_there = TextAreaField("How do people get there? (you can skip this)", [Length(max=600)])
    district_slug = SelectField("District", default="", validators=[CanSkip()])
    places = WholeNumber("How many places are there?", 1, 5000, HOW_MANY_PLACES)
    cost = StringField("What does it cost? (you can skip this)", [Length(max=200)])
    for_whom = StringField("Who is it for, in a sentence? (you can skip this)", [Length(max=200)])
    access_points = TextAreaField("What is there for access? (you can skip this)", [Length(max=3000)])
    plan = Rows(
        "What happens? (you can skip this)",
        (Box("at", "Time", longest=40), Box("title", "What", longest=80), Box("words", "A few words", 300, False, 2)),
        most=30,
    )

    def __init__(self, *args: Any, activity: Event | None = None, **more: Any) -> None:
        super().__init__(*args, activity=activity, **(as_typed(activity) if activity else {}), **more)
        self.activity = activity
        kept = activity.district_slug if activity else None
        self.district_slug.choices = choices([("", "None of them"), *District.choices(also=kept)])

    def process(self, *args: Any, **more: Any) -> None:
        """Whoever writes "5-7pm" where it starts has said when it ends."""
        super().process(*args, **more)
        if self.starts.until is not None and not (self.ends.raw_data and self.ends.raw_data[0]):
            self.ends.data, self.ends.raw_data = self.starts.until, [written_time(self.starts.until)]

    def validate_starts(self, field: TimeInput) -> None:
        """It ends at one time, wherever that is written."""
        if field.until is not None and self.ends.data is not None and field.until != self.ends.data:
            ends = written_time(self.ends.data)
            raise ValidationError(f"This says that it ends at {written_time(field.until)}, and below it ends at {ends}")

    def validate_plan(self, field: Field) -> None:
        """Every row has a time that can be understood, while the event goes on."""
        try:
            read_plan(field.data, self.hours())
        except Unclear as unclear:
            raise ValidationError(str(unclear)) from unclear

    def hours(self) -> Span | None:
        """From when doors open, or it starts, until it ends; None while these do not come in an order that can be."""
        known = [clock.data.replace(tzinfo=None) for clock in (self.doors, self.starts, self.ends) if clock.data]
        until = known[-1:] if self.starts.data and self.ends.data else []
        is_in_order = known == sorted(known) or (until == [time(0)] and known[:-1] == sorted(known[:-1]))
        return Span(known[0], until[0]) if until and is_in_order else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: doors, start, end and the closing of sign-up come in an order that can be."""
        if not super().validate(extra_validators):
            return False
        starts_at = self.moment(self.starts)
        if self.moment(self.ends) <= starts_at:
            return refuse(self.ends, "It must end after it starts, on the same day")
        if self.doors.data and self.moment(self.doors) > starts_at:
            return refuse(self.doors, "Doors must open before it starts")
        if "closes_on" in self:
            return self.closes_at() <= starts_at or refuse(self.closes_on, "Sign-up must close before the event starts")
        if self.activity and self.activity.closes_at > starts_at:
            closes = closing_time(self.activity.closes_at)
            return refuse(self.on, f"People can sign up until {closes}. It cannot start before that")
        return True

    def moment(self, clock: TimeInput) -> datetime:
        """One of its times, on its day."""
        if self.on.data is None or clock.data is None:
            raise ValueError("ask this of a form that is valid")
        at_day_end = clock is self.ends and clock.data == time(0)
        return uk_moment(self.on.data + timedelta(days=at_day_end), clock.data)

    def details(self) -> dict[str, Any]:
        """What to make an event of, or to set on it."""
        starts_at, ends_at = self.moment(self.starts), self.moment(self.ends)
        return super().details() | {
            "minutes": int((ends_at - starts_at).total_seconds() // 60),
            "starts_at": starts_at,
            "ends_at": ends_at,
            "doors_at": self.moment(self.doors) if self.doors.data else None,
            "venue": self.venue.data,
            "address": self.address.data,
            "district_slug": self.district_slug.data or None,
            "places": self.places.data,
            "cost": self.cost.data or "",
            "for_whom": self.for_whom.data or "",
            "access": read_access(self.access_points.data or "", self.activity.access if self.activity else ()),
            "what_happens": read_plan(self.plan.data, self.hours()),
            "map_url": self.map_url.data or "",
            "online_url": self.online_url.data or "",
            "getting_there": self.getting_there.data or "",
        }


def as_typed(event: Event) -> dict[str, Any]:
    """What the form shows of an event that it keeps in another shape."""
    starts = event.starts_at.astimezone(UK)
    return {
        "on": starts.date(),
        "starts": clock_of(starts),
        "ends": clock_of(event.ends_at),
        "doors": clock_of(event.doors_at) if event.doors_at else None,
        "access_points": access_lines(event.access),
        "plan": plan_as_typed(event.what_happens),
    }
