"""How many people spoke of something, and in how many texts: what stands behind a theme, and behind a challenge.

Exact, for staff. The public see each number by the one rule of results, and only as it was when a check-back opened.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from coprod.activities.activity import Activity
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.themes.models import Theme, submission_theme


class Spoke(NamedTuple):
    """People are distinct receipts; `texts` are what they wrote, as far as a person read and approved it."""

    people: int = 0
    texts: int = 0


def of_themes(engagement_id: int) -> dict[int, Spoke]:
    """Behind each theme of an engagement, until now."""
    return _counted(Theme.id, select(Theme.id).where(Theme.engagement_id == engagement_id))


def of_challenges(challenge_theme: Any, ids: Collection[int], until: date) -> dict[int, Spoke]:
    """Behind each of these challenges, by the themes that each is made of: one person counts once in each."""
    challenge = challenge_theme.c.challenge_id
    of_these = select(challenge).where(challenge.in_(ids))
    return _counted(challenge, of_these, Contribution.submitted_on <= until, joined=challenge_theme)


def _counted(key: Any, keys: Any, *which: ColumnElement[bool], joined: Any = None) -> dict[int, Spoke]:
    """By theme, or by what has themes: each text and each person once. What has no words has no count."""
    # Without a code nobody can tell who spoke twice: each of those counts as one person.
    person = func.coalesce(Contribution.receipt_id, -Contribution.id)
    query = (
        select(key, func.count(person.distinct()), func.count(Submission.id.distinct()))
        .select_from(submission_theme)
        .join(Theme, Theme.id == submission_theme.c.theme_id)
        .join(Submission, Submission.id == submission_theme.c.submission_id)
        .join(Submission.contribution)
        .join(Activity, Activity.id == Contribution.activity_id)
    )
    if joined is not None:
        query = query.join(joined, joined.c.theme_id == Theme.id)
    said = (Submission.status == Status.APPROVED, Contribution.withdrawn_on.is_(None))
    in_it = Activity.engagement_id == Theme.engagement_id
    rows = db.session.execute(query.where(*said, in_it, key.in_(keys), *which).group_by(key))
    return {id: Spoke(people, texts) for id, people, texts in rows}
