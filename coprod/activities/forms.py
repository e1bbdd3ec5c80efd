"""What staff fill in for every activity, whatever its kind: each channel's own form begins from this one."""

import re
import unicodedata
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.activities.life import State
from coprod.database import UK, db, now
from coprod.date_fields import LAST_MINUTE, DateInput, TimeInput, closing_moment, refuse
from coprod.forms import EditForm, WholeNumber, choices
from coprod.partnership.models import Partnership

LONGEST_REASON = 300

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

    title = StringField("Title", [DataRequired("Enter a title"), Length(max=120, message="Use 120 letters or fewer")])
    summary = TextAreaField(
        "Summary",
        [DataRequired("Say in a sentence what people can do"), Length(max=300, message="Use 300 letters or fewer")],
    )
    closes_on = DateInput("The last day", what="the last day")
    closes_time = TimeInput("Closing time on that day", what="the closing time", default=LAST_MINUTE)
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
        if activity and activity.state in (State.OPEN, State.CLOSED):
            del self.closes_on, self.closes_time

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: the closing time has still to come."""
        if not super().validate(extra_validators):
            return False
        if "closes_on" in self and self.closes_at() <= now():
            return refuse(self.closes_on, "The closing time must be in the future")
        return True

    def closes_at(self) -> datetime:
        """The closing moment."""
        return closing_moment(self.closes_on.data, self.closes_time.data)

    def details(self) -> dict[str, Any]:
        """What to make an activity of, or to set on it."""
        names = ("title", "summary", "minutes", "readers", "audiences", "purpose", "retention_months", "two_people")
        details = {name: self[name].data for name in names if name in self}
        if "closes_on" in self:
            details["closes_at"] = self.closes_at()
        return details


def closing(activity: Activity) -> dict[str, Any]:
    """An activity's closing moment, as the form's two fields show it."""
    local = activity.closes_at.astimezone(UK)
    if local.time() == time(0):
        local -= timedelta(minutes=1)  # midnight belongs to the day that it ends
    return {"closes_on": local.date(), "closes_time": local.time().replace(second=0, microsecond=0)}


def free_slug(kind: type[Activity], title: str) -> str:
    """The last part of the address of a new activity of this kind: its title, with a number when that is taken."""
    slug = slug_of(title) or "untitled"
    taken = set(db.session.scalars(select(kind.slug).where(kind.slug.startswith(slug, autoescape=True))))
    number = 1
    while (free := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    return free


def slug_of(title: str) -> str:
    """A title in small letters and hyphens, 60 at most, cut between words."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower().replace("'", "")
    slug = ""
    for word in re.findall("[a-z0-9]+", plain):
        if len(slug) + len(word) >= 60:
            break
        slug += f"-{word}" if slug else word
    return slug
