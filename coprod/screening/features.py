"""What the model counts in a text: words, two and three in a row, two around a third, classes of words, and rules that
fit."""

from collections.abc import Iterable, Sequence

from coprod.screening.rules import Hit
from coprod.screening.spelling import STOP
from coprod.screening.word_classes import Reading, WordClasses

ALONE = frozenset("iaurny")
"""Letters that stand for a word. Any other that stands alone is a piece of something spelled out, as of a postcode."""

REACH = {"b": 1, "t": 2, "s": 2}
"""How many words after its first each kind of feature reaches, as far as that can be told from it; others none."""


def counted(reading: Reading, hits: Iterable[Hit], classes: WordClasses) -> list[list[str]]:
    """The features that begin at each word."""
    words, bases = reading.words, reading.bases
    names = [classes.counted(bits) for bits in reading.classes]
    found: list[list[str]] = []
    for at, base in enumerate(bases):
        if len(base) == 1 and base.isalnum() and base not in ALONE:
            found.append([])
            continue
        here = [f"w {base}"]
        if words[at] != base:
            here.append(f"w {words[at]}")
        if at + 1 < len(bases):
            here.append(f"b {base} {bases[at + 1]}")
        if at + 2 < len(bases):
            here += (f"t {base} {bases[at + 1]} {bases[at + 2]}", f"s {base} {bases[at + 2]}")
        here += [f"c {name}" for name in names[at]]
        found.append(here)
    for hit in hits:
        found[hit.first].append(f"r {hit.name}")
    return found


def windows(reading: Reading) -> list[tuple[int, int]]:
    """The whole text, and each few sentences of it: first word, and the word after the last. One clause in a long
    paragraph must not drown in it."""
    size = len(reading.words)
    if size <= LONGEST:
        return [(0, size)]
    found = [(0, size)]
    sentences = _sentences(reading.words)
    for first, (start, _) in enumerate(sentences):
        if len(found) > 1 and start - found[-1][0] < STEP:
            continue
        last = first
        while last + 1 < len(sentences) and sentences[last + 1][1] - sentences[first][0] <= LONGEST:
            last += 1
        found.append((sentences[first][0], sentences[last][1]))
    return found


LONGEST, STEP = 26, 4
"""Words in a window, and from the start of one to the start of the next: so each word is in few of them."""


def _sentences(words: Sequence[str]) -> list[tuple[int, int]]:
    """Where sentences stand; what runs on without an end is cut, each piece half over the one before."""
    found: list[tuple[int, int]] = []
    start = 0
    for at, word in enumerate([*words, STOP]):
        if word == STOP:
            while at - start > LONGEST:
                found.append((start, start + LONGEST))
                start += LONGEST // 2
            if at > start:
                found.append((start, at))
            start = at + 1
    return found
