"""Heartbeat: the sign that a worker runs, and does what waits. A worker that hangs gives none."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from coprod.clock import clock
from coprod.database import Base, UTCDateTime, db, now
from coprod.transactions import write_transaction

QUIET_AFTER = timedelta(minutes=5)  # a worker that runs gives a sign every minute


class Heartbeat(Base):
    """When a worker last gave a sign, whichever of them it was. One row, none before the first.

    `ahead` is by how many seconds the clock of its machine was ahead of the database's; what it does goes by the
    latter.
    """

    __tablename__ = "heartbeat"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    ahead: Mapped[int]


LAST = select(Heartbeat.__table__.c.at)
CLOCK_OF_THE_LAST = select(Heartbeat.__table__.c.at, Heartbeat.__table__.c.ahead)


def give_sign() -> None:
    """A worker has its turn. It is a job like any other: where jobs are stuck, no sign is given."""
    insert: Any = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert
    sign = insert(Heartbeat.__table__).values(id=1, at=now(), ahead=round(clock.ahead.total_seconds()))
    newest = {"at": sign.excluded.at, "ahead": sign.excluded.ahead}
    with write_transaction():
        db.session.execute(sign.on_conflict_do_update(index_elements=["id"], set_=newest))


def is_quiet(last: datetime | None) -> bool:
    """Whether no worker has given a sign for too long; before the first there is nothing to miss."""
    return last is not None and now() - last > QUIET_AFTER
