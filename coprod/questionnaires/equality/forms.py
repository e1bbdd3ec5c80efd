"""The questions about equality as a form: any of them can be left out."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from wtforms import HiddenField, RadioField

from coprod.forms import CanSkip, Form, choices
from coprod.questionnaires.equality.questions import QUESTIONS

NOT_OFFERED = "Pick one of the answers on this page"


class EqualityForm(Form):
    """The questions that one questionnaire asks. `token` says whose it is, and is good for once."""

    token = HiddenField()
    keys: tuple[str, ...] = ()

    @classmethod
    def of(cls, keys: Sequence[str], **more: Any) -> "EqualityForm":
        """With these questions, in the order in which we have them."""
        return cls._for(tuple(key for key in QUESTIONS if key in keys))(**more)

    @classmethod
    @lru_cache(maxsize=32)
    def _for(cls, keys: tuple[str, ...]) -> type["EqualityForm"]:
        fields: dict[str, Any] = {"keys": keys}
        for key in keys:
            asked = QUESTIONS[key]
            fields[key] = RadioField(
                asked.prompt,
                choices=choices(asked.options.items()),
                validators=[CanSkip()],
                invalid_choice_message=NOT_OFFERED,
            )
        return type(cls.__name__, (cls,), fields)

    @property
    def picked(self) -> Mapping[str, str]:
        """What was answered, without what was left out."""
        return {key: self[key].data for key in self.keys if self[key].data}
