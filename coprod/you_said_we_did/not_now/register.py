"""The not-now register: every decision of "not now" that stands, until another one takes its place."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC, Life
from coprod.database import db
from coprod.themes.models import InPublic, Theme
from coprod.you_said_we_did.decisions.models import Decision, Verdict, decision_theme
from coprod.you_said_we_did.not_now.models import Look, due_on

DUE_ON: ColumnElement[Any] = due_on()
Now = aliased(Theme)  # what a decision's theme has become
PAGE = 50
MOST_PILLS = 12


class Listed(NamedTuple):
    """One decision on the register: its theme as everyone knows it, whose it is, when it is due, each look at it."""

    decision: Decision
    theme: InPublic
    engagement: Engagement
    due_on: date
    looks: Sequence[Look]


def on_the_register(*columns: Any) -> Select[Any]:
    """Those that stand, of engagements that stand in public: each with `Now`, its `Engagement`, and these columns.

    It stays there while its theme, having become one with others, waits to be decided again: nobody has said yet that
    it is not so. Where two became one and say the same, the later speaks for both.
    """
    later, its_theme = aliased(Decision), aliased(Theme)
    covers_it = and_(
        decision_theme.c.decision_id == later.id,
        decision_theme.c.theme_id == Decision.theme_id,
        later.id > Decision.id,
        later.audience.is_not_distinct_from(Decision.audience),
        or_(~later.needs_two, later.agreed_on.is_not(None)),
    )
    the_same = and_(
        later.id > Decision.id,
        later.theme_id == its_theme.id,
        func.coalesce(its_theme.became_id, its_theme.id) == Now.id,
        later.theme_id != Decision.theme_id,
        later.verdict == Verdict.NOT_NOW,
        later.audience.is_not_distinct_from(Decision.audience),
        later.keeper == Decision.keeper,
        later.look_again_on == Decision.look_again_on,
        or_(~later.needs_two, later.agreed_on.is_not(None)),
    )
    return (
        select(Decision, *columns)
        .join(Theme, Theme.id == Decision.theme_id)
        .join(Now, Now.id == func.coalesce(Theme.became_id, Theme.id))
        .join(Engagement, Engagement.id == Theme.engagement_id)
        .where(
            Decision.verdict == Verdict.NOT_NOW,
            Decision.counted(),
            Now.ended_on.is_(None),
            Engagement.life.not_in((*NOT_PUBLIC, Life.ARCHIVED)),
            ~exists().where(covers_it),
            ~exists().where(the_same),
        )
    )


def in_public(*columns: Any) -> Select[Any]:
    """Those of which everyone may know: a theme has a name in public when it, or what it became, was published."""
    return on_the_register(*columns).where(or_(Now.published.is_not(None), Theme.published.is_not(None)))


def page_of_it(engagement_id: int | None, after: date | None) -> tuple[list[Listed], date | None]:
    """Those of one engagement, or of all, that are due after a day; and the day after which the next page begins.

    What is due on one day stands on one page.
    """
    query = in_public(DUE_ON.label("due"), Now, Theme, Engagement).order_by(DUE_ON, Now.slug, Decision.id)
    if engagement_id is not None:
        query = query.where(Engagement.id == engagement_id)
    if after is not None:
        query = query.where(after < DUE_ON)
    rows = db.session.execute(query.limit(PAGE)).all()
    last = rows[-1].due if len(rows) == PAGE else None
    if last is not None:
        rows = db.session.execute(query.where(last >= DUE_ON)).all()
    looks = Look.of(*(row[0].id for row in rows))
    listed = [
        Listed(decision, known, engagement, due, [each for each in looks.get(decision.id, ()) if each.next_on])
        for decision, due, _, theme, engagement in rows
        if (known := theme.known_as)
    ]
    return listed, last


def engagements_on_it() -> list[tuple[str, str]]:
    """Address and title of each engagement that stands on it, the newest first; so many as there is room for."""
    found = in_public().with_only_columns(Engagement.id, Engagement.slug, Engagement.title).distinct()
    newest = found.order_by(Engagement.id.desc()).limit(MOST_PILLS)
    return [(slug, title) for _, slug, title in db.session.execute(newest)]
