"""Letters that leave by email. A message is a row written with whatever caused it; a job delivers it afterwards.

What a letter says stands in `templates/letters/`, a folder for each package.

Each message is sent at least once: a worker that dies between handing it over and writing that down leaves it due,
and it goes again with the same Message-ID. A message is claimed first, so that two workers do not both send it.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from flask import current_app, render_template
from sqlalchemy import CheckConstraint, Index, and_, case, delete, literal, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from coprod import jobs
from coprod.config import Config
from coprod.database import Base, UTCDateTime, db, now, uk_today
from coprod.mail_server import hand_over, kind_of, trouble
from coprod.public_ids import PublicId, new_public_id
from coprod.rendering import full_address
from coprod.sealing import Sealed, a_place, never_empty, new_place
from coprod.transactions import write_transaction

MOST_TRIES = 8
# Longer than one try can take; three times longer after each, a day and a half in all.
FIRST_PAUSE = timedelta(minutes=2)
# A letter that cannot wait is tried this often, and until it leaves.
URGENT_PAUSE = timedelta(minutes=5)
# A letter that nobody has tried is due, whatever the clock of the machine says that wrote it.
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
# A letter holds an address and often a link. One that was given up is kept longer: somebody may ask where it is.
SENT_KEPT, GIVEN_UP_KEPT = timedelta(days=30), timedelta(days=60)
NOT_SENT = text("sent_on IS NULL")

log = logging.getLogger(__name__)


class Message(Base):
    """One letter to one person, sealed. `next_try_at` is empty once it is sent, or given up after `MOST_TRIES`.

    It knows only UK dates: a letter about a concern is written the moment that somebody wrote to us. `about`
    is the public id of what the letter is about, where it has to go with it.
    One that `leaves_nothing` is deleted when it has left: it holds a code that nobody but its reader may have.
    One that is `urgent` says that somebody may not be safe: it leaves before all others, and is never given up.
    A subject is read on locked screens and kept in other people's logs: nothing personal and no code in it.
    `last_error` is a kind and a number, never the other machine's words, which may hold the address; it and
    `last_try_at` are empty again when the letter has left.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries"),
        never_empty("sealed_to"),
        never_empty("sealed_subject"),
        never_empty("sealed_body"),
        Index("ix_message_not_sent", "written_on", sqlite_where=NOT_SENT, postgresql_where=NOT_SENT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId]
    place: Mapped[int] = a_place()
    sealed_to: Mapped[bytes]
    sealed_subject: Mapped[bytes]
    sealed_body: Mapped[bytes]
    about: Mapped[str | None] = mapped_column(index=True)
    written_on: Mapped[date]
    sent_on: Mapped[date | None]
    tries: Mapped[int]
    next_try_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    last_try_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str]
    urgent: Mapped[bool]
    leaves_nothing: Mapped[bool]

    to = Sealed("sealed_to")
    subject = Sealed("sealed_subject")
    body = Sealed("sealed_body")

    def __init__(
        self,
        *,
        to: str,
        subject: str,
        body: str,
        about: str | None = None,
        urgent: bool = False,
        leaves_nothing: bool = False,
    ) -> None:
        if not to or len(to) > 254:
            raise ValueError("an email needs an address")
        Address(addr_spec=to)  # raises ValueError unless it is one address and nothing more
        if not subject or not subject.isprintable():
            raise ValueError("the subject of an email is one line")
        body.encode()  # half a character that nobody could deliver would hold up the letters behind it
        super().__init__(
            public_id=new_public_id(),
            place=new_place(),
            to=to,
            subject=subject,
            body=body,
            about=about,
            written_on=uk_today(),
            sent_on=None,
            tries=0,
            next_try_at=AT_ONCE,
            last_try_at=None,
            last_error="",
            urgent=urgent,
            leaves_nothing=leaves_nothing,
        )

    def as_email(self, sender: str) -> EmailMessage:
        """The letter as mail servers know it; by its Message-ID they see at every try that it is the same."""
        email = EmailMessage()
        email["From"] = sender
        email["To"] = Address(addr_spec=self.to)
        email["Subject"] = self.subject
        email["Date"] = now()
        domain = email["From"].addresses[0].domain
        email["Message-ID"] = f"<{self.public_id}@{domain}>"
        email["Auto-Submitted"] = "auto-generated"  # no out-of-office replies, please
        email.set_content(self.body)
        return email


def sender_address() -> str:
    """The address that letters come from."""
    config: Config = current_app.config["COPROD"]
    return parseaddr(config.mail_from)[1]


def send(to: str, subject: str, body: str, *, about: str | None = None, urgent: bool = False) -> Message:
    """Put a letter in the outbox, in the session's transaction: it leaves only if that is committed."""
    message = Message(to=to, subject=subject, body=body, about=about, urgent=urgent)
    db.session.add(message)
    jobs.run_afterwards(deliver_outbox)
    return message


def send_letter(to: str, name: str, *, about: str | None = None, **values: Any) -> Message:
    """Put a letter in the outbox, e.g. "events/place_booked". `values` are what its template asks for."""
    return send(to, *letter_words(name, **values), about=about)


