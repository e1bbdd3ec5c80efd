"""end of the day: what closed as 11:59pm began closes when it is over, at the next midnight"""

from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "064"
down_revision = "063"
branch_labels = None
depends_on = None

UK = ZoneInfo("Europe/London")
activity = sa.table("activity", sa.column("id", sa.Integer), sa.column("closes_at", sa.DateTime(timezone=True)))


def upgrade() -> None:
    move(op.get_bind(), (23, 59), timedelta(minutes=1))


def downgrade() -> None:
    move(op.get_bind(), (0, 0), timedelta(minutes=-1))


def move(connection: Any, at: tuple[int, int], by: timedelta) -> None:
    """Those that close at this time by UK clocks, to the second: what staff closed in that minute stays."""
    for id, closes_at in connection.execute(sa.select(activity)).all():
        moment = closes_at if closes_at.tzinfo else closes_at.replace(tzinfo=UTC)
        local = moment.astimezone(UK)
        if (local.hour, local.minute) == at and not (local.second or local.microsecond):
            moved = (moment + by).astimezone(UTC)
            kept = moved if closes_at.tzinfo else moved.replace(tzinfo=None)
            connection.execute(activity.update().where(activity.c.id == id).values(closes_at=kept))
