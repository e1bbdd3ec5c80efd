"""The form on which a note is written."""

from typing import Any, NamedTuple

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length

from coprod.activities.audience import Audience
from coprod.activities.forms import LONGEST_REASON, ActivityForm
from coprod.activities.wording import Wording
from coprod.boards.models import COLOURS, Board, Head
from coprod.forms import CanSkip, choices
from coprod.intake.forms import ContributionForm

MOST = 500


class Asked(NamedTuple):
    """A question as somebody has read it: the number of its wording, and the words."""

    id: int
    text: str


def paper_on_top(shown: int) -> int:
    """The colour of the paper that lies on top of the pile: another one each time that the board has moved."""
    return shown % len(COLOURS) + 1


class NoteForm(ContributionForm):
    """A note: words, and how we may use them. Only the words are required."""

    wording = HiddenField()
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

    def answers(self, head: Head) -> Asked:
        """The question as whoever fills this in has read it. From now on the form carries which one that is."""
        asked, carried = Asked(head.wording_id, head.question), self.wording.data
        if carried and carried != str(head.wording_id) and (read := Wording.find(carried, head.id, "question")):
            asked = Asked(read.id, read.text)
        self.wording.data = str(asked.id)
        return asked

    @property
    def writer(self) -> str:
        """Who it is by, as it stands under a note."""
        return Audience(self.audience.data).label

    @property
    def chosen_colour(self) -> int | None:
        """1 to 6, or None when the person did not choose."""
        papers = map(str, range(1, len(COLOURS) + 1))
        return int(self.colour.data) if self.colour.data in papers else None


class BoardForm(ActivityForm):
    """A board, as staff create and edit it: what every activity has, and its question."""

    question = TextAreaField(
        "The question",
        validators=[
            DataRequired("Enter the question"),
            Length(max=200, message="The question must be 200 letters or fewer"),
        ],
    )

    reason = TextAreaField(
        "If you change the question: why?", [Length(max=LONGEST_REASON, message="Use 300 letters or fewer")]
    )

    def __init__(self, *args: Any, activity: Board | None = None, **more: Any) -> None:
        super().__init__(*args, activity=activity, **more)
        if activity is None or not activity.has_notes:
            del self.reason

    def details(self) -> dict[str, Any]:
        """What to make a board of, or to set on it."""
        return super().details() | {"question": self.question.data}
