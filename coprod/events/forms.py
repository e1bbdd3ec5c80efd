"""The form with which a person signs up for an event, and the one with which staff describe it."""

from datetime import datetime
from typing import Any

from wtforms import EmailField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from coprod.activities.forms import ActivityForm
from coprod.database import UK
from coprod.date_fields import DateInput, TimeInput, refuse, uk_moment
from coprod.events.models import Event
from coprod.events.one_to_a_line import NotUnderstood, access_lines, read_access, read_steps, step_lines
from coprod.events.sign_up import NAME, NEEDS
from coprod.forms import CanSkip, WholeNumber, choices, deliverable, one_line
from coprod.intake.forms import ContributionForm
from coprod.partnership.district import District
from coprod.rendering import closing_time

MOST = 500
MOST_NEEDS = 1000
HOW_MANY_PLACES = "Enter a number of places, from 1 to 5,000"
PROMPT = "Is there anything you want us to talk about?"


class SignUpForm(ContributionForm):
    """A place at an event: name and email are required; what a person needs, and a message, are theirs to give."""

    name = StringField(
        "Your name",
        filters=[one_line],
        validators=[
            DataRequired("Enter a name we can call you by"),
            Length(max=100, message="Your name must be 100 characters or fewer"),
        ],
    )
    email = EmailField(
        "Your email address",
        validators=[
            DataRequired("Enter your email address"),
            Length(max=254, message="Your email address must be 254 characters or fewer"),
            deliverable,
        ],
    )
    access_needs = TextAreaField(
        "What do you need so that you can take part? (you can skip this)",
        validators=[Length(max=MOST_NEEDS, message=f"What you need must be {MOST_NEEDS:,} characters or fewer")],
    )
    words = TextAreaField(
        f"{PROMPT} (you can skip this)",
        validators=[Length(max=MOST, message=f"Your message must be {MOST} characters or fewer")],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sharing.label.text = "Who can see your message?"

    def private(self) -> dict[str, str]:
        """What of it may say that someone is not safe, by its label."""
        return {NAME: self.name.data or "", NEEDS: self.access_needs.data or ""}

    def person(self) -> dict[str, str]:
        """The private part, which only the event team sees."""
        return {
            "name": self.name.data or "",
            "email": self.email.data or "",
            "access_needs": self.access_needs.data or "",
        }


class EventForm(ActivityForm):
    """An event, as staff create and edit it. It is over on the day it begins; its length is how long it takes."""

    minutes = None  # type: ignore[assignment]  # how long it takes follows from when it starts and ends
    on = DateInput("Which day is it?", what="the day")
    starts = TimeInput("When does it start?", what="the time it starts")
    ends = TimeInput("When does it end?", what="the time it ends")
    doors = TimeInput("When do doors open? (you can skip this)", what="the time doors open", required=False)
    venue = StringField("Name of the place", [DataRequired("Enter the name of the place"), Length(max=120)])
    address = StringField("Full address", [DataRequired("Enter the address"), Length(max=300)])
    district_slug = SelectField("District", default="", validators=[CanSkip()])
    places = WholeNumber("How many places are there?", 1, 5000, HOW_MANY_PLACES)
    cost = StringField("What does it cost? (you can skip this)", [Length(max=200)])
    for_whom = StringField("Who is it for, in a sentence? (you can skip this)", [Length(max=200)])
    access_points = TextAreaField("What is there for access? (you can skip this)", [Length(max=3000)])
    plan = TextAreaField("What happens? (you can skip this)", [Length(max=5000)])

    def __init__(self, *args: Any, activity: Event | None = None, **more: Any) -> None:
        super().__init__(*args, activity=activity, **(as_typed(activity) if activity else {}), **more)
        self.activity = activity
        self.district_slug.choices = choices(
            [("", "None of them"), *District.choices(also=activity.district_slug if activity else None)]
        )

    def validate_plan(self, field: Field) -> None:
        """Every line can be understood."""
        try:
            read_steps(field.data or "")
        except NotUnderstood as error:
            raise ValidationError(str(error)) from error

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
        return uk_moment(self.on.data, clock.data)

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
            "what_happens": read_steps(self.plan.data or ""),
        }


def as_typed(event: Event) -> dict[str, Any]:
    """What the form shows of an event that it keeps in another shape."""
    starts, ends = event.starts_at.astimezone(UK), event.ends_at.astimezone(UK)
    return {
        "on": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "doors": event.doors_at.astimezone(UK).time() if event.doors_at else None,
        "access_points": access_lines(event.access),
        "plan": step_lines(event.what_happens),
    }
