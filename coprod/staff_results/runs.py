"""Run: wordings of one question whose answers count together, and all that was answered to them."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coprod.database import db
from coprod.questionnaires.counted.answer_count import THEN, What
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import Question, QuestionVersion

Said = tuple[str, str, int]  # option, detail and number, as in a `Pick`


@dataclass
class Run:
    """`versions` are in their order; the last says how it is put. `picked`, `answered` and `ranked` are by group."""

    versions: Sequence[QuestionVersion]
    picked: dict[str, Counter[Said]]
    answered: Counter[str]
    ranked: dict[str, Counter[tuple[str, ...]]]

    @property
    def asked(self) -> QuestionVersion:
        """How it was put last."""
        return self.versions[-1]

    @property
    def people(self) -> int:
        """How many answered it."""
        return sum(self.answered.values())

    @cached_property
    def all_picked(self) -> Counter[Said]:
        """What all groups picked."""
        return sum(self.picked.values(), Counter())

    def picked_by(self, group: str) -> Counter[Said]:
        """What one group picked."""
        return self.picked.get(group, Counter())

    @cached_property
    def all_ranked(self) -> Counter[tuple[str, ...]]:
        """What all groups ranked."""
        return sum(self.ranked.values(), Counter())

    @cached_property
    def options(self) -> dict[str, str]:
        """All that could be picked, by its key; what is offered no longer comes last."""
        earlier = {key: label for version in self.versions for key, label in version.labels.items()}
        return self.asked.labels | {key: label for key, label in earlier.items() if key not in self.asked.labels}


def questions_of(questionnaire: Questionnaire) -> list[Question]:
    """All that it asks or has asked, with every wording, in a fixed number of statements."""
    query = select(Question).where(Question.questionnaire_id == questionnaire.id).order_by(Question.id)
    deep = selectinload(Question.versions)
    return list(db.session.scalars(query.options(deep)))


def runs_of(question: Question, published: Collection[int]) -> list[list[QuestionVersion]]:
    """Its wordings that people could read, those that count together in one list, the last list first."""
    runs: list[list[QuestionVersion]] = []
    for version in question.versions:
        if version.id not in published:
            continue
        if runs and version.counts_with_earlier and _alike(runs[-1][-1], version):
            runs[-1].append(version)
        else:
            runs.append([version])
    return runs[::-1]


def _alike(one: QuestionVersion, other: QuestionVersion) -> bool:
    return one.kind == other.kind and (one.most, one.lowest, one.highest) == (other.most, other.lowest, other.highest)


def counted(versions: Sequence[QuestionVersion], rows: Iterable[Any]) -> Run:
    """What was answered to these wordings; `rows` are those of `count_now`, of these."""
    run = Run(versions, {}, Counter(), {})
    for row in rows:
        if row.what == What.ANSWERED:
            run.answered[row.group] += row.people
        elif row.what == What.RANKED:
            run.ranked.setdefault(row.group, Counter())[tuple(row.option.split(THEN))] += row.people
        else:
            run.picked.setdefault(row.group, Counter())[row.option, row.detail, row.number] += row.people
    return run
