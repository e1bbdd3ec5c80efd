"""nothing answered: sheets on which every question was skipped count nobody any more"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "044"
down_revision = "043"
branch_labels = None
depends_on = None

FLAGS = ("counts", "first_in_activity", "first_in_engagement", "first_on_site")
# What each of them adds to.
NUMBERS = dict(zip(FLAGS, ("sent", "people", "in_engagement", "on_site"), strict=True))

contribution = sa.table(
    "contribution",
    *(sa.column(name, sa.Integer) for name in ("id", "activity_id", "receipt_id")),
    *(sa.column(name, sa.Boolean) for name in (*FLAGS, "ticked", "forgotten")),
)
submission = sa.table("submission", sa.column("contribution_id", sa.Integer))
activity = sa.table("activity", sa.column("id"), sa.column("kind"), sa.column("engagement_id", sa.Integer))
receipt = sa.table("receipt", sa.column("id", sa.Integer), sa.column("counted_in", sa.JSON))
change = sa.table(
    "took_part_change",
    sa.column("activity_id", sa.Integer),
    sa.column("day", sa.Date),
    *(sa.column(name, sa.Integer) for name in NUMBERS.values()),
)


def upgrade() -> None:
    count_no_empty_sheets(op.get_bind())


def downgrade() -> None:
    pass  # they counted by mistake


def count_no_empty_sheets(connection: Any) -> None:
    """Whoever sent one is counted by something else of theirs, if there is any."""
    words = sa.exists().where(submission.c.contribution_id == contribution.c.id)
    empty = (
        sa.select(contribution.c.id, contribution.c.receipt_id)
        .join(activity, activity.c.id == contribution.c.activity_id)
        .where(activity.c.kind == "questionnaires", contribution.c.counts, ~contribution.c.ticked)
        .where(~contribution.c.forgotten, ~words)
    )
    found: dict[Any, set[int]] = {}
    for id, receipt_id in connection.execute(empty).all():
        found.setdefault(receipt_id or f"alone {id}", set()).add(id)
    for whose, ids in found.items():
        which = contribution.c.receipt_id == whose if isinstance(whose, int) else contribution.c.id.in_(ids)
        _count_again(connection, which, ids)


def _count_again(connection: Any, which: Any, empty: set[int]) -> None:
    """All of one person's, in the order in which they came: the first that counts in a place stands for them there."""
    query = (
        sa.select(contribution, activity.c.engagement_id, receipt.c.counted_in)
        .join(activity, activity.c.id == contribution.c.activity_id)
        .outerjoin(receipt, receipt.c.id == contribution.c.receipt_id)
        .where(which)
        .order_by(contribution.c.id)
    )
    theirs = connection.execute(query).mappings().all()
    before = theirs[0]["counted_in"] or []
    activities, engagements, anywhere = {pair[0] for pair in before}, {pair[1] for pair in before}, bool(before)
    for row in theirs:
        counts = row["counts"] and row["id"] not in empty
        places = (row["activity_id"] not in activities, row["engagement_id"] not in engagements, not anywhere)
        now = dict(zip(FLAGS, (counts, *(counts and place for place in places)), strict=True))
        if counts:
            activities.add(row["activity_id"])
            engagements.add(row["engagement_id"])
            anywhere = True
        moved = {NUMBERS[flag]: int(now[flag]) - int(row[flag]) for flag in FLAGS}
        if any(moved.values()):
            connection.execute(contribution.update().where(contribution.c.id == row["id"]).values(now))
            day = datetime.now(ZoneInfo("Europe/London")).date()
            connection.execute(change.insert().values(activity_id=row["activity_id"], day=day, **moved))
