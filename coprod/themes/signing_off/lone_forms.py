"""What becomes of a lone voice."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField

from coprod.forms import Form, choices
from coprod.themes.models import Theme


class PutForm(Form):
    """The theme that it goes into."""

    into = SelectField("Theme", coerce=int)

    def __init__(self, themes: Sequence[Theme], **more: Any) -> None:
        super().__init__(**more)
        self.into.choices = choices((theme.id, theme.title) for theme in themes)
