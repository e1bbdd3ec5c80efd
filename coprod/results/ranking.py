"""A ranking for staff, exact: first places, named at all, points, and how sure the order is. Never shown in public.

Points are Borda's: where people pick up to k, a first place is worth k, the next k - 1, and what was not picked
nothing. How sure the order is, is found by letting others answer: a thousand times, as many people are drawn from those
who answered, each as often as chance will have it, and the order is made again. An option that is second in nearly all
of them is surely second; two that change places in a third of them are close.

People who rank alike are drawn together, by pattern and not by person. From a hundred people on, the points of a
draw are so many that they follow the normal curve, and are drawn as such: twenty milliseconds for 500,000 people who
rank three of ten options, where each pattern would take seconds.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from operator import mul
from typing import NamedTuple

DRAWS = 1000
SEED = 20260603  # the same people, the same page
ROUGHLY = 30  # so many are enough for the normal curve
MANY = 100  # people whose points follow the normal curve
SURE = 950  # in how many of the draws what is called sure must be so

Pattern = tuple[str, ...]  # what somebody ranked, the first choice first


class Ranked(NamedTuple):
    """One option, in the order of points. `lowest` to `highest` are its places in 95 of 100 draws, 1 the best."""

    key: str
    place: int  # equals share one
    points: int
    first: int
    named: int
    highest: int
    lowest: int

    @property
    def is_sure(self) -> bool:
        """Whether others would very likely have put it in the same place."""
        return self.highest == self.lowest


def patterns(rankings: Iterable[Sequence[str]]) -> Counter[Pattern]:
    """How many people ranked alike. Who ranked nothing did not answer."""
    return Counter(tuple(ranking) for ranking in rankings if ranking)


def borda(counted: Mapping[Pattern, int], options: Sequence[str], most: int) -> dict[str, int]:
    """The points of each option, where people were asked for up to `most`."""
    points = dict.fromkeys(options, 0)
    for pattern, people in counted.items():
        if len(pattern) > most:
            raise ValueError(f"more than {most} were ranked")
        for place, key in enumerate(pattern):
            points[key] += (most - place) * people
    return points


def ranked(counted: Mapping[Pattern, int], options: Sequence[str], most: int) -> list[Ranked]:
    """Every option, the most points first; equals in the questionnaire's order."""
    points = borda(counted, options, most)
    places = _places(points)
    first, named = Counter[str](), Counter[str]()
    for pattern, people in counted.items():
        first[pattern[0]] += people
        named.update(dict.fromkeys(pattern, people))
    range_of = _ranges(counted, options, most)
    return [
        Ranked(key, places[key], points[key], first[key], named[key], *range_of[key])
        for key in sorted(options, key=lambda key: places[key])
    ]


def _places(points: Mapping[str, float]) -> dict[str, int]:
    in_order = sorted(points.values(), reverse=True)
    return {key: 1 + in_order.index(value) for key, value in points.items()}


def _ranges(counted: Mapping[Pattern, int], options: Sequence[str], most: int) -> dict[str, tuple[int, int]]:
    """The best and the worst place of each, without the 25 best and the 25 worst draws of a thousand."""
    seen: dict[str, list[int]] = {key: [] for key in options}
    if sum(counted.values()) < MANY:
        drawn: Iterable[Mapping[str, float]] = (borda(each, options, most) for each in draws(counted))
    else:
        drawn = drawn_points(counted, options, most)
    for points in drawn:
        for key, place in _places(points).items():
            seen[key].append(place)
    left_out = (DRAWS - SURE) // 2
    return {key: (sorted(places)[left_out], sorted(places)[-1 - left_out]) for key, places in seen.items()}


def draws(counted: Mapping[Pattern, int], *, seed: int = SEED) -> Iterable[dict[Pattern, int]]:
    """As many people as answered, drawn again from them, a thousand times; always the same for the same people.

    How many of the first pattern are drawn is binomial, then how many of the second among those who remain, and so on.
    """
    chance = random.Random(seed)  # noqa: S311 - a guess at how sure an order is, and no secret
    in_order = sorted(counted.items())
    people = sum(counted.values())
    for _ in range(DRAWS):
        still_to_draw, remain, drawn = people, people, {}
        for pattern, count in in_order:
            drawn[pattern] = _binomial(chance, still_to_draw, count, remain)
            still_to_draw -= drawn[pattern]
            remain -= count
        yield drawn


def drawn_points(
    counted: Mapping[Pattern, int], options: Sequence[str], most: int, *, seed: int = SEED
) -> Iterable[dict[str, float]]:
    """The points of each option in a thousand draws of as many people, by the normal curve."""
    chance = random.Random(seed)  # noqa: S311 - as above
    points, root = borda(counted, options, most), _root(_spread(counted, options, most))
    for _ in range(DRAWS):
        by_chance = [chance.gauss(0, 1) for _ in options]
        yield {key: points[key] + sum(map(mul, row, by_chance)) for key, row in zip(options, root, strict=True)}


def _spread(counted: Mapping[Pattern, int], options: Sequence[str], most: int) -> list[list[float]]:
    """How the points of two options move together between draws: their covariance."""
    place_of = {key: number for number, key in enumerate(options)}
    points, people = [*borda(counted, options, most).values()], sum(counted.values())
    spread = [[-one * other / people for other in points] for one in points]
    for pattern, times in counted.items():
        given = [(place_of[key], most - place) for place, key in enumerate(pattern)]
        for one, its in given:
            for other, others in given:
                spread[one][other] += its * others * times
    return spread


def _root(spread: list[list[float]]) -> list[list[float]]:
    """The matrix that makes such a spread out of independent chances (Cholesky). What never moves has noughts."""
    size = len(spread)
    root = [[0.0] * size for _ in range(size)]
    for row in range(size):
        for column in range(row + 1):
            left = spread[row][column] - sum(map(mul, root[row][:column], root[column][:column]))
            if row == column:
                root[row][row] = sqrt(left) if left > spread[row][row] * 1e-9 else 0.0
            elif root[column][column]:
                root[row][column] = left / root[column][column]
    return root


def _binomial(chance: random.Random, tries: int, part: int, whole: int) -> int:
    """How often of so many tries something happens that happens `part` in `whole` times.

    Counted up from none where that is short, and by the normal curve where more than thirty are expected: nobody sees
    the difference in a place. (The standard library can do this from Python 3.12 on.)
    """
    if 2 * part > whole:
        return tries - _binomial(chance, tries, whole - part, whole)
    odds = part / whole
    expected = tries * odds
    if expected > ROUGHLY:
        return min(tries, max(0, round(chance.gauss(expected, sqrt(expected * (1 - odds))))))
    happened, likely, left = 0, (1 - odds) ** tries, chance.random()
    while left > likely and happened < tries:
        left -= likely
        happened += 1
        likely *= (tries - happened + 1) * odds / (happened * (1 - odds))
    return happened
