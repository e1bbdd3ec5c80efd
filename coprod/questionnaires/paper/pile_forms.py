"""The small forms around a pile: which form it is of, from where, and of which day."""

from datetime import date
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from coprod.database import db, uk_today
from coprod.date_fields import DateInput
from coprod.forms import Form, one_line
from coprod.questionnaires.paper.page_code import PageCode
from coprod.questionnaires.version import QuestionnaireVersion


class ChangePileForm(Form):
    """From where the next forms are, and of which day most of them."""

    label = StringField(
        "Where do they come from?",
        [
            DataRequired("Write where they come from, like a school, a group or a town"),
            Length(max=60, message="Where they come from must be 60 letters or fewer"),
        ],
        filters=[one_line],
    )
    written_on = DateInput("Which day stands on most of them?", "the day they were written")

    @property
    def said(self) -> dict[str, Any]:
        """What to set on a pile."""
        return {"label": self.label.data, "written_on": self.written_on.data}


class BeginPileForm(ChangePileForm):
    """A new pile: the page code of one of its forms says which questionnaire it is, and which version."""

    code = StringField("Page code", [DataRequired("Type the page code from the foot of a page")])
    version: QuestionnaireVersion | None = None

    def __init__(self, **more: Any) -> None:
        today: date = uk_today()
        super().__init__(data={"written_on": today, **more})

    def validate_code(self, field: Field) -> None:
        try:
            code = PageCode.read(field.data)
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from None
        self.version = db.session.get(QuestionnaireVersion, code.version)
        if self.version is None:
            raise ValidationError("No form of ours has this page code. Is it from another partnership?")
