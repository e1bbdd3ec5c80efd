"""Learning: from texts that the team has sorted to numbers. A worker does it; no page ever does.

Without the library (the extra `themes`) nothing is learned and nothing suggested, and everything else works.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from importlib.util import find_spec
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

from coprod.loaded_when_used import when_used
from coprod.themes.suggesting.features import all_of
from coprod.themes.suggesting.weights import Weights

if TYPE_CHECKING:
    from scipy import sparse
    from sklearn import linear_model
else:
    sparse = when_used("scipy.sparse")
    linear_model = when_used("sklearn.linear_model")

# With less than this the first suggestion is wrong about every second time, and people learn to press the key anyway.
FEWEST_TEXTS = 50  # that the team has read in the engagement
FEWEST_IN_THEME = 5  # people who spoke of a theme
STRENGTH = 10.0  # how closely the weights follow what was sorted


class SortedText(NamedTuple):
    """A text that somebody of the team has read: whose it is, its words as approved, the themes that they gave it."""

    id: int
    person: int
    words: str
    themes: frozenset[int]


class Learned(NamedTuple):
    """Plain numbers, as they are kept."""

    themes: list[int]
    features: list[str]
    rarity: list[float]
    weights: list[list[float]]
    bias: list[float]

    @property
    def to_use(self) -> Weights:
        """Made ready to suggest with."""
        return Weights(*self)


def is_installed() -> bool:
    """Whether the library is there. It is looked for, not loaded."""
    return find_spec("sklearn") is not None


def learn(texts: Sequence[SortedText], may_use: Collection[str], *, fewest_texts: int = FEWEST_TEXTS) -> Learned | None:
    """What these texts teach by such features as may be used; None when they are too few, or no theme has enough."""
    themes = themes_to_learn(texts) if len(texts) >= fewest_texts else []
    often = Counter(feature for each in texts for feature in all_of(each.words) if feature in may_use) if themes else {}
    if not often:
        return None
    names = sorted(often)
    rarity = [round(1 + log((1 + len(texts)) / (1 + often[name])), 3) for name in names]
    width = len(themes)
    ready = Weights(themes, names, rarity, [[0.0] * width] * len(names), [0.0] * width)
    weights, bias = _fitted(_matrix([ready.vector(each.words) for each in texts], len(names)), texts, themes)
    return Learned(themes, names, rarity, weights, bias)


def themes_to_learn(texts: Sequence[SortedText]) -> list[int]:
    """Those of which enough people spoke, and not everybody."""
    people: dict[int, set[int]] = defaultdict(set)
    for each in texts:
        for theme in each.themes:
            people[theme].add(each.person)
    often = Counter(theme for each in texts for theme in each.themes)
    enough = (theme for theme, who in people.items() if len(who) >= FEWEST_IN_THEME and often[theme] < len(texts))
    return sorted(enough)


def _matrix(rows: Collection[dict[int, float]], width: int) -> Any:
    values = [value for row in rows for value in row.values()]
    columns = [number for row in rows for number in row]
    starts = [0]
    for row in rows:
        starts.append(starts[-1] + len(row))
    return sparse.csr_matrix((values, columns, starts), shape=(len(rows), width))


def _fitted(matrix: Any, texts: Sequence[SortedText], themes: Sequence[int]) -> tuple[list[list[float]], list[float]]:
    """For each feature a weight for each theme; and what each theme begins with. One theme after the other."""
    columns, bias = [], []
    for theme in themes:
        # `dual` finds the same in a fifth of the time, as there are far more features than texts.
        fit = linear_model.LogisticRegression(
            C=STRENGTH, class_weight="balanced", solver="liblinear", dual=True, tol=0.01, max_iter=1000, random_state=0
        )
        fit.fit(matrix, [theme in each.themes for each in texts])
        columns.append([round(float(weight), 3) for weight in fit.coef_[0]])
        bias.append(round(float(fit.intercept_[0]), 3))
    return [list(line) for line in zip(*columns, strict=True)], bias
