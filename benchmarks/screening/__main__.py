"""Prints recall and precision for each kind, line by line, with 95 % intervals; and what a note costs in time."""

import re
import statistics
import sys
import time
from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from benchmarks.screening import lines
from benchmarks.screening.lines import Line
from coprod.screening.finding import FindingKind
from coprod.screening.screen import screen

TARGETS = {
    FindingKind.CONCERN: (0.95, 0.60),
    FindingKind.PERSON_NAME: (0.85, 0.70),
    FindingKind.SCHOOL: (0.85, 0.70),
    **dict.fromkeys(
        (
            FindingKind.PHONE,
            FindingKind.EMAIL,
            FindingKind.POSTCODE,
            FindingKind.NHS_NUMBER,
            FindingKind.DATE_OF_BIRTH,
        ),
        (0.98, 0.95),
    ),
}
NOTE = 500  # characters
ROUNDS = 200


class Share(NamedTuple):
    """So many of so many."""

    part: int
    whole: int

    def __str__(self) -> str:
        """The share and its 95 % interval (Wilson, 1927): good for few lines and for shares near all."""
        if not self.whole:
            return f"{'-':>21}"
        z, share = 1.96, self.part / self.whole
        middle = share + z * z / (2 * self.whole)
        reach = z * sqrt(share * (1 - share) / self.whole + (z / (2 * self.whole)) ** 2)
        low, high = ((middle + sign * reach) / (1 + z * z / self.whole) for sign in (-1, 1))
        return f"{share:>7.3f} ({low:.3f}-{high:.3f})"


def main() -> None:
    """Measure and print; with `unseen` left out, only what may be tuned on."""
    report("seen: rules and model were made from these, the model's share is flattered", lines.seen())
    report("unseen", lines.unseen())
    talk = lines.demonstration()
    worrying = sum(any(finding.kind is FindingKind.CONCERN for finding in screen(text)) for text in talk)
    sys.stdout.write(f"\nThe demonstration's ordinary talk: {worrying} of {len(talk)} marked as a concern\n")
    report_time([line.text for line in lines.seen()])


def report(name: str, some: Sequence[Line]) -> None:
    """A table: one row for each kind."""
    found = [{finding.kind for finding in screen(line.text)} for line in some]
    sys.stdout.write(f"\n{name} ({len(some)} lines)\n{'kind':<15}{'lines':>6}{'recall':>23}{'precision':>23}  target\n")
    for kind in FindingKind:
        there = [kind in line.kinds for line in some]
        marked = [kind in kinds for kinds in found]
        right = sum(a and b for a, b in zip(there, marked, strict=True))
        target = "{:.2f} at {:.2f}".format(*TARGETS[kind]) if kind in TARGETS else ""
        recall, precision = Share(right, sum(there)), Share(right, sum(marked))
        sys.stdout.write(f"{kind:<15}{sum(there):>6}  {recall}  {precision}  {target}\n")


def report_time(texts: Sequence[str]) -> None:
    """Milliseconds for a note, in turn with one plain search of the same notes."""
    joined = " ".join(texts)
    notes = [joined[at : at + NOTE] for at in range(0, ROUNDS * NOTE, NOTE)]
    plain = re.compile(r"\b(?:hit|hurt|kill|scared)\b", re.IGNORECASE)
    took: dict[str, list[float]] = {"screening": [], "one plain search": []}
    for note in notes:
        for name, work in (("screening", screen), ("one plain search", plain.findall)):
            started = time.perf_counter()
            work(note)
            took[name].append((time.perf_counter() - started) * 1000)
    sys.stdout.write(f"\n{NOTE} characters{'median ms':>18}{'slowest of 200':>18}\n")
    for name, all_of_it in took.items():
        sys.stdout.write(f"{name:<17}{statistics.median(all_of_it):>15.3f}{max(all_of_it):>18.3f}\n")


if __name__ == "__main__":
    main()
