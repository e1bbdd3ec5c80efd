"""Worrying words and abuse: what the rules say, and what the model makes of all of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from coprod.screening import data_files
from coprod.screening.features import counted
from coprod.screening.finding import Finding, FindingKind
from coprod.screening.linear_model import LinearModel, Scored
from coprod.screening.rules import Hit, Rules
from coprod.screening.spelling import STOP, Speller
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
        """Everything worrying and every insult. What is danger now is a concern whatever the model says; the other
        rules say why, where the model finds the text worrying. Rules come first: they know better why."""
        reading, hits = self.read(text)
        worries = [hit for hit in hits if hit.kind is FindingKind.CONCERN]
        for hit in hits:
            if hit.danger or hit.kind is FindingKind.ABUSE:
                yield _finding(reading, hit)
        scored = self._scored(reading, hits, bool(worries))
        if scored and scored.level:
            level = FindingKind.CONCERN if any(hit.danger for hit in worries) else scored.level
            for hit in worries:
                if not hit.danger:
                    yield replace(_finding(reading, hit), kind=level, sure=scored.sure)
            yield _explained(text, reading, scored, level)

    def _scored(self, reading: Reading, hits: Sequence[Hit], by_rule: bool) -> Scored | None:
        """What the model makes of it. Of very few words it says nothing unless a rule fits; then they are read."""
        few = sum(word not in (STOP, Reading.SET_ASIDE) for word in reading.words) < FEWEST
        if self.model is None or (few and not by_rule):
            return None
        scored = self.model.score(reading, counted(reading, hits, self.classes))
        return replace(scored, level=scored.level or FindingKind.READ_FIRST) if few else scored

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


def _finding(reading: Reading, hit: Hit) -> Finding:
    return Finding(hit.kind, reading.places[hit.first].start, reading.places[hit.last].end, hit.why)


def _explained(text: str, reading: Reading, scored: Scored, level: FindingKind) -> Finding:
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
    start, end = reading.places[runs[0][0]].start, reading.places[runs[-1][1]].end
    return Finding(level, start, end, why, scored.sure)
