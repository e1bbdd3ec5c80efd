"""Quotes: somebody's words beside a reply. Only what everyone may read, and only as long as it stands as it was.

Whoever takes their words back, or changes them, takes them out of every reply at that moment; so does a moderator who
decides anew, and whoever files the words elsewhere.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, distinct, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.partnership.district import District
from coprod.results.disclosure import quoted_as
from coprod.themes.coding import Reading, in_themes
from coprod.themes.models import Theme
from coprod.you_said_we_did.replies.models import ReplyQuote, ReplyTheme

OFFERED = 30  # to choose from
MOST_QUOTES = 5

Group = tuple[int, Audience, str | None]


class Quote(NamedTuple):
    """Words as everyone may read them, and what may stand beside them of who wrote them."""

    words: str
    audience: str
    district: str

    @property
    def who(self) -> str:
        """As it stands under the words; empty where even that would say too much."""
        return ", ".join(each for each in (self.audience, self.district) if each)


class Candidate(NamedTuple):
    """Words that may be chosen as a quote, with `who` as it would stand there. `is_good`: whoever read them said so."""

    submission: Submission
    is_good: bool
    who: str


def candidates(
    engagement_id: int, theme_ids: Collection[int], chosen: Collection[int] = (), *, audience: Audience | None = None
) -> list[Candidate]:
    """What may be quoted of these themes: those in use first, then those that were read as a good quote, the newest.

    Beside a reply to one audience stand only words of its own; beside one to all, anybody's.
    """
    reading = and_(
        Reading.submission_id == Submission.id,
        Reading.moves_made == Submission.moves_made,
        Reading.ended_on.is_(None),
        ~Reading.blind,
    )
    good = func.coalesce(Reading.good_quote, False)
    query = (
        select(Submission, good)
        .join(Submission.contribution)
        .outerjoin(Reading, reading)
        .where(
            Submission.shown(),
            *([Contribution.audience == audience] if audience else []),
            Submission.id.in_(select(in_themes.c.submission_id).where(in_themes.c.theme_id.in_(theme_ids))),
        )
        .options(contains_eager(Submission.contribution))
        .order_by(
            Submission.id.in_(chosen).desc(), good.desc(), Submission.submitted_on.desc(), Submission.public_id.desc()
        )
        .limit(OFFERED)
    )
    found = db.session.execute(query).all()
    groups = {_group(engagement_id, said.contribution) for said, _ in found}
    beside = who_may_stand_beside(groups)
    return [
        Candidate(said, bool(is_good), Quote("", *beside[_group(engagement_id, said.contribution)]).who)
        for said, is_good in found
    ]


def quotes_of(version_ids: Collection[int]) -> dict[int, list[Quote]]:
    """The quotes of each version that may be read at this moment."""
    query = (
        select(
            ReplyQuote.version_id, func.coalesce(Submission.published_words, ""), Activity.engagement_id, Contribution
        )
        .join(Submission, Submission.id == ReplyQuote.submission_id)
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .join(Activity, Activity.id == Contribution.activity_id)
        .where(ReplyQuote.version_id.in_(version_ids), still_stands())
        .order_by(ReplyQuote.version_id, ReplyQuote.position)
    )
    rows = db.session.execute(query).all()
    beside = who_may_stand_beside({_group(engagement, who) for _, _, engagement, who in rows})
    found: dict[int, list[Quote]] = {}
    for version, words, engagement, who in rows:
        found.setdefault(version, []).append(Quote(words, *beside[_group(engagement, who)]))
    return found


def still_stands() -> ColumnElement[bool]:
    """The condition under which a quote may be read: everyone may read the words, as they were chosen, in a theme of
    that reply; join `ReplyQuote`, `Submission` and `Contribution` to use it."""
    was = aliased(Theme)
    in_one = (
        exists()
        .where(ReplyTheme.version_id == ReplyQuote.version_id, was.id == ReplyTheme.theme_id)
        .where(in_themes.c.submission_id == Submission.id)
        .where(in_themes.c.theme_id == func.coalesce(was.became_id, was.id))
    )
    return and_(Submission.shown(), Submission.moves_made == ReplyQuote.moves_made, in_one)


def who_may_stand_beside(groups: Collection[Group]) -> dict[Group, tuple[str, str]]:
    """Audience and district beside the words of each of these, by how many people of their engagement share them."""
    if not groups:
        return {}
    person = func.coalesce(Contribution.receipt_id, -Contribution.id)
    kinds = {(engagement, audience) for engagement, audience, _ in groups}

    def counted(*by: Any) -> dict[Any, int]:
        query = (
            select(*by, func.count(distinct(person)))
            .select_from(Submission)
            .join(Submission.contribution)
            .join(Activity, Activity.id == Contribution.activity_id)
            .where(
                or_(*(and_(Activity.engagement_id == e, Contribution.audience == a) for e, a in sorted(kinds))),
                Submission.heard(),
                Activity.is_heard,
            )
            .group_by(*by)
        )
        return {tuple(row[:-1]): row[-1] for row in db.session.execute(query)}

    alike = counted(Activity.engagement_id, Contribution.audience)
    neighbours = counted(Activity.engagement_id, Contribution.audience, Contribution.district_slug)
    names = dict(District.choices())
    found = {}
    for group in groups:
        engagement, audience, district = group
        share_both = neighbours.get(group, 0) if district else 0
        may = quoted_as(share_both, alike.get((engagement, audience), 0))
        said = audience.label if may.audience and audience is not Audience.NOT_SAID else ""
        found[group] = said, names.get(district or "", "") if may.district else ""
    return found


def _group(engagement_id: int, contribution: Contribution) -> Group:
    return engagement_id, Audience(contribution.audience), contribution.district_slug


def chosen_of(public_ids: Sequence[str], offered: Sequence[Candidate]) -> list[Submission]:
    """Those that were ticked, in the order in which they were offered."""
    return [each.submission for each in offered if each.submission.public_id in public_ids]
