"""The form with which a person signs up for an event."""

from typing import Any

from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from coprod.events.sign_up import NAME, NEEDS
from coprod.forms import deliverable, one_line
from coprod.intake.forms import ContributionForm

MOST = 500
MOST_NEEDS = 1000
PROMPT = "Is there anything you want us to talk about?"


class SignUpForm(ContributionForm):
    """A place at an event: name and email are required; what a person needs, and a message, are theirs to give."""

    name = StringField(
        "Your name",
        filters=[one_line],
        validators=[
            DataRequired("Enter a name we can call you by"),
            Length(max=100, message="Your name must be 100 characters or fewer"),
        ],
    )
    email = EmailField(
        "Your email address",
        validators=[
            DataRequired("Enter your email address"),
            Length(max=254, message="Your email address must be 254 characters or fewer"),
            deliverable,
        ],
    )
    access_needs = TextAreaField(
        "What do you need so that you can take part? (you can skip this)",
        validators=[Length(max=MOST_NEEDS, message=f"What you need must be {MOST_NEEDS:,} characters or fewer")],
    )
    words = TextAreaField(
        f"{PROMPT} (you can skip this)",
        validators=[Length(max=MOST, message=f"Your message must be {MOST} characters or fewer")],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sharing.label.text = "Who can see your message?"

    def private(self) -> dict[str, str]:
        """What of it may say that someone is not safe, by its label."""
        return {NAME: self.name.data or "", NEEDS: self.access_needs.data or ""}

    def person(self) -> dict[str, str]:
        """The private part, which only the event team sees."""
        return {
            "name": self.name.data or "",
            "email": self.email.data or "",
            "access_needs": self.access_needs.data or "",
        }
