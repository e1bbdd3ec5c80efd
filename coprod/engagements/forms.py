"""The forms that give people more time, or take nothing more: both say why."""

from datetime import datetime

from wtforms import TextAreaField
from wtforms.validators import Length

from coprod.activities.forms import LONGEST_REASON
from coprod.date_fields import LAST_MINUTE, DateInput, TimeInput, closing_moment
from coprod.forms import EditForm

TOO_LONG = Length(max=LONGEST_REASON, message=f"Use {LONGEST_REASON} letters or fewer")


class CloseForm(EditForm):
    """Why it closes now."""

    reason = TextAreaField("Why does it close now?", [TOO_LONG])


class ExtendForm(EditForm):
    """A later last day, the closing time on it, and why."""

    closes_on = DateInput("The new last day", what="the new last day")
    closes_time = TimeInput("Closing time on that day", what="the closing time", default=LAST_MINUTE)
    reason = TextAreaField("Why do people get more time?", [TOO_LONG])

    def closes_at(self) -> datetime:
        """The new closing moment."""
        return closing_moment(self.closes_on.data, self.closes_time.data)
