"""The forms for one more picture, of staff's own or of a set, and the field with which one is chosen."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, StopValidation

from coprod.date_fields import refuse
from coprod.files.models import StoredFile
from coprod.files.uploads import FileField
from coprod.forms import EditForm, Form, choices, one_line
from coprod.questionnaires.editing.question_forms import letters
from coprod.questionnaires.own_pictures.own_picture import LONGEST_LICENCE, LONGEST_SHOWS
from coprod.questionnaires.own_pictures.picture_sets import SetPicture

SHOWN_OF_TYPED = 60


class PictureForm(Form):
    """A picture, what it shows, and why we may use it. `kept` is the one that came, `refused` what was wrong with it.

    What came once is named in `came`, so that nobody chooses it again when a word is missing.
    """

    file = FileField("Choose a picture")
    came = HiddenField()
    shows = StringField(
        "What does it show?",
        [DataRequired("Write what the picture shows"), letters(LONGEST_SHOWS)],
        filters=[one_line],
    )
    licence = TextAreaField(
        "Who made it, and may we use it?",
        [DataRequired("Write who made it, and why we may use it"), letters(LONGEST_LICENCE)],
    )

    def __init__(self, *, kept: StoredFile | None = None, refused: str = "", **more: Any) -> None:
        super().__init__(**more)
        self.kept = kept
        self.refused = refused
        self.came.data = kept.address if kept else ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: there is a picture."""
        fine = super().validate(extra_validators)
        if self.refused:
            return refuse(self.file, self.refused)
        return fine if self.kept else refuse(self.file, "Choose a picture")


class WordsForm(Form):
    """Other words for what a picture shows."""

    picture = HiddenField()
    shows = StringField(
        "What does it show?",
        [DataRequired("Write what the picture shows"), letters(LONGEST_SHOWS)],
        filters=[one_line],
    )


class SetPictureForm(EditForm):
    """One of the pictures that were found in the sets, and what it shows where staff say it better than its name."""

    picture = RadioField("Which picture?", validators=[DataRequired("Choose a picture")])
    shows = StringField(
        "What it shows, in your words (you can skip this)", [letters(LONGEST_SHOWS)], filters=[one_line]
    )

    def offer(self, found: Iterable[SetPicture]) -> None:
        """These can be chosen."""
        self.picture.choices = choices((each.name, each.shows) for each in found)


class PictureField(StringField):
    """A picture, found by a word of what it shows. `data` is its name, or what was typed when that names none."""

    data: str | None
    offered: Mapping[str, str]
    problem = ""

    def offer(self, pictures: Mapping[str, str]) -> None:
        """These can be chosen, by their names, and the one that is there now."""
        there = self.object_data or ""
        self.offered = ({there: there} if there and there not in pictures else {}) | dict(pictures)
        if self.raw_data:
            self.data, self.problem = chosen(self.data or "", self.offered)

    def pre_validate(self, form: Any) -> None:
        """It names one picture, or none is wanted."""
        if self.problem:
            raise StopValidation(self.problem)

    def _value(self) -> str:
        return self.data or "" if self.problem else self.offered.get(self.data or "", "")


def chosen(typed: str, offered: Mapping[str, str]) -> tuple[str, str]:
    """The name of the picture that was meant; or what was typed, and why that names none."""
    wanted = typed.casefold()
    exact = [name for name, words in offered.items() if words.casefold() == wanted]
    near = [name for name, words in offered.items() if wanted in words.casefold()]
    if not typed or exact or len(near) == 1:
        return (exact or near)[0] if typed else "", ""
    if typed in offered and not near:
        return typed, ""
    said = typed[:SHOWN_OF_TYPED]
    if near:
        several = ", ".join(f"“{offered[name]}”" for name in near[:6])
        return typed, f"More than one picture shows “{said}”: {several}. Write which one"
    return typed, f"No picture shows “{said}”. Look at the list of pictures below, or leave this empty"
