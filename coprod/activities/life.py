"""The life of an engagement and of its activities: states, steps, and what is said when something does not fit."""

from enum import StrEnum


class NotAllowed(Exception):
    """What was asked does not fit the state that a thing is in; the message says so in plain words."""


class NeedsReason(NotAllowed):
    """Something moves that people have been told: they are told why. The message asks staff for it."""


class Life(StrEnum):
    """Where an engagement is in its life. Draft and ready are for staff alone."""

    DRAFT = "draft"
    READY = "ready"
    OPEN = "open"
    CLOSED = "closed"
    ANSWERED = "answered"
    ARCHIVED = "archived"


# What staff may make of it. It closes by itself, with the last of its activities; what has been public stays so.
STEPS: dict[Life, tuple[Life, ...]] = {
    Life.DRAFT: (Life.READY, Life.OPEN),
    Life.READY: (Life.OPEN, Life.DRAFT),
    Life.OPEN: (),
    Life.CLOSED: (Life.ANSWERED,),
    Life.ANSWERED: (Life.ARCHIVED,),
    Life.ARCHIVED: (Life.ANSWERED,),
}
NOT_PUBLIC = (Life.DRAFT, Life.READY)
PUT_AWAY = (Life.ANSWERED, Life.ARCHIVED)


class State(StrEnum):
    """Where an activity is in its life, at a given moment."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


def must_say_why(reason: str) -> None:
    """Raise `NeedsReason` when no reason is given for what moves."""
    if not reason:
        raise NeedsReason("Say why. Everyone can read it on the page.")
