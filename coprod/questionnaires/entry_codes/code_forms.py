"""The box in which a code from a slip is typed, and the one in which staff say how many to make."""

from typing import Any

from wtforms import HiddenField, StringField, ValidationError
from wtforms.validators import DataRequired

from coprod.forms import Form, WholeNumber
from coprod.participation import receipt
from coprod.questionnaires.entry_codes.entry_code import AT_ONCE


class EntryCodeForm(Form):
    """A code from a slip or a letter, however it is typed."""

    code = StringField("Your code", [DataRequired("Type the code from your slip or letter")])

    def validate_code(self, field: Any) -> None:
        """What cannot be a code gets a hint; whether it is one is not asked here."""
        if receipt.normalise(field.data, 4):
            raise ValidationError("That is a code to come back to answers. Use it at “Come back with a code”")
        if not self.as_drawn:
            raise ValidationError("A code is three words and three numbers, like otter lantern maple 427")

    @property
    def as_drawn(self) -> str:
        """The code as it was drawn; '' for what cannot be one."""
        return receipt.normalise(self.code.data or "")


class MakeCodesForm(Form):
    """How many. `seen` is how many had been made when it was opened: pressed twice by mistake, it makes them once."""

    seen = HiddenField()
    number = WholeNumber("How many codes?", 1, AT_ONCE, f"Enter how many codes you need, from 1 to {AT_ONCE:,}")

    @property
    def made_before(self) -> int:
        """What `seen` says; nothing that was ever true, when it was not sent."""
        sent = self.seen.data or ""
        return int(sent) if sent.isdecimal() and len(sent) < 10 else -1
