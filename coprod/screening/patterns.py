"""Patterns over words and classes of words: who did what to whom."""

from collections.abc import Iterator, Sequence

from coprod.screening.spelling import Speller
from coprod.screening.word_classes import Reading, WordClasses

NEXT, NEAR, FAR = 1, 3, 8
"""How many words on the next part of a pattern may stand: just after ("+"), near, or further off ("..")."""


class Parts:
    """Every place there is in the patterns of one file: some words, or classes, that can stand there.

    Each has a bit, so that one look at a text's words says which patterns cannot fit, and most cannot.
    """

    def __init__(self, classes: WordClasses) -> None:
        self.classes = classes
        self._bits: dict[tuple[frozenset[str], int], int] = {}
        self._of_word: dict[str, int] = {}
        self._of_class: dict[int, int] = {}

    def bit(self, words: frozenset[str], classes: int) -> int:
        """The bit of a part."""
        key = (words, classes)
        if key not in self._bits:
            bit = self._bits[key] = 1 << len(self._bits)
            for word in words:
                self._of_word[word] = self._of_word.get(word, 0) | bit
            for one in _each(classes):
                self._of_class[one] = self._of_class.get(one, 0) | bit
        return self._bits[key]

    def found(self, reading: Reading) -> list[int]:
        """Which parts each word of a text can be, as bits."""
        of_word, of_class = self._of_word, self._of_class
        found = []
        for word, base, classes in zip(reading.words, reading.bases, reading.classes, strict=True):
            bits = of_word.get(word, 0)
            if base != word:
                bits |= of_word.get(base, 0)
            while classes:
                lowest = classes & -classes
                bits |= of_class.get(lowest, 0)
                classes ^= lowest
            found.append(bits)
        return found


class Pattern:
    """A chain of parts, each one of some words (in any form) or classes: "<parent>|he <hit> me|us".

    Up to two other words may stand between parts; "..": up to seven; "+": none. "dont_tell" is words one after another.
    """

    def __init__(self, written: str, parts: Parts, speller: Speller) -> None:
        self.chain: list[tuple[int, int]] = []  # the bit of each part, and how far after the part before it may stand
        within = 0
        for token in written.split():
            if token in ("..", "+"):
                within = FAR if token == ".." else NEXT
            else:
                for bit in _bits(token, parts, speller):
                    self.chain.append((bit, within))
                    within = NEXT
                within = NEAR
        self.needs = 0
        for bit, _ in self.chain:
            self.needs |= bit

    def find(self, found: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Where it stands: the first and last word of each place. Called when all its parts are somewhere."""
        first = self.chain[0][0]
        free = 0
        for start, bits in enumerate(found):
            if bits & first and start >= free:
                end = self._from(found, start)
                if end is not None:
                    yield start, end
                    free = end + 1

    def _from(self, found: Sequence[int], start: int) -> int | None:
        """The last word of the pattern that begins here. Keeps every place that each part can stand at, so that the
        time is the length of the pattern times how far its parts may be apart, whatever the text."""
        places = [start]
        for bit, within in self.chain[1:]:
            reached: list[int] = []
            done = 0
            for place in places:
                for at in range(max(place + 1, done), min(place + within + 1, len(found))):
                    if found[at] & bit:
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


def _bits(token: str, parts: Parts, speller: Speller) -> Iterator[int]:
    """One token may be several words as they are spelled out: "dont" is "do" and then "not"."""
    if "_" in token and "|" not in token and not token.startswith("<"):
        for word in (meant for way in token.split("_") for meant in speller.meaning(way)):
            yield parts.bit(frozenset([word, speller.base(word)]), 0)
        return
    words, classes = set(), 0
    for way in token.split("|"):
        if way.startswith("<"):
            classes |= parts.classes.bits[way[1:-1]]
        elif speller.meaning(way) == (way,):
            words |= {way, speller.base(way)}
        else:
            raise ValueError(f"{way!r} in {token!r} is read as {' '.join(speller.meaning(way))!r}")
    yield parts.bit(frozenset(words), classes)
