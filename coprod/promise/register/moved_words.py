"""Two versions of some words side by side: what was taken away, and what was added."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple


class Piece(NamedTuple):
    """Words that stand in both versions, or in this one alone."""

    words: str
    has_moved: bool


class Compared(NamedTuple):
    """The version before and the one after, each in pieces, in its order."""

    before: list[Piece]
    after: list[Piece]

    @property
    def taken_away(self) -> list[str]:
        """What stood in the version before alone."""
        return [piece.words for piece in self.before if piece.has_moved]

    @property
    def added(self) -> list[str]:
        """What stands in the version after alone."""
        return [piece.words for piece in self.after if piece.has_moved]


def compare(before: str, after: str) -> Compared:
    """Word for word. Neighbours that moved are one piece."""
    was, became = before.split(), after.split()
    stays = _stays(was, became)
    return Compared(*(_joined(words, at) for words, at in zip((was, became), stays, strict=True)))


def compare_lists(before: Sequence[str], after: Sequence[str]) -> Compared:
    """Line for line: each line is a piece."""
    sides = []
    for lines, others in ((before, after), (after, before)):
        sides.append([Piece(line, line not in others) for line in lines])
    return Compared(*sides)


def _stays(was: list[str], became: list[str]) -> tuple[set[int], set[int]]:
    """The places of the words that both versions have in common, in each of them."""
    left: set[int] = set()
    right: set[int] = set()
    for block in SequenceMatcher(None, was, became, autojunk=False).get_matching_blocks():
        left.update(range(block.a, block.a + block.size))
        right.update(range(block.b, block.b + block.size))
    return left, right


def _joined(words: list[str], stays: set[int]) -> list[Piece]:
    runs = groupby(enumerate(words), key=lambda each: each[0] in stays)
    return [Piece(" ".join(word for _, word in run), not both) for both, run in runs]
