"""Which rows of the log go into which theme; and a new theme."""

import re

from wtforms import Field, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from coprod.forms import Form
from coprod.public_ids import public_id
from coprod.text import as_read, row_number

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


class ThemeForm(Form):
    """A new theme: what many people said, in a few words."""

    engagement = SelectField("Engagement", coerce=row_number)
    title = StringField(
        "Name of the theme",
        validators=[
            DataRequired("Write a name for the theme"),
            Length(max=60, message="The name must be 60 characters or fewer"),
        ],
    )
    meaning = StringField(
        "What people mean by it, in one sentence",
        validators=[Length(max=200, message="The sentence must be 200 characters or fewer")],
    )

    @property
    def slug(self) -> str:
        """The name as it stands in an address."""
        return re.sub(r"[\W_]+", "-", as_read(self.title.data or "")).strip("-")

    def validate_title(self, field: Field) -> None:
        if not self.slug:
            raise ValidationError("Use letters or numbers in the name")
