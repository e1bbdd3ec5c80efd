"""Who is asked to read a sample, and how large it is; and what somebody says of one text of it."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField

from coprod.accounts.models import User
from coprod.forms import CanSkip, Form, Ticked, WholeNumber, choices
from coprod.themes.code_text import Said
from coprod.themes.coding import Tone
from coprod.themes.models import Theme

MOST = 500  # texts: more, and nobody finishes


class AskForm(Form):
    """Ask somebody to read so many texts."""

    coder = SelectField("Who reads them", coerce=int)
    size = WholeNumber("How many texts", 1, MOST, f"Enter a number from 1 to {MOST}", default=50)

    def __init__(self, people: Sequence[User], **more: Any) -> None:
        super().__init__(**more)
        self.coder.choices = choices((person.id, person.name) for person in people)


class ReadForm(Form):
    """What a person says of one text: its themes, how it is meant, or that it says nothing."""

    themes = Ticked("Themes")
    tone = RadioField(
        "Tone",
        [CanSkip()],
        choices=choices([("", "No tone"), *((tone.value, tone.label) for tone in Tone)]),
        default="",
    )
    says_nothing = BooleanField("Says nothing")
    seen = HiddenField()
    text = HiddenField()

    def __init__(self, themes: Sequence[Theme], **more: Any) -> None:
        super().__init__(**more)
        self.themes.choices = choices((str(theme.id), theme.title) for theme in themes)
        self.hints = {str(theme.id): theme.meaning for theme in themes if theme.meaning}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: a text that says nothing belongs to no theme."""
        if not super().validate(extra_validators):
            return False
        if self.says_nothing.data and self.themes.data:
            self.themes.errors = ["Say which themes it belongs to, or that it says nothing. Not both"]
            return False
        return True

    @property
    def moves_seen(self) -> int:
        """How often the words had been decided on when the page was made; what cannot be read is older than any."""
        sent = str(self.seen.data or "")
        return int(sent) if sent.isdecimal() and len(sent) < 10 else -1

    def said(self) -> Said:
        """What was ticked."""
        return Said(
            themes={int(id): None for id in self.themes.data or ()},
            tone=Tone(self.tone.data) if self.tone.data else None,
            says_nothing=self.says_nothing.data,
        )
