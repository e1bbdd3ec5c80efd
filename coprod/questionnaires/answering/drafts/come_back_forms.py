"""The box in which a come-back code is typed, and the one for the address of a letter to oneself."""

from typing import Any

from wtforms import EmailField, StringField, ValidationError
from wtforms.validators import DataRequired

from coprod.forms import Form, deliverable
from coprod.participation import receipt
from coprod.questionnaires.answering.drafts.come_back_code import WORDS_OF_A_CODE


class ComeBackForm(Form):
    """A come-back code, however it is typed."""

    code = StringField("Your code", [DataRequired("Type your code")])

    def validate_code(self, field: Any) -> None:
        """What cannot be a code gets a hint; whether a code exists is not asked here."""
        if receipt.normalise(field.data):
            raise ValidationError("That is the code for answers you have sent. Use it at “What happened to my words?”")
        if not self.as_made:
            raise ValidationError("A code is four words and three numbers, like maple otter lantern cocoa 428")

    @property
    def as_made(self) -> str:
        """The code as it was drawn; '' for what cannot be one."""
        return receipt.normalise(self.code.data or "", WORDS_OF_A_CODE)


class LetterForm(Form):
    """Where a letter with the code goes."""

    email = EmailField(
        "Your email address",
        validators=[
            DataRequired("Enter your email address"),
            deliverable,
        ],
    )
