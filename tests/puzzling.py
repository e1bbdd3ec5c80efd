"""What published tables tell, as a puzzle: unknown whole numbers within limits, whose sums lie within limits.

Whoever tries to work people out knows the rule, when each row was published, that nobody took anything back, and, if
they took part themselves, their own answers.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from coprod.results import disclosure
from coprod.results.declaration import By, Counts, Declaration, Group, Kind, Question
from coprod.results.disclosure import NEW_PEOPLE, Figure
from coprod.results.release import Release
from coprod.results.tally import Response, Tally, tallied
from populating import PICKS

MOST = 2000  # no population is larger
Cell = tuple[str, ...]  # the number of the release, a group, a question, and what is counted


class Puzzle:
    """Unknown whole numbers. Each has limits and a true value; each row is a sum of some, within limits."""

    def __init__(self) -> None:
        self.cells: dict[Cell, int] = {}
        self.lower: list[int] = []
        self.upper: list[int] = []
        self.truth: list[int] = []
        self.own: list[int] = []  # how many of it the attacker knows: themselves
        self.rows: list[tuple[int, int, dict[int, int]]] = []
        self.rows_of_time: list[tuple[int, int, dict[int, int]]] = []  # how many are new in each group, as far as known

    def unknown(self, cell: Cell, truth: int, limits: tuple[int, int], own: int) -> int:
        """One more."""
        assert limits[0] <= truth <= limits[1], (cell, truth, limits)
        self.cells[cell] = len(self.truth)
        self.lower.append(max(limits[0], own))
        self.upper.append(limits[1])
        self.truth.append(truth)
        self.own.append(own)
        return self.cells[cell]

    def demand(self, parts: dict[int, int], least: int = 0, most: int = 0) -> None:
        """The sum of these, each so many times, is within limits; as a rule it is nothing."""
        assert least <= sum(self.truth[cell] * times for cell, times in parts.items()) <= most
        self.rows.append((least, most, parts))

    def sum_of(self, whole: int, parts: Iterable[int]) -> None:
        """These make up that."""
        self.demand({whole: -1} | dict.fromkeys(parts, 1))


@lru_cache
def within(figure: Figure, rule: tuple[int, int]) -> tuple[int, int]:
    """The least and the most that a figure can stand for, found by asking the rule."""
    counts = [count for count in range(MOST) if disclosure.shown(count) == figure]
    return counts[0], counts[-1]


def limits_of(figure: Figure) -> tuple[int, int]:
    """The least and the most that a figure can stand for."""
    return within(figure, (disclosure.FEWEST, disclosure.STEP))


class Told(NamedTuple):
    """What one release says at its date, what was true then, and what the attacker brought themselves."""

    declaration: Declaration
    release: Release
    truth: dict[Group, Tally]
    own: dict[Group, Tally]


def puzzle_of(
    declaration: Declaration, releases: Sequence[tuple[Release, Sequence[Response]]], own: Sequence[Response] = ()
) -> Puzzle:
    """All that these releases tell together, to somebody who knows of `own` answers."""
    puzzle = Puzzle()
    for number, (release, responses) in enumerate(releases):
        told = Told(declaration, release, tallied(declaration, responses), tallied(declaration, _of(responses, own)))
        _add_release(puzzle, str(number), told)
    if len(releases) == 2:
        _add_what_time_tells(puzzle, declaration, releases[1][0])
    return puzzle


def _of(responses: Sequence[Response], own: Sequence[Response]) -> list[Response]:
    return [response for response in own if response in responses]


def _add_release(puzzle: Puzzle, number: str, told: Told) -> None:
    rows = {
        (table.question, table.counts, row.group): row
        for table in told.release.tables
        for row in table.rows
        if row.on == told.release.on
    }
    anything = (0, MOST)
    for group in told.declaration.groups:
        truth, own = told.truth[group], told.own[group]
        row = rows.get(("", Counts.PEOPLE, group.name))
        people = puzzle.unknown(
            (number, group.name, "people"),
            len(truth.ids), limits_of(row.figures[0]) if row else anything, len(own.ids),
        )  # fmt: skip
        for question in told.declaration.questions:
            row = rows.get((question.key, question.counts[0], group.name))
            limits = anything
            if row:
                limits = _too_small() if row.too_small else limits_of(row.base)
            place = (number, group.name, question.key)
            base = puzzle.unknown(
                (*place, "answered"), truth.answered[question.key], limits, own.answered[question.key]
            )
            silent = puzzle.unknown(
                (*place, "silent"),
                len(truth.ids) - truth.answered[question.key],
                anything,
                len(own.ids) - own.answered[question.key],
            )
            puzzle.sum_of(people, [base, silent])
            for counts in question.counts:
                row = rows.get((question.key, counts, group.name))
                figures = row.figures if row and not row.too_small else (None,) * len(question.options)
                for option, figure in zip(question.options, figures, strict=True):
                    at = (question.key, counts, option.key)
                    puzzle.unknown(
                        (*place, counts, option.key),
                        truth.picked[at], anything if figure is None else limits_of(figure), own.picked[at],
                    )  # fmt: skip
            _add_arithmetic(puzzle, place, question, base)
    _add_sums_of_groups(puzzle, number, told.declaration)


def _too_small() -> tuple[int, int]:
    """How many may have answered where a row is too small."""
    return 0, max(count for count in range(MOST) if not disclosure.is_enough(disclosure.shown(count)))


def _add_arithmetic(puzzle: Puzzle, place: Cell, question: Question, base: int) -> None:
    """How the counts of one row hang together."""
    counts = [[puzzle.cells[*place, each, option.key] for option in question.options] for each in question.counts]
    if question.kind is Kind.SEVERAL_CHOICES:
        puzzle.demand(dict.fromkeys(counts[0], 1) | {base: -1}, 0, MOST * len(counts[0]))
    else:
        puzzle.sum_of(base, counts[0])
    if question.kind is Kind.RANKING:
        puzzle.demand(dict.fromkeys(counts[1], 1) | {base: -PICKS}, -MOST * PICKS, 0)
        for first, named in zip(*counts, strict=True):
            puzzle.demand({named: 1, first: -1}, 0, MOST)
    if question.kind in (Kind.RANKING, Kind.SEVERAL_CHOICES):
        for named in counts[-1]:
            puzzle.demand({base: 1, named: -1}, 0, MOST)


def _add_sums_of_groups(puzzle: Puzzle, number: str, declaration: Declaration) -> None:
    """The groups of each kind make up everyone, in every count."""
    kinds = {by: [group.name for group in declaration.groups if group.by is by] for by in (By.AUDIENCE, By.DISTRICT)}
    for cell in [cell for cell in puzzle.cells if cell[:2] == (number, By.EVERYONE)]:
        for groups in filter(None, kinds.values()):
            puzzle.sum_of(puzzle.cells[cell], [puzzle.cells[number, group, *cell[2:]] for group in groups])


def _add_what_time_tells(puzzle: Puzzle, declaration: Declaration, second: Release) -> None:
    """Nobody took anything back, so nothing became less; and who moved and who did not tells how many are new."""
    for cell in [cell for cell in puzzle.cells if cell[0] == "0"]:
        puzzle.demand({puzzle.cells["1", *cell[1:]]: 1, puzzle.cells[cell]: -1}, 0, MOST)
    for group in declaration.groups:
        new = {puzzle.cells["1", group.name, "people"]: 1, puzzle.cells["0", group.name, "people"]: -1}
        moved = second.counted[group.name].on == second.on
        puzzle.demand(new, *((NEW_PEOPLE, MOST) if moved else (0, NEW_PEOPLE - 1)))
        puzzle.rows_of_time.append(puzzle.rows[-1])


def counted_in(puzzle: Puzzle, declaration: Declaration, somebody: Response, releases: Iterable[str]) -> Iterator[int]:
    """The unknowns in which one person is counted, as often as they are."""
    says = {By.EVERYONE: "", By.AUDIENCE: somebody.audience, By.DISTRICT: somebody.district}
    groups = [group.name for group in declaration.groups if group.key == says[group.by]]
    counted: list[Cell] = [("people",)]
    for question in declaration.questions:
        picks = somebody.picks.get(question.key, ())
        counted.append((question.key, "answered" if picks else "silent"))
        for counts in question.counts if picks else ():
            counted += [(question.key, counts, pick) for pick in (picks[:1] if counts is Counts.FIRST else picks)]
    return (puzzle.cells[number, group, *each] for number in releases for group in groups for each in counted)
