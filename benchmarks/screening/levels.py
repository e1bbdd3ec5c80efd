"""How the two levels of worry do: what they find, what they cry wolf over, by length and voice, and what that costs."""

import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from benchmarks.screening.lines import Line
from benchmarks.screening.shares import Share
from coprod.screening.finding import WORRIES, FindingKind
from coprod.screening.screen import screen

LENGTHS = ((1, 12), (13, 25), (26, 45), (46, None))  # words
NOTES = 1000  # a month
IN_WORDS = {
    "voice_carers_and_grandparents": "carers and grandparents",
    "voice_dealt_with": "about troubles that were dealt with",
    "voice_details": "with a name or a number in it",
    "voice_dictated": "dictated, without full stops",
    "voice_family_life": "about family life",
    "voice_happy": "about something happy",
    "voice_medical": "about routine medicine",
    "voice_parents_long": "parents who write much",
    "voice_parents_short": "parents who write little",
    "voice_primary_age": "children of primary age",
    "voice_professionals": "people at work",
    "voice_staffordshire": "Staffordshire dialect",
    "voice_young_people": "young people",
    "young_people": "young people, worries alone",
}
"""How tables call a voice where the name of its file would not say it: everyone reads them, at `/screening`."""
BASE_RATE = 0.03
"""Of all notes, how many are taken to be worrying when the cost is reckoned. Nobody knows; a partnership will see."""


class Row(NamedTuple):
    """Some lines: what they have in common, how many are at once with the lead, and how many are at either level."""

    name: str
    concern: Share
    either: Share


class Screened:
    """Lines, and at which level each was marked."""

    def __init__(self, some: Sequence[Line]) -> None:
        self.lines = list(some)
        kinds = [{finding.kind for finding in screen(line.text)} for line in some]
        self.concern = [FindingKind.CONCERN in each for each in kinds]
        self.either = [bool(WORRIES & each) for each in kinds]

    def row(self, name: str, belongs: Callable[[Line], bool]) -> Row:
        """Those lines that belong there."""
        chosen = [number for number, line in enumerate(self.lines) if belongs(line)]
        marked = ([each[number] for number in chosen] for each in (self.concern, self.either))
        return Row(name, *(Share(sum(some), len(chosen)) for some in marked))

    def worrying(self) -> Row:
        """All that are worrying: what is found."""
        return self.row("worrying lines", lambda line: line.is_worrying)

    def ordinary(self) -> Row:
        """All that are ordinary talk as it comes: what is marked wrongly."""
        return self.row("ordinary talk", lambda line: line.is_talk)

    def by_length(self, belongs: Callable[[Line], bool]) -> list[Row]:
        """One row for each of LENGTHS."""
        return [self._of_length(low, high, belongs) for low, high in LENGTHS]

    def _of_length(self, low: int, high: int | None, belongs: Callable[[Line], bool]) -> Row:
        def fits(line: Line) -> bool:
            return belongs(line) and low <= len(line.text.split()) <= (high or sys.maxsize)

        return self.row(f"{low} to {high} words" if high else f"{low} words or more", fits)

    def by_voice(self, belongs: Callable[[Line], bool]) -> list[Row]:
        """One row for each file that has such lines."""
        return [
            self._of_voice(voice, belongs) for voice in sorted({line.voice for line in self.lines if belongs(line)})
        ]

    def _of_voice(self, voice: str, belongs: Callable[[Line], bool]) -> Row:
        return self.row(
            IN_WORDS.get(voice, voice.replace("_", " ")), lambda line: line.voice == voice and belongs(line)
        )


def report(name: str, some: Screened) -> None:
    """Tables of what is found and of what is marked wrongly, and the cost of both."""
    _table(f"{name}: worrying lines found", [some.worrying(), *some.by_length(lambda line: line.is_worrying)])
    ordinary = [some.ordinary(), *some.by_length(lambda line: line.is_talk)]
    _table(f"{name}: ordinary talk as it comes, marked", ordinary)
    _table(f"{name}: ordinary talk by voice, marked", some.by_voice(lambda line: line.is_talk))
    _table(f"{name}: worrying lines by voice, found", some.by_voice(lambda line: line.is_worrying))
    sys.stdout.write(f"\n{name}: what {NOTES} notes a month cost, {BASE_RATE:.0%} of them worrying\n")
    told = cost(some)
    for where, (right, wrong) in (("to the lead at once", told.at_once), ("read first", told.read_first)):
        sys.stdout.write(f"{where}: {right + wrong:.0f} notes, {right:.1f} of them worrying\n")
    sys.stdout.write(f"worrying, and marked at neither level: {told.missed:.1f}\n")


class Cost(NamedTuple):
    """What a month costs in notes: of each level, how many are worrying and how many are not; and what is missed."""

    at_once: tuple[float, float]
    read_first: tuple[float, float]
    missed: float


def cost(some: Screened) -> Cost:
    """How many notes of a month go to the lead at once, how many are read first, and how many worries are missed."""
    found, wrongly = some.worrying(), some.ordinary()
    worrying, ordinary = NOTES * BASE_RATE, NOTES * (1 - BASE_RATE)
    at_once = worrying * found.concern.share, ordinary * wrongly.concern.share
    read_first = worrying * found.either.share - at_once[0], ordinary * wrongly.either.share - at_once[1]
    return Cost(at_once, read_first, worrying * (1 - found.either.share))


def _table(name: str, rows: Sequence[Row]) -> None:
    sys.stdout.write(f"\n{name}\n{'':<24}{'lines':>6}{'with the lead at once':>26}{'either level':>26}\n")
    for row in rows:
        sys.stdout.write(f"{row.name:<24}{row.concern.whole:>6}     {row.concern}     {row.either}\n")
