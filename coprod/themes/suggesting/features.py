"""What a text is to somebody who only counts: its words, words side by side, and pieces of words.

Pieces make one of "waiting", "waited" and "wating", as people write. Words that stand in every text tell nothing.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from coprod.text import FoundWord, words_in

SHORTEST, LONGEST = 3, 5  # letters of a piece; the space around a word counts as one
PIECE = "~"  # stands before a piece, so that it is not taken for a word

TELLS_NOTHING = frozenset(
    """
    a about after again all also am an and any are as at be because been before being but by can could did do does
    doing don each for from get gets getting go goes going got had has have having he her here hers him his how i if
    in into is it its just know let like ll m made make me more most much my need no not now of on one only or other
    our out over own put re really s said same say see she should so some such t than that the their them then there
    these they thing things this those to too up us ve very was way we were what when where which while who why will
    with would you your
    """.split()  # noqa: SIM905 - a hundred and sixty words, read as words
)
_HIDDEN = re.compile(r"\[[^\[\]]{1,60} removed\]")  # what a moderator put in the place of a name


def told_words(text: str) -> list[FoundWord]:
    """The words of a text that tell what it is about, and where each stands in it."""
    seen = _HIDDEN.sub(lambda hidden: " " * len(hidden[0]), text)
    return [found for found in words_in(seen) if found.word not in TELLS_NOTHING]


def pairs(words: Sequence[FoundWord]) -> list[str]:
    """Words that stand side by side, once those that tell nothing are left out."""
    return [f"{first.word} {second.word}" for first, second in zip(words, words[1:], strict=False)]


@lru_cache(maxsize=1024)  # few words are most of what is written; few enough to be no list of what people wrote
def pieces(word: str) -> tuple[str, ...]:
    """All stretches of three to five letters of a word, with the space before and after it."""
    return tuple(_pieces(f" {word} "))


def _pieces(padded: str) -> Iterator[str]:
    for size in range(SHORTEST, LONGEST + 1):
        for start in range(len(padded) - size + 1):
            yield PIECE + padded[start : start + size]


def all_of(text: str) -> set[str]:
    """Everything that is counted in a text, each once."""
    words = told_words(text)
    alone = {found.word for found in words}
    return alone | set(pairs(words)) | {piece for word in alone for piece in pieces(word)}
