"""The forms of a life's steps: when it opens, more time, why it closes, what changed, why it is put away."""

from datetime import datetime

from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, Length

from coprod.activities.forms import LONGEST_REASON
from coprod.clock_times import uk_moment
from coprod.date_fields import LAST_MINUTE, DateInput, TimeInput, closing_moment, refuse
from coprod.forms import EditForm, choices

TOO_LONG = Length(max=LONGEST_REASON, message=f"Use {LONGEST_REASON} letters or fewer")
LONGEST_ANSWER = 4000


class StepForm(EditForm):
    """What a step asks. `blamed` is the field beside which it stands when the step is refused; it may have none."""

    blamed = ""


class ReasonForm(StepForm):
    """Why it is closed now, put away, or brought back."""

    reason = TextAreaField("Why?", [TOO_LONG])


class CloseForm(ReasonForm):
    """Why it closes now."""

    reason = TextAreaField("Why does it close now?", [TOO_LONG])


class ExtendForm(StepForm):
    """A later last day, the closing time on it, and why."""

    blamed = "closes_on"

    closes_on = DateInput("The new last day", what="the new last day")
    closes_time = TimeInput("Closing time on that day", what="the closing time", on="closes_on", default=LAST_MINUTE)
    reason = TextAreaField("Why do people get more time?", [TOO_LONG])

    def closes_at(self) -> datetime:
        """The new closing moment."""
        return closing_moment(self.closes_on.data, self.closes_time.data)


class OpenForm(StepForm):
    """Now, or by itself at a moment."""

    when = RadioField(
        "When does it open?",
        choices=choices((("now", "Now"), ("later", "By itself, at this moment"))),
        default="now",
        validators=[DataRequired("Choose when it opens")],
    )
    opens_on = DateInput("The day", what="the day it opens", required=False)
    opens_time = TimeInput("The time", what="the time it opens", on="opens_on", required=False)

    def validate(self, extra_validators: object = None) -> bool:
        """Also: who wants it later says when."""
        if not super().validate(extra_validators):
            return False
        if self.when.data == "later" and self.opens_on.data is None:
            return refuse(self.opens_on, "Enter the day it opens")
        if self.when.data == "later" and self.opens_time.data is None:
            return refuse(self.opens_time, "Enter the time it opens, like 9am")
        return True

    @property
    def blamed(self) -> str:  # type: ignore[override]
        """The moment, when one was given."""
        return "opens_on" if self.when.data == "later" else "when"

    def moment(self) -> datetime | None:
        """When it opens by itself; None for now."""
        if self.when.data == "now" or self.opens_on.data is None or self.opens_time.data is None:
            return None
        return uk_moment(self.opens_on.data, self.opens_time.data)


class AnswerForm(StepForm):
    """What became of what people said."""

    blamed = "what_changed"

    what_changed = TextAreaField(
        "What changed?", [Length(max=LONGEST_ANSWER, message=f"Use {LONGEST_ANSWER:,} letters or fewer")]
    )
