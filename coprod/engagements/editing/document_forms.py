"""The form for the documents of an engagement: what each is called, in which formats it is there, and one more file."""

import re
from typing import Any

from flask import request
from sqlalchemy import select
from wtforms import Field, SelectField, StringField
from wtforms.validators import ValidationError

from coprod.activities.documents import VERSIONS
from coprod.database import db
from coprod.date_fields import refuse
from coprod.engagements.editing.forms import PartForm, WithoutField, most
from coprod.files.models import StoredFile
from coprod.files.uploads import FileField
from coprod.forms import choices, one_line
from coprod.row_fields import Box, Rows

MOST_FORMATS = 10
A_FILE = re.compile(rf"({'|'.join(VERSIONS)}):([0-9a-f]{{64}})")


class DocumentRows(Rows):
    """Documents. What stands in the box `formats` is "easy_read:hash full:hash": what they are is known here."""

    def _value(self) -> str:
        return "\n".join(
            ": ".join(
                [row["title"], row["about"], *(VERSIONS[version] for version, _ in A_FILE.findall(row["formats"]))]
            )
            for row in self.data
        )


class DocumentsForm(PartForm):
    """The documents, and one file to add: to one of them, or as a new one.

    `came` is the hash of the file that came with it, `refused` what was wrong with one.
    """

    documents = DocumentRows(
        "Documents",
        (
            Box("title", "Title", longest=120),
            Box("about", "What it is", longest=300, required=False, lines=2),
            Box("formats", "Formats", longest=1000, required=False, hidden=True),
        ),
        most=20,
        blank=0,
    )
    file = FileField("Choose a file")
    version = SelectField("What is it?", choices=choices(VERSIONS.items()), default="full")
    to = SelectField("Where does it belong?", default="new")
    new_title = StringField("Title of the new document", [most(120)], filters=[one_line])
    new_about = StringField("What it is (you can skip this)", [most(300)], filters=[one_line])

    def __init__(self, *args: Any, engagement: Any = None, came: str = "", refused: str = "", **more: Any) -> None:
        rows = [as_row(document) for document in engagement.documents]
        others = WithoutField(engagement, "documents")
        super().__init__(*args, engagement=others, data={"documents": rows}, **more)
        self.refused = refused
        if self.is_submitted() and "formdata" not in more:
            self._take_out()
        if came:
            self._add(came)
        self.to.choices = choices(
            [("new", "A new document"), *((str(at), row["title"]) for at, row in enumerate(self.documents.data))]
        )
        hashes = [hash for row in self.documents.data for _, hash in A_FILE.findall(row["formats"])]
        found = db.session.scalars(select(StoredFile).where(StoredFile.hash.in_(hashes))) if hashes else ()
        self.files = {each.hash: each for each in found if not each.is_picture}
        if refused:
            refuse(self.file, refused)

    def details(self) -> dict[str, Any]:
        """What to set. What a file is, its row says, and not whoever sends the form."""
        return {"documents": [self.as_kept(row) for row in self.documents.data]}

    def as_kept(self, row: dict[str, str]) -> dict[str, Any]:
        """A row as it is kept; formats whose file is gone are left out."""
        there = [(version, self.files[hash]) for version, hash in A_FILE.findall(row["formats"]) if hash in self.files]
        formats = [
            {"version": version, "file": file.hash, "kind": str(file.kind), "size": file.size, "name": file.name}
            for version, file in there
        ]
        return {"title": row["title"], "about": row["about"], "formats": formats}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: the file that came can be taken."""
        fine = super().validate(extra_validators)
        return refuse(self.file, self.refused) if self.refused else fine

    def validate_documents(self, field: Rows) -> None:
        """Each has a file, that is still here, and not too many."""
        for row in field.data:
            formats = A_FILE.findall(row["formats"])
            if not formats:
                raise ValidationError(f"“{row['title']}” has no file. Add one, or empty its title to take it out")
            if len(formats) > MOST_FORMATS:
                raise ValidationError(f"“{row['title']}” can have {MOST_FORMATS} formats at most")
            if any(hash not in self.files for _, hash in formats):
                raise ValidationError(f"A file of “{row['title']}” is not here any more. Choose it again")

    def validate_new_title(self, field: Field) -> None:
        """A title alone is no document."""
        if field.data and not self.refused:
            raise ValidationError("Choose the file that is called so")

    def _take_out(self) -> None:
        """Without the formats that were ticked to be taken out."""
        for at, row in enumerate(self.documents.data):
            out = set(request.form.getlist(f"out-{at}"))
            kept = [pair for pair in A_FILE.findall(row["formats"]) if pair[1] not in out]
            row["formats"] = " ".join(":".join(pair) for pair in kept)

    def _add(self, hash: str) -> None:
        format = f"{self.version.data if self.version.data in VERSIONS else 'full'}:{hash}"
        at = int(self.to.data) if str(self.to.data).isdecimal() else -1
        if 0 <= at < len(self.documents.data):
            row = self.documents.data[at]
            row["formats"] = " ".join([row["formats"], format]).strip()
        else:
            new = {"title": self.new_title.data or "", "about": self.new_about.data or "", "formats": format}
            self.documents.data = [*self.documents.data, new]
        self.to.data, self.version.data, self.new_title.data, self.new_about.data = "new", "full", "", ""


def as_row(document: dict[str, Any]) -> dict[str, str]:
    """A document as a row of the form holds it."""
    formats = " ".join(f"{each['version']}:{each['file']}" for each in document["formats"])
    return {"title": document["title"], "about": document["about"], "formats": formats}
