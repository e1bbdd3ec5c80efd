"""What is done for a member of staff by a colleague. The pages and the commands use the same verbs.

`by` is the administrator who does it; None at a terminal. Each verb leaves an audit row, tells its owner by letter
where it changes how they sign in, and belongs to the caller's transaction.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select

from coprod import audit
from coprod.accounts.letters import SignInChange, tell_owner
from coprod.accounts.models import Held, StaffRole, User, together
from coprod.accounts.second_step import SecondStep
from coprod.concerns.put_back import put_back_what_nobody_can_open
from coprod.database import db
from coprod.people.role_words import in_words, name_of
from coprod.permissions import Role
from coprod.reading.claims import Claim

# Without one of these, nobody could let a colleague in, and nobody would hear of a child at risk.
MUST_STAY = (Role.ADMIN, Role.SAFEGUARDING_LEAD)


class LastOne(ValueError):
    """Somebody is the last who holds a role that has to be held. The message says so, in plain words."""


class OwnAccount(ValueError):
    """Nobody shuts themselves out. The message says so, in plain words."""


def change_roles(user: User, roles: Iterable[Role | Held], by: User | None = None) -> bool:
    """These roles and no others. Says whether anything changed. Raises `ValueError`, in plain words."""
    wanted = together(roles)
    keeps = {role for role, _ in wanted}
    if by is user and Role.ADMIN in user.roles and Role.ADMIN not in keeps:
        raise OwnAccount("You cannot take away your own administrator role. Another administrator can.")
    must_not_be_last(user, keeps)
    before = in_words(user.held)
    if not user.give_roles(wanted):
        return False
    db.session.flush()
    after = in_words(user.held)
    audit.record("changed the roles of", f"user {user.id}", by, before=before, after=after)
    tell_owner(user, SignInChange.ROLES_CHANGED, before=before, after=after)
    _let_go(user)
    return True


def deactivate(user: User, by: User | None = None) -> None:
    """They have left: every session ends at once, and what they had open goes back. Raises `ValueError`."""
    if by is user:
        raise OwnAccount("You cannot end your own account. Another administrator can.")
    must_not_be_last(user)
    user.deactivate()
    audit.record("deactivated", f"user {user.id}", by)
    _let_go(user)


def sign_out_everywhere(user: User, by: User | None = None) -> None:
    """A phone was stolen, or a computer left open: every session ends, and they sign in again."""
    user.end_sessions()
    audit.record("signed out everywhere", f"user {user.id}", by)
    Claim.give_all_back(by=user.id)


def reset_second_step(user: User, by: User | None = None, **who_else: Any) -> None:
    """For a lost phone: at their next sign-in, after the password, they set up an authenticator app again.

    From a terminal it is one command. On the pages it takes two: `who_else` is who asked for it.
    """
    had_one = SecondStep.of(user) is not None
    SecondStep.forget(user)
    audit.record("reset the second step of", f"user {user.id}", by, **who_else)
    if had_one:
        tell_owner(user, SignInChange.APP_FORGOTTEN)


def must_not_be_last(user: User, keeps: Iterable[Role] = ()) -> None:
    """Raise `LastOne` when nobody else holds a role that has to be held, and this person would not keep it."""
    holders = select(StaffRole.role, StaffRole.user_id).join(User, User.id == StaffRole.user_id)
    theirs = holders.where(StaffRole.role.in_(set(MUST_STAY) - set(keeps)), User.active).order_by(StaffRole.id)
    # Held until the transaction ends: of two administrators who let each other go, one is refused.
    held = db.session.execute(theirs.with_for_update(of=(StaffRole, User))).all()
    if role := _only_theirs(user, [(role, id) for role, id in held]):
        raise LastOne(f"{user.name} is the last {name_of(role)}. Give somebody else this role first.")


def last_of(user: User) -> Role | None:
    """The role that has to be held, and that this person is the last to hold."""
    holders = select(StaffRole.role, StaffRole.user_id).join(User, User.id == StaffRole.user_id)
    held = db.session.execute(holders.where(StaffRole.role.in_(MUST_STAY), User.active)).all()
    return _only_theirs(user, [(role, id) for role, id in held])


def locked_with_keepers(*ids: int) -> dict[int, User]:
    """These people, by their ids, held until the transaction ends, and with them all whose role has to be held.

    In one order for everybody: of two who change each other, one waits for the other and then sees what they did.
    """
    query = select(User).where(or_(User.id.in_(ids), User.holds(*MUST_STAY))).order_by(User.id)
    held = db.session.scalars(query.with_for_update(of=User).execution_options(populate_existing=True))
    return {user.id: user for user in held}


def _only_theirs(user: User, held: list[tuple[Role, int]]) -> Role | None:
    return next((role for role in MUST_STAY if [id for each, id in held if each is role] == [user.id]), None)


def _let_go(user: User) -> None:
    """What they had open goes back to those who can read it."""
    Claim.give_all_back(by=user.id)
    put_back_what_nobody_can_open()
