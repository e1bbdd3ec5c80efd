"""What became of many at once, as the next page says it: carried in its address."""

from enum import StrEnum
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

from coprod.public_ids import is_public_id
from coprod.text import row_number


class Left(StrEnum):
    """Why something is not approved, or its approval not undone, together with others."""

    CHANGED = "changed"
    HELD = "held"
    READ_FIRST = "read_first"
    FOUND = "found"
    NOT_SCREENED = "not_screened"
    UNUSUAL = "unusual"
    LONG = "long"
    WITH_LEAD = "with_lead"
    SECOND = "second"
    MOVED = "moved"
    LATE = "late"

    @property
    def words(self) -> str:
        """As whoever ticked it reads it."""
        return LEFT_WORDS[self]


LEFT_WORDS = {
    Left.CHANGED: "It has changed since you saw it.",
    Left.HELD: "Somebody else is reading it.",
    Left.READ_FIRST: "It has words to read first: somebody may not be safe. Open it.",
    Left.FOUND: "Something was found in it.",
    Left.NOT_SCREENED: "The check for personal details did not work on it.",
    Left.UNUSUAL: "It came with many others in a short time.",
    Left.WITH_LEAD: "Something that is shown with it is with the safeguarding lead.",
    Left.LONG: "The list does not show all of it.",
    Left.SECOND: "One person has approved it. The second has to open it and see what is hidden.",
    Left.MOVED: "Somebody has decided about it since.",
    Left.LATE: "The five minutes are over. Open it to decide otherwise.",
}


class Report(NamedTuple):
    """What became of what was ticked: how much was approved, how much waits for a second person, and what was left.

    `undo` is what takes it back: a tick of each contribution, as it is now. `undone` is how much was taken back, when
    that is what was asked for.
    """

    approved: int = 0
    first: int = 0
    left: tuple[tuple[str, Left], ...] = ()
    undo: tuple[str, ...] = ()
    undone: int | None = None

    @classmethod
    def from_address(cls, args: MultiDict[str, str]) -> "Report | None":
        """As it was put in the address; None when nothing was."""
        if "approved" not in args and "undone" not in args:
            return None
        pairs = (text.partition(".")[::2] for text in args.getlist("left"))
        left = [(id, Left(why)) for id, why in pairs if is_public_id(id) and why in set(Left)]
        approved, first = (args.get(name, 0, type=row_number) for name in ("approved", "first"))
        undone = args.get("undone", 0, type=row_number) if "undone" in args else None
        return cls(approved, first, tuple(left), tuple(args.getlist("undo")), undone)

    def address(self) -> dict[str, Any]:
        """For `url_for`."""
        left = {"left": [f"{id}.{why}" for id, why in self.left]}
        if self.undone is not None:
            return {"undone": self.undone, **left}
        return {"approved": self.approved, "first": self.first, **left, "undo": list(self.undo)}
