"""Letters that have not left: those about concerns first, for somebody has to know of them all the same."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update

from coprod import jobs, mail
from coprod.accounts.models import User
from coprod.concerns.duty_letter import DutyLetter
from coprod.database import UK, UTCDateTime, db, now
from coprod.heartbeat import LAST, is_quiet
from coprod.mail import Message
from coprod.mail_server import trouble
from coprod.one_question import first_row
from coprod.sealing import Broken

PROMPTLY = timedelta(minutes=5)  # a letter to a duty that waits longer has found no worker, or nobody who has the duty
MOST = 100  # letters shown; the number of all is said

# It was tried and did not leave; or whoever had it in hand died, more than once.
NOT_LEFT = and_(Message.sent_on.is_(None), or_(Message.last_error != "", Message.tries > 1))
ABOUT_CONCERNS = and_(Message.urgent, NOT_LEFT)
# One with a code that was given up is deleted within a day: whoever asked for it asks again.
GIVEN_UP = and_(Message.sent_on.is_(None), Message.next_try_at.is_(None), Message.leaves_nothing.is_(False))


def _waits_for_nobody(since: Any) -> ColumnElement[bool]:
    return and_(DutyLetter.claimed_at.is_(None), DutyLetter.written_at < since)


_WAITING = select(
    select(func.count(Message.id)).where(ABOUT_CONCERNS).scalar_subquery(),
    select(func.count(DutyLetter.id)).where(_waits_for_nobody(bindparam("since", type_=UTCDateTime))).scalar_subquery(),
    LAST.scalar_subquery(),
)


class Waiting(NamedTuple):
    """What stands on every page of those who have to know: letters about concerns that have not left."""

    number: int
    quiet_since: datetime | None  # no worker has given a sign since then, so that no letter leaves

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.number or self.quiet_since)


def waiting() -> Waiting:
    """One question, on every page of a safeguarding lead, a deputy and an admin."""
    letters, duties, last = first_row(_WAITING, since=now() - PROMPTLY)
    at = UTCDateTime.from_driver(last) if last else None
    return Waiting(letters + duties, at if is_quiet(at) else None)


class Undelivered(NamedTuple):
    """One letter about a concern that has not left. Only safeguarding sees its times; everybody else the day.

    `to` is the name of the colleague it is for, or who has to be found first.
    """

    to: str
    written_on: date
    tries: int
    last_try_at: datetime | None
    next_try_at: datetime | None
    why: str

    @property
    def is_due(self) -> bool:
        """Whether it is tried as soon as a worker has its turn."""
        return self.next_try_at is not None and self.next_try_at <= now()


def about_concerns() -> list[Undelivered]:
    """Every one that has not left, the oldest first."""
    messages = db.session.scalars(
        select(Message).where(ABOUT_CONCERNS).order_by(Message.written_on, Message.id).limit(MOST)
    ).all()
    names = {user.email: user.name for user in db.session.scalars(select(User))} if messages else {}
    duties = db.session.scalars(select(DutyLetter).where(_waits_for_nobody(now() - PROMPTLY)).order_by(DutyLetter.id))
    nobody = "No worker has taken it yet, or nobody is there whose duty it is."
    return [
        Undelivered("Whoever has the duty", each.written_at.astimezone(UK).date(), 0, None, None, nobody)
        for each in duties.all()
    ] + [
        Undelivered(
            _reader(each, names), each.written_on, each.tries, each.last_try_at, each.next_try_at, why(each.last_error)
        )
        for each in messages
    ]


class GivenUp(NamedTuple):
    """Letters of one day that were given up for the same reason. Not to whom: that is nobody's business here."""

    written_on: date
    why: str
    number: int


def given_up() -> list[GivenUp]:
    """All other letters that are tried no more, by day, the latest first."""
    rows = db.session.execute(
        select(Message.written_on, Message.last_error, func.count())
        .where(GIVEN_UP, Message.urgent.is_(False))
        .group_by(Message.written_on, Message.last_error)
        .order_by(Message.written_on.desc(), Message.last_error)
        .limit(MOST)
    )
    return [GivenUp(day, why(kind), number) for day, kind, number in rows]


def send_again(*, only_about_concerns: bool = False) -> int:
    """Try them all now, from the first try on, also those that were given up. Gives back how many.

    One about a concern stays on the list until it has left.
    """
    which = ABOUT_CONCERNS if only_about_concerns else or_(ABOUT_CONCERNS, GIVEN_UP)
    again: Any = db.session.execute(update(Message).where(which).values(tries=0, next_try_at=mail.AT_ONCE))
    jobs.run_afterwards(mail.deliver_outbox)
    return int(again.rowcount)


def why(kind: str) -> str:
    """Why it has not left, for a person."""
    return trouble(kind).sentence if kind else "Whoever had it in hand was stopped, or is still at it."


def _reader(message: Message, names: dict[str, str]) -> str:
    try:
        return names.get(message.to, "Somebody who does not work here any more")
    except Broken:
        return "Somebody: it is sealed with a key that is not here"
