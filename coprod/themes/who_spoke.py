"""How many people spoke of something, and in how many texts: what stands behind a theme, and behind a challenge.

Exact, for staff. The public see each number by the one rule of results, and only as it was on one day.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from coprod.activities.audience import Audience
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.themes.coding import in_themes
from coprod.themes.models import Theme


class Spoke(NamedTuple):
    """People are distinct receipts; `texts` are what they wrote, as far as a person read and approved it."""

    people: int = 0
    texts: int = 0


def of_themes(engagement_id: int) -> dict[int, Spoke]:
    """Behind each theme of an engagement, until now."""
    rows = _counted([in_themes.c.theme_id], Theme.engagement_id == engagement_id)
    return {theme: Spoke(people, texts) for theme, people, texts in rows}


def by_audience(engagement_id: int, *which: ColumnElement[bool]) -> dict[int, dict[Audience, Spoke]]:
    """Behind each theme of an engagement, until now, by who said it."""
    found: dict[int, dict[Audience, Spoke]] = {}
    rows = _counted([in_themes.c.theme_id, Contribution.audience], Theme.engagement_id == engagement_id, *which)
    for theme, audience, people, texts in rows:
        found.setdefault(theme, {})[audience] = Spoke(people, texts)
    return found


def of_challenges(challenge_theme: Any, ids: Collection[int], until: date) -> dict[int, Spoke]:
    """Behind each of these challenges, by the themes that each is made of: one person counts once in each.

    What a theme was merged into speaks for it.
    """
    challenge, made_of = challenge_theme.c.challenge_id, aliased(Theme)
    of_it = challenge_theme.join(made_of, made_of.id == challenge_theme.c.theme_id)
    now_called = func.coalesce(made_of.became_id, made_of.id) == Theme.id
    which = challenge.in_(ids), Contribution.submitted_on <= until
    rows = _counted([challenge], *which, joined=(of_it, now_called))
    return {id: Spoke(people, texts) for id, people, texts in rows}


def _counted(keys: Sequence[Any], *which: ColumnElement[bool], joined: Any = None) -> Iterable[Any]:
    """By theme, or by what has themes: each text and each person once. What has no words has no count."""
    # Without a code nobody can tell who spoke twice: each of those counts as one person.
    person = func.coalesce(Contribution.receipt_id, -Contribution.id)
    query = (
        select(*keys, func.count(person.distinct()), func.count(Submission.id.distinct()))
        .select_from(in_themes)
        .join(Theme, Theme.id == in_themes.c.theme_id)
        .join(Submission, Submission.id == in_themes.c.submission_id)
        .join(Submission.contribution)
    )
    if joined is not None:
        query = query.join(*joined)
    return db.session.execute(query.where(Contribution.withdrawn_on.is_(None), *which).group_by(*keys))
