"""Makes the weights of both models: `.venv/bin/python -m benchmarks.screening.train`. Two runs make the same files.

A text is worrying when some part of it is. So each round learns, of a worrying text, only the part that the round
before found most worrying, and of an ordinary text every part. A feature counts as much as it is rare, and more the
more it tells the two apart (after Wang and Manning, "Baselines and bigrams", 2012). What a text's worst part, the whole
and its length say together is learned from scores by models that were not trained on it (the lines in FOLDS, each left
out in turn), of worrying lines, of ordinary talk as it comes, and of long accounts put together from both. The levels
are set where the model and the rules of danger find RECALL of the worrying lines.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from math import log
from typing import NamedTuple
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from benchmarks.screening import lines, train_birthdays
from benchmarks.screening.lines import Line
from coprod.screening.data_files import FOLDER
from coprod.screening.features import counted, windows
from coprod.screening.finding import FindingKind
from coprod.screening.linear_model import PARTS, PER_UNIT, RARITY_PER_UNIT, in_parts
from coprod.screening.spelling import Speller
from coprod.screening.worries import WEIGHTS, Worries

RECALL = {FindingKind.CONCERN: 0.902, FindingKind.READ_FIRST: 0.970}
"""Of worrying lines that were not made to be hard to find: how many at this level or above."""
BASE_RATE = 0.03  # of all notes, how many are worrying: what `sure` is reckoned from
SHRINK = 300  # squared: added to the length of all rarities, so that one word alone is not the whole of a short text
STRENGTH = 2.0  # of the model against what it is told: less fits the lines less closely
ROUNDS = 2
FOLDS = 5
TOGETHER = 50  # lines that stand together in a file are like each other, and are left out together
ACCOUNT = 8  # lines of talk that are put together to a long account; in every other one a worrying line is hidden
HIDDEN = 0.5  # times any other line: of long accounts in the world, few hide a worry
TALK = 4  # times a line made to be hard: plain talk, of which there is more in the world
FEWEST = {"t": 5, "s": 5}  # parts of texts in which a feature of this kind must stand to count; any other in two


class Examples:
    """Parts of texts as features that stand in them; whose each is; which texts worry, and in which a rule says so."""

    def __init__(self, written: list[Line]) -> None:
        folds = np.array(list(_folds(written)))
        accounts = [(line, fold) for fold in range(FOLDS) for line in long_accounts(written, folds == fold)]
        texts = written + [line for line, _ in accounts]
        self.folds = np.concatenate([folds, np.array([fold for _, fold in accounts], int)])
        self.written = np.arange(len(texts)) < len(written)
        worries = Worries(Speller(), weights=None)
        self.worrying = np.array([line.is_worrying for line in texts])
        self.as_it_comes = np.array([line.is_as_it_comes for line in texts])
        self.talk = self.as_it_comes & ~self.worrying
        self.by_rule = np.zeros(len(texts), bool)
        self.words = np.zeros(len(texts), int)
        self.names: dict[str, int] = {}
        rows: list[set[int]] = []
        whose: list[int] = []
        for number, line in enumerate(texts):
            reading, hits = worries.read(line.text)
            self.by_rule[number] = any(hit.danger for hit in hits)
            self.words[number] = len(reading.words)
            features = counted(reading, hits, worries.classes)
            for start, end in windows(reading):
                rows.append(self._row(features[start:end]))
                whose.append(number)
        self.whose = np.array(whose)
        self.wholes = np.searchsorted(self.whose, np.arange(len(texts)))  # the first part of each is the whole
        self.stands = _matrix(rows, len(self.names))
        self.fewest = np.array([FEWEST.get(name[0], 2) for name in self.names])

    def _row(self, features: list[list[str]]) -> set[int]:
        return {self.names.setdefault(feature, len(self.names)) for some in features for feature in some}


def _matrix(rows: list[set[int]], width: int) -> csr_matrix:
    """1 where a feature stands in a part."""
    starts = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.array([column for row in rows for column in sorted(row)])
    return csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(rows), width))


def _folds(written: list[Line]) -> Iterator[int]:
    """Which fold each line belongs to, whatever other files there are."""
    before: Counter[str] = Counter()
    for line in written:
        yield (crc32(line.voice.encode()) + before[line.voice] // TOGETHER) % FOLDS
        before[line.voice] += 1


def long_accounts(written: list[Line], chosen: np.ndarray) -> list[Line]:
    """Long accounts made of the chosen lines: those of one are from all over, so that none is of one voice."""
    lines = [line for line, is_chosen in zip(written, chosen, strict=True) if is_chosen]
    talk = [line.text for line in lines if line.is_talk]
    worrying = iter([line.text for line in lines if line.is_worrying])
    accounts = []
    for number in range(len(talk) // ACCOUNT):
        said = talk[number :: len(talk) // ACCOUNT]
        hidden = next(worrying, None) if number % 2 else None
        if hidden:
            said.insert(number % len(said), hidden)
        kinds = frozenset({FindingKind.CONCERN} if hidden else ())
        accounts.append(Line(". ".join(said), kinds, (), "talk"))
    return accounts


class Trained:
    """Weights for every feature, how rare each is, and the base that is added to each score."""

    def __init__(self, examples: Examples, chosen: np.ndarray) -> None:
        rows = np.flatnonzero(chosen[examples.whose])
        stands, whose = examples.stands[rows], examples.whose[rows]
        often = stands.sum(axis=0).A1
        rare = np.log((len(rows) + 1) / (often + 1)) + 1
        self.rare = np.where(often >= examples.fewest, np.round(rare * RARITY_PER_UNIT) / RARITY_PER_UNIT, 0)
        rarities = diags(1 / self._lengths(stands)) @ stands @ diags(self.rare)
        worrying = examples.worrying[whose]
        weights = np.where(examples.talk[whose], TALK, 1)
        kept = np.ones(len(rows), bool)
        for _ in range(ROUNDS):
            telling = _telling(stands, kept & worrying, kept & ~worrying)
            heard = rarities @ diags(telling)
            model = LogisticRegression(C=STRENGTH, class_weight="balanced", solver="liblinear", random_state=1)
            model.fit(heard[kept], worrying[kept], weights[kept])
            scores = model.decision_function(heard)
            kept = ~worrying | (scores >= highest(scores, whose, len(examples.worrying))[whose] - 1e-9)
        self.weights = model.coef_[0] * telling * self.rare
        self.base = float(model.intercept_[0])

    def _lengths(self, stands: csr_matrix) -> np.ndarray:
        """Of what stands in each part."""
        return np.sqrt(stands @ self.rare**2 + SHRINK)

    def parts(self, examples: Examples) -> np.ndarray:
        """What makes up the score of each text."""
        scores = examples.stands @ self.weights / self._lengths(examples.stands) + self.base
        worst = highest(scores, examples.whose, len(examples.worrying))
        return np.array([in_parts(*each) for each in zip(worst, scores[examples.wholes], examples.words, strict=True)])


def _telling(stands: csr_matrix, worrying: np.ndarray, ordinary: np.ndarray) -> np.ndarray:
    """1 for a feature that stands as often in worrying parts as in ordinary ones, and more the more it tells them
    apart."""
    among = (stands[some].sum(axis=0).A1 + 1 for some in (worrying, ordinary))
    shares = [often / often.sum() for often in among]
    return np.abs(np.log(shares[0] / shares[1])) + 1


def highest(scores: np.ndarray, whose: np.ndarray, texts: int) -> np.ndarray:
    """Of each text the highest score of its parts."""
    best = np.full(texts, -np.inf)
    np.maximum.at(best, whose, scores)
    return best


def left_out(examples: Examples) -> np.ndarray:
    """The parts of each text's score by a model that was not trained on it."""
    parts = np.zeros((len(examples.worrying), len(PARTS)))
    for out in range(FOLDS):
        held = examples.folds == out
        parts[held] = Trained(examples, examples.written & ~held).parts(examples)[held]
    return parts


