"""Letters to whoever pledged: that the pledge stands, what was done of it, and the link with which it is changed.

A link goes to the contact's own address and to no other.

Whoever types an address on the public page is told the same, and waits as long, whether or not it is known: only a job
looks for it, afterwards.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod import jobs, mail
from coprod.database import Base, db, now, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.move import UNDO, Move
from coprod.participation.submission import Submission
from coprod.promise.pledge import CHANGE_HOURS, Pledge
from coprod.promise.register.public_pledges import public
from coprod.promise.report import EVERY, REMINDED_AFTER
from coprod.sealing import Broken, Sealed, a_place, address_digests, never_empty, new_place
from coprod.transactions import write_transaction

SOME = 50  # pledges, at a time
MOST_LETTERS = 5  # to one address for one request


class LinkRequest(Base):
    """Somebody typed this address, sealed, and asked for links to its pledges. A row goes when a job has seen to it."""

    __tablename__ = "pledge_link_request"
    __table_args__ = (never_empty("sealed_address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = a_place()
    sealed_address: Mapped[bytes]

    address = Sealed("sealed_address")

    def __init__(self, address: str) -> None:
        super().__init__(place=new_place(), address=address)


def ask_for_links(address: str) -> None:
    """Whoever reads this address is sent a link for each pledge that was confirmed from it, if there are any."""
    db.session.add(LinkRequest(address))
    jobs.run_afterwards(send_links_soon)


@jobs.task
def send_links_soon() -> None:
    """See to what was asked for, at once."""
    send_links()
    mail.deliver_due()


def send_links() -> None:
    """See to every request there is, one by one."""
    while id := db.session.scalar(select(LinkRequest.id).order_by(LinkRequest.id).limit(1)):
        with write_transaction():
            request = db.session.get(LinkRequest, id, with_for_update=True)
            if request is not None:
                for pledge in _of_address(request):
                    send_link(pledge, "promise/change_link")
                db.session.delete(request)


def tell_who_stands_on_the_register() -> None:
    """A letter to each contact whose pledge everyone can read now, once that cannot be undone any more."""
    moved_lately = exists().where(Move.submission_id == Submission.id, Move.at > now() - UNDO)
    due = _due(and_(Pledge.told_on.is_(None), Pledge.email_confirmed_at.is_not(None), ~moved_lately))
    for id in db.session.scalars(due.order_by(Pledge.id).limit(SOME)).all():
        with write_transaction():
            pledge = db.session.scalar(select(Pledge).where(Pledge.id.in_(due.where(Pledge.id == id))))
            if pledge is not None:
                pledge.told()
                send_link(pledge, "promise/on_the_register")


def ask_what_was_done() -> None:
    """Every day: a letter to each contact whose answer is due, and one more to whoever has not answered that."""
    today = uk_today()
    since = func.coalesce(Pledge.answered_on, Pledge.submitted_on)
    to_ask = and_(Pledge.asked_on.is_(None), since <= today - EVERY)
    to_remind = and_(Pledge.reminded_on.is_(None), Pledge.asked_on <= today - REMINDED_AFTER)
    due = _due(or_(to_ask, to_remind))
    for id in db.session.scalars(due.order_by(Pledge.id).limit(SOME)).all():
        with write_transaction():
            pledge = db.session.scalar(select(Pledge).where(Pledge.id.in_(due.where(Pledge.id == id))))
            if pledge is None:
                continue
            if pledge.asked_on is None:
                pledge.asked_on = today
                send_link(pledge, "promise/what_did_you_do")
            else:
                pledge.reminded_on = today
                send_link(pledge, "promise/reminder")
                pledge.promise.touch()


def send_link(pledge: Pledge, letter: str) -> None:
    """A letter with a link that is new. It is forgotten when the pledge is withdrawn."""
    mail.send_letter(
        pledge.contact_email,
        letter,
        about=pledge.contribution.public_id,
        promise=pledge.promise,
        secret=pledge.new_change_link(),
        hours=CHANGE_HOURS,
    )


def _of_address(request: LinkRequest) -> list[Pledge]:
    """The latest pledges whose contact reads this address, and has shown it."""
    try:
        digests = address_digests(request.address)
    except Broken:
        return []  # its key is gone: whoever asked will ask again
    theirs = Pledge.contact_email_digest.in_(digests), Pledge.email_confirmed_at.is_not(None)
    query = select(Pledge).where(*theirs).order_by(Pledge.submitted_on.desc(), Pledge.id.desc()).limit(MOST_LETTERS)
    return list(db.session.scalars(query))


def _due(condition: ColumnElement[bool]) -> Select[Any]:
    theirs = select(Pledge.id).join(Pledge.submission).join(Contribution, Contribution.id == Pledge.contribution_id)
    return theirs.where(Pledge.sealed_contact_email.is_not(None), public(), condition)
