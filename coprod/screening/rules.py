"""Rules for worrying words and for abuse: patterns, why they matter, and the harmless talk that looks like them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from coprod.screening import data_files
from coprod.screening.finding import FindingKind
from coprod.screening.patterns import Parts, Pattern
from coprod.screening.spelling import Speller
from coprod.screening.word_classes import Reading, WordClasses


class Hit(NamedTuple):
    """A rule that fits: its name, of what kind it is, why it matters, and the first and last word it fits on. What is
    `weak` is no finding by itself."""

    name: str
    kind: FindingKind
    why: str
    first: int
    last: int
    weak: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """Some patterns that mean the same. In a text with any of `unless` it says nothing; `short`: only in few words;
    `weak`: no finding by itself."""

    name: str
    kind: FindingKind
    why: str
    patterns: tuple[Pattern, ...]
    unless: int
    short: int
    weak: bool

    def find(self, reading: Reading, found: Sequence[int], anywhere: int) -> Iterator[Hit]:
        """Every place where it fits. `found`: the parts that each word can be; `anywhere`: all of them together."""
        if self.unless & reading.all_classes or (self.short and len(reading.words) > self.short):
            return
        for pattern in self.patterns:
            if pattern.needs & anywhere == pattern.needs:
                for first, last in pattern.find(found):
                    yield Hit(self.name, self.kind, self.why, first, last, self.weak)


class Rules:
    """The rules of one file."""

    def __init__(self, name: str, classes: WordClasses, speller: Speller) -> None:
        kind = FindingKind.ABUSE if name.startswith("abuse") else FindingKind.CONCERN
        self.parts = Parts(classes)
        self.rules = [_rule(written, kind, self.parts, speller) for written in data_files.table(name)["rule"]]

    def find(self, reading: Reading) -> list[Hit]:
        """Every rule that fits, wherever it does."""
        found = self.parts.found(reading)
        anywhere = 0
        for bits in found:
            anywhere |= bits
        return [hit for rule in self.rules for hit in rule.find(reading, found, anywhere)]


def _rule(written: dict[str, Any], kind: FindingKind, parts: Parts, speller: Speller) -> Rule:
    unless = 0
    for name in written.get("unless", "").split():
        unless |= parts.classes.bits[name]
    patterns = tuple(Pattern(line, parts, speller) for line in written["any"].strip().splitlines())
    short, weak = written.get("short", 0), written.get("weak", False)
    return Rule(written["name"], kind, written["why"], patterns, unless, short, weak)
