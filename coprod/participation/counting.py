"""Who took part: the one definition, and every count of it.

A contribution counts when a person has read it and turned not all of it down, or when there was nothing but ticks to
read; and when it was not withdrawn. See `Contribution.counts`.
"""

from typing import Any

from sqlalchemy import ScalarSelect, func, select

from coprod.activities.activity import Activity
from coprod.database import db
from coprod.participation.contribution import Contribution


def people_by_kind(engagement_id: int) -> dict[str, int]:
    """How many people took part in one engagement, by kind of activity."""
    counted = (
        select(Activity.kind, func.count().label("people"))
        .select_from(Contribution)
        .join(Activity, Activity.id == Contribution.activity_id)
        .where(Activity.engagement_id == engagement_id, Contribution.counts)
        .group_by(Activity.kind)
    )
    return {row.kind: row.people for row in db.session.execute(counted)}


def people_by_activity() -> dict[int, int]:
    """How many people took part, by the id of the activity."""
    counted = select(Contribution.activity_id, func.count().label("people")).where(Contribution.counts)
    return {row.activity_id: row.people for row in db.session.execute(counted.group_by(Contribution.activity_id))}


def people_of_activity() -> ScalarSelect[Any]:
    """How many people took part in one activity: a column beside others of `Activity`."""
    counted = select(func.count()).select_from(Contribution).where(Contribution.activity_id == Activity.id)
    return counted.where(Contribution.counts).correlate(Activity).scalar_subquery()
