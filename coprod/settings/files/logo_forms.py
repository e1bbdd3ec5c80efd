"""The form for the logos of the owners: each with what is said instead of it, to those who do not see it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from coprod.database import db
from coprod.date_fields import refuse
from coprod.files.models import StoredFile
from coprod.files.uploads import FileField
from coprod.forms import Form, one_line
from coprod.settings.section_forms import Rows, SettingsForm

MOST = 6
WIDTH, HEIGHT = 720, 240  # dots: three times as many as are shown, for screens that are so fine
A_SENTENCE = Length(max=120, message="Use 120 letters or fewer")


class LogoRow(Form):
    """One logo."""

    file = HiddenField()
    said = StringField(
        "Said aloud as", [DataRequired("Enter the name of whose logo it is"), A_SENTENCE], filters=[one_line]
    )
    replacement = FileField("Replace it")


class LogosForm(SettingsForm):
    """The logos, in the order in which they stand, and one to add.

    `refused` has what is wrong with the files that came with it, by the name of each field.
    """

    logos = Rows(LogoRow, "Logos", MOST)
    new = FileField("Choose a picture")
    new_said = StringField("Said aloud as", [A_SENTENCE], filters=[one_line])

    def __init__(
        self,
        kept: Mapping[str, Any],
        formdata: MultiDict[str, str] | None = None,
        button: str = "",
        refused: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kept, formdata, button)
        self.refused = refused or {}
        self.pictures = self._pictures()
        self._say_what_was_refused()

    def values(self) -> dict[str, Any]:
        """What a file is, its row says and not who sends the form."""
        return {"logos": [self._logo(row) for row in self.logos.rows if row["file"] in self.pictures]}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: each picture is there, and a new one came with what is said aloud."""
        fine = super().validate(extra_validators)
        for entry in self.logos.entries if fine else ():
            if entry.form.file.data not in self.pictures:
                fine = self.logos.refuse(entry.form.said, "This picture is not here any more. Choose it again")
        if self.new_said.data and not self.refused.get("new"):
            fine = refuse(self.new, "Choose the picture that is said so")
        return self._say_what_was_refused() and fine

    def _say_what_was_refused(self) -> bool:
        for name, why in self.refused.items():
            entry = next((each for each in self.logos.entries if f"{each.name}-replacement" == name), None)
            if entry is not None:
                self.logos.refuse(entry.form.replacement, why)
            else:
                refuse(self.new, why)
        return not self.refused

    def _pictures(self) -> dict[str, StoredFile]:
        hashes = [str(entry.form.file.data) for entry in self.logos.entries]
        found = db.session.scalars(select(StoredFile).where(StoredFile.hash.in_(hashes))) if hashes else ()
        return {each.hash: each for each in found if each.is_picture}

    def _logo(self, row: Mapping[str, Any]) -> dict[str, Any]:
        there = self.pictures[row["file"]]
        known = next((logo for logo in self.kept["logos"] if logo["file"] == there.hash), None)
        return {
            "file": there.hash,
            "kind": str(there.kind),
            "name": known["name"] if known else there.name,
            "width": there.width,
            "height": there.height,
            "said": row["said"] or "",
        }
