"""StoredFile: a picture or a document that is kept, once, under the hash of what is in it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, UTCDateTime, choice, now
from coprod.files.recognise import KNOWN, PICTURES, Kind

LONGEST_NAME = 120


class StoredFile(Base):
    """A file that staff uploaded, or a picture that we drew. What is in it never changes: then it is another file.

    `name` is what it was called when it came. `given_at` is when somebody last gave it to us or chose it. `width` and
    `height` are of a picture, else 0. `drawn_from` is the hash of the drawing that a picture of ours was made from.
    What it is for, and how it is said aloud, stands where it is used: one file may be used in two places.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("length(hash) = 64", name="hash"),
        CheckConstraint(f"length(name) <= {LONGEST_NAME}", name="name"),
    )

    hash: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind, "kind"))
    size: Mapped[int]
    name: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    drawn_from: Mapped[str] = mapped_column(index=True)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)

    def __init__(
        self,
        hash: str,
        kind: Kind,
        size: int,
        name: str,
        *,
        width: int = 0,
        height: int = 0,
        drawn_from: str = "",
        by: int | None = None,
    ) -> None:
        super().__init__(
            hash=hash,
            kind=kind,
            size=size,
            name=short(name),
            width=width,
            height=height,
            drawn_from=drawn_from,
            given_by_id=by,
            given_at=now(),
        )

    @property
    def called(self) -> str:
        """How people call what it is: "PDF"."""
        return KNOWN[self.kind].words

    @property
    def mimetype(self) -> str:
        """As browsers are told."""
        return KNOWN[self.kind].mimetype

    @property
    def is_picture(self) -> bool:
        """Whether a page can show it."""
        return self.kind in PICTURES

    @property
    def address(self) -> str:
        """The last part of its address."""
        return f"{self.hash}.{self.kind}"


def short(name: str) -> str:
    """A file's name, without folders and without what nobody can see; its end stays when it is long."""
    name = "".join(letter for letter in name.replace("\\", "/").rpartition("/")[2] if letter.isprintable()).strip()
    return name if len(name) <= LONGEST_NAME else name[:100] + name[-20:]
