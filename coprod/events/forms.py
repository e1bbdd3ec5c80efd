"""The form with which a person signs up for an event."""

from typing import Any

from wtforms import EmailField, HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length

from coprod.date_fields import refuse
from coprod.events.sign_up import NAME, NEEDS
from coprod.forms import CanSkip, deliverable, one_line
from coprod.intake.forms import ContributionForm

MOST = 500
MOST_NEEDS = 1000
WHERE_TO_WRITE = "Enter your email address, so that we can tell you when a place comes free"
NO_ADDRESS = "Your email address (you can skip this)"
PROMPT = "Is there anything you want us to talk about?"


class SignUpForm(ContributionForm):
    """A place at an event: a name is required; an address, what a person needs, and a message, are theirs to give.

    Whoever `waits` for a place when all are taken gives an address too: there is no other way to tell them.
    """

    waits = HiddenField(validators=[CanSkip(), AnyOf(["yes"])])
    name = StringField(
        "Your name",
        filters=[one_line],
        validators=[
            DataRequired("Enter a name we can call you by"),
            Length(max=100, message="Your name must be 100 characters or fewer"),
        ],
    )
    email = EmailField(
        NO_ADDRESS,
        validators=[
            CanSkip(),
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

    def knows(self, event: Any) -> None:
        """Nobody waits where there are places left."""
        if not event.is_full:
            self.waits.data = ""
        if self.waits.data:
            self.email.label.text = "Your email address"

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: whoever waits for a place can be told."""
        if not super().validate(extra_validators):
            return False
        return bool(self.email.data or not self.waits.data) or refuse(self.email, WHERE_TO_WRITE)

    def private(self) -> dict[str, str]:
        """What of it may say that someone is not safe, by its label."""
        return {NAME: self.name.data or "", NEEDS: self.access_needs.data or ""}

    def person(self) -> dict[str, Any]:
        """The private part, which only the event team sees."""
        return {
            "name": self.name.data or "",
            "email": self.email.data or "",
            "access_needs": self.access_needs.data or "",
        }
