"""The form that gives people more time."""

from datetime import datetime

from coprod.date_fields import LAST_MINUTE, DateInput, TimeInput, closing_moment
from coprod.forms import Form


class ExtendForm(Form):
    """A later last day, and the closing time on it."""

    closes_on = DateInput("The new last day", what="the new last day")
    closes_time = TimeInput("Closing time on that day", what="the closing time", default=LAST_MINUTE)

    def closes_at(self) -> datetime:
        """The new closing moment."""
        return closing_moment(self.closes_on.data, self.closes_time.data)