class Levels(NamedTuple):
    """How much each part of a score counts, so that the sum is in log-odds; and the least score of each level."""

    together: np.ndarray
    least: dict[FindingKind, float]


def levels(examples: Examples, parts: np.ndarray) -> Levels:
    """Learned from worrying lines and from ordinary talk as it comes; the sum is as if BASE_RATE of all worried."""
    worrying = examples.worrying
    chosen = worrying | examples.talk
    weights = np.where(worrying & ~examples.written, HIDDEN, 1)
    model = LogisticRegression(C=10, class_weight="balanced", fit_intercept=False, max_iter=1000)
    model.fit(parts[chosen], worrying[chosen], weights[chosen])
    together = model.coef_[0]
    together[PARTS.index("even")] += log(BASE_RATE / (1 - BASE_RATE))
    told = worrying & examples.as_it_comes & examples.written
    missed_by_rules = np.sort((parts @ together)[told & ~examples.by_rule])
    least = {
        level: float(missed_by_rules[min(int((1 - recall) * told.sum()), len(missed_by_rules) - 1)])
        for level, recall in RECALL.items()
    }
    return Levels(together, least)


def all_examples() -> Examples:
    """The seen lines and, as ordinary talk, the demonstration's."""
    return Examples(lines.seen() + [Line(text, frozenset(), (), "talk") for text in lines.demonstration()])


def write(trained: Trained, examples: Examples, made: Levels) -> int:
    """The weights file, heaviest last changes least: in the order of the alphabet. How many features it has."""
    together = {part: float(weight) for part, weight in zip(PARTS, made.together, strict=True)}
    settings = {"base": trained.base, "shrink": SHRINK, **together, **made.least}
    head = " ".join(f"{name}={value:.4f}" for name, value in settings.items())
    comment = "# Features, weights in thousandths, rarities in tenths. Made by: python -m benchmarks.screening.train"
    lines = [
        f"{name}\t{round(trained.weights[column] * PER_UNIT)}\t{round(trained.rare[column] * RARITY_PER_UNIT)}"
        for name, column in sorted(examples.names.items())
        if trained.rare[column]
    ]
    (FOLDER / WEIGHTS).write_text("\n".join([comment, head, *lines]) + "\n", "utf-8")
    return len(lines)


def main() -> None:
    """Train, choose the levels, write."""
    examples = all_examples()
    parts = left_out(examples)
    made = levels(examples, parts)
    scores = np.where(examples.by_rule, np.inf, parts @ made.together)
    features = write(Trained(examples, examples.written), examples, made)
    sys.stdout.write(f"{features:,} features. Of seen lines left out in turn, at this level or above:\n")
    written, worrying, talk = examples.written, examples.worrying, examples.talk
    for level, least in made.least.items():
        found = scores >= least
        sys.stdout.write(
            f"{level}: recall {found[written & worrying].mean():.3f}, in long accounts "
            f"{found[~written & worrying].mean():.3f}; {found[written & talk].mean():.1%} of talk as it comes, "
            f"{found[~written & talk].mean():.1%} of long accounts, "
            f"{found[written & ~worrying].mean():.1%} of all ordinary lines\n"
        )


if __name__ == "__main__":
    main()
    train_birthdays.main()
