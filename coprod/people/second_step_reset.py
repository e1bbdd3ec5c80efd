"""SecondStepReset: an administrator has said yes to setting somebody's second step anew. A second person's yes does it.

The second is another administrator, or the person themselves: with a link from their mailbox, and their password.
"""

import secrets
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod import audit, mail
from coprod.accounts.models import User
from coprod.accounts.second_step import SecondStep
from coprod.database import Base, UTCDateTime, db, now
from coprod.people.looking_after import reset_second_step
from coprod.permissions import Permission
from coprod.sealing import KEYED, ring
from coprod.transactions import write_transaction

HOURS = 72
LABEL = "second step reset"


class NotYours(ValueError):
    """Two people have to say yes, and this one may not, or not again. The message says so, in plain words."""


class SecondStepReset(Base):
    """What one administrator has begun for one person. It goes when it is done, taken back or too old: audit rows stay.

    Only the keyed hash of the link in the person's letter is kept.
    """

    __tablename__ = "second_step_reset"
    __table_args__ = (CheckConstraint("asked_by_id <> user_id", name="by_somebody_else"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, autoincrement=False)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    link_digest: Mapped[str] = mapped_column(unique=True, info=KEYED)

    user: Mapped[User] = relationship(foreign_keys=user_id)
    asked_by: Mapped[User] = relationship(foreign_keys=asked_by_id)

    def __init__(self, *, user: User, by: User, link_secret: str) -> None:
        super().__init__(user_id=user.id, asked_by_id=by.id, asked_at=now(), ends_at=now() + timedelta(hours=HOURS))
        self.link_digest = ring().digest(LABEL, link_secret)

    @classmethod
    def start(cls, user: User, by: User) -> None:
        """Begin it, and write to the person. Again while it waits, and nothing changes. Raises `NotYours`."""
        if by.id == user.id:
            raise NotYours("You look after your own second step on the page “Your sign-in”.")
        if SecondStep.of(user) is None:
            raise NotYours(f"{user.name} has no second step yet. They set it up at their next sign-in.")
        if cls.of(user):
            return
        secret = secrets.token_urlsafe(24)
        db.session.execute(delete(cls).where(cls.user_id == user.id))
        db.session.add(cls(user=user, by=by, link_secret=secret))
        audit.record("started to reset the second step of", f"user {user.id}", by)
        mail.send_letter(user.email, "people/second_step", user=user, by=by, secret=secret, hours=HOURS)

    @classmethod
    def of(cls, user: User) -> Self | None:
        """What waits for a second yes, if anything does."""
        found = db.session.get(cls, user.id)
        return found if found and found.is_open else None

    @classmethod
    def waiting(cls, user: User) -> Self:
        """The same. Raises `NotYours` when nothing waits: whoever began it may have left."""
        if found := cls.of(user):
            return found
        raise NotYours("Nothing waits for a second yes any more.")

    @classmethod
    def find(cls, link_secret: str) -> Self | None:
        """The one that the link in a letter is about, while it waits."""
        found = db.session.scalar(select(cls).where(cls.link_digest.in_(ring().digests(LABEL, link_secret))))
        return found if found and found.is_open else None

    @property
    def is_open(self) -> bool:
        """Whether there is still time, and both are still here: whoever has left has said no yes."""
        asked = self.asked_by.active and self.asked_by.may(Permission.MANAGE_PEOPLE)
        return now() < self.ends_at and self.user.active and asked

    def confirm(self, by: User) -> None:
        """The second yes: done. `by` is another administrator, or the person. Raises `NotYours`."""
        if by.id == self.asked_by_id:
            raise NotYours("You began this. Somebody else has to say yes too.")
        reset_second_step(self.user, by, asked_by=self.asked_by_id)
        db.session.delete(self)

    def take_back(self, by: User) -> None:
        """It was not needed, or not right."""
        audit.record("took back the reset of the second step of", f"user {self.user_id}", by)
        db.session.delete(self)


def forget_resets() -> None:
    """Every night: what nobody said yes to in time."""
    with write_transaction():
        db.session.execute(delete(SecondStepReset).where(SecondStepReset.ends_at < now()))
