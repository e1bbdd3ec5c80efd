"""OwnPicture: a picture of staff's own, for one questionnaire."""

from collections.abc import Collection, Mapping
from copy import deepcopy

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base
from coprod.questionnaires.editing.outline import Pages, all_of
from coprod.questionnaires.facts import Facts

MOST = 200
LONGEST_SHOWS, LONGEST_LICENCE = 80, 300


class OwnPicture(Base):
    """One picture. A question or an answer that has it says so by its `file`, and so a version never looks different.

    `key` is what it is called in JSON, where it stands beside the names of our drawings. `shows` says what can be seen:
    by these words staff find it. `licence` is who made it and why we may use it, for everyone to read. `file` is the
    last part of its address; of a picture that comes from a set, it is its name there, and so is `key`.
    """

    __tablename__ = "own_picture"
    __table_args__ = (UniqueConstraint("questionnaire_id", "key"), UniqueConstraint("questionnaire_id", "file"))

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    key: Mapped[str]
    shows: Mapped[str]
    licence: Mapped[str]
    file: Mapped[str] = mapped_column(index=True)

    def __init__(self, key: str, shows: str, licence: str, file: str) -> None:
        super().__init__(key=key, shows=shows, licence=licence, file=file)

    @property
    def hash(self) -> str:
        """Of what is in the file."""
        return self.file.partition(".")[0]

    def copied(self) -> "OwnPicture":
        """The same, for another questionnaire."""
        return OwnPicture(self.key, self.shows, self.licence, self.file)


def renamed(pages: Pages, names: Mapping[str, str]) -> Pages:
    """The same pages, with other names for these pictures; where the other name is "", without."""
    pages = deepcopy(pages)
    for _, thing in _with_pictures(pages):
        if thing["picture"] in names:
            thing["picture"] = names[thing["picture"]]
            if not thing["picture"]:
                del thing["picture"]
    return pages


def names_in(pages: Pages) -> set[str]:
    """The names of the pictures that stand there."""
    return {thing["picture"] for _, thing in _with_pictures(pages)}


def not_here(pages: Pages, known: Collection[str]) -> dict[str, list[str]]:
    """The pictures that are none of those known here, each with the questions that have it."""
    found: dict[str, list[str]] = {}
    for question, thing in _with_pictures(pages):
        name = thing["picture"]
        if name not in known and question["prompt"] not in found.setdefault(name, []):
            found[name].append(question["prompt"])
    return found


def _with_pictures(pages: Pages) -> list[tuple[Facts, Facts]]:
    """(question, what has the picture) for each picture there is."""
    things = [(each, thing) for each in all_of(pages) for thing in (each, *each.get("options", []))]
    return [(question, thing) for question, thing in things if isinstance(thing, dict) and thing.get("picture")]
