"""A sheet about equality, which came apart from the form that it was given out with: what is ticked on it."""

from typing import Any

from wtforms import RadioField

from coprod.activities.audience import Audience, audience_choices
from coprod.forms import choices
from coprod.questionnaires.equality.forms import EqualityForm


class ApartForm(EqualityForm):
    """The questions of one questionnaire, and who ticked them: they are counted by that."""

    audience = RadioField("Who are you?", default=Audience.NOT_SAID.value)

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.audience.choices = choices(audience_choices())
