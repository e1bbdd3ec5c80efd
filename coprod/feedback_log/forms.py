"""Which rows of the log go into which theme."""

from wtforms import Field, SelectField, SelectMultipleField
from wtforms.validators import ValidationError

from coprod.forms import Form
from coprod.public_ids import public_id
from coprod.text import row_number

MOST_TICKED = 200  # a page holds 50


class TickedForm(Form):
    """The rows that were ticked, and a theme."""

    ids = SelectMultipleField("Rows", coerce=public_id, validate_choice=False)
    theme = SelectField("Theme", coerce=row_number, validate_choice=False)

    def validate_ids(self, field: Field) -> None:
        if not 0 < len(field.data or ()) <= MOST_TICKED:
            raise ValidationError("Tick at least one row first" if not field.data else "That is too many rows at once")

    def validate_theme(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError("Choose a theme")
