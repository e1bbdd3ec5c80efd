"""What people wrote to a questionnaire's questions, as numbers: how many texts were approved, and their themes."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, literal, select, union_all

from coprod.activities.activity import Activity
from coprod.database import db
from coprod.feedback_log.filters import FeedbackLogFilters
from coprod.feedback_log.log import MOST
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.questionnaires.response import Answer
from coprod.staff_results.filters import ResultsFilters
from coprod.themes.coding import in_themes
from coprod.themes.models import Theme


class InTheme(NamedTuple):
    """A theme, and how many of these texts are in it."""

    id: int
    title: str
    texts: int


class Texts(NamedTuple):
    """Approved texts of one question: how many, counted up to a thousand, and the themes they are in, largest first."""

    number: int = 0
    themes: list[InTheme] = []

    @property
    def how_many(self) -> str:
        """ "12", or "more than 1,000"."""
        return f"more than {MOST:,}" if self.number > MOST else f"{self.number:,}"


def texts_of(activity: Activity, filters: ResultsFilters, versions: Mapping[int, Collection[int]]) -> dict[int, Texts]:
    """By question, of what was written to these wordings of each: in two statements."""
    if not versions:
        return {}
    conditions = conditions_of(activity, filters)
    each = [
        select(literal(question).label("question"), func.count())
        .select_from(_texts(Answer.version_id.in_(of), *conditions).limit(MOST + 1).subquery())
        for question, of in versions.items()
    ]  # fmt: skip
    wanted = [id for of in versions.values() for id in of]
    themes = (
        select(Answer.question_id, Theme.id, Theme.title, func.count())
        .select_from(Answer)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .join(in_themes, in_themes.c.submission_id == Submission.id)
        .join(Theme, Theme.id == in_themes.c.theme_id)
        .where(Answer.version_id.in_(wanted), *conditions)
        .group_by(Answer.question_id, Theme.id, Theme.title)
        .order_by(func.count().desc(), Theme.id)
    )
    found: defaultdict[int, list[InTheme]] = defaultdict(list)
    for question, id, title, texts in db.session.execute(themes):
        found[question].append(InTheme(id, title, texts))
    return {question: Texts(texts, found[question]) for question, texts in db.session.execute(union_all(*each))}


def conditions_of(activity: Activity, filters: ResultsFilters) -> list[ColumnElement[bool]]:
    """What the feedback log shows of an activity under the same filters."""
    log = FeedbackLogFilters(activity=activity.id, audience=filters.audience, district=filters.district)
    return [*log.conditions(), *([Contribution.source == filters.source] if filters.source else [])]


def _texts(*conditions: ColumnElement[bool]) -> Any:
    return (
        select(Answer.submission_id)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .where(*conditions)
    )
