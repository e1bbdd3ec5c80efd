"""ConcernStep: one thing that was done about a concern, and the words that go with it, sealed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.database import Base, UTCDateTime, choice, kept, now
from coprod.sealing import SealedOrEmpty, a_place, never_empty, new_place


class NeverDeleted(Exception):
    """Somebody tried to delete a concern, to change what was written in it, or what was done about it."""


class StepKind(StrEnum):
    """One kind of thing that is done about a concern."""

    ASKED = "asked"
    ACKNOWLEDGED = "acknowledged"
    NOTE = "note"
    REFERRAL = "referral"
    MESSAGE = "message"
    MESSAGE_OFF = "message_off"
    RELEASED = "released"
    HELD = "held"
    CLOSED = "closed"
    PUT_BACK = "put_back"
    LEAD_TOLD = "lead_told"
    DEPUTY_TOLD = "deputy_told"
    EVERYONE_TOLD = "everyone_told"


# The writer asks; the platform puts back and tells. All else is done by a member of staff.
BY_NO_STAFF = "(by_id IS NULL) = (what IN ('asked', 'put_back', 'lead_told', 'deputy_told', 'everyone_told'))"


@kept(NeverDeleted("what was done about a concern stays as it was written"))
class ConcernStep(Base):
    """One thing done about a concern: who, when, what, and the words that go with it, sealed. Added, never edited.

    `by_id` is empty when no member of staff did it: the writer asked for a safe adult, and the words say how to reach
    them; or the platform did it. `move_id` is the move by which released words left the safeguarding lead.
    `sealed_words` is empty when nothing was written.
    """

    __tablename__ = "concern_step"
    __table_args__ = (
        CheckConstraint(BY_NO_STAFF, name="by_whom"),
        CheckConstraint("move_id IS NULL OR what = 'released'", name="a_move_releases"),
        never_empty("sealed_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    what: Mapped[StepKind] = mapped_column(choice(StepKind, "what"))
    move_id: Mapped[int | None] = mapped_column(ForeignKey("move.id"))
    place: Mapped[int] = a_place()
    sealed_words: Mapped[bytes | None]

    words = SealedOrEmpty("sealed_words")  # what was written down

    concern: Mapped[Any] = relationship("Concern", back_populates="steps")  # by name: these two stand above this file
    move: Mapped[Any] = relationship("Move")

    def __init__(self, *, concern: Any, what: StepKind, by: int | None, words: str = "", move: Any = None) -> None:
        super().__init__(
            concern=concern, at=now(), by_id=by, what=StepKind(what), move=move, place=new_place(), words=words
        )
