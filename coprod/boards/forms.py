"""The form on which a note is written."""

from typing import Any

from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, Length

from coprod.activities.forms import ActivityForm
from coprod.boards.models import COLOURS
from coprod.forms import CanSkip, choices
from coprod.participation.forms import ContributionForm

MOST = 500


class NoteForm(ContributionForm):
    """A note: words, and how we may use them. Only the words are required."""

    words = TextAreaField(
        "Your note",
        validators=[
            DataRequired("Write something on your note"),
            Length(max=MOST, message=f"Your note must be {MOST} characters or fewer"),
        ],
    )
    colour = RadioField(
        "Pick a colour (you can skip this)",
        choices=choices((str(number), name.capitalize()) for number, name in enumerate(COLOURS, start=1)),
        validators=[CanSkip()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sharing.label.text = "Who can see your note?"

    @property
    def chosen_colour(self) -> int | None:
        """1 to 6, or None when the person did not choose."""
        return int(self.colour.data) if self.colour.data else None


class BoardForm(ActivityForm):
    """A board, as staff create and edit it: what every activity has, and its question."""

    question = TextAreaField(
        "The question",
        validators=[
            DataRequired("Enter the question"),
            Length(max=200, message="The question must be 200 letters or fewer"),
        ],
    )

    def details(self) -> dict[str, Any]:
        """What to make a board of, or to set on it."""
        return super().details() | {"question": self.question.data}
