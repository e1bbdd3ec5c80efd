"""Referees: whoever reads every published table together and works out the least and the most that each count can be.

A leak is a count of 1 to 4 that is known to within two, or a zero that is known to be zero; who did not answer is
counted too. The first referee asks HiGHS; the second, Tau-Argus, finds the same limits by a program of its own.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

import highspy
import numpy as np
from pytauargus._tauargus import audit_jj

from coprod.results.declaration import By, Declaration, Kind
from coprod.results.tally import Response
from populating import PICKS, Population
from puzzling import Cell, Puzzle, counted_in

NEARLY = 1e-6
STEPS = 2000  # after so many it goes on if they cleared three tenths of what was left


class Leak(NamedTuple):
    """A count that the tables give away, and the least and the most that it can be."""

    cell: Cell
    count: int
    least: int
    most: int


class Attack:
    """Looks for leaks. Each solution in whole numbers that is met clears all counts that it shows to be uncertain.

    What `walk` has not cleared is asked of each question by itself, as if all else were known, and at last of
    everything together, which alone can find a leak.
    """

    def __init__(self, puzzle: Puzzle) -> None:
        self.puzzle, self.cells = puzzle, list(puzzle.cells)
        self.truth, self.own = np.array(puzzle.truth), np.array(puzzle.own)
        self.least, self.most = self.truth.copy(), self.truth.copy()

    def leaks(self) -> list[Leak]:
        """Every one."""
        for question in dict.fromkeys(cell[2] for cell in self.cells):
            self.look([at for at, cell in enumerate(self.cells) if cell[2] == question])
        self.look(list(range(len(self.cells))))
        return [
            Leak(self.cells[at], *(int(known[at] - self.own[at]) for known in (self.truth, self.least, self.most)))
            for at in self.waiting()
        ]

    def waiting(self) -> np.ndarray:
        """Small counts, of those whom the attacker does not know, that are not yet shown to be uncertain."""
        others, width = self.truth - self.own, self.most - self.least
        few = (others >= 1) & (others <= 4)
        return np.flatnonzero(((others == 0) & (self.most == self.truth)) | (few & (width <= 2)))

    def look(self, cells: list[int]) -> None:
        """Ask for each of these that waits, as if all others were known."""
        if not np.intersect1d(self.waiting(), cells).size:
            return
        solver = Solver(self.puzzle, cells)
        for sign in (1, -1):
            self.note(solver.cells, solver.furthest(np.intersect1d(self.waiting(), cells), sign).found)
        for cell in np.intersect1d(self.waiting(), cells):
            for found in self.solutions(solver, cell):
                self.note(solver.cells, found)
                if cell not in self.waiting():
                    break

    def solutions(self, solver: "Solver", cell: int) -> Iterator[np.ndarray]:
        """Where a count is the largest, and the smallest; in whole numbers only where its corner is not whole."""
        for sign in (1,) if self.truth[cell] == self.own[cell] else (1, -1):
            answer = solver.furthest([cell], sign)
            yield answer.found
            known = self.most[cell] if sign > 0 else -self.least[cell]
            if answer.bound > known + 1 - NEARLY:
                yield solver.furthest_whole([cell], sign)

    def note(self, cells: np.ndarray | slice, found: np.ndarray) -> None:
        """A solution, if it is whole, shows what each count can be."""
        rounded = np.rint(found)
        if np.abs(found - rounded).max() < NEARLY:
            self.least[cells] = np.minimum(self.least[cells], rounded)
            self.most[cells] = np.maximum(self.most[cells], rounded)

    def walk(self, population: Population, own: Sequence[Response]) -> None:
        """Other people who would have been published in the same way: they change step by step, as long as nobody sees.

        One answers otherwise, one comes from elsewhere, one answers sooner or later. Sums need no check then.
        """
        chance = random.Random(0)
        early = {response.id for response in population.first}
        now = [(each, ("0", "1") if each.id in early else ("1",)) for each in population.second if each not in own]
        counts, lower, upper = self.truth.copy(), np.array(self.puzzle.lower), np.array(self.puzzle.upper)
        waiting: list[int] = []
        for step in count():
            if step % STEPS == 0:
                waiting.append(len(self.waiting()))
                if waiting[-1] == 0 or len(waiting) > 1 and waiting[-1] > 0.7 * waiting[-2]:
                    return
            at = chance.randrange(len(now))
            other = _changed(chance, population.declaration, *now[at])
            after = counts.copy()
            np.subtract.at(after, self.counted_in(population, *now[at]), 1)
            np.add.at(after, self.counted_in(population, *other), 1)
            if (after < lower).any() or (after > upper).any():
                continue
            if all(
                least <= sum(after[cell] * times for cell, times in parts.items()) <= most
                for least, most, parts in self.puzzle.rows_of_time
            ):
                now[at], counts = other, after
                self.note(slice(None), counts)

    def counted_in(self, population: Population, somebody: Response, releases: tuple[str, ...]) -> np.ndarray:
        """Where one person is counted."""
        return np.fromiter(counted_in(self.puzzle, population.declaration, somebody, releases), int)


def _changed(
    chance: random.Random, declaration: Declaration, somebody: Response, when: tuple[str, ...]
) -> tuple[Response, tuple[str, ...]]:
    """Somebody who is otherwise in one thing."""
    kind = chance.random()
    if kind < 0.7:
        question = chance.choice(declaration.questions)
        keys = [option.key for option in question.options]
        picks = chance.sample(keys, chance.randint(0, PICKS if question.kind is Kind.RANKING else 1))
        return somebody._replace(picks={**somebody.picks, question.key: picks}), when
    group = chance.choice(declaration.groups[1:])
    if kind < 0.95:
        field = "district" if group.by is By.DISTRICT else "audience"
        return somebody._replace(**{field: group.key}), when
    return somebody, chance.choice((("0", "1"), ("1",)))


class Answer(NamedTuple):
    """How large a sum can be at most, and where it is."""

    bound: float
    found: np.ndarray


class Solver:
    """HiGHS, with some cells of a puzzle unknown and all others as they are."""

    def __init__(self, puzzle: Puzzle, cells: list[int]) -> None:
        self.cells, self.columns = np.array(cells), np.arange(len(cells), dtype=np.int32)
        self.place = {cell: at for at, cell in enumerate(cells)}
        programme = highspy.HighsLp()
        programme.num_col_ = len(cells)
        programme.sense_ = highspy.ObjSense.kMaximize
        programme.col_cost_ = np.zeros(len(cells))
        programme.col_lower_ = np.array([puzzle.lower[cell] for cell in cells], float)
        programme.col_upper_ = np.array([puzzle.upper[cell] for cell in cells], float)
        self.limits = [(puzzle.lower[cell], puzzle.upper[cell]) for cell in cells]
        rows = list(self.rows_of(puzzle))
        programme.num_row_ = len(rows)
        programme.row_lower_ = np.array([least for least, _, _ in rows], float)
        programme.row_upper_ = np.array([most for _, most, _ in rows], float)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_ = np.cumsum([0, *(len(parts) for _, _, parts in rows)])
        programme.a_matrix_.index_ = np.array([at for _, _, parts in rows for at in parts], dtype=np.int32)
        programme.a_matrix_.value_ = np.array([times for _, _, parts in rows for times in parts.values()], float)
        self.model = _running(programme, presolve="off")  # begins each time where it ended the last time
        programme.integrality_ = [highspy.HighsVarType.kInteger] * len(cells)
        self.whole_model = _running(programme, presolve="on")

    def rows_of(self, puzzle: Puzzle) -> Iterable[tuple[int, int, dict[int, int]]]:
        """The rows in which an unknown stands, without what is known."""
        for least, most, parts in puzzle.rows:
            unknown = {self.place[cell]: times for cell, times in parts.items() if cell in self.place}
            if unknown:
                known = sum(puzzle.truth[cell] * times for cell, times in parts.items() if cell not in self.place)
                yield least - known, most - known, unknown

    def furthest(self, cells: Sequence[int], sign: int) -> Answer:
        """How large the sum of counts can be; with sign -1 how small, with a minus before it."""
        return self.run(self.model, cells, sign)

    def furthest_whole(self, cells: Sequence[int], sign: int) -> np.ndarray:
        """Where it is in whole numbers."""
        return self.run(self.whole_model, cells, sign).found

    def run(self, model: highspy.Highs, cells: Sequence[int], sign: int) -> Answer:
        """Ask one of the two."""
        costs = np.zeros(len(self.columns))
        costs[[self.place[cell] for cell in cells]] = sign
        model.changeColsCost(len(costs), self.columns, costs)
        model.run()
        assert model.getModelStatus() == highspy.HighsModelStatus.kOptimal, model.getModelStatus()
        return Answer(model.getObjectiveValue(), np.array(model.getSolution().col_value))


def _running(programme: highspy.HighsLp, presolve: str) -> highspy.Highs:
    model = highspy.Highs()
    for name, value in {"output_flag": False, "threads": 1, "presolve": presolve}.items():
        model.setOptionValue(name, value)
    model.passModel(programme)
    return model


def limits_by_tau_argus(puzzle: Puzzle, file: Path) -> dict[int, tuple[int, int]]:
    """The least and the most of every cell, without whole numbers, as Tau-Argus finds them in its own audit.

    It reads sums that come to nothing: what a sum may be short of is one more unknown. Run it once in a process.
    """
    limits = list(zip(puzzle.truth, puzzle.lower, puzzle.upper, strict=True))
    rows = []
    for least, most, parts in puzzle.rows:
        if least == most == 0:
            rows.append(parts)
            continue
        rows.append(parts | {len(limits): -1})
        limits.append((sum(puzzle.truth[cell] * times for cell, times in parts.items()), least, most))
    lines = ["0", str(len(limits))]
    lines += [f"{cell} {truth} 1 u {least} {most} 1 1 0" for cell, (truth, least, most) in enumerate(limits)]
    lines.append(str(len(rows)))
    for parts in rows:
        lines.append(f"0 {len(parts)} : " + " ".join(f"{cell} ({times})" for cell, times in parts.items()))
    file.write_text("\n".join(lines) + "\n")
    return {row["cell"]: (row["min"], row["max"]) for row in audit_jj(str(file)) if row["cell"] < len(puzzle.truth)}
