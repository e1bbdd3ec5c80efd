"""What stands on the first page: who is asked "Who are you?", what fits them, what has finished, the notes shown."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC, Life
from coprod.database import db, now
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.partnership.district import District
from coprod.results.published import Published
from coprod.results.release_pages.glance import Glance, glance
from coprod.themes.models import Theme
from coprod.you_said_we_did.decisions.models import Decision

PICTURE_NOTES = 2
LOOKED_AT = 100  # of what was approved, to find so many
LONGEST_IN_PICTURE = 90  # characters
FITTING_SHOWN = 3
DATES_SHOWN = 5
FINISHED_SHOWN = 4
FINISHED_LISTED = 60


class Reader(NamedTuple):
    """One answer to "Who are you?": it stands in the address of the page, and nowhere else."""

    audience: Audience
    picture: str

    @property
    def label(self) -> str:
        """As it stands on the page."""
        return self.audience.first


READERS = {
    "young": Reader(Audience.YOUNG_PERSON, "person"),
    "parent": Reader(Audience.PARENT_CARER, "grown"),
    "work": Reader(Audience.PROFESSIONAL, "badge"),
    "organisation": Reader(Audience.ORGANISATION, "building"),
}


class Finished(NamedTuple):
    """An engagement that has closed. `decides`: what people said in it is answered with a decision; `decided`: with one
    at least it has been.

    `said` is the release in which most took part, if there is one.
    """

    id: int
    slug: str
    title: str
    summary: str
    life: Life
    decide_by: date | None
    closed_at: datetime
    has_results: bool
    decides: bool
    decided: bool
    said: Glance | None = None

    @property
    def is_answered(self) -> bool:
        """Whether it says what changed."""
        return self.life is Life.ANSWERED

    @property
    def waits_for_decisions(self) -> bool:
        """Whether the next thing that people hear is what is decided."""
        return self.decides and not (self.decided or self.is_answered)


def fitting(activities: Sequence[Activity], audience: Audience) -> list[Activity]:
    """Up to three that somebody can take part in now, of as many kinds as there are, in the order given.

    Of each kind comes first what is for fewest others, "for young people" before "for everyone", then the quickest.
    """
    theirs = [each for each in activities if each.has_room and audience in (each.audiences or Audience)]
    theirs.sort(key=lambda each: (len(each.audiences) or len(Audience), each.minutes))
    first_of_kind = {each.kind: each for each in reversed(theirs)}
    theirs.sort(key=lambda each: first_of_kind[each.kind] is not each)
    return [each for each in activities if each in theirs[:FITTING_SHOWN]]


def finished() -> tuple[list[Finished], list[Finished]]:
    """The engagements whose last activity has closed, the latest first; then those before."""
    closed_at = func.max(Activity.closes_at)
    decided_on = [kind for kind, each in Activity.kinds().items() if each.decided_on]
    query = (
        select(
            Engagement.id,
            Engagement.slug,
            Engagement.title,
            Engagement.summary,
            Engagement.life,
            Engagement.decide_by,
            closed_at,
            func.max(Published.id).is_not(None),
            func.count().filter(Activity.kind.in_(decided_on)) > 0,
            select(Decision.id).join(Theme).where(Theme.engagement_id == Engagement.id).exists(),
        )
        .join(Activity, Activity.engagement_id == Engagement.id)
        .outerjoin(Published, Published.activity_id == Activity.id)
        .where(Engagement.life.not_in((*NOT_PUBLIC, Life.ARCHIVED)), Activity.opens_at.is_not(None), Activity.is_listed)
        .group_by(Engagement.id)
        .having(closed_at <= now())
        .order_by(closed_at.desc(), Engagement.id)
        .limit(FINISHED_LISTED)
    )
    every = [Finished(*row) for row in db.session.execute(query)]
    shown = every[:FINISHED_SHOWN]
    with_results = [each.id for each in shown if each.has_results]
    latest = Published.latest_in(with_results) if with_results else []
    largest = {each.activity.engagement_id: glance(each) for each in reversed(latest)}
    return [each._replace(said=largest.get(each.id)) for each in shown], every[FINISHED_SHOWN:]


def latest_notes() -> list[Row[Any]]:
    """The last few short notes that anyone may read: the picture on the first page.

    They are looked for among what came last, so that it makes no difference how much came before.
    """
    newest = (Submission.submitted_on.desc(), Submission.public_id.desc())
    latest = select(Submission.id).where(Submission.has_status(Status.APPROVED)).order_by(*newest).limit(LOOKED_AT)
    query = (
        select(Submission.id, Submission.published_words, Contribution.audience, District.name.label("district"))
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .join(Activity, Activity.id == Contribution.activity_id)
        .outerjoin(District, District.slug == Contribution.district_slug)
        .where(
            Submission.id.in_(select(latest.subquery().c.id)),
            Submission.shown(),
            Activity.kind == "boards",
            func.length(Submission.published_words) <= LONGEST_IN_PICTURE,
        )
    )
    return list(db.session.execute(query.order_by(*newest).limit(PICTURE_NOTES)))
