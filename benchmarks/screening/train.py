"""Makes the weights of both models: `.venv/bin/python -m benchmarks.screening.train`. Two runs make the same files.

A text is worrying when some part of it is. So each round learns, of a worrying text, only the part that the round
before found most worrying, and of an ordinary text every part. The threshold is where, of worrying texts that the model
was not trained on (ten parts of the lines, each left out in turn), rules and model together find RECALL.
"""

import sys
from math import sqrt

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from benchmarks.screening import lines, train_birthdays
from coprod.screening.data_files import FOLDER
from coprod.screening.features import counted, windows
from coprod.screening.finding import FindingKind
from coprod.screening.linear_model import PER_UNIT
from coprod.screening.spelling import Speller
from coprod.screening.worries import WEIGHTS, Worries

RECALL = 0.945
SHRINK = 12  # words: added to the length, so that one word alone is not the whole of a short text
STRENGTH = 0.3  # of the model against what it is told: less fits the lines less closely
ROUNDS = 4
FOLDS = 10
TALK = 7  # times a seen line: plain talk, of which there is more in the world than of lines made to be hard
TOO_LIGHT = 0.4  # weights nearer to nothing than this are left out


class Examples:
    """Parts of texts as features that stand in them; whose each is; which texts worry, and in which a rule says so."""

    def __init__(self, texts: list[str], worrying: list[bool], seen: int) -> None:
        worries = Worries(Speller(), weights=None)
        self.worrying = np.array(worrying)
        self.seen = np.arange(len(texts)) < seen
        self.by_rule = np.zeros(len(texts), bool)
        self.names: dict[str, int] = {}
        rows: list[dict[int, float]] = []
        whose: list[int] = []
        for number, text in enumerate(texts):
            reading, hits = worries.read(text)
            self.by_rule[number] = any(not hit.weak and hit.kind is FindingKind.CONCERN for hit in hits)
            features = counted(reading, hits, worries.classes)
            for start, end in windows(reading):
                rows.append(self._row(features[start:end]))
                whose.append(number)
        self.whose = np.array(whose)
        self.counts = _matrix(rows, len(self.names))

    def _row(self, features: list[list[str]]) -> dict[int, float]:
        scale = 1 / sqrt(len(features) + SHRINK)
        return {self.names.setdefault(feature, len(self.names)): scale for some in features for feature in some}


def _matrix(rows: list[dict[int, float]], width: int) -> csr_matrix:
    starts = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.array([column for row in rows for column in row])
    values = np.array([value for row in rows for value in row.values()])
    return csr_matrix((values, columns, starts), shape=(len(rows), width))


class Trained:
    """Weights for every feature, and the base that is added to each score."""

    def __init__(self, examples: Examples, chosen: np.ndarray) -> None:
        rows = np.flatnonzero(chosen[examples.whose])
        counts, whose = examples.counts[rows], examples.whose[rows]
        often = np.asarray((counts > 0).sum(axis=0)).ravel()
        rare = np.log((len(rows) + 1) / (often + 1)) + 1
        weighed = counts @ diags(rare)
        worrying = examples.worrying[whose]
        weights = np.where(examples.seen[whose], 1, TALK)
        kept = np.ones(len(rows), bool)
        for _ in range(ROUNDS):
            model = LogisticRegression(C=STRENGTH, class_weight="balanced", solver="liblinear", random_state=1)
            model.fit(weighed[kept], worrying[kept], weights[kept])
            scores = model.decision_function(weighed)
            kept = ~worrying | (scores >= highest(scores, whose, len(examples.worrying))[whose] - 1e-9)
        self.weights = model.coef_[0] * rare
        self.weights[np.abs(self.weights) < TOO_LIGHT] = 0
        self.base = float(model.intercept_[0])

    def scores(self, examples: Examples) -> np.ndarray:
        """The score of each text: that of its most worrying part."""
        return highest(examples.counts @ self.weights + self.base, examples.whose, len(examples.worrying))


def highest(scores: np.ndarray, whose: np.ndarray, texts: int) -> np.ndarray:
    """Of each text the highest score of its parts."""
    best = np.full(texts, -np.inf)
    np.maximum.at(best, whose, scores)
    return best


def left_out(examples: Examples) -> np.ndarray:
    """The score of each text by a model that was not trained on it."""
    scores = np.zeros(len(examples.worrying))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    for _, out in folds.split(scores, examples.worrying):
        chosen = np.ones(len(scores), bool)
        chosen[out] = False
        scores[out] = Trained(examples, chosen).scores(examples)[out]
    return scores


def threshold(examples: Examples, scores: np.ndarray) -> float:
    """The highest at which rules and model together find RECALL of the worrying texts."""
    missed_by_rules = np.sort(scores[examples.worrying & ~examples.by_rule])
    may_miss = int((1 - RECALL) * examples.worrying.sum())
    return float(missed_by_rules[min(may_miss, len(missed_by_rules) - 1)])


def all_examples() -> Examples:
    """The seen lines and, as ordinary talk, the demonstration's."""
    seen, demonstration = lines.seen(), lines.demonstration()
    texts = [line.text for line in seen] + demonstration
    worrying = [FindingKind.CONCERN in line.kinds for line in seen] + [False] * len(demonstration)
    return Examples(texts, worrying, len(seen))


def write(trained: Trained, examples: Examples, at: float) -> int:
    """The weights file, heaviest last changes least: in the order of the alphabet. How many features it has."""
    weights = {name: round(trained.weights[column] * PER_UNIT) for name, column in examples.names.items()}
    lines = [f"{name}\t{weight}" for name, weight in sorted(weights.items()) if weight]
    head = f"base={trained.base:.4f} shrink={SHRINK} threshold={at:.4f}"
    comment = "# Weights of the model, in thousandths. Made by: python -m benchmarks.screening.train"
    (FOLDER / WEIGHTS).write_text("\n".join([comment, head, *lines]) + "\n", "utf-8")
    return len(lines)


def main() -> None:
    """Train, choose the threshold, write."""
    examples = all_examples()
    scores = left_out(examples)
    at = threshold(examples, scores)
    found = examples.by_rule | (scores >= at)
    worrying = examples.worrying
    everything = np.ones(len(scores), bool)
    features = write(Trained(examples, everything), examples, at)
    recall, precision = found[worrying].mean(), worrying[examples.seen & found].mean()
    wrongly, talk = found[examples.seen & ~worrying].mean(), found[~examples.seen].mean()
    sys.stdout.write(
        f"{features:,} features. Of seen lines left out in turn: recall {recall:.3f}, precision {precision:.3f}, "
        f"{wrongly:.1%} of ordinary lines; of the demonstration's talk {talk:.1%}.\n"
    )


if __name__ == "__main__":
    main()
    train_birthdays.main()
