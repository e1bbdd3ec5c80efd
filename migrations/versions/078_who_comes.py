"""who comes: a place that nobody has confirmed counts nobody"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "078"
down_revision = "074"
branch_labels = None
depends_on = None

FLAGS = ("counts", "first_in_activity", "first_in_engagement", "first_on_site")
# What each of them adds to.
NUMBERS = dict(zip(FLAGS, ("sent", "people", "in_engagement", "on_site"), strict=True))

contribution = sa.table(
    "contribution",
    *(sa.column(name, sa.Integer) for name in ("id", "activity_id", "receipt_id")),
    *(sa.column(name, sa.Boolean) for name in (*FLAGS, "came", "forgotten")),
    sa.column("ticks", sa.String),
    sa.column("withdrawn_on", sa.Date),
)
submission = sa.table("submission", sa.column("contribution_id", sa.Integer))
sign_up = sa.table("sign_up", sa.column("contribution_id", sa.Integer), sa.column("state", sa.String))
activity = sa.table("activity", sa.column("id"), sa.column("engagement_id", sa.Integer))
receipt = sa.table("receipt", sa.column("id", sa.Integer), sa.column("counted_in", sa.JSON))
change = sa.table(
    "took_part_change",
    sa.column("activity_id", sa.Integer),
    sa.column("day", sa.Date),
    *(sa.column(name, sa.Integer) for name in NUMBERS.values()),
)
unconfirmed = contribution.c.id.in_(sa.select(sign_up.c.contribution_id).where(sign_up.c.state != "coming"))
wordless = ~sa.exists().where(submission.c.contribution_id == contribution.c.id)


def upgrade() -> None:
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.add_column(sa.Column("came", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.alter_column("came", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
    op.execute(contribution.update().where(unconfirmed).values(came=False))
    count_again(op.get_bind(), wordless & contribution.c.counts & unconfirmed, counts=False)


def downgrade() -> None:
    by_itself = contribution.c.ticks.in_(("usual", "count")) & contribution.c.withdrawn_on.is_(None)
    count_again(op.get_bind(), wordless & ~contribution.c.counts & unconfirmed & by_itself, counts=True)
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_column("came")


def count_again(connection: Any, which: Any, *, counts: bool) -> None:
    """From now on these count, or not; who sent one is counted by the first of theirs that counts."""
    query = sa.select(contribution.c.id, contribution.c.receipt_id).where(which, ~contribution.c.forgotten)
    found: dict[Any, set[int]] = {}
    for id, receipt_id in connection.execute(query).all():
        found.setdefault(receipt_id or f"alone {id}", set()).add(id)
    for whose, ids in found.items():
        theirs = contribution.c.receipt_id == whose if isinstance(whose, int) else contribution.c.id.in_(ids)
        _of_one_person(connection, theirs, dict.fromkeys(ids, counts))


def _of_one_person(connection: Any, which: Any, becomes: dict[int, bool]) -> None:
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
        counts = becomes.get(row["id"], row["counts"])
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
