"""Made-up people who answer a questionnaire of our size and shape: the same seed, the same people."""

import random
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from coprod.results.declaration import NOT_SAID, Declaration, Kind, Named, Question
from coprod.results.tally import Response

FIRST_DAY, SECOND_DAY = date(2026, 6, 3), date(2026, 7, 1)
OPINIONS = ("yes", "partly", "no", "not_sure")
PICKS = 3  # how many places the ranking has


def named(*keys: str) -> tuple[Named, ...]:
    """Options, audiences or districts, called by their keys."""
    return tuple(Named(key, key.replace("_", " ").capitalize()) for key in keys)


def asked(key: str, kind: Kind, *options: str) -> Question:
    """A question."""
    return Question(key, f"What about {key}?", kind, named(*options))


ITEMS = [asked(f"item{number}", Kind.AGREE, *OPINIONS) for number in range(1, 11)]
RANKING = asked("first", Kind.RANKING, *(f"challenge{number}" for number in range(1, 11)))
AGE = asked("age", Kind.ONE_CHOICE, "under_5", "5_to_10", "11_to_15", "16_to_25")
SCHOOL = asked("school", Kind.ONE_CHOICE, "mainstream", "special", "home", "college", "none", "other")
QUESTIONS = [*ITEMS, RANKING, AGE, SCHOOL]
# A board: in which weeks somebody wrote, and to which of its questions. Themes: of what somebody spoke.
BOARD = [
    asked("weeks", Kind.SEVERAL_CHOICES, *(f"week{number}" for number in range(1, 9))),
    asked("questions", Kind.SEVERAL_CHOICES, "better", "waiting", "lunch"),
]
THEMES = [asked("themes", Kind.SEVERAL_CHOICES, *(f"theme{number}" for number in range(1, 13)))]
FEW_QUESTIONS = [*ITEMS[:3], RANKING._replace(options=RANKING.options[:5]), SCHOOL]

AUDIENCES = {"young_person": 30, "parent_carer": 50, "professional": 14, "organisation": 2, NOT_SAID: 4}
DISTRICTS = {"ashmere": 22, "birchall": 17, "calden": 14, "dunmoor": 13, "elmstow": 11, "fernhill": 9, "garside": 6,
             "hatherley": 3, NOT_SAID: 5}  # fmt: skip


class Population(NamedTuple):
    """Who answered by the first release, and who by the second: the same, and some more."""

    declaration: Declaration
    first: list[Response]
    second: list[Response]


def a_population(
    people: int, seed: int, *, one_audience: bool = False, questions: Sequence[Question] = QUESTIONS
) -> Population:
    """So many people, of whom between half and nine tenths had answered by the first release."""
    chance = random.Random(f"{people}:{seed}:{one_audience}")
    audiences = named(*(("parent_carer",) if one_audience else [key for key in AUDIENCES if key != NOT_SAID]))
    declaration = Declaration.declare(questions, audiences, named(*(key for key in DISTRICTS if key != NOT_SAID)))
    tastes = {each.key: [chance.gammavariate(0.7, 1) + 0.02 for _ in each.options] for each in questions}
    everyone = [_somebody(chance, number, declaration, tastes) for number in range(1, people + 1)]
    return Population(declaration, everyone[: round(people * chance.uniform(0.5, 0.9))], everyone)


def _somebody(chance: random.Random, number: int, declaration: Declaration, tastes: dict[str, list[float]]) -> Response:
    audience = _one_of(chance, AUDIENCES) if len(declaration.audiences) > 1 else "parent_carer"
    picks = {
        question.key: _answer(chance, question, tastes[question.key])
        for question in declaration.questions
        if chance.random() > 0.06
    }
    return Response(number, audience, _one_of(chance, DISTRICTS), picks)


def _one_of(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _answer(chance: random.Random, question: Question, weights: Sequence[float]) -> list[str]:
    keys = [option.key for option in question.options]
    several = {Kind.RANKING: (1, 2, PICKS, PICKS, PICKS), Kind.SEVERAL_CHOICES: (1, 1, 1, 2, PICKS)}
    how_many = chance.choice(several.get(question.kind, (1,)))
    picked: list[str] = []
    while len(picked) < how_many:
        pick = chance.choices(keys, weights)[0]
        if pick not in picked:
            picked.append(pick)
    return picked
