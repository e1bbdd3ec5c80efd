"""Nobody can be worked out: referees attack the published tables of made-up people, all together, over two releases.

    COPROD_POPULATIONS=200 python3 run.py test tests/results/test_attack.py

attacks 200 of each size that answered the whole questionnaire. Without it a few are attacked, with fewer questions. If
a leak is found, the rule in `coprod/results/disclosure.py` must become stronger, and no test weaker.
"""

import os
import random
from collections.abc import Sequence

import pytest

from attacking import Attack, Leak, Solver, limits_by_tau_argus
from coprod.results import disclosure
from coprod.results.declaration import Question
from coprod.results.release import release
from populating import (
    BOARD,
    FEW_QUESTIONS,
    FIRST_DAY,
    QUESTIONS,
    SECOND_DAY,
    THEMES,
    Population,
    a_population,
)
from puzzling import puzzle_of

POPULATIONS = int(os.environ.get("COPROD_POPULATIONS", "0"))
SEEDS = range(POPULATIONS or 2)  # of each size; every other one is for one audience
SIZES = (668, 968, 150, 60)


def people(size: int, seed: int, questions: Sequence[Question] = ()) -> Population:
    """Who answered. In an ordinary run they are asked less."""
    asked = questions or (QUESTIONS if POPULATIONS else FEW_QUESTIONS)
    return a_population(size, seed, one_audience=seed % 2 == 1, questions=asked)


def leaks(size: int, seed: int, own: int = 0, questions: Sequence[Question] = ()) -> list[Leak]:
    """What two releases give away to so many who know their own answers, and compare."""
    population = people(size, seed, questions)
    declaration, first, second = population
    one = release(declaration, first, on=FIRST_DAY)
    two = release(declaration, second, last=one, on=SECOND_DAY)
    mine = random.Random(seed).sample(first, own)
    attack = Attack(puzzle_of(declaration, [(one, first), (two, second)], mine))
    attack.walk(population, mine)
    return attack.leaks()


@pytest.fixture
def weaker_rule(monkeypatch):
    """To the nearest five, and hidden under five: it looks safe, and is not."""
    for name in ("FEWEST", "STEP", "LOWEST_BASE"):
        monkeypatch.setattr(disclosure, name, 5)


@pytest.mark.long
def test_under_a_weaker_rule_the_referee_finds_leaks(weaker_rule):
    found = [leak for seed in range(2) for leak in leaks(668, seed)]
    assert found and all(is_one(leak) for leak in found)


def is_one(leak: Leak) -> bool:
    """Whether it is what we call a leak, and says what is true."""
    known = leak.most == 0 if leak.count == 0 else 1 <= leak.count <= 4 and leak.most - leak.least <= 2
    return known and leak.least <= leak.count <= leak.most


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("size", SIZES)
def test_no_count_is_given_away(size, seed):
    assert leaks(size, seed) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("size", (430, 150, 80))
@pytest.mark.parametrize("questions", [BOARD, THEMES], ids=["a board", "themes"])
def test_nor_by_a_board_nor_by_themes(questions, size, seed):
    assert leaks(size, seed, own=seed % 3, questions=questions) == []


@pytest.mark.parametrize("questions", [BOARD, THEMES], ids=["a board", "themes"])
def test_under_a_weaker_rule_the_referee_finds_leaks_in_these_too(weaker_rule, questions):
    populations = [(430, 0), (430, 1), (430, 2), (150, 0), (150, 1)]
    found = [leak for size, seed in populations for leak in leaks(size, seed, questions=questions)]
    assert found and all(is_one(leak) for leak in found)


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("size", SIZES if POPULATIONS else SIZES[:1])
def test_nor_to_one_who_took_part_nor_to_two_who_compare(size, seed):
    assert leaks(size, seed, own=1 + seed % 2) == []


def test_the_second_referee_finds_the_same_limits(tmp_path):
    """Of one release. What it says is without whole numbers, so it may know less than the first, never more."""
    declaration, first, _ = a_population(668, 0, questions=FEW_QUESTIONS[2:3] + FEW_QUESTIONS[4:])
    puzzle = puzzle_of(declaration, [(release(declaration, first, on=FIRST_DAY), first)])
    solver = Solver(puzzle, list(range(len(puzzle.truth))))
    found = limits_by_tau_argus(puzzle, tmp_path / "tables.jj")
    assert found.keys() == set(puzzle.cells.values())
    for cell, (least, most) in found.items():
        assert -solver.furthest([cell], -1).bound == pytest.approx(least, abs=1e-4)
        assert solver.furthest([cell], 1).bound == pytest.approx(most, abs=1e-4)
        if puzzle.truth[cell] <= 4:
            assert most >= 1 and (puzzle.truth[cell] == 0 or most - least > 2)
