"""The box in which a code is typed."""

from typing import Any

from wtforms import StringField, ValidationError
from wtforms.validators import DataRequired

from coprod.forms import Form
from coprod.participation import receipt


class ReceiptForm(Form):
    """A receipt code, however it is typed."""

    code = StringField("Your code", [DataRequired("Type your code")])

    def validate_code(self, field: Any) -> None:
        """What cannot be a code gets a hint; whether a code exists is not asked here."""
        if not receipt.normalise(field.data):
            raise ValidationError("A code is three words and three numbers, like otter lantern maple 427")
