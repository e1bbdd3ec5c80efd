"""Patterns over words and classes of words: who did what to whom."""

from collections.abc import Container, Iterator, Sequence

from coprod.screening.spelling import Speller
from coprod.screening.word_classes import Reading, WordClasses

NEXT, NEAR, FAR = 1, 3, 8
"""How many words on the next part of a pattern may stand: just after ("+"), near, or further off ("..")."""


class Parts:
    """Every place there is in the patterns of one file: some words, or classes, that can stand there.

    Each has a number, so that one look at a text's words says which patterns cannot fit, and most cannot.
    """

    def __init__(self, classes: WordClasses) -> None:
        self.classes = classes
        self._numbers: dict[tuple[frozenset[str], int], int] = {}
        self._of_word: dict[str, set[int]] = {}
        self._of_class: dict[int, set[int]] = {}

    def number(self, words: frozenset[str], classes: int) -> int:
        """The number of a part."""
        key = (words, classes)
        if key not in self._numbers:
            number = self._numbers[key] = len(self._numbers)
            for word in words:
                self._of_word.setdefault(word, set()).add(number)
            for one in _each(classes):
                self._of_class.setdefault(one, set()).add(number)
        return self._numbers[key]

    def found(self, reading: Reading) -> list[set[int]]:
        """Which parts each word of a text can be."""
        of_word, of_class = self._of_word, self._of_class
        found = []
        for word, base, classes in zip(reading.words, reading.bases, reading.classes, strict=True):
            parts = set(of_word.get(word, ()))
            if base != word:
                parts.update(of_word.get(base, ()))
            while classes:
                lowest = classes & -classes
                parts.update(of_class.get(lowest, ()))
                classes ^= lowest
            found.append(parts)
        return found


class Pattern:
    """A chain of parts, each one of some words (in any form) or classes: "<parent>|he <hit> me|us".

    Up to two other words may stand between parts; "..": up to seven; "+": none. "dont_tell" is words one after another.
    """

    def __init__(self, written: str, parts: Parts, speller: Speller) -> None:
        self.chain: list[tuple[int, int]] = []  # each part, and how far after the one before it may stand
        within = 0
        for token in written.split():
            if token in ("..", "+"):
                within = FAR if token == ".." else NEXT
            else:
                for part in _parts(token, parts, speller):
                    self.chain.append((part, within))
                    within = NEXT
                within = NEAR
        self.needs = frozenset(part for part, _ in self.chain)

    def find(self, found: Sequence[Container[int]]) -> Iterator[tuple[int, int]]:
        """Where it stands: the first and last word of each place. Called when all its parts are somewhere."""
        first = self.chain[0][0]
        free = 0
        for start, parts in enumerate(found):
            if first in parts and start >= free:
                end = self._from(found, start)
                if end is not None:
                    yield start, end
                    free = end + 1

    def _from(self, found: Sequence[Container[int]], start: int) -> int | None:
        """The last word of the pattern that begins here. Keeps every place that each part can stand at, so that the
        time is the length of the pattern times how far its parts may be apart, whatever the text."""
        places = [start]
        for part, within in self.chain[1:]:
            reached: list[int] = []
            done = 0
            for place in places:
                for at in range(max(place + 1, done), min(place + within + 1, len(found))):
                    if part in found[at]:
                        reached.append(at)
                done = place + within + 1
            if not reached:
                return None
            places = reached
        return places[0]


def _each(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest
        bits ^= lowest


def _parts(token: str, parts: Parts, speller: Speller) -> Iterator[int]:
    """One token may be several words as they are spelled out: "dont" is "do" and then "not"."""
    if "_" in token and "|" not in token and not token.startswith("<"):
        for word in (meant for way in token.split("_") for meant in speller.meaning(way)):
            yield parts.number(frozenset([word, speller.base(word)]), 0)
        return
    words, classes = set(), 0
    for way in token.split("|"):
        if way.startswith("<"):
            classes |= parts.classes.bits[way[1:-1]]
        elif speller.meaning(way) == (way,):
            words |= {way, speller.base(way)}
        else:
            raise ValueError(f"{way!r} in {token!r} is read as {' '.join(speller.meaning(way))!r}")
    yield parts.number(frozenset(words), classes)
