"""ConcernStep: one thing that was done about a concern, and the words that go with it, sealed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.database import Base, UTCDateTime, choice, kept, now
from coprod.sealing import Sealed, a_place, new_place


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
    CLOSED = "closed"


@kept(NeverDeleted("what was done about a concern stays as it was written"))
class ConcernStep(Base):
    """One thing done about a concern: who, when, what, and the words that go with it, sealed. Added, never edited.

    `by_id` is empty when the writer did it: they asked for a safe adult, and the words say how to reach them. A note
    without it is the platform's own: whoever had the concern can open it no longer, and it was put back.
    """

    __tablename__ = "concern_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concern.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    what: Mapped[StepKind] = mapped_column(choice(StepKind, "what"))
    place: Mapped[int] = a_place()
    sealed_words: Mapped[bytes]

    words = Sealed("sealed_words")  # what was written down
    concern: Mapped[Any] = relationship("Concern", back_populates="steps")  # by name: it stands above this file

    def __init__(self, *, concern: Any, what: StepKind, by: int | None, words: str = "") -> None:
        super().__init__(concern=concern, at=now(), by_id=by, what=StepKind(what), place=new_place(), words=words)

    @classmethod
    def puts_back(cls) -> ColumnElement[bool]:
        """The condition under which a step put its concern back: nobody has it any more."""
        return and_(cls.what == StepKind.NOTE, cls.by_id.is_(None))

    @property
    def is_put_back(self) -> bool:
        """Whether this step put the concern back."""
        return self.what is StepKind.NOTE and self.by_id is None
