"""Concern: a possible safeguarding matter, and its sealed copy of what was written."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy import ForeignKey, event, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.database import Base, UTCDateTime, db, now
from coprod.sealing import seal, unseal

if TYPE_CHECKING:
    from coprod.participation.submission import Submission


class Concern(Base):
    """Something in what a person wrote may mean that someone is not safe.

    The words are sealed (encrypted) the moment it is opened, and stay even when their author takes them back.
    Nothing on the author's receipt says that it exists. `closed_at` is empty while the safeguarding lead is on it.
    """

    __tablename__ = "concern"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    prompt: Mapped[str]
    sealed_words: Mapped[bytes]

    submission: Mapped["Submission"] = relationship()

    def __init__(self, *, submission: "Submission", words: str, prompt: str, at: datetime, by: int | None) -> None:
        super().__init__(
            submission=submission,
            prompt=prompt,
            sealed_words=seal(words),
            opened_at=at,
            opened_by_id=by,
            closed_at=None,
            closed_by_id=None,
        )

    @classmethod
    def locked(cls, id: int) -> "Concern | None":
        """One concern, held until this transaction ends."""
        return db.session.scalar(select(cls).where(cls.id == id).with_for_update(of=cls))

    @classmethod
    def open_now(cls) -> tuple[int, datetime | None]:
        """How many are open, and since when the oldest is."""
        count, oldest = db.session.execute(
            select(func.count(), func.min(cls.opened_at)).where(cls.closed_at.is_(None))
        ).one()
        return count, oldest

    @property
    def is_open(self) -> bool:
        """Whether the safeguarding lead has still to finish it."""
        return self.closed_at is None

    @property
    def latest_id(self) -> int:
        """The newest concern about the same words: this one, unless they were escalated again later."""
        return db.session.scalars(select(func.max(Concern.id)).where(Concern.submission_id == self.submission_id)).one()

    def close(self, *, by: int) -> None:
        """The lead has finished it. It stays, with its words. Doing it again changes nothing."""
        if self.is_open:
            self.closed_at, self.closed_by_id = now(), by

    @property
    def words(self) -> str:
        """What was written, unsealed. Whoever calls this records that it was read."""
        return unseal(self.sealed_words)


class NeverDeleted(Exception):
    """Somebody tried to delete a concern."""


@event.listens_for(Concern, "before_delete")
def _concerns_stay(mapper: Any, connection: Any, concern: Concern) -> NoReturn:
    raise NeverDeleted("a concern is never deleted")
