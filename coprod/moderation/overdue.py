"""What has waited longer than we promised: one letter a day to those who read, so that nobody has to look for it."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from coprod import audit, mail
from coprod.accounts.models import User
from coprod.database import Base, UTCDateTime, db, kept, now, uk_today
from coprod.permissions import Permission, Role
from coprod.reading.waiting import summary, summary_of
from coprod.transactions import write_transaction
from coprod.working_days import at_work

TOLD = (Role.MODERATOR, Role.ENGAGEMENT_LEAD)


class ToldAlready(Exception):
    """Somebody tried to change or delete the record of a day's letters."""


@kept(ToldAlready("what was sent on a day stays as it was written"))
class OverTimeAlert(Base):
    """The letters of one UK day: there is one row a day at most, and so one letter to each person.

    `over` is how many contributions had waited longer than we promised, `letters` how many people were told.
    """

    __tablename__ = "over_time_alert"

    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    over: Mapped[int]
    letters: Mapped[int]

    def __init__(self, *, over: int, letters: int) -> None:
        super().__init__(day=uk_today(), at=now(), over=over, letters=letters)


def tell_when_over_time() -> None:
    """Every hour of a working day: what was in time at nine may have come back to the queue by noon."""
    if at_work(now()) and db.session.get(OverTimeAlert, uk_today()) is None:
        tell_the_readers()


def tell_the_readers() -> int:
    """Write to everybody who reads, if something of theirs is over and nobody was told today. Gives how many letters.

    Whoever reads for one engagement hears of that one alone.
    """
    waiting = summary()
    if not waiting.over:
        return 0
    try:
        with write_transaction():
            readers = db.session.scalars(select(User).where(User.holds(*TOLD), User.active).order_by(User.id)).all()
            theirs = {ids: summary_of(ids) for ids in {reader.reach(Permission.READ_QUEUE) for reader in readers}}
            told = [(reader, theirs[reader.reach(Permission.READ_QUEUE)]) for reader in readers]
            told = [(reader, of_them) for reader, of_them in told if of_them.over]
            if not told:
                return 0
            db.session.add(OverTimeAlert(over=waiting.over, letters=len(told)))
            db.session.flush()  # two workers at once: the second learns here that today's letters are written
            for reader, of_them in told:
                words = {"over": of_them.over, "oldest": of_them.oldest}
                mail.send(reader.email, *mail.letter_words("moderation/over_time", **words))
            audit.record("told of what is over time", "queue", over=waiting.over, letters=len(told))
    except IntegrityError:
        return 0
    return len(told)
