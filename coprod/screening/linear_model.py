"""A linear model that says which words weighed: the sum of what each feature weighs, over the root of the length.

The score of a text is made of that of its most worrying part, that of the whole, and its length.

The weights are a file that `python -m benchmarks.screening.train` makes from labelled lines. To score a text is to look
each of its features up.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from coprod.screening import data_files
from coprod.screening.features import REACH, windows
from coprod.screening.finding import FindingKind
from coprod.screening.word_classes import Reading

PER_UNIT = 1000
"""Weights are kept as whole numbers of thousandths."""


class Weights:
    """What each feature weighs, in thousandths. A dictionary of a hundred thousand names would take ten times the room,
    in each process: here a feature is the 64 bits of its hash, which no two of them share."""

    def __init__(self, weighed: Iterable[tuple[str, int]]) -> None:
        in_order = sorted((hash(feature), weight) for feature, weight in weighed)
        self._hashes = array("q", [each for each, _ in in_order])
        self._weights = array("i", [weight for _, weight in in_order])

    def __len__(self) -> int:
        return len(self._hashes)

    def of(self, feature: str) -> int:
        """0 for a feature that the model does not know."""
        wanted = hash(feature)
        at = bisect_left(self._hashes, wanted)
        return self._weights[at] if at < len(self._hashes) and self._hashes[at] == wanted else 0


def weights(name: str) -> tuple[dict[str, float], Iterable[tuple[str, int]]]:
    """What stands at the head of a file of weights ("base=... concern=..."), and each feature with its weight."""
    lines = data_files.lines(name)
    settings = (line.split("=") for line in next(lines).split())
    parts = (line.rpartition("\t") for line in lines)
    return {key: float(value) for key, value in settings}, ((feature, int(weight)) for feature, _, weight in parts)


@dataclass(frozen=True, slots=True)
class Scored:
    """How worrying a text is, in log-odds and as one of two levels or neither; and which words make it so: (weight,
    first word, last word)."""

    score: float
    level: FindingKind | None
    weighed: list[tuple[float, int, int]]

    @property
    def sure(self) -> int:
        """How likely it is, in percent, that somebody may not be safe. A model is never certain, either way."""
        return min(max(round(100 / (1 + exp(-self.score))), 1), 99)


class LinearModel:
    """Weights of features, and how the parts of a text make up its score; read once."""

    def __init__(self, name: str) -> None:
        settings, weighed = weights(name)
        self.weights = Weights(weighed)
        self.base, self.shrink = settings["base"], settings["shrink"]
        self.levels = [(settings[level], level) for level in (FindingKind.CONCERN, FindingKind.READ_FIRST)]
        self.together = [settings[part] for part in PARTS]

    def score(self, reading: Reading, features: Sequence[Sequence[str]]) -> Scored:
        """The most worrying few sentences, with what stands around them: the whole, and its length."""
        of = self.weights.of
        known = [[(feature, weight) for feature in some if (weight := of(feature))] for some in features]
        every = [(self._window(known, start, end) + self.base, start, end) for start, end in windows(reading)]
        worst, first, last = max(every)
        weighed = [
            (weight / PER_UNIT, at, at + REACH.get(feature[0], 0))
            for at in range(first, last)
            for feature, weight in known[at]
            if weight > 0
        ]
        parts = in_parts(worst, every[0][0], len(known))
        score = sum(each * weight for each, weight in zip(parts, self.together, strict=True))
        return Scored(score, next((level for least, level in self.levels if score >= least), None), weighed)

    def _window(self, known: Sequence[Sequence[tuple[str, int]]], start: int, end: int) -> float:
        """What its features weigh, each once, however often it stands there."""
        here = {each for some in known[start:end] for each in some}
        return sum(weight for _, weight in here) / PER_UNIT / sqrt(end - start + self.shrink)


PARTS = ("even", "worst", "whole", "long")
"""What makes up the score of a text, as the head of the file names it."""
LONG = 200
"""Words: what is longer counts as this long. However much is said around it, one bad sentence is found."""


def in_parts(worst: float, whole: float, words: int) -> tuple[float, ...]:
    """One for each of `PARTS`. Among many sentences there is always one that is worst, so length counts too."""
    return 1, worst, whole, log(min(words, LONG) + 1)
