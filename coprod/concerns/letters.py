"""Letters that say a concern is waiting. They never say what it is about: they travel far and stay long."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, and_, func, or_, select

from coprod import mail
from coprod.accounts.models import User
from coprod.concerns.concern import Concern
from coprod.database import db, now, write_transaction
from coprod.partnership.models import Partnership
from coprod.permissions import Permission, Role, may
from coprod.rendering import plural

SUBJECT = "A safeguarding concern is waiting for you"
# Who is told first; the next when the first are nobody. Somebody must know.
IN_TURN = (Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY, Role.ADMIN)


def tell_the_lead() -> None:
    """A concern was opened: every safeguarding lead gets a letter in the same transaction."""
    minutes = plural(Partnership.current().acknowledge_minutes, "minute")
    tell(first_of(IN_TURN), f"If nobody says so within {minutes}, a deputy is told.")


def letters_to_the_lead() -> list[mail.Message]:
    """The same letters, in no session: they are filed with the concern that they are about."""
    minutes = plural(Partnership.current().acknowledge_minutes, "minute")
    more = f"If nobody says so within {minutes}, a deputy is told."
    partnership = Partnership.current().name
    return [
        mail.Message(to=address, subject=SUBJECT, body=body(partnership, role, more))
        for role in first_of(IN_TURN)
        for address in addresses_of(role)
    ]


def tell_of_more() -> None:
    """There is something new in a concern that is open already: the leads are told."""
    tell(first_of(IN_TURN), "There is something new in it.")


def tell_of_those_put_back() -> None:
    """Nobody has a concern any more that somebody had: the leads and the deputies are told at once."""
    roles = [role for role in IN_TURN[:2] if addresses_of(role)]
    tell(roles or IN_TURN[2:], "Somebody had it, and cannot open it any more. Nobody has it now.")


def tell_the_next() -> None:
    """Nobody has said "I have this" in time: a deputy is told, once, or who there is; after twice that, everyone."""
    minutes = Partnership.current().acknowledge_minutes
    first, second = now() - timedelta(minutes=minutes), now() - timedelta(minutes=2 * minutes)
    if not db.session.scalars(_not_told(first, second)).first() or not first_of(IN_TURN):
        return  # nothing to tell, or nobody to tell: then whoever comes next is told, and nobody is down as told
    with write_transaction():
        due = db.session.scalars(_not_told(first, second).with_for_update(of=Concern)).all()
        of_deputies = [concern for concern in due if concern.deputy_told_at is None]
        of_everyone = [concern for concern in due if concern.waits_since <= second]
        for concern in of_deputies:
            concern.deputy_told_at = now()
        for concern in of_everyone:
            concern.everyone_told_at = now()
        if of_everyone:
            tell(IN_TURN, f"Nobody has said so for {plural(2 * minutes, 'minute')}.")
        elif of_deputies:
            tell(first_of(IN_TURN[1:]) or IN_TURN[:1], f"Nobody has said so for {plural(minutes, 'minute')}.")


def tell(roles: Iterable[Role], more: str) -> None:
    """A letter to everybody who has one of these roles."""
    partnership = Partnership.current().name
    for role in roles:
        for address in addresses_of(role):
            mail.send(address, SUBJECT, body(partnership, role, more))


def first_of(roles: Iterable[Role]) -> list[Role]:
    """The first of these roles that anybody has."""
    return next(([role] for role in roles if addresses_of(role)), [])


def addresses_of(role: Role) -> list[str]:
    """The email addresses of everybody who has this role now."""
    return list(db.session.scalars(select(User.email).where(User.role == role, User.active).order_by(User.id)))


def body(partnership: str, role: Role, more: str) -> str:
    """Where to look, or whom to ask to look; and nothing about whom or what."""
    if not may(role, Permission.READ_CONCERNS):
        what = "Someone may not be safe. Call the safeguarding lead or a deputy now: only they can open the concern."
        return f"{what}\n\n{more}\n\n{partnership}\n"
    page = f"{current_app.config['COPROD'].base_url}/staff/safeguarding"
    return f"Someone may not be safe. Open the concern and say that you have it:\n\n{page}\n\n{more}\n\n{partnership}\n"


def _not_told(first: datetime, second: datetime) -> Select[Any]:
    """Concerns that nobody has acknowledged, and of which somebody has still to be told."""
    since = func.coalesce(Concern.put_back_at(), Concern.opened_at)
    return select(Concern).where(
        Concern.acknowledged_at.is_(None),
        or_(
            and_(Concern.deputy_told_at.is_(None), since <= first),
            and_(Concern.everyone_told_at.is_(None), since <= second),
        ),
    )
