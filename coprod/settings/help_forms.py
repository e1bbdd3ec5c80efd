"""Whom people can ring when they need help now, how they reach the partnership, and how soon it reads their words."""

from collections.abc import Mapping
from typing import Any

from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp, ValidationError

from coprod.forms import CanSkip, Form, WholeNumber, deliverable, one_line
from coprod.settings.section_forms import Rows, SettingsForm

MOST_NUMBERS = 6
A_NUMBER = r"\+?[0-9][0-9 ]{1,18}[0-9]"
NOT_A_NUMBER = "Enter a phone number with digits and spaces only, like 01632 960120"
WAYS = ("email", "phone", "hours", "post", "other_formats")


class HelpNumber(Form):
    """One line of "Need help now?": it reads as a sentence with the number at its end."""

    who = StringField(
        "Who it is for",
        [DataRequired("Say who it is for"), Length(max=80, message="Use 80 letters or fewer")],
        filters=[one_line],
    )
    words = StringField(
        "What to do",
        [
            DataRequired("Say what to do, in words that lead to the number"),
            Length(max=160, message="Use 160 letters or fewer"),
        ],
        filters=[one_line],
    )
    number = StringField(
        "Number", [DataRequired("Enter the number"), Regexp(f"{A_NUMBER}$", message=NOT_A_NUMBER)], filters=[one_line]
    )


class HelpForm(SettingsForm):
    """Help numbers as rows; the ways to ask; the promise."""

    help_numbers = Rows(HelpNumber, "Need help now?", MOST_NUMBERS)
    reading_days = WholeNumber(
        "In how many working days does a person read what was sent?", 1, 30, "Enter a number of days, from 1 to 30"
    )
    phone = StringField("Phone number", [CanSkip(), Regexp(f"{A_NUMBER}$", message=NOT_A_NUMBER)], filters=[one_line])
    hours = StringField(
        "When somebody answers (you can skip this)",
        [Length(max=120, message="Use 120 letters or fewer")],
        filters=[one_line],
    )
    email = EmailField("Email address (you can skip this)", [CanSkip(), deliverable])
    post = TextAreaField("Address for letters", [Length(max=300, message="Use 300 letters or fewer")])
    other_formats = TextAreaField(
        "What you say about other formats (you can skip this)", [Length(max=300, message="Use 300 letters or fewer")]
    )

    @classmethod
    def typed(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        return {"help_numbers": kept["help_numbers"], "reading_days": kept["reading_days"]} | kept["contact"]

    def values(self) -> dict[str, Any]:
        return {
            "help_numbers": self.help_numbers.rows,
            "reading_days": self.reading_days.data,
            "contact": {way: self[way].data for way in WAYS if self[way].data},
        }

    def validate_help_numbers(self, field: Rows) -> None:
        """There is at least one: it stands on every page."""
        if not field.entries:
            raise ValidationError("Give at least one number: it stands on every page")
