"""What staff fill in for every activity, whatever its kind: each channel's own form begins from this one."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.activities.life import State
from coprod.activities.parts import slug_of
from coprod.clock_times import clock_of
from coprod.database import db, last_minute, now
from coprod.date_fields import LAST_MINUTE, DateInput, TimeInput, closing_moment, refuse
from coprod.forms import EditForm, WholeNumber, choices
from coprod.partnership.models import Partnership

LONGEST_REASON = 300
UNTITLED = "untitled"
TOO_LONG = "Use 300 letters or fewer"
# The four things that Laura Lundy asks of whoever asks children; the fourth is who reads it.
LUNDY = ("made_safe", "ways_to_say", "can_change")

AUDIENCES = (
    (Audience.YOUNG_PERSON, "Children and young people"),
    (Audience.PARENT_CARER, "Parents and carers"),
    (Audience.PROFESSIONAL, "People who work with them"),
    (Audience.ORGANISATION, "Organisations"),
)


class ActivityForm(EditForm):
    """The part of an activity that all kinds share. A channel adds its own fields, and extends `details`.

    `ActivityForm(activity=board)` is filled from that board. Once an activity is open its closing time is a promise
    to people, and is no longer here: it moves by "extend" and "close" only.
    """

    # The field beside which it stands when the activity itself refuses what was typed.
    blamed = "title"

    title = StringField("Title", [DataRequired("Enter a title"), Length(max=120, message="Use 120 letters or fewer")])
    summary = TextAreaField(
        "Summary",
        [DataRequired("Say in a sentence what people can do"), Length(max=300, message="Use 300 letters or fewer")],
    )
    closes_on = DateInput("The last day", what="the last day")
    closes_time = TimeInput("Closing time on that day", what="the closing time", on="closes_on", default=LAST_MINUTE)
    minutes = WholeNumber(
        "How many minutes does it take?", 1, 600, "Enter a number of minutes, from 1 to 600", default=5
    )
    readers = StringField(
        "Who reads what people say?", [DataRequired("Say which group reads it"), Length(max=120)], default=""
    )
    audiences = SelectMultipleField(
        "Who is it for?",
        choices=choices(AUDIENCES),
        validators=[DataRequired("Choose who it is for")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    made_safe = TextAreaField("How do you make it safe to say something?", [Length(max=300, message=TOO_LONG)])
    ways_to_say = TextAreaField("In which ways can people say it?", [Length(max=300, message=TOO_LONG)])
    can_change = TextAreaField("What can change because of it?", [Length(max=300, message=TOO_LONG)])
    purpose = TextAreaField("Why do you ask?", [DataRequired("Say why you ask"), Length(max=300)])
    retention_months = WholeNumber(
        "For how many months do you keep who said what?",
        1,
        120,
        "Enter a number of months, from 1 to 120",
        default=lambda: Partnership.current().retention_months,
    )
    two_people = BooleanField("Two people must approve each thing before it is shown")

    def __init__(self, *args: Any, activity: Activity | None = None, **more: Any) -> None:
        super().__init__(*args, obj=activity, data=closing(activity) if activity else None, **more)
        self.promised = [name for name in LUNDY if activity and activity.was_public and getattr(activity, name)]
        if activity and activity.state in (State.OPEN, State.CLOSED):
            del self.closes_on, self.closes_time

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: the closing time has still to come, and what people have been told stays said."""
        if not super().validate(extra_validators):
            return False
        if "closes_on" in self and self.closes_at() <= now():
            return refuse(self.closes_on, "The closing time must be in the future")
        if taken_back := next((self[name] for name in self.promised if not self[name].data), None):
            return refuse(taken_back, "People have read this. Say it in other words, but say it")
        return True

    def closes_at(self) -> datetime:
        """The closing moment."""
        return closing_moment(self.closes_on.data, self.closes_time.data)

    def details(self) -> dict[str, Any]:
        """What to make an activity of, or to set on it."""
        names = ("title", "summary", "minutes", "readers", "audiences", "purpose", "retention_months", "two_people")
        details = {name: self[name].data for name in names if name in self}
        details |= {name: self[name].data or "" for name in LUNDY}
        if "closes_on" in self:
            details["closes_at"] = self.closes_at()
        return details


def closing(activity: Activity) -> dict[str, Any]:
    """An activity's closing moment, as the form's two fields show it."""
    local = last_minute(activity.closes_at)
    return {"closes_on": local.date(), "closes_time": clock_of(local).replace(second=0, microsecond=0)}


def free_slug(kind: type[Activity] | type[Engagement], title: str, taken_too: Iterable[str] = ()) -> str:
    """The last part of the address of a new thing of this kind: its title, with a number when that is taken."""
    slugs: Any = kind.slug
    alike = select(slugs).where(slugs.startswith(slug_of(title) or UNTITLED, autoescape=True))
    return unused_slug(title, {*db.session.scalars(alike), *taken_too})


def unused_slug(title: str, taken: Collection[str]) -> str:
    """A title as the last part of an address, with a number when that is taken."""
    slug, number = slug_of(title) or UNTITLED, 1
    while (free := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    return free
