"""The life of an engagement and of its activities: one table of steps, and what is said when one does not fit."""

from enum import StrEnum
from typing import Any, NamedTuple

from coprod.permissions import Permission
from coprod.text import shows_something


class NotAllowed(Exception):
    """What was asked does not fit the state that a thing is in; the message says so in plain words."""


class NeedsReason(NotAllowed):
    """Something moves that people have been told: they are told why. The message asks staff for it."""


class Archived(NotAllowed):
    """Somebody wants to change what is put away, or what stands in it. An administrator brings it back first."""

    def __init__(self, thing: Any) -> None:
        super().__init__(f"“{thing.title}” is archived, and stays as it is. An administrator can bring it back.")
        self.thing = thing


class Life(StrEnum):
    """Where an engagement or an activity is in its life. Draft and ready are for staff alone."""

    DRAFT = "draft"
    READY = "ready"
    OPEN = "open"
    CLOSED = "closed"
    ANSWERED = "answered"
    ARCHIVED = "archived"


class Step(NamedTuple):
    """One way on in a life, or back. `verb` is the last word of its address; whoever holds `by` may take it."""

    start: Life
    to: Life
    verb: str
    by: Permission


# What staff may make of it. It also closes by itself, when its closing time comes; what has been public stays so.
STEPS = (
    Step(Life.DRAFT, Life.READY, "make_ready", Permission.EDIT_ACTIVITIES),
    Step(Life.READY, Life.DRAFT, "back_to_draft", Permission.EDIT_ACTIVITIES),
    Step(Life.READY, Life.OPEN, "open", Permission.PUBLISH),
    Step(Life.OPEN, Life.CLOSED, "close", Permission.EDIT_ACTIVITIES),
    Step(Life.CLOSED, Life.OPEN, "extend", Permission.PUBLISH),
    Step(Life.CLOSED, Life.ANSWERED, "answer", Permission.PUBLISH),
    Step(Life.ANSWERED, Life.ARCHIVED, "archive", Permission.EDIT_ACTIVITIES),
    Step(Life.ARCHIVED, Life.ANSWERED, "bring_back", Permission.BRING_BACK),
)
NOT_PUBLIC = (Life.DRAFT, Life.READY)
PUT_AWAY = (Life.ANSWERED, Life.ARCHIVED)

# Why it cannot be taken from here, where the stage alone says it.
_WHY_NOT = {
    (Life.DRAFT, Life.OPEN): "It is a draft. Say first that it is ready: then its checklist is looked at.",
    (Life.OPEN, Life.ANSWERED): "It is still open. It is answered when it has closed.",
    (Life.CLOSED, Life.ARCHIVED): "It is closed. Say first what changed: then it is answered.",
    (Life.OPEN, Life.OPEN): "It has been opened already.",
    (Life.CLOSED, Life.CLOSED): "Only what is open can be closed.",
    (Life.DRAFT, Life.CLOSED): "Only what is open can be closed.",
    (Life.READY, Life.CLOSED): "Only what is open can be closed.",
}
# Why it cannot be taken with this verb, where another leads to the same stage.
_OTHER_VERB = {
    "open": "It has closed. Give people more time instead, and say why.",
    "extend": "Open it first.",
    "answer": "It is archived. An administrator can bring it back.",
    "bring_back": "Only what is archived can be brought back.",
}


class State(StrEnum):
    """What people can do with an activity at a given moment. What is ready is still a draft to them."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


def must_lead(start: Life, to: Life, verb: str) -> None:
    """Raise `NotAllowed` unless this verb leads from one stage to the other: others may need other people, or a why."""
    verbs = [step.verb for step in STEPS if (step.start, step.to) == (start, to)]
    if not verbs:
        raise NotAllowed(_WHY_NOT.get((start, to), f"It is {start}, and cannot be made {to} from there."))
    if verb not in verbs:
        raise NotAllowed(_OTHER_VERB[verb])


def must_say_why(reason: str, who_reads: str = "Everyone can read it on the page.") -> None:
    """Raise `NeedsReason` when no reason is given for what moves."""
    if not shows_something(reason):
        raise NeedsReason(f"Say why. {who_reads}")
