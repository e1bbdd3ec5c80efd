"""What a reply says, and how far it is."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class ReplyState(StrEnum):
    """How far a reply is: worked out from what was decided, and from the day on which it was done."""

    DONE = "done"
    DOING = "doing"
    LATE = "late"
    NOT_NOW = "not_now"
    NOT_OURS = "not_ours"

    @property
    def label(self) -> str:
        """As everyone reads it."""
        return LABELS[self]

    @property
    def tone(self) -> str:
        """How its tag looks."""
        return {"done": "good", "doing": "info", "late": "late", "not_now": "wait", "not_ours": ""}[self.value]

    @property
    def picture(self) -> str:
        """The icon on its tag."""
        return {"done": "tick", "doing": "half", "late": "late", "not_now": "pause", "not_ours": "next"}[self.value]


LABELS = {
    ReplyState.DONE: "Done",
    ReplyState.DOING: "Doing it now",
    ReplyState.LATE: "Doing it now, and running late",
    ReplyState.NOT_NOW: "Not now",
    ReplyState.NOT_OURS: "Not ours to change",
}


@dataclass(frozen=True)
class Says:
    """What a version says. `easy_read` says it again, in pairs of a picture and a short sentence.

    Where something is done: `done_on` is the day on which it was, or `late_why` is why it runs late. `look_again_on`
    is when we look again; of what is not for now, the not-now register says that.
    """

    title: str
    text: str = ""
    easy_read: list[dict[str, str]] = field(default_factory=list)
    done_on: date | None = None
    late_why: str = ""
    look_again_on: date | None = None