def letter(to: str, name: str, *, about: str | None = None, leaves_nothing: bool = False, **values: Any) -> Message:
    """The same letter, in no session: whoever asks for it files it."""
    subject, body = letter_words(name, **values)
    return Message(to=to, subject=subject, body=body, about=about, leaves_nothing=leaves_nothing)


def letter_words(name: str, **values: Any) -> tuple[str, str]:
    """The subject and the body of a letter. "Subject: ..." is its first line, the same for everybody."""
    words = render_template(f"letters/{name}.txt", full_address=full_address, **values).replace("\u00a0", " ")
    subject, _, body = words.partition("\n\n")
    return subject.removeprefix("Subject: "), body + "\n"


def deliver_due(limit: int = 50) -> int:
    """Try every letter that is due, `limit` at most. Gives back how many left."""
    due = (
        select(Message.id, Message.tries)
        .where(Message.next_try_at <= now())
        .order_by(Message.urgent.desc(), Message.next_try_at, Message.id)
        .limit(limit)
    )
    rows = db.session.execute(due).all()
    db.session.rollback()
    return sum(_deliver(number, tries) for number, tries in rows)


def _deliver(number: int, tries: int) -> bool:
    config: Config = current_app.config["COPROD"]
    email = _claim(number, tries, config.mail_from)
    if email is None:
        return False
    try:
        if config.mail_url:
            hand_over(email, config.mail_url)
        else:
            _keep(email, _letter_file(number))
    except Exception as error:  # whatever it is: it must be told, and must not hold up the letters behind this one
        _failed(number, tries + 1, kind_of(error))
        return False
    with write_transaction():
        gone: Any = db.session.execute(delete(Message).where(Message.id == number, Message.leaves_nothing))
        sent: Any = db.session.execute(
            update(Message)
            .where(Message.id == number)
            .values(sent_on=uk_today(), next_try_at=None, last_try_at=None, last_error="")
        )
    if not gone.rowcount + sent.rowcount:
        _letter_file(number).unlink(missing_ok=True)  # forgotten while we had it in hand
    return True


def _claim(number: int, tries: int, sender: str) -> EmailMessage | None:
    """Take a letter, unless another worker has: it is due again after the pause, should we die with it in hand."""
    last = tries + 1 >= MOST_TRIES
    usual = literal(None if last else now() + FIRST_PAUSE * 3**tries, UTCDateTime)
    urgent = literal(now() + (URGENT_PAUSE if tries else FIRST_PAUSE), UTCDateTime)
    with write_transaction():
        claimed: Any = db.session.execute(
            update(Message)
            .where(Message.id == number, Message.tries == tries, Message.next_try_at.is_not(None))
            .values(tries=tries + 1, last_try_at=now(), next_try_at=case((Message.urgent, urgent), else_=usual))
        )
        message = db.session.get(Message, number) if claimed.rowcount == 1 else None
        try:
            return message.as_email(sender) if message else None
        except Exception as error:  # no key, a sender that is no address: it is due again after the pause, as any other
            failed = kind_of(error)
    _failed(number, tries + 1, failed)
    return None


def _failed(number: int, tries: int, kind: str) -> None:
    wrong = trouble(kind)
    with write_transaction():
        message = db.session.get(Message, number)
        if message is None:
            return  # forgotten while we had it in hand
        message.last_error = kind
        if wrong.for_good and not message.urgent:
            message.next_try_at = None
        next_try = message.next_try_at
    if next_try is None:
        log.error("letter %s is given up after try %s. %s", number, tries, wrong.sentence)
    else:
        log.warning("letter %s did not leave at try %s, and is tried again. %s", number, tries, wrong.sentence)


def _letter_file(number: int) -> Path:
    config: Config = current_app.config["COPROD"]
    return config.instance / "mail" / f"{number}.eml"


def _keep(email: EmailMessage, path: Path) -> None:
    # No mail server: whoever tries the demonstration reads the letters, and follows their links, from a folder.
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(bytes(email))


def forget_about(public_id: str) -> None:
    """What these letters are about is taken back: they are deleted, whether they have left or not."""
    for number in db.session.scalars(delete(Message).where(Message.about == public_id).returning(Message.id)):
        _letter_file(number).unlink(missing_ok=True)


def purge() -> int:
    """Delete the letters whose time is over. Gives back how many."""
    deleted = 0
    while numbers := _delete_some():
        deleted += len(numbers)
        for number in numbers:
            _letter_file(number).unlink(missing_ok=True)
    return deleted


def _delete_some(limit: int = 500) -> Sequence[int]:
    over = or_(
        Message.sent_on < uk_today() - SENT_KEPT,
        and_(Message.leaves_nothing, Message.next_try_at.is_(None)),
        and_(Message.sent_on.is_(None), Message.next_try_at.is_(None), Message.written_on < uk_today() - GIVEN_UP_KEPT),
    )
    with write_transaction():
        numbers = db.session.scalars(
            select(Message.id).where(over).order_by(Message.id).limit(limit).with_for_update(skip_locked=True)
        ).all()
        db.session.execute(delete(Message).where(Message.id.in_(numbers)))
    return numbers


@jobs.task
def deliver_outbox() -> None:
    """Deliver until nothing that is due will leave."""
    while deliver_due():
        pass


def deliver_what_is_left() -> None:
    """What could not leave before, and what nobody woke us for."""
    deliver_due()
