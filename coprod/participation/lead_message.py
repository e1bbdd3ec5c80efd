"""LeadMessage: what the safeguarding lead says to whoever holds the receipt, sealed."""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, uk_today
from coprod.sealing import new_place, seal, unseal


class LeadMessage(Base):
    """The message that stands on the receipt of one contribution, since a UK date. A new one takes its place."""

    __tablename__ = "lead_message"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    put_on: Mapped[date]
    place: Mapped[int] = mapped_column(BigInteger)
    sealed_words: Mapped[bytes]

    def __init__(self, words: str) -> None:
        place = new_place()
        super().__init__(put_on=uk_today(), place=place, sealed_words=seal(words, "lead_message.sealed_words", place))

    @property
    def words(self) -> str:
        """What it says, unsealed."""
        return unseal(self.sealed_words, "lead_message.sealed_words", self.place)
