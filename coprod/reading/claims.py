"""Claim: one member of staff has a contribution open, so that two people do not read the same words for nothing."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Delete, ForeignKey, and_, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from coprod.accounts.models import User
from coprod.database import Base, UTCDateTime, db, now
from coprod.participation.move import MoveRefused
from coprod.transactions import write_transaction

CLAIM_LASTS = timedelta(minutes=10)


class Holder(NamedTuple):
    """Who has a contribution open, and until when."""

    id: int
    name: str
    until: datetime


class ClaimedBySomebodyElse(MoveRefused):
    """Somebody else has it open: they decide, unless it is taken over from them."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(f"{holder.name} is reading this just now.")
        self.holder = holder


class Claim(Base):
    """Somebody of the staff holds one contribution, all its answers, until a moment. One row for each.

    It says who reads what now and nothing else: it goes when they have finished, hand it back or run out of time.
    """

    __tablename__ = "claim"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    until: Mapped[datetime] = mapped_column(UTCDateTime)

    @classmethod
    def take(cls, contribution_id: int, *, by: int, over: bool = False) -> bool:
        """Hold it from now on; whoever holds it already goes on. False when somebody else has it, unless taken over."""
        # One statement, so that the database settles who of two people was first.
        insert: Any = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert
        mine = {"by_id": by, "until": now() + CLAIM_LASTS}
        free = or_(cls.by_id == by, cls.until <= now())
        taken = db.session.execute(
            insert(cls.__table__)
            .values(contribution_id=contribution_id, **mine)
            .on_conflict_do_update(index_elements=["contribution_id"], set_=mine, where=None if over else free)
            .returning(cls.contribution_id)
        )
        return taken.first() is not None

    @classmethod
    def give_back(cls, *contribution_ids: int, by: int) -> None:
        """This person has finished with these."""
        db.session.execute(_of(by).where(cls.contribution_id.in_(contribution_ids)))

    @classmethod
    def give_all_back(cls, *, by: int) -> None:
        """This person stops reading."""
        db.session.execute(_of(by))

    @classmethod
    def must_not_be_others(cls, contribution_id: int, *, by: int) -> None:
        """Raise `ClaimedBySomebodyElse` when this person would decide what another has open."""
        row = db.session.execute(
            select(cls.by_id, User.name, cls.until)
            .join(User, User.id == cls.by_id)
            .where(cls.contribution_id == contribution_id, cls.of_others(by))
        ).first()
        if row is not None:
            raise ClaimedBySomebodyElse(Holder(*row))

    @classmethod
    def holds(cls) -> ColumnElement[bool]:
        """The condition under which a claim still counts."""
        return cls.until > now()

    @classmethod
    def of_others(cls, by: int) -> ColumnElement[bool]:
        """The condition under which it keeps this person from deciding."""
        return and_(cls.holds(), cls.by_id != by)


def _of(by: int) -> Delete:
    return delete(Claim).where(Claim.by_id == by).execution_options(synchronize_session=False)


def forget_claims() -> None:
    """What ran out and nobody took since: who had what open is nobody's business afterwards."""
    with write_transaction():
        db.session.execute(delete(Claim).where(Claim.until <= now()).execution_options(synchronize_session=False))
