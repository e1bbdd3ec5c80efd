"""What people said about themselves after their answers: counted by audience, and by nothing else."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from coprod.activities.audience import Audience
from coprod.questionnaires.equality.counting import counts_of
from coprod.questionnaires.equality.questions import QUESTIONS
from coprod.questionnaires.models import Questionnaire
from coprod.staff_results.filters import By, ResultsFilters
from coprod.staff_results.tables import Line, Table

Counts = Mapping[Audience, Counter[str]]


class Said(NamedTuple):
    """One question about equality; `people` are those whose answers have moved into the numbers."""

    prompt: str
    people: int
    table: Table


class Equality(NamedTuple):
    """All that a questionnaire asks of them, or asked. `can_filter` says whether the numbers know what is chosen."""

    questions: list[Said]
    can_filter: bool

    @property
    def has_small_number(self) -> bool:
        """Whether it shows so few that one might know who they are."""
        return any(each.table.has_small_number for each in self.questions)


def equality_of(questionnaire: Questionnaire, filters: ResultsFilters, groups: Mapping[str, str]) -> Equality | None:
    """The numbers as they have moved. None where none of it was ever asked."""
    counts = counts_of(questionnaire)
    if not questionnaire.equality and not counts:
        return None
    if {*filters.address()} - {"audience", "by"} or filters.by not in (None, By.AUDIENCE):
        return Equality([], can_filter=False)
    keys = [key for key in QUESTIONS if key in counts or key in questionnaire.equality]
    whose = [filters.audience] if filters.audience else [*Audience]
    return Equality([_said(key, counts.get(key, {}), whose, groups) for key in keys], can_filter=True)


def _said(key: str, counts: Counts, whose: list[Audience], groups: Mapping[str, str]) -> Said:
    shown = {audience: counts[audience] for audience in whose if audience in counts}
    picked = sum(shown.values(), Counter())
    lines = [
        Line(words, picked[option], picked.total(), [shown.get(Audience(group), Counter())[option] for group in groups])
        for option, words in QUESTIONS[key].options.items()
    ]
    return Said(QUESTIONS[key].prompt, picked.total(), Table(lines))
