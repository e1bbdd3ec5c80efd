"""A linear model that says which words weighed: the sum of what each feature weighs, over the root of the length.

The weights are a file that `python -m benchmarks.screening.train` makes from labelled lines. To score a text is to look
each of its features up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from coprod.screening import data_files
from coprod.screening.features import windows
from coprod.screening.word_classes import Reading

PER_UNIT = 1000
"""Weights are kept as whole numbers of thousandths."""


def weights(name: str) -> tuple[dict[str, float], dict[str, int]]:
    """What stands at the head of a file of weights ("base=... threshold=..."), and each feature's weight."""
    head, *lines = data_files.lines(name)
    settings = (line.split("=") for line in head.split())
    parts = (line.rpartition("\t") for line in lines)
    return {key: float(value) for key, value in settings}, {feature: int(weight) for feature, _, weight in parts}


@dataclass(frozen=True, slots=True)
class Scored:
    """How worrying the most worrying part of a text is, and which words make it so: (weight, first word, last word)."""

    score: float
    weighed: list[tuple[float, int, int]]


class LinearModel:
    """Weights of features, read once."""

    def __init__(self, name: str) -> None:
        settings, self.weights = weights(name)
        self.base, self.shrink, self.threshold = settings["base"], settings["shrink"], settings["threshold"]

    def score(self, reading: Reading, features: Sequence[Sequence[str]]) -> Scored:
        """The score of the most worrying few sentences, or of the whole, above the threshold."""
        known = [[feature for feature in some if feature in self.weights] for some in features]
        best, first, last = max((self._window(known, start, end), start, end) for start, end in windows(reading))
        weighed = [
            (self.weights[feature] / PER_UNIT, at, at + reach(feature))
            for at in range(first, last)
            for feature in known[at]
            if self.weights[feature] > 0
        ]
        return Scored(best + self.base - self.threshold, weighed)

    def _window(self, known: Sequence[Sequence[str]], start: int, end: int) -> float:
        """What its features weigh, each once, however often it stands there."""
        here = {feature for some in known[start:end] for feature in some}
        return sum(map(self.weights.__getitem__, here)) / PER_UNIT / sqrt(end - start + self.shrink)


def reach(feature: str) -> int:
    """How many words after its first a feature reaches, as far as that can be told from it."""
    return 1 if feature.startswith("b ") else 0
