"""The forms with which staff call an event off, and say that it takes place after all."""

from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from coprod.activities.forms import LONGEST_REASON
from coprod.forms import EditForm


class CallOffForm(EditForm):
    """Why it does not take place, for everyone to read."""

    reason = TextAreaField(
        "Why does it not take place?",
        [
            DataRequired("Say why. Everyone can read it on the page"),
            Length(max=LONGEST_REASON, message=f"Use {LONGEST_REASON} letters or fewer"),
        ],
    )


class TakePlaceForm(EditForm):
    """Nothing but the button."""

    sure = HiddenField()
