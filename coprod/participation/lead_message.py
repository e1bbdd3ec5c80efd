"""LeadMessage: what the safeguarding lead says to whoever holds the receipt, sealed."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, uk_today
from coprod.sealing import Sealed, a_place, never_empty, new_place


class LeadMessage(Base):
    """The message that stands on the receipt of one contribution, since a UK date. A new one takes its place."""

    __tablename__ = "lead_message"
    __table_args__ = (never_empty("sealed_words"),)

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    put_on: Mapped[date]
    place: Mapped[int] = a_place()
    sealed_words: Mapped[bytes]

    words = Sealed("sealed_words")  # what it says

    def __init__(self, words: str) -> None:
        super().__init__(put_on=uk_today(), place=new_place(), words=words)
