"""The box in which a code is typed, the one in which words are changed, and the two to ask for a safe adult."""

from typing import Any

from wtforms import StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from coprod.forms import Form
from coprod.intake.before_sending import BeforeSending
from coprod.intake.forms import AT_WORK
from coprod.participation import receipt
from coprod.participation.submission import Submission


class ReceiptForm(Form):
    """A receipt code, however it is typed."""

    code = StringField("Your code", [DataRequired("Type your code")])

    def validate_code(self, field: Any) -> None:
        """What cannot be a code gets a hint; whether a code exists is not asked here."""
        if not receipt.normalise(field.data):
            raise ValidationError("A code is three words and three numbers, like otter lantern maple 427")


class ChangeWordsForm(BeforeSending):
    """Words, as their author puts them now; as long as a box there takes, or as they were."""

    words = TextAreaField("Your words", [DataRequired("Write something, or go back and take it back")])

    def __init__(self, submission: Submission) -> None:
        super().__init__(data={"words": submission.as_written})
        contribution = submission.contribution
        self.longest = max(contribution.activity.longest_words, len(submission.as_written))
        self.written_at_work = contribution.audience in AT_WORK
        self.words.label.text = submission.prompt
        too_long = Length(max=self.longest, message=f"Use {self.longest:,} letters or fewer")
        self.words.validators = [*self.words.validators, too_long]

    @property
    def at_work(self) -> bool:
        """As when it was sent."""
        return self.written_at_work


class GetInTouchForm(Form):
    """How a safe adult may reach somebody, and what would put them in danger."""

    how = TextAreaField(
        "How and when can a safe adult reach you?",
        validators=[
            DataRequired("Write how we can reach you, and when it is safe"),
            Length(max=1000, message="Use 1,000 characters or fewer"),
        ],
    )
    do_not = TextAreaField(
        "What should we not do? (you can skip this)",
        validators=[Length(max=500, message="Use 500 characters or fewer")],
    )

    def contact(self) -> str:
        """Both, as the safeguarding lead reads them."""
        stop = f"\n\nWhat we should not do: {self.do_not.data}" if self.do_not.data else ""
        return f"{self.how.data}{stop}"
