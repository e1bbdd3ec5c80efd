"""Everybody who works here, is invited or has left: one list, one page of it at a time.

Names are found and sorted here and not by the database: with accents and capitals it would do so in its own way.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from coprod.accounts.models import StaffRole, User
from coprod.accounts.second_step import SecondStep
from coprod.accounts.sessions import StaffSession
from coprod.audit import Record
from coprod.database import UK, db, now
from coprod.people.invitation import WAITS, Invitation, InvitedRole
from coprod.people.role_words import Share, shares
from coprod.people.second_step_reset import SecondStepReset
from coprod.permissions import Role
from coprod.rendering import uk_date, uk_time
from coprod.text import fold, sort_key

PAGE = 50
# In the order in which they stand in the list.
HERE, INVITED, LEFT = range(3)


class Somebody(NamedTuple):
    """One line before it is looked up: a person, or an invitation that waits."""

    standing: int
    name: str
    email: str
    id: int

    @property
    def key(self) -> str:
        """What stands in an address for this line: never a name."""
        return f"{'i' if self.standing == INVITED else 'u'}{self.id}"


@dataclass(frozen=True)
class Line:
    """One line of the list. `last_here` and `until` are in words; what does not apply is empty."""

    id: int
    name: str
    standing: int
    roles: list[Share]
    last_here: str = ""
    until: str = ""
    link_works: bool = False
    is_set_up: bool = False
    here_today: bool = False
    waits_for_second: bool = False


class People(NamedTuple):
    """What the page shows: how many there are of each kind, the lines, and where the next page begins."""

    numbers: tuple[int, int, int]
    lines: list[Line]
    found: int
    older: str | None


def people(
    titles: Mapping[int, str], role: Role | None = None, words: str = "", after: str = "", most: int = PAGE
) -> People:
    """The list: of one role, with these words in name or address, from after one line on."""
    everybody = _everybody()
    numbers = [sum(each.standing == standing for each in everybody) for standing in (HERE, INVITED, LEFT)]
    wanted = _with_role(everybody, role) if role else everybody
    sought = fold(words).split()
    wanted = [each for each in wanted if all(word in fold(f"{each.name} {each.email}") for word in sought)]
    wanted.sort(key=lambda each: (each.standing, sort_key(each.name), each.id))
    start = next((place for place, each in enumerate(wanted, 1) if each.key == after), 0)
    shown = wanted[start : start + most]
    older = shown[-1].key if start + most < len(wanted) else None
    return People((numbers[0], numbers[1], numbers[2]), _lines(shown, titles), len(wanted), older)


def _everybody() -> list[Somebody]:
    staff = db.session.execute(select(User.active, User.name, User.email, User.id)).all()
    invited = db.session.execute(select(Invitation.name, Invitation.email, Invitation.id).where(WAITS)).all()
    return [Somebody(HERE if active else LEFT, name, email, id) for active, name, email, id in staff] + [
        Somebody(INVITED, name, email, id) for name, email, id in invited
    ]


def _with_role(everybody: Sequence[Somebody], role: Role) -> list[Somebody]:
    staff = set(db.session.scalars(select(StaffRole.user_id).where(StaffRole.role == role)))
    invited = set(db.session.scalars(select(InvitedRole.invitation_id).where(InvitedRole.role == role)))
    return [each for each in everybody if each.id in (invited if each.standing == INVITED else staff)]


def _lines(shown: Sequence[Somebody], titles: Mapping[int, str]) -> list[Line]:
    invited = [each.id for each in shown if each.standing == INVITED]
    ids = [each.id for each in shown if each.standing != INVITED]
    invitations = _by_id(Invitation, invited)
    staff, seen = _by_id(User, ids), last_here(ids)
    set_up = set(db.session.scalars(select(SecondStep.user_id).where(SecondStep.user_id.in_(ids))))
    resets = select(SecondStepReset.user_id).where(SecondStepReset.user_id.in_(ids), SecondStepReset.ends_at > now())
    waiting = set(db.session.scalars(resets))
    return [
        _invited(invitations[each.id], titles)
        if each.standing == INVITED
        else _person(staff[each.id], titles, seen.get(each.id), each.id in set_up, each.id in waiting)
        for each in shown
    ]


def _invited(invitation: Invitation, titles: Mapping[int, str]) -> Line:
    ends = invitation.link_ends_at
    return Line(
        id=invitation.id,
        name=invitation.name,
        standing=INVITED,
        roles=shares(invitation.held, titles),
        until=f"{ends.astimezone(UK):%A} {uk_time(ends)}",
        link_works=invitation.works,
    )


def _person(user: User, titles: Mapping[int, str], seen: datetime | None, is_set_up: bool, waits: bool) -> Line:
    return Line(
        id=user.id,
        name=user.name,
        standing=HERE if user.active else LEFT,
        roles=shares(user.held, titles),
        last_here=when(seen, with_time=True) if seen else "Never",
        until=when(user.ended_at) if user.ended_at else "",
        is_set_up=is_set_up,
        here_today=seen is not None and _day(seen) == _day(now()),
        waits_for_second=waits and user.active,
    )


def last_here(ids: Collection[int]) -> dict[int, datetime]:
    """When each of these people was last here. Sessions are forgotten after a month; that somebody came is not."""
    subjects = [f"user {id}" for id in ids]
    sessions = select(StaffSession.user_id, func.max(StaffSession.last_seen_at)).group_by(StaffSession.user_id)
    signed_in = select(Record.by_id, func.max(Record.at)).group_by(Record.by_id)
    found: dict[int, datetime] = {}
    for query in (
        sessions.where(StaffSession.user_id.in_(ids)),
        signed_in.where(Record.subject.in_(subjects), Record.action == "signed in"),
    ):
        for id, moment in db.session.execute(query).all():
            if id is not None:
                found[id] = max(moment, found.get(id, moment))
    return found


def when(moment: datetime, with_time: bool = False) -> str:
    """ "Today, 9:40am", "Yesterday", "18 November", with its year when that is not this year."""
    days = (_day(now()) - _day(moment)).days
    if days == 0:
        return f"Today, {uk_time(moment)}" if with_time else "today"
    if days == 1:
        return "Yesterday" if with_time else "yesterday"
    return uk_date(moment).partition("\u00a0")[2]


def _day(moment: datetime) -> Any:
    return moment.astimezone(UK).date()


def _by_id(model: Any, ids: Collection[int]) -> dict[int, Any]:
    return {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(ids)))}
