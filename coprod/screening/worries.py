"""Worrying words and abuse: what the rules say, and what the model makes of the rest."""

from collections.abc import Iterator

from coprod.screening import data_files
from coprod.screening.features import STOP, counted
from coprod.screening.finding import Finding, FindingKind
from coprod.screening.linear_model import LinearModel, Scored
from coprod.screening.rules import Hit, Rules
from coprod.screening.spelling import Speller
from coprod.screening.word_classes import Reading, WordClasses

WEIGHTS = "concern_weights.txt"
FEWEST = 4
"""Words: of fewer the model says nothing. "4 days" may end a terrible sentence, but it does not make one."""
SHOWN = 3
"""Groups of words that the reason names."""


class Worries:
    """Knows what worrying words and abuse look like."""

    def __init__(self, speller: Speller, weights: str | None = WEIGHTS) -> None:
        self.speller = speller
        plain = {"named": data_files.words("given_names.txt"), "harmless": frozenset(Reading.SET_ASIDE)}
        self.classes = WordClasses(_classes(), plain, speller)
        self.harmless = Rules("harmless.toml", self.classes, speller)
        self.concern = Rules("concern_rules.toml", self.classes, speller)
        self.abuse = Rules("abuse.toml", self.classes, speller)
        self.model = LinearModel(weights) if weights else None

    def find(self, text: str) -> Iterator[Finding]:
        """Everything worrying and every insult. Rules come before the model: they know better why."""
        reading, hits = self.read(text)
        for hit in hits:
            if not hit.weak:
                yield _finding(hit.kind, reading, hit.first, hit.last, hit.why)
        if self.model and sum(word != STOP for word in reading.words) >= FEWEST:
            scored = self.model.score(reading, counted(reading, hits, self.classes))
            if scored.score >= 0:
                yield _explained(text, reading, scored)

    def read(self, text: str) -> tuple[Reading, list[Hit]]:
        """The text as it is meant, what is harmless in it set aside; and the rules that fit."""
        reading = Reading(self.speller.read(text), self.speller, self.classes)
        for hit in self.harmless.find(reading):
            reading.set_aside(hit.first, hit.last, self.classes.bits["harmless"])
        return reading, [*self.concern.find(reading), *self.abuse.find(reading)]


def _classes() -> dict[str, str]:
    """All classes by name: who harms whom, what ordinary talk is about, and insults."""
    lists = {**data_files.table("classes.toml"), **data_files.table("topics.toml")}
    return lists | data_files.table("abuse.toml")["classes"]


def _finding(kind: FindingKind, reading: Reading, first: int, last: int, why: str) -> Finding:
    return Finding(kind, reading.places[first].start, reading.places[last].end, why)


def _explained(text: str, reading: Reading, scored: Scored) -> Finding:
    """The words that weighed most, named; and where they stand."""
    totals: dict[int, float] = {}
    for weight, first, last in scored.weighed:
        for at in range(first, min(last + 1, len(reading.words))):
            totals[at] = totals.get(at, 0) + weight
    heaviest = sorted(sorted(totals, key=lambda at: -totals[at])[: 2 * SHOWN]) or [0]
    runs: list[list[int]] = []
    for at in heaviest:
        if runs and at - runs[-1][1] <= 2:
            runs[-1][1] = at
        else:
            runs.append([at, at])
    runs = sorted(runs, key=lambda run: -sum(totals.get(at, 0) for at in range(run[0], run[1] + 1)))[:SHOWN]
    runs.sort()
    shown = [text[reading.places[first].start : reading.places[last].end] for first, last in runs]
    named = ", ".join(f"“{' '.join(words.split())}”" for words in shown)
    why = f"Taken together, these words are like others that were worrying: {named}"
    return _finding(FindingKind.CONCERN, reading, runs[0][0], runs[-1][1], why)
