"""How each challenge of a check-back was put: every wording that people could read, the first first."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coprod.check_backs.challenge import Challenge
from coprod.check_backs.models import CheckBack
from coprod.database import UK, db
from coprod.questionnaires.question import Question, QuestionVersion
from coprod.questionnaires.version import Placed, QuestionnaireVersion


class Words(NamedTuple):
    """A title, and the same in plain words."""

    label: str
    plain: str


def question_of(check_back: CheckBack, key: str) -> Question | None:
    """One of its questions, with every version of it."""
    query = select(Question).where(Question.questionnaire_id == check_back.questionnaire_id, Question.key == key)
    return db.session.scalar(query.options(selectinload(Question.versions)))


def read_versions(question: Question, until: date | None = None) -> list[QuestionVersion]:
    """The versions of a question that people could read: by now, or by the end of a day."""
    placed = (
        select(Placed.question_version_id, QuestionnaireVersion.published_at)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Placed.version_id)
        .where(Placed.question_id == question.id, QuestionnaireVersion.published_at.is_not(None))
    )
    rows = db.session.execute(placed)
    published = {id for id, at in rows if at and (until is None or at.astimezone(UK).date() <= until)}
    return [version for version in question.versions if version.id in published]


def wordings(versions: Collection[QuestionVersion]) -> dict[str, list[Words]]:
    """By the key of a challenge: its wordings, each once; those of what is asked no longer too."""
    found: dict[str, list[Words]] = {}
    for version in versions:
        for option in version.options:
            words, there = Words(option.label, option.plain), found.setdefault(option.key, [])
            if not there or there[-1] != words:
                there.append(words)
    return found


def in_the_round_before(challenge: Challenge | None) -> Words | None:
    """The last wording in which it was checked in an earlier round before this one opened.

    How that round put it later is no "before" of this one. What has not opened yet has the words of now.
    """
    if challenge is None or challenge.earlier is None:
        return None
    earlier, opened = challenge.earlier, challenge.check_back.questionnaire.opens_at
    question = question_of(earlier.check_back, earlier.check_back.judged)
    if question is None:
        return None
    until = opened.astimezone(UK).date() if opened else None
    said = wordings(read_versions(question, until) or read_versions(question)).get(earlier.key)
    return said[-1] if said else None
