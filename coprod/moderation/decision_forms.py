"""What a moderator decides about one person's words."""

from typing import Any

from wtforms import BooleanField, Field, HiddenField, IntegerField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from coprod.forms import CanSkip, Form, choices
from coprod.participation.move import Hide, hide_words
from coprod.participation.submission import Submission
from coprod.partnership.reason import Reason
from coprod.reading.found_words import as_ticks, everywhere, found, merged, warning
from coprod.screening.finding import FindingKind

WHAT = ("name", "school", "place", "phone number", "email address", "user name", "words")
NO_WORRY = "No worry: I have read all of it, and nobody seems to be at risk"
KEEP = 40  # characters of a long line, in an error message


class DecisionForm(Form):
    """One decision about one submission. `seen` is how many moves it had when the page was opened.

    `first` is the approval of the first of two people that the page showed, if there was one; `before` is what that
    person wants hidden: the second starts from there. `no_worry` is asked where the words are to be read first.
    """

    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again, then decide")])
    first = HiddenField(validators=[CanSkip()])
    hide = SelectMultipleField("Hide", validate_choice=False)
    other = TextAreaField("Other words to hide", validators=[Length(max=2000, message="That is too much to hide")])
    what = SelectField("What are they?", choices=choices((what, what.capitalize()) for what in WHAT), default="name")
    reason = SelectField("Why it cannot be used", default="")
    no_worry = BooleanField(NO_WORRY)
    note = TextAreaField(
        "A note for the team", validators=[Length(max=1000, message="The note must be 1,000 characters or fewer")]
    )

    def __init__(
        self, submission: Submission, reasons: list[Reason], before: list[Hide] | None = None, **more: Any
    ) -> None:
        self.words = submission.words or ""
        self.read_first_until = submission.read_first_until
        self.found = found(self.words, submission.findings)
        data: dict[str, Any] = {"hide": [mark.place for mark in self.found if mark.is_personal]}
        if before is not None:
            ticks, lines, what = as_ticks(self.words, self.found, before)
            data = {"hide": ticks, "other": "\n".join(lines), "what": what or "name"}
        super().__init__(data=data, **more)
        self.hide.choices = choices((mark.place, mark.words) for mark in self.found)
        self.reason.choices = choices([("", "Choose a reason"), *((r.slug, r.label) for r in reasons)])
        for field in self:
            field.id = f"{field.id}-{submission.public_id}"  # a page may hold several of these

    def hides(self) -> list[Hide]:
        """Every stretch to take out: what was ticked, and each place where other words to hide stand."""
        ticked = [mark.hide for mark in self.found if mark.place in (self.hide.data or ())]
        typed = [hide for line in self.other_lines() for hide in everywhere(self.words, line, self.what.data)]
        return merged(ticked + typed)

    @property
    def preview(self) -> str:
        """How the words will read once they are approved."""
        return hide_words(self.words, self.hides())

    @property
    def warning(self) -> str:
        """What is hard to read in the words; empty when nothing is."""
        return warning(self.found)

    @property
    def was_hard(self) -> bool:
        """Whether it was hard to read for whoever sends this: not by what they say is no worry."""
        no_worry = {FindingKind.READ_FIRST} if self.no_worry.data else set()
        return any(mark.is_hard and mark.finding.kind not in no_worry for mark in self.found)

    def other_lines(self) -> list[str]:
        """The other words to hide: one stretch a line."""
        lines = (line.strip() for line in (self.other.data or "").split("\n"))
        return list(dict.fromkeys(filter(None, lines)))


class Hiding(DecisionForm):
    """What is to be hidden is there."""

    def validate_hide(self, field: Field) -> None:
        there = {mark.place for mark in self.found}
        if not there.issuperset(field.data or ()):
            raise ValidationError("What was found in the words has changed. Look at it again, then decide")

    def validate_other(self, field: Field) -> None:
        missing = [line for line in self.other_lines() if line not in self.words]
        if missing:
            raise ValidationError(f"“{missing[0][:KEEP]}” is not in what was written. Copy it exactly")


class Reading(DecisionForm):
    """What is to be read first was read."""

    def validate_no_worry(self, field: Field) -> None:
        if self.read_first_until and not field.data:
            raise ValidationError("Read all of it, then say that there is no worry. If you are not sure, escalate it")


class Approval(Hiding, Reading):
    """The words may stand, without those to hide."""


class Rejection(Reading):
    """The words cannot be used; their author will read why."""

    reason = SelectField("Why it cannot be used", default="", validators=[DataRequired("Choose why it cannot be used")])
