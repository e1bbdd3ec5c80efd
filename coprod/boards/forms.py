"""The form on which a note is written."""

from typing import Any

from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from coprod.activities.audience import Audience
from coprod.activities.forms import LONGEST_REASON, ActivityForm
from coprod.boards.head import Head
from coprod.boards.models import PAPERS, Board
from coprod.boards.question import ASKED, CLOSED, Asked
from coprod.date_fields import refuse
from coprod.forms import CanSkip, choices
from coprod.intake.forms import SHARINGS, ContributionForm
from coprod.row_fields import Box, Rows

MOST = 500


def paper_on_top(shown: int, offered: str) -> int:
    """The paper of whoever chooses none, where we show how their note will look: another each time the board moves."""
    return int(offered[shown % len(offered)])


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
    sharing = RadioField(
        "Who can see what you write?",  # the button that sends it is the answer
        choices=choices(SHARINGS),
        validators=[InputRequired("Choose who can see what you write")],
    )
    colour = RadioField(
        "Pick a colour (you can skip this)",
        choices=choices((str(number), name) for number, name in enumerate(PAPERS, start=1)),
        validators=[CanSkip()],
    )

    def answers(self, head: Head, part: str = "") -> Asked:
        """The question as whoever fills this in has read it: what the form carries, else the one that `part` names.

        From now on the form carries which one that is.
        """
        carried = self.wording.data
        is_first = carried == str(head.wording_id)
        read = Asked.in_a_form(carried, head.id) if carried and not is_first else None
        asked = read or head.asked_at("" if is_first else part)
        self.over = "" if asked.is_asked else asked.text
        asked = asked if asked.is_asked else head.first
        self.wording.data = str(asked.wording_id)
        return asked

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: it is still asked."""
        if not super().validate(extra_validators):
            return False
        if self.over:
            return refuse(self.words, f"We do not ask “{self.over}” any more. You can send your words to this one")
        return True

    @property
    def writer(self) -> str:
        """Who it is by, as it stands under a note."""
        return Audience(self.audience.data or Audience.NOT_SAID).label

    def chosen_colour(self, offered: str) -> int | None:
        """The number of the paper, or None when the person did not choose one of those that are `offered`."""
        return int(self.colour.data) if self.colour.data in set(offered) else None


KEY, QUESTION = Box("key", "", required=False, hidden=True), Box("text", "Question", longest=200, lines=2)
STATES = {ASKED: "Asked now", CLOSED: "Not asked any more"}


class BoardForm(ActivityForm):
    """A board, as staff create and edit it: what every activity has, its questions, and its paper."""

    blamed = "asks"

    asks = Rows(
        "What it asks",
        (KEY, QUESTION, Box("asked", "Is it asked?", required=False, choices=STATES)),
        most=30,
        blank=1,
    )
    papers = SelectMultipleField(
        "Colours of paper people can choose from",
        choices=choices((name, name) for name in PAPERS),
        default=PAPERS,
        validators=[Length(min=2, message="Choose two colours or more")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = TextAreaField(
        "If you change a question: why?", [Length(max=LONGEST_REASON, message="Use 300 letters or fewer")]
    )

    def __init__(self, *args: Any, activity: Board | None = None, **more: Any) -> None:
        answered = activity.answered() if activity else []
        self.answered = {question.part: question for question in answered}
        self.stands = activity.edited if activity else 0
        super().__init__(*args, activity=activity, **more)
        if not answered:
            del self.reason
            *boxes, state = self.asks.boxes
            self.asks.boxes = (*boxes, state._replace(hidden=True))  # what nobody has answered is taken out

    def validate_asks(self, field: Rows) -> None:
        """One to six are asked, and what people have answered stands here still."""
        typed = {row["key"] for row in field.data}
        gone = [question for part, question in self.answered.items() if part not in typed]
        if gone and self.seen == self.stands:  # else a colleague was faster, and that is said first
            field.data += [question.row | {"asked": CLOSED} for question in gone]
            words = f"People have answered “{gone[0].text}”, so it cannot be taken out"
            raise ValidationError(f"{words}. It stands here again, as one that is not asked any more")
        many = sum(row["asked"] != CLOSED for row in field.data)
        if many == 0:
            raise ValidationError("Enter a question")
        if many > Board.MOST_ASKED:
            raise ValidationError(f"Ask {Board.MOST_ASKED} questions or fewer")

    def details(self) -> dict[str, Any]:
        """What to make a board of, or to set on it."""
        asks = [row | {"asked": row["asked"] or ASKED} for row in self.asks.data]
        return super().details() | {"asks": asks, "papers": self.papers.data}
