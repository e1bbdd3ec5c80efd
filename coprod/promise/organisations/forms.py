"""The forms with which staff look after an organisation."""

from typing import Any

from wtforms import StringField
from wtforms.validators import DataRequired, Length, ValidationError

from coprod.forms import EditForm, one_line
from coprod.promise.organisation import Organisation, organisation_key
from coprod.promise.organisations import looked_after

LONGEST = 120
TOO_LONG = f"Use {LONGEST} letters or fewer"


class CorrectForm(EditForm):
    """The name that everyone reads."""

    shown_name = StringField(
        "The name that everyone reads",
        filters=[one_line],
        validators=[DataRequired("Enter a name"), Length(max=LONGEST, message=TOO_LONG)],
    )

    def validate_shown_name(self, field: StringField) -> None:
        """A name has letters or numbers in it."""
        if not organisation_key(field.data):
            raise ValidationError("Enter a name in letters or numbers")


class MergeForm(EditForm):
    """The organisation that it is."""

    other = StringField(
        "It is the same as",
        filters=[one_line],
        validators=[DataRequired("Enter the name of the other organisation"), Length(max=LONGEST, message=TOO_LONG)],
    )

    def __init__(self, organisation: Organisation, **more: Any) -> None:
        super().__init__(**more)
        self.organisation = organisation
        self.found: Organisation | None = None

    def validate_other(self, field: StringField) -> None:
        """One that has pledged, and is not this one already."""
        self.found = looked_after.named(field.data or "", besides=self.organisation)
        if self.found is None:
            raise ValidationError("No other organisation of this name has pledged. Write it as it stands in the list")
