"""What people who come need, counted by kind, so that whoever lays out the room sees at a glance what to bring."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from coprod.events.sign_up import SignUp

# A kind of need, and the words by which people name it; a star stands for any ending. What fits none is counted as
# something else, and what fits two is counted in both.
KINDS = {
    "Signing or interpreting": "bsl sign signer signing interpreter makaton translat* urdu polish arabic "
    "punjabi romanian",
    "Hearing": "hear hearing loop deaf* lip caption* microphone speech",
    "Step-free, wheelchair or hoist": "ramp wheelchair powered step step-free lift hoist changing walker mobility",
    "A quiet place": "quiet nois* loud sensory defender calm anxi* private",
    "Reading and seeing": "print easy braille blind deafblind sight screen read reading written light lighting "
    "flashing",
    "Food, medicine and allergies": "allerg* nut food eat halal vegan vegetarian gluten dairy medicine fridge insulin "
    "diabet* epilep* fragrance scent* unscented",
    "Getting there": "bus taxi parking transport travel drive",
    "Somebody to be with": "carer support someone somebody friend dog company",
    "A seat, and time": "seat chair table door break late early leave stand lie time",
}
ELSE = "Something else"


class KindOfNeed(NamedTuple):
    """How many people need something of one kind, and for how many of them it is still to be arranged."""

    name: str
    number: int
    to_sort: int


def by_kind(everyone: Iterable[SignUp]) -> list[KindOfNeed]:
    """The needs of these people, the most frequent first; a need of two kinds is in both."""
    found: dict[str, list[SignUp]] = {}
    for sign_up in everyone:
        if sign_up.has_needs:
            for kind in kinds_of(sign_up):
                found.setdefault(kind, []).append(sign_up)
    counted = [KindOfNeed(kind, len(these), sum(not s.access_met for s in these)) for kind, these in found.items()]
    return sorted(counted, key=lambda kind: (-kind.number, kind.name))


def kinds_of(sign_up: SignUp) -> list[str]:
    """What one person's words are about."""
    words = {word.removesuffix("s") for word in re.findall(r"[\w-]+", sign_up.access_needs.casefold())}
    fits = [kind for kind, named in KINDS.items() if any(_is_in(words, name) for name in named.split())]
    return fits or [ELSE]


def _is_in(words: set[str], name: str) -> bool:
    if name.endswith("*"):
        return any(word.startswith(name[:-1]) for word in words)
    return name.removesuffix("s") in words
