"""What a part of the examination says."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """How one thing stands."""

    GOOD = "in order"
    WORRYING = "look at this"
    WRONG = "wrong"


class Answer(NamedTuple):
    """What one part says. What `betrays` would give somebody away if the site went on: with it nothing is served."""

    state: State
    sentence: str
    betrays: bool = False


class Part(NamedTuple):
    """One thing to look at. Without what is `needed`, no page can be served or nothing can be stored."""

    name: str
    look: Callable[[], Answer]
    needed: bool = False


class Looked(NamedTuple):
    """One part, and how it stands."""

    name: str
    state: State
    sentence: str
    betrays: bool = False


def good(sentence: str) -> Answer:
    """It is as it should be."""
    return Answer(State.GOOD, sentence)


def worrying(sentence: str) -> Answer:
    """Somebody should look at it."""
    return Answer(State.WORRYING, sentence)


def wrong(sentence: str, *, betrays: bool = False) -> Answer:
    """It must be mended."""
    return Answer(State.WRONG, sentence, betrays)
