"""What the safeguarding lead decides about words that were escalated."""

from typing import Any

from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from coprod.forms import Form, choices
from coprod.partnership.models import Reason


class ReleaseForm(Form):
    """One decision. `seen` is how many moves the words had when the page was opened."""

    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again, then decide")])
    reason = SelectField("Why it cannot be used", default="")
    note = TextAreaField("A note", validators=[Length(max=1000, message="The note must be 1,000 characters or fewer")])

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.reason.choices = choices([("", "Choose a reason"), *((r.slug, r.label) for r in Reason.all())])


class Rejection(ReleaseForm):
    """The words cannot be used; their author will read why."""

    reason = SelectField("Why it cannot be used", default="", validators=[DataRequired("Choose why it cannot be used")])
