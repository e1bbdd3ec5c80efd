"""The weights of the signs that a date is somebody's birthday. Made with those of worrying words: see `train.py`."""

import sys
from collections import Counter

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from benchmarks.screening import lines
from coprod.screening.data_files import FOLDER
from coprod.screening.details import dates
from coprod.screening.details.birthday_signs import signs
from coprod.screening.details.birthdays import WEIGHTS
from coprod.screening.finding import FindingKind
from coprod.screening.linear_model import PER_UNIT

RECALL = 0.985  # of dates that are birthdays, in lines that were left out
STRENGTH = 0.1
FEWEST = 2  # dates beside which a sign must stand to count
FOLDS = 10


def main() -> None:
    """Train, choose the threshold, write."""
    told, born, whose = _examples()
    often = Counter(sign for some in told for sign in some)
    vectors = DictVectorizer()
    counts = vectors.fit_transform([dict.fromkeys((s for s in sorted(some) if often[s] >= FEWEST), 1) for some in told])
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    left_out = cross_val_predict(model, counts, born, groups=whose, cv=GroupKFold(FOLDS), method="decision_function")
    at = float(np.sort(left_out[born])[int((1 - RECALL) * born.sum())])
    model.fit(counts, born)
    _write(dict(zip(vectors.get_feature_names_out(), model.coef_[0], strict=True)), float(model.intercept_[0]), at)
    found = left_out >= at
    sys.stdout.write(
        f"{len(often):,} signs of a birthday. Of {len(born)} dates left out in turn: recall {found[born].mean():.3f}, "
        f"precision {born[found].mean():.3f}.\n"
    )


def _examples() -> tuple[list[set[str]], np.ndarray, np.ndarray]:
    """The signs at each date in the seen lines; whether it is a birthday; the number of its line."""
    told, born, whose = [], [], []
    for number, line in enumerate(lines.seen()):
        days = [(start, end) for kind, start, end in line.places if kind is FindingKind.DATE_OF_BIRTH]
        every = list(dates.find(line.text))
        for place, date in enumerate(every):
            told.append(signs(line.text, date, place, len(every)))
            born.append(any(date.start < end and date.end > start for start, end in days))
            whose.append(number)
    return told, np.array(born), np.array(whose)


def _write(weights: dict[str, float], base: float, at: float) -> None:
    comment = "# Weights of the signs of a birthday, in thousandths. Made by: python -m benchmarks.screening.train"
    rounded = ((sign, round(weight * PER_UNIT)) for sign, weight in sorted(weights.items()))
    lines = [f"{sign}\t{weight}" for sign, weight in rounded if weight]
    (FOLDER / WEIGHTS).write_text("\n".join([comment, f"base={base:.4f} threshold={at:.4f}", *lines]) + "\n", "utf-8")
