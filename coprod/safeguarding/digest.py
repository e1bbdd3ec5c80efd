"""Twice a working day the safeguarding lead hears how many weaker worries wait: never whose, nor about what."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from coprod import audit, mail
from coprod.concerns.duty_letter import Duty
from coprod.concerns.letters import Reader, everybody, who_has
from coprod.concerns.open_now import open_now
from coprod.database import UK, Base, UTCDateTime, db, kept, now, uk_today
from coprod.permissions import Permission, may
from coprod.reading.waiting import summary_of
from coprod.transactions import write_transaction
from coprod.working_days import at_work

# By the clock in the United Kingdom: before anybody reads, and while there is still time before people go home.
AT = (time(9), time(14))
EVERYTHING = None  # not one engagement's


class WrittenAlready(Exception):
    """Somebody tried to change or delete the record of a digest."""


@kept(WrittenAlready("what was sent on a day stays as it was written"))
class LeadDigest(Base):
    """One digest: at most one for each hour of `AT` on each UK day, whether there was anything to say or not.

    `read_first` is how many contributions waited to be read first, `quiet` how many weaker worries of private fields
    stood on the lead's list; `letters` is how many people were written to.
    """

    __tablename__ = "lead_digest"

    day: Mapped[date] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    read_first: Mapped[int]
    quiet: Mapped[int]
    letters: Mapped[int]

    def __init__(self, *, hour: int, read_first: int, quiet: int, letters: int) -> None:
        super().__init__(day=uk_today(), hour=hour, at=now(), read_first=read_first, quiet=quiet, letters=letters)


def send_digest() -> None:
    """Every few minutes: the digest of this hour, once. A worker that was away sends it late, and no more than one."""
    hour = due(now())
    if hour is not None and db.session.get(LeadDigest, (uk_today(), hour)) is None:
        write_digest(hour)


def due(moment: datetime) -> int | None:
    """Of which hour the latest digest is, while people are at work."""
    local = moment.astimezone(UK).time()
    return max(each for each in AT if each <= local).hour if at_work(moment) else None


def write_digest(hour: int) -> None:
    """Write to whoever has the lead's duty, unless nothing waits; two workers at once write it once."""
    try:
        with write_transaction():
            waiting, quiet = summary_of(EVERYTHING), open_now().quiet
            readers = who_has(Duty.LEAD, everybody()) if waiting.read_first or quiet else []
            numbers: dict[str, Any] = {"read_first": waiting.read_first, "quiet": quiet, "letters": len(readers)}
            db.session.add(LeadDigest(hour=hour, **numbers))
            db.session.flush()  # the second of two workers learns here that it is written
            for reader in readers:
                mail.send(reader.email, *words(reader, waiting.read_first, waiting.read_first_until, quiet))
            if readers:
                audit.record("sent the digest to the safeguarding lead", "queue", **numbers)
    except IntegrityError:
        return


def words(reader: Reader, read_first: int, until: datetime | None, quiet: int) -> tuple[str, str]:
    """Subject and body: how many, until when, and where to look."""
    may_open = may(reader.role, Permission.READ_CONCERNS)
    return mail.letter_words("safeguarding/digest", read_first=read_first, until=until, quiet=quiet, may_open=may_open)
