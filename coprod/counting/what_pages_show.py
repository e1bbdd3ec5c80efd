"""What decides whether a kept page that gathers activities is still right: a few values, read in one statement."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, select

from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC
from coprod.counting.counting import TookPart
from coprod.database import UTCDateTime, now, uk_today
from coprod.one_question import first_row
from coprod.partnership.models import Partnership

_activity, _engagement, _took_part = Activity.__table__.c, Engagement.__table__.c, TookPart.__table__.c
_now = bindparam("now", type_=UTCDateTime)


class Shown(NamedTuple):
    """The values, as the driver has them: they only have to differ. Days left, and dates, move with `today`."""

    engagement_id: int | None
    values: tuple[Any, ...]
    today: str


def on_site() -> Shown:
    """Of the first page."""
    return _read(_statement())


def in_engagement(slug: str) -> Shown:
    """Of an engagement's page; without an id when there is none that anyone may see."""
    return _read(_statement(of_one=True), slug=slug)


def _read(statement: Any, **which: Any) -> Shown:
    engagement_id, *values = first_row(statement, now=now(), **which)
    return Shown(engagement_id, tuple(values), uk_today().isoformat())


@cache
def _statement(of_one: bool = False) -> Any:
    """Numbers that only grow stand for all that they sum up: versions, and how many have opened, closed or ended."""
    kinds = [mapper.class_ for mapper in Activity.__mapper__.polymorphic_map.values()]
    query: Any = (
        select(
            func.max(_engagement.id),
            func.sum(_engagement.shown),
            func.count(_activity.id),
            func.sum(_activity.shown),
            func.count(_activity.id).filter(_activity.opens_at <= _now),
            func.count(_activity.id).filter(_activity.closes_at <= _now),
            func.sum(_took_part.sent),
            func.sum(_took_part.in_engagement),
            func.sum(_took_part.on_site),
            func.max(_took_part.as_of),
            select(Partnership.__table__.c.version).scalar_subquery(),
            *[fact.scalar_subquery() for kind in kinds for fact in kind.moving_facts(_now)],
        )
        .select_from(Engagement.__table__)
        .outerjoin(Activity.__table__, and_(_activity.engagement_id == _engagement.id, _activity.opens_at.is_not(None)))
        .outerjoin(TookPart.__table__, _took_part.activity_id == _activity.id)
        .where(*(_engagement.life != life for life in sorted(NOT_PUBLIC)))
    )
    return query.where(_engagement.slug == bindparam("slug")) if of_one else query
