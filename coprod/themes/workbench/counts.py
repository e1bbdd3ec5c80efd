"""How many texts and people stand behind each theme, and how far the reading is.

Exact and of this moment, as long as that is quick. Of an engagement with many texts or codings they are kept for a
minute in each process, and the page says when they were counted.
"""

from collections.abc import MutableMapping
from datetime import datetime
from typing import NamedTuple

from cachetools import TTLCache
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from coprod.activities.activity import Activity
from coprod.database import db, now
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.themes import who_spoke
from coprod.themes.coding import Coding, Reading
from coprod.themes.models import Theme
from coprod.themes.who_spoke import Spoke
from coprod.themes.workbench.filters import stands_of
from coprod.themes.workbench.texts import Within

MANY = 5_000  # codings
SECONDS = 60
SIDE_BY_SIDE = 3  # activities that are offered in one row
KEPT = "themes_counted"


class Progress(NamedTuple):
    """How many texts there are, and how many of them somebody has read."""

    texts: int = 0
    read: int = 0

    @property
    def percent(self) -> int:
        """As a bar shows it: full only when all is read."""
        return self.read * 100 // self.texts if self.texts else 0


class Counts(NamedTuple):
    """What stands behind the themes of one engagement; `at` is when it was counted, None for this moment.

    `together` says of two themes how many texts are in both. `activities` is how far each is.
    """

    themes: dict[int, Spoke]
    together: dict[tuple[int, int], int]
    activities: dict[int, Progress]
    at: datetime | None = None

    @property
    def all(self) -> Progress:
        """How far the whole engagement is."""
        return Progress(
            sum(each.texts for each in self.activities.values()), sum(p.read for p in self.activities.values())
        )

    def largest(self, chosen: int | None) -> list[int]:
        """The activities with most texts, as many as stand side by side; the chosen one is always among them."""
        by_texts = sorted(self.activities, key=lambda id: -self.activities[id].texts)
        first = by_texts[:SIDE_BY_SIDE]
        return first if chosen in (None, *first) or chosen not in by_texts else [*first[:-1], chosen]

    def behind(self, theme_id: int) -> Spoke:
        """Behind one theme."""
        return self.themes.get(theme_id, Spoke())


def counts_of(within: Within) -> Counts:
    """Behind the themes of an engagement, and in the activities of it."""
    kept, engagement_id = _kept(), within.engagement.id
    if engagement_id in kept:
        found: Counts = kept[engagement_id]
        return found
    counted = Counts(
        who_spoke.of_themes(engagement_id),
        _together(engagement_id),
        progress(Contribution.activity_id.in_(within.activities)),
    )
    if within.is_large or _has_many_codings(engagement_id):
        kept[engagement_id] = counted = counted._replace(at=now())
    return counted


def count_anew(engagement_id: int) -> None:
    """Its themes are others now: whoever made, merged or split them sees it at once."""
    _kept().pop(engagement_id, None)


def progress(*which: object) -> dict[int, Progress]:
    """How far each activity is that has texts."""
    rows = db.session.execute(
        select(Contribution.activity_id, func.count(), func.count(Reading.id))
        .select_from(Submission)
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .outerjoin(Reading, stands_of(Reading))
        .where(Submission.heard(), *which)  # type: ignore[arg-type]
        .group_by(Contribution.activity_id)
    )
    return {activity: Progress(texts, read) for activity, texts, read in rows}


def progress_of_engagements(*which: object) -> dict[int, Progress]:
    """How far each engagement is that has texts."""
    rows = db.session.execute(
        select(Activity.engagement_id, func.count(), func.count(Reading.id))
        .select_from(Submission)
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .join(Activity, Activity.id == Contribution.activity_id)
        .outerjoin(Reading, stands_of(Reading))
        .where(Submission.heard(), Activity.is_heard, *which)  # type: ignore[arg-type]
        .group_by(Activity.engagement_id)
    )
    return {engagement: Progress(texts, read) for engagement, texts, read in rows}


def _together(engagement_id: int) -> dict[tuple[int, int], int]:
    one, other = aliased(Coding), aliased(Coding)
    of_it = select(Theme.id).where(Theme.engagement_id == engagement_id)
    rows = db.session.execute(
        select(one.theme_id, other.theme_id, func.count())
        .join(other, other.submission_id == one.submission_id)
        .where(
            one.theme_id.in_(of_it),
            one.theme_id < other.theme_id,
            one.moves_made == other.moves_made,
            *(side.ended_on.is_(None) for side in (one, other)),
            *(~side.blind for side in (one, other)),
        )
        .group_by(one.theme_id, other.theme_id)
    )
    return {(first, second): number for first, second, number in rows}


def _has_many_codings(engagement_id: int) -> bool:
    of_it = select(Theme.id).where(Theme.engagement_id == engagement_id)
    codings = select(Coding.id).where(Coding.theme_id.in_(of_it), Coding.ended_on.is_(None)).limit(MANY + 1).subquery()
    return (db.session.scalar(select(func.count()).select_from(codings)) or 0) > MANY


def _kept() -> MutableMapping[int, Counts]:
    kept: MutableMapping[int, Counts] = current_app.extensions.setdefault(KEPT, TTLCache(200, SECONDS))
    return kept
