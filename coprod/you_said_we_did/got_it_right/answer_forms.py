"""The form on which somebody says whether we got it right."""

from typing import Any

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from coprod.forms import CanSkip, choices
from coprod.intake.forms import ContributionForm
from coprod.participation.contribution import Sharing
from coprod.you_said_we_did.got_it_right.models import MISSED, RightAnswer

MOST = 1000
MINE, ANOTHER = "mine", "another"


class AnswerForm(ContributionForm):
    """One answer, and words if somebody has any. Nothing is ticked before they tick it.

    `again` is asked where this browser has sent an answer to the same question some minutes ago: only the person knows
    whether they change it, or somebody else answers. `read` says which version of the reply they have read.
    """

    read = HiddenField()
    answer = RadioField(
        "Your answer",
        choices=choices((each.value, each.label) for each in RightAnswer),
        validators=[InputRequired("Choose yes, partly or not yet")],
    )
    words = TextAreaField(
        f"{MISSED} (you can skip this)",
        validators=[Length(max=MOST, message=f"Use {MOST:,} letters or fewer")],
    )
    sharing = RadioField(
        "May other people read your words here? (you can skip this)",
        choices=choices([(Sharing.SHOW, "Yes, with no name"), (Sharing.TEAM, "No, only the team")]),
        validators=[CanSkip()],
    )
    again = RadioField(
        "An answer was sent from here a few minutes ago. Is this another person?",
        choices=choices([(MINE, "No. I want to change my answer"), (ANOTHER, "Yes, this is somebody else")]),
        validators=[InputRequired("Say whether you change your answer, or are somebody else")],
    )

    def __init__(self, *, sent_before: bool, **more: Any) -> None:
        super().__init__(**more)
        if not sent_before:
            del self.again
        self.same_code.data = "yes" if sent_before and self.again.data == MINE else ""
