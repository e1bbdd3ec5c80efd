"""The form in which somebody says what happened when they looked again."""

from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired

from coprod.database import uk_today
from coprod.date_fields import DateInput, refuse
from coprod.forms import Form
from coprod.you_said_we_did.decisions.decision_forms import LONGEST, most


class LookForm(Form):
    """What happened, for everyone, and when somebody looks next. To decide it another way has a page of its own."""

    happened = TextAreaField("What happened?", [DataRequired("Say what happened"), most(LONGEST)])
    next_on = DateInput("When somebody looks next", what="when somebody looks next")
    seen = HiddenField()

    def validate_next_on(self, field: DateInput) -> None:
        """It is to come."""
        if field.data and field.data <= uk_today():
            refuse(field, "When somebody looks next must be a day to come")
