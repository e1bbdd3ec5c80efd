"""Letters that say a concern is waiting. They never say what it is about: they travel far and stay long.

What a request does about concerns is only recorded. At its end, once, it calls `tell`. A worker then finds who has the
duty, and how many concerns wait, and writes to them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from coprod import jobs, mail
from coprod.accounts.models import StaffRole, User
from coprod.concerns.concern import Concern
from coprod.concerns.duty_letter import Duty, DutyLetter, LetterKind
from coprod.concerns.open_now import open_now
from coprod.concerns.step import ConcernStep, StepKind
from coprod.database import db, now
from coprod.partnership.models import Partnership
from coprod.permissions import Permission, Role, may
from coprod.transactions import write_transaction

TEMPLATES = {
    LetterKind.OPENED: "concerns/opened",
    LetterKind.MORE: "concerns/more",
    LetterKind.PUT_BACK: "concerns/put_back",
    LetterKind.NOBODY_HAS_IT: "concerns/nobody_has_it",
}
# Who is told first; the next when the first are nobody. Somebody must know.
IN_TURN = (Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY, Role.ADMIN)
# Somebody to whom several letters would go at once gets the first of these.
MOST_PRESSING = (
    (Duty.EVERYONE, LetterKind.NOBODY_HAS_IT),
    (Duty.NEXT, LetterKind.NOBODY_HAS_IT),
    (Duty.LEAD_AND_DEPUTY, LetterKind.PUT_BACK),
    (Duty.LEAD, LetterKind.OPENED),
    (Duty.LEAD, LetterKind.MORE),
)


# The first letter to a duty leaves at once; what comes after it is in the next, which leaves so much later.
PAUSE = timedelta(minutes=2)


class Reader(NamedTuple):
    """Somebody who has a duty now."""

    role: Role
    email: str


def tell(duty: Duty = Duty.LEAD, kind: LetterKind = LetterKind.OPENED) -> None:
    """Whoever has this duty gets a letter, if what the session did is kept. Called once, by a view or a job."""
    db.session.execute(DutyLetter.write(duty, kind))
    jobs.run_afterwards(write_to_whom_it_concerns)


@jobs.task
def write_to_whom_it_concerns() -> None:
    """Write what waits, and let it leave at once."""
    write_what_waits()
    mail.deliver_due()


def write_what_waits() -> None:
    """Letters to duties become letters to people. One that nobody can be found for waits for whoever comes.

    However many concerns come in a minute, a duty gets its first letter at once, and the next after a pause.
    """
    waiting = _may_leave()
    if not db.session.scalars(waiting).first():
        return
    with write_transaction():
        letters = db.session.scalars(waiting.with_for_update(of=DutyLetter)).all()
        number, readers = open_now().unacknowledged, everybody()
        by_address: dict[str, tuple[Reader, DutyLetter]] = {}
        for letter in sorted(letters, key=lambda letter: MOST_PRESSING.index((letter.duty, letter.kind))):
            whom = who_has(letter.duty, readers)
            if not number:  # somebody has every concern already: there is no more to say, and no pause after it
                db.session.delete(letter)
            elif whom:
                letter.claimed_at = now()
                for reader in whom:
                    by_address.setdefault(reader.email, (reader, letter))
        for address, (reader, letter) in by_address.items():
            mail.send(address, *words(letter, reader, number), urgent=True)


def _may_leave() -> Select[DutyLetter]:
    """What waits, unless a letter to the same duty left a moment ago."""
    before: Any = aliased(DutyLetter)
    just_now = exists().where(before.duty == DutyLetter.duty, before.claimed_at > now() - PAUSE)
    return select(DutyLetter).where(DutyLetter.claimed_at.is_(None), ~just_now)


def tell_of_what_was_quiet() -> None:
    """The time on the list alone is over, and nobody took it on: now the lead is written to."""
    if not db.session.scalars(_quiet_no_longer()).first():
        return
    with write_transaction():
        due = db.session.scalars(_quiet_no_longer().with_for_update(of=Concern)).all()
        for concern in due:
            concern.tell_the_lead()
        if due:
            tell()


def tell_the_next() -> None:
    """Nobody has said "I have this" in time: a deputy is told, once, or who there is; after twice that, everyone."""
    minutes = Partnership.current().acknowledge_minutes
    first, second = now() - timedelta(minutes=minutes), now() - timedelta(minutes=2 * minutes)
    if not db.session.scalars(_not_told(first, second)).first() or not everybody():
        return  # nothing to tell, or nobody to tell: then whoever comes next is told, and nobody is down as told
    with write_transaction():
        due = db.session.scalars(_not_told(first, second).with_for_update(of=Concern)).all()
        of_everyone = [concern for concern in due if concern.waits_since <= second]
        for concern in due:
            if concern.deputy_told_at is None:
                concern.tell_the_deputy()
        for concern in of_everyone:
            concern.tell_everyone()
        if due:
            tell(Duty.EVERYONE if of_everyone else Duty.NEXT, LetterKind.NOBODY_HAS_IT)


def everybody() -> list[Reader]:
    """Everybody who may have to know, those who are told first before the others."""
    rows = db.session.execute(
        select(StaffRole.role, User.email)
        .join(User, User.id == StaffRole.user_id)
        .where(StaffRole.role.in_(IN_TURN), User.active)
        .order_by(User.id)
    )
    return sorted((Reader(*row) for row in rows), key=lambda reader: IN_TURN.index(reader.role))


def who_has(duty: Duty, readers: Sequence[Reader]) -> list[Reader]:
    """Who of these has a duty. When nobody has, whoever comes next."""
    lead, deputy, admin = ([reader for reader in readers if reader.role is role] for role in IN_TURN)
    return {
        Duty.LEAD: lead or deputy or admin,
        Duty.LEAD_AND_DEPUTY: lead + deputy or admin,
        Duty.NEXT: deputy or admin or lead,
        Duty.EVERYONE: lead + deputy + admin,
    }[duty]


def words(letter: DutyLetter, reader: Reader, number: int) -> tuple[str, str]:
    """Subject and body: where to look, or whom to ask to look, and how many wait; and nothing about whom or what."""
    minutes = Partnership.current().acknowledge_minutes
    return mail.letter_words(
        TEMPLATES[letter.kind],
        number=number,
        may_open=may(reader.role, Permission.READ_CONCERNS),
        minutes=minutes * (2 if letter.duty is Duty.EVERYONE else 1),
    )


def _not_told(first: datetime, second: datetime) -> Select[Any]:
    """Concerns that nobody has acknowledged, and of which somebody has still to be told."""
    since = Concern.clock_began()
    return select(Concern).where(
        Concern.acknowledged_at.is_(None),
        or_(
            and_(Concern.deputy_told_at.is_(None), since <= first),
            and_(Concern.everyone_told_at.is_(None), since <= second),
        ),
    )


def _quiet_no_longer() -> Select[Any]:
    """Concerns that were quiet, and that nobody has: not those of which the lead heard for another reason."""
    told = (StepKind.LEAD_TOLD, StepKind.ASKED, StepKind.PUT_BACK)
    heard = exists().where(ConcernStep.concern_id == Concern.id, ConcernStep.what.in_(told))
    return select(Concern).where(Concern.acknowledged_at.is_(None), Concern.quiet_until <= now(), ~heard)
