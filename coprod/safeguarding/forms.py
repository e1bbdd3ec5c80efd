"""What the safeguarding lead writes down about a concern, and decides."""

from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from coprod.concerns.concern import OUTCOME_LABELS, Outcome
from coprod.database import uk_today
from coprod.date_fields import DateInput, refuse
from coprod.forms import CanSkip, Form, choices
from coprod.partnership.reason import Reason
from coprod.rendering import uk_date

MOST = 5000  # characters
MOST_IN_A_MESSAGE = 500
MOST_TO_PROVIDE = 1000  # as whoever needs it may write
SAFE_TO_SHOW = "I have read this again and it is safe to show"


class ConcernNoteForm(Form):
    """Something worth keeping."""

    words = TextAreaField(
        "A note",
        validators=[
            DataRequired("Write the note"),
            Length(max=MOST, message=f"The note must be {MOST:,} characters or fewer"),
        ],
    )


class ProvideForm(Form):
    """What a team must provide, in place of what only the lead reads."""

    provide = TextAreaField(
        "What must the team provide for this person?",
        validators=[
            DataRequired("Write what the team must provide"),
            Length(max=MOST_TO_PROVIDE, message=f"Use {MOST_TO_PROVIDE:,} characters or fewer"),
        ],
    )


class ReferralForm(Form):
    """Others who can help were told."""

    to = StringField(
        "Who did you tell?",
        validators=[DataRequired("Enter who you told"), Length(max=200, message="Use 200 characters or fewer")],
    )
    on = DateInput("When?", what="the day you told them", default=uk_today)
    reference = StringField(
        "Their reference (you can skip this)", validators=[Length(max=100, message="Use 100 characters or fewer")]
    )

    def validate_on(self, field: DateInput) -> None:
        """Nobody was told in the future."""
        if field.data and field.data > uk_today():
            raise ValidationError("The day cannot be in the future")

    def written(self) -> str:
        """The referral as it stands in the history."""
        on = uk_date(self.on.data, year=True).replace("\u00a0", " ") if self.on.data else ""
        reference = f"\nReference: {self.reference.data}" if self.reference.data else ""
        return f"To: {self.to.data}\nOn: {on}{reference}"


class EndForm(Form):
    """How a concern ends. `seen` is how many moves its words had when the page was opened.

    `conclusion` is sealed with the concern. `note` goes with the words, to the moderators. A concern that is closed
    already has its outcome: then only the words are released.
    """

    seen = IntegerField(widget=HiddenInput(), validators=[CanSkip()])
    outcome = RadioField("How did it end?", choices=choices(OUTCOME_LABELS.items()), validators=[CanSkip()])
    conclusion = TextAreaField(
        "What was decided, and with whom?",
        validators=[Length(max=MOST, message=f"What was decided must be {MOST:,} characters or fewer")],
    )
    reason = SelectField("Why it cannot be used", default="", validators=[CanSkip()])
    is_safe = BooleanField(SAFE_TO_SHOW)
    note = TextAreaField(
        "A note for the moderators (you can skip this)",
        validators=[Length(max=1000, message="The note must be 1,000 characters or fewer")],
    )

    def __init__(self, *, is_open: bool, **more: Any) -> None:
        super().__init__(**more)
        self.is_open = is_open
        self.reason.choices = choices([("", "Choose a reason"), *((r.slug, r.label) for r in Reason.offered())])

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: how an open concern ends, and what was done, unless there was nothing to do."""
        valid = super().validate(extra_validators)
        if not self.is_open:
            return valid
        if not self.outcome.data:
            return refuse(self.outcome, "Choose how it ended")
        if self.outcome.data != Outcome.NO_CONCERN and not self.conclusion.data:
            return refuse(self.conclusion, "Write what was decided, and who you decided it with")
        return valid

    @property
    def ended(self) -> dict[str, Any]:
        """The arguments for `Concern.close`."""
        outcome = Outcome(self.outcome.data) if self.outcome.data else Outcome.NO_CONCERN
        return {"outcome": outcome, "words": self.conclusion.data or ""}


class Release(EndForm):
    """The words go from here: nobody may have moved them since the page was opened."""

    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again, then decide")])


class ApprovedRelease(Release):
    """The words may stand as they were written. A child may have spoken in them: one click is not enough."""

    is_safe = BooleanField(
        SAFE_TO_SHOW, validators=[DataRequired("Tick that you have read it again and that it is safe to show")]
    )


class RejectedRelease(Release):
    """The words cannot be used; their author will read why."""

    reason = SelectField("Why it cannot be used", default="", validators=[DataRequired("Choose why it cannot be used")])


class MessageForm(Form):
    """What whoever holds the receipt will read. It is put there as it was seen before, and when that is safe."""

    words = TextAreaField(
        "Your message",
        validators=[
            DataRequired("Write the message"),
            Length(max=MOST_IN_A_MESSAGE, message=f"Your message must be {MOST_IN_A_MESSAGE} characters or fewer"),
        ],
    )
    previewed = HiddenField(validators=[CanSkip()])
    is_safe = BooleanField("It is safe if someone else holds the code and reads this")

    @property
    def can_be_shown(self) -> bool:
        """Whether there is a message short enough to show."""
        return 0 < len(self.words.data or "") <= MOST_IN_A_MESSAGE

    @property
    def was_previewed(self) -> bool:
        """Whether the words are those that were shown as they will look."""
        return bool(self.words.data) and self.previewed.data == self.words.data


class PutMessage(MessageForm):
    """The message goes on the receipt."""

    is_safe = BooleanField(
        "It is safe if someone else holds the code and reads this",
        validators=[DataRequired("Tick that it is safe. If you are not sure, do not leave a message")],
    )
