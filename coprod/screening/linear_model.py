"""A linear model that says which words weighed: what the features of a text weigh, over the length of their rarities.

The score of a text is made of that of its most worrying part, that of the whole, and its length.

The weights are a file that `python -m benchmarks.screening.train` makes from labelled lines. To score a text is to look
each of its features up.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from operator import itemgetter

from coprod.screening import data_files
from coprod.screening.features import REACH, windows
from coprod.screening.finding import FindingKind
from coprod.screening.word_classes import Reading

PER_UNIT = 1000
"""Weights are kept as whole numbers of thousandths."""
RARITY_PER_UNIT = 10
"""Rarities are kept as whole numbers of tenths. The rarest feature has fewer than 256 of them."""


class Weights:
    """What each feature weighs, and how rare it is. A dictionary of two hundred thousand names would take ten times the
    room, in each process: here a feature is 53 bits of its hash, which no two of them share."""

    def __init__(self, features: Sequence[str], weights: Iterable[str], rarities: Iterable[str]) -> None:
        # A float holds 53 bits, and floats are sorted in half the time of whole numbers: every process waits for this.
        keys = [float(hash(feature) >> 11) for feature in features]
        in_order = itemgetter(*sorted(range(len(keys)), key=keys.__getitem__))
        self._keys = array("d", in_order(keys))
        self._weights = array("i", in_order(list(map(int, weights))))
        self._rarities = array("B", in_order(list(map(int, rarities))))

    def __len__(self) -> int:
        return len(self._keys)

    def of(self, feature: str) -> tuple[int, int] | None:
        """Its weight in thousandths and its rarity in tenths; None for a feature that the model does not know."""
        wanted = float(hash(feature) >> 11)
        at = bisect_left(self._keys, wanted)
        known = at < len(self._keys) and self._keys[at] == wanted
        return (self._weights[at], self._rarities[at]) if known else None


def weights(name: str) -> tuple[dict[str, float], list[list[str]]]:
    """What stands at the head of a file of weights ("base=... concern=..."), and its columns, features first."""
    _, head, rows = data_files.text(name).split("\n", 2)
    settings = (line.split("=") for line in head.split())
    columns = rows.partition("\n")[0].count("\t") + 1
    cells = rows.rstrip("\n").replace("\n", "\t").split("\t")
    return {key: float(value) for key, value in settings}, [cells[column::columns] for column in range(columns)]


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
        settings, columns = weights(name)
        self.weights = Weights(*columns)
        self.base, self.shrink = settings["base"], settings["shrink"]
        self.levels = [(settings[level], level) for level in (FindingKind.CONCERN, FindingKind.READ_FIRST)]
        self.together = [settings[part] for part in PARTS]

    def score(self, reading: Reading, features: Sequence[Sequence[str]]) -> Scored:
        """The most worrying few sentences, with what stands around them: the whole, and its length."""
        of = self.weights.of
        known = [[(feature, *told) for feature in some if (told := of(feature))] for some in features]
        every = [(self._window(known, start, end) + self.base, start, end) for start, end in windows(reading)]
        worst, first, last = max(every)
        weighed = [
            (weight / PER_UNIT, at, at + REACH.get(feature[0], 0))
            for at in range(first, last)
            for feature, weight, _ in known[at]
            if weight > 0
        ]
        parts = in_parts(worst, every[0][0], len(known))
        score = sum(each * weight for each, weight in zip(parts, self.together, strict=True))
        return Scored(score, next((level for least, level in self.levels if score >= least), None), weighed)

    def _window(self, known: Sequence[Sequence[tuple[str, int, int]]], start: int, end: int) -> float:
        """What its features weigh, each once, however often it stands there: over the length of their rarities, so that
        neither many words nor common ones make it more."""
        here = {each for some in known[start:end] for each in some}
        squares = sum(rarity * rarity for _, _, rarity in here) / RARITY_PER_UNIT**2
        return sum(weight for _, weight, _ in here) / PER_UNIT / sqrt(squares + self.shrink)


PARTS = ("even", "worst", "whole", "long")
"""What makes up the score of a text, as the head of the file names it."""
LONG = 200
"""Words: what is longer counts as this long. However much is said around it, one bad sentence is found."""


def in_parts(worst: float, whole: float, words: int) -> tuple[float, ...]:
    """One for each of `PARTS`. Among many sentences there is always one that is worst, so length counts too."""
    return 1, worst, whole, log(min(words, LONG) + 1)
