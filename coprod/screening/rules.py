"""Rules for worrying words and for abuse: patterns, why they matter, and the harmless talk that looks like them."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from coprod.screening import data_files
from coprod.screening.finding import FindingKind
from coprod.screening.patterns import Parts, Pattern
from coprod.screening.spelling import Speller
from coprod.screening.word_classes import Reading, WordClasses


class Hit(NamedTuple):
    """A rule that fits: its name, of what kind it is, why it matters, the first and last word it fits on, and whether
    somebody is in danger now."""

    name: str
    kind: FindingKind
    why: str
    first: int
    last: int
    danger: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """Some patterns that mean the same. In a text with any of `unless` it says nothing; `short`: only in few words."""

    name: str
    kind: FindingKind
    why: str
    patterns: tuple[Pattern, ...]
    unless: int
    short: int
    danger: bool

    def may_speak(self, reading: Reading) -> bool:
        """Whether it says anything in such a text."""
        return not (self.unless & reading.all_classes or (self.short and len(reading.words) > self.short))


class Rules:
    """The rules of one file."""

    def __init__(self, name: str, classes: WordClasses, speller: Speller) -> None:
        kind = FindingKind.ABUSE if name.startswith("abuse") else FindingKind.CONCERN
        self.parts = Parts(classes)
        rules = [_rule(written, kind, self.parts, speller) for written in data_files.table(name)["rule"]]
        every = [(pattern, rule) for rule in rules for pattern in rule.patterns]
        often = Counter(part for pattern, _ in every for part in pattern.needs)
        # By the rarest part of each pattern, as most parts of most texts are needed by none.
        self._patterns: dict[int, list[tuple[int, Pattern, Rule]]] = {}
        for place, (pattern, rule) in enumerate(every):
            rarest = min(sorted(pattern.needs), key=often.__getitem__)
            self._patterns.setdefault(rarest, []).append((place, pattern, rule))

    def find(self, reading: Reading) -> list[Hit]:
        """Every rule that fits, wherever it does, in the order of the file."""
        found = self.parts.found(reading)  # the parts that each word can be
        anywhere = set().union(*found)
        fits = sorted(
            (place, pattern, rule)
            for rarest in anywhere & self._patterns.keys()
            for place, pattern, rule in self._patterns[rarest]
            if pattern.needs <= anywhere and rule.may_speak(reading)
        )
        return [
            Hit(rule.name, rule.kind, rule.why, first, last, rule.danger)
            for _, pattern, rule in fits
            for first, last in pattern.find(found)
        ]


def _rule(written: dict[str, Any], kind: FindingKind, parts: Parts, speller: Speller) -> Rule:
    unless = 0
    for name in written.get("unless", "").split():
        unless |= parts.classes.bits[name]
    patterns = tuple(Pattern(line, parts, speller) for line in written["any"].strip().splitlines())
    short, danger = written.get("short", 0), written.get("danger", False)
    return Rule(written["name"], kind, written["why"], patterns, unless, short, danger)
