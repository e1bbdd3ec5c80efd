"""Concern: a possible safeguarding matter, and its sealed copy of what was written."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.database import Base, UTCDateTime
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
        )

    @property
    def words(self) -> str:
        """What was written, unsealed. Whoever calls this records that it was read."""
        return unseal(self.sealed_words)
