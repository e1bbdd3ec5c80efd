"""Weights: what was learned, as plain numbers; and which themes they suggest for a text, with the words that made it.

The sum is our own, word by word. So it needs no library, and each word's part of it is known: that is the explanation.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from math import exp, sqrt
from typing import NamedTuple

from coprod.text import FoundWord
from coprod.themes.suggesting.features import PIECE, pairs, pieces, told_words

MOST = 3  # suggestions for a text, and words that stand with each
WORTH_SAYING = 0.3  # of what the strongest word gives: a weaker one explains nothing


class Sum(NamedTuple):
    """How well a theme fits a text, from 0 to 1, and where the words stand that made it: [start, end], strongest first.

    `score` orders the themes of one text. It is not how likely it is that the theme is right.
    """

    theme_id: int
    score: float
    places: list[list[int]]


class Weights:
    """One line of weights for each feature, with one weight for each theme."""

    def __init__(
        self, themes: Sequence[int], features: Sequence[str], rarity: Sequence[float],
        weights: Sequence[Sequence[float]], bias: Sequence[float],
    ) -> None:  # fmt: skip
        self.themes, self.bias, self.rarity = themes, bias, rarity
        self.number = {feature: number for number, feature in enumerate(features)}
        self._gives = [[rare * weight for weight in line] for rare, line in zip(rarity, weights, strict=True)]
        self._nothing = [0.0] * len(themes)
        self._pieces_of: dict[str, tuple[list[int], list[float]]] = {}

    def suggest(self, text: str) -> list[Sum]:
        """The themes that fit best, each with the words that speak for it; none for which no word does."""
        words = told_words(text)
        by_word = self._by_word(words)
        sums = [bias + sum(column) for bias, column in zip(self.bias, _columns(by_word, self._nothing), strict=True)]
        best = sorted(range(len(sums)), key=lambda theme: (-sums[theme], theme))[:MOST]
        found = [
            Sum(self.themes[each], round(1 / (1 + exp(-max(-30.0, sums[each]))), 3), _places(words, by_word, each))
            for each in best
        ]
        return [each for each in found if each.places]

    def _by_word(self, words: Sequence[FoundWord]) -> list[list[float]]:
        """What each word gives each theme: itself, its pieces, and half of each pair that it stands in."""
        known = [self._known_pieces(found.word) for found in words]
        alone = [self.number.get(found.word) for found in words]
        beside = [self.number.get(pair) for pair in pairs(words)]
        by_piece = 1 / self.length(chain.from_iterable(numbers for numbers, _ in known))
        by_word = 1 / self.length(number for number in chain(alone, beside) if number is not None)
        gives = [[by_piece * weight for weight in line] for _, line in known]
        for at, number in enumerate(alone):
            self._add(gives[at], number, by_word)
        for at, number in enumerate(beside):
            self._add(gives[at], number, by_word / 2)
            self._add(gives[at + 1], number, by_word / 2)
        return gives

    def _add(self, line: list[float], number: int | None, times: float) -> None:
        if number is not None:
            for theme, weight in enumerate(self._gives[number]):
                line[theme] += times * weight

    def _known_pieces(self, word: str) -> tuple[list[int], list[float]]:
        """The pieces of a word that were learned, and what they give each theme together; remembered while we sum."""
        there = self._pieces_of.get(word)
        if there is None:
            numbers = [self.number[piece] for piece in pieces(word) if piece in self.number]
            gives = [sum(column) for column in _columns([self._gives[number] for number in numbers], self._nothing)]
            there = self._pieces_of[word] = numbers, gives
        return there

    def length(self, numbers: Iterable[int]) -> float:
        """By what the features of a text are divided, so that a long text does not weigh more than a short one."""
        return sqrt(sum([(often * self.rarity[n]) ** 2 for n, often in Counter(numbers).items()])) or 1.0

    def vector(self, text: str) -> dict[int, float]:
        """A text as it is learned from: the same numbers that `suggest` makes its sum of."""
        words = told_words(text)
        counted = [
            Counter(self.number[each] for each in some if each in self.number)
            for some in (
                [*(found.word for found in words), *pairs(words)],
                [piece for found in words for piece in pieces(found.word)],
            )
        ]
        by = [self.length(some.elements()) for some in counted]
        return {n: often * self.rarity[n] / by[at] for at in (0, 1) for n, often in counted[at].items()}


def is_piece(feature: str) -> bool:
    """Whether a feature is a piece of a word, and no word."""
    return feature.startswith(PIECE)


def _columns(lines: Sequence[Sequence[float]], nothing: Sequence[float]) -> Iterable[Sequence[float]]:
    return zip(*lines, strict=True) if lines else ([each] for each in nothing)


def _places(words: Sequence[FoundWord], by_word: Sequence[Sequence[float]], theme: int) -> list[list[int]]:
    """Where the words stand that speak for a theme, each once, the strongest first."""
    strongest: dict[str, tuple[float, FoundWord]] = {}
    for found, line in zip(words, by_word, strict=True):
        if line[theme] > strongest.get(found.word, (0.0,))[0]:
            strongest[found.word] = line[theme], found
    best = sorted(strongest.values(), key=lambda each: (-each[0], each[1].start))[:MOST]
    return [[found.start, found.end] for gives, found in best if gives >= WORTH_SAYING * best[0][0]]
