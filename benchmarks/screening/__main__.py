"""Prints recall and precision for each kind, line by line, with 95 % intervals; and what a note costs in time."""

import re
import statistics
import sys
import time
from collections.abc import Sequence

from benchmarks.screening import how_good, levels, lines
from benchmarks.screening.levels import Screened
from benchmarks.screening.lines import Line
from benchmarks.screening.shares import Share
from coprod.screening.finding import WORRIES, FindingKind
from coprod.screening.screen import screen

TARGETS = {
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


def main() -> None:
    """Measure and print; `keep` keeps the figures about worries in a file, too."""
    report("seen: rules and model were made from these, the model's share is flattered", lines.seen())
    report("unseen", lines.unseen())
    unseen = Screened(lines.unseen())
    levels.report("unseen", unseen)
    if sys.argv[1:] == ["keep"]:
        how_good.keep(unseen)
    talk = [{finding.kind for finding in screen(text)} for text in lines.demonstration()]
    at_once, either = (sum(bool(some & each) for each in talk) for some in ({FindingKind.CONCERN}, WORRIES))
    sys.stdout.write(
        f"\nThe demonstration's ordinary talk: {at_once} of {len(talk)} marked as a concern, {either} at either level\n"
    )
    report_time([line.text for line in lines.seen()])


def report(name: str, some: Sequence[Line]) -> None:
    """A table: one row for each kind."""
    found = [{finding.kind for finding in screen(line.text)} for line in some]
    sys.stdout.write(f"\n{name} ({len(some)} lines)\n{'kind':<15}{'lines':>6}{'recall':>23}{'precision':>23}  target\n")
    for kind in FindingKind:
        either = kind is FindingKind.READ_FIRST  # at least to be read first: found at one of the two levels
        there = [line.is_worrying if either else kind in line.kinds for line in some]
        marked = [bool(WORRIES & kinds) if either else kind in kinds for kinds in found]
        right = sum(a and b for a, b in zip(there, marked, strict=True))
        target = "{:.2f} at {:.2f}".format(*TARGETS[kind]) if kind in TARGETS else ""
        recall, precision = Share(right, sum(there)), Share(right, sum(marked))
        sys.stdout.write(f"{'either level' if either else kind:<15}{sum(there):>6}  {recall}  {precision}  {target}\n")


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
