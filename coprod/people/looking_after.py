"""What is done for a member of staff by a colleague. The pages and the commands use the same verbs.

`by` is the administrator who does it; None at a terminal. Each verb leaves an audit row, tells its owner by letter
where it changes how they sign in, and belongs to the caller's transaction.
"""

from collections.abc import Iterable

from sqlalchemy import select

from coprod import audit
from coprod.accounts.letters import SignInChange, tell_owner
from coprod.accounts.models import Held, StaffRole, User, together
from coprod.accounts.second_step import SecondStep
from coprod.activities.engagement import Engagement
from coprod.concerns.put_back import put_back_what_nobody_can_open
from coprod.database import db
from coprod.permissions import Role
from coprod.reading.claims import Claim

# Without one of these, nobody could let a colleague in, and nobody would hear of a child at risk.
MUST_STAY = {Role.ADMIN: "administrator", Role.SAFEGUARDING_LEAD: "safeguarding lead"}


class LastOne(ValueError):
    """Somebody is the last who holds a role that has to be held. The message says so, in plain words."""


def change_roles(user: User, roles: Iterable[Role | Held], by: User | None = None) -> bool:
    """These roles and no others. Says whether anything changed. Raises `ValueError`, `LastOne` among them."""
    wanted = together(roles)
    must_not_be_last(user, keeps={role for role, _ in wanted})
    before = in_words(user)
    if not user.give_roles(wanted):
        return False
    db.session.flush()
    after = in_words(user)
    audit.record("changed the roles of", f"user {user.id}", by, before=before, after=after)
    tell_owner(user, SignInChange.ROLES_CHANGED, before=before, after=after)
    _let_go(user)
    return True


def deactivate(user: User, by: User | None = None) -> None:
    """They have left: every session ends at once, and what they had open goes back. Raises `LastOne`."""
    must_not_be_last(user)
    user.deactivate()
    audit.record("deactivated", f"user {user.id}", by)
    _let_go(user)


def reset_second_step(user: User, by: User | None = None) -> None:
    """For a lost phone: at their next sign-in, after the password, they set up an authenticator app again."""
    had_one = SecondStep.of(user) is not None
    SecondStep.forget(user)
    audit.record("reset the second step of", f"user {user.id}", by)
    if had_one:
        tell_owner(user, SignInChange.APP_FORGOTTEN)


def must_not_be_last(user: User, keeps: Iterable[Role] = ()) -> None:
    """Raise `LastOne` when nobody else holds a role that has to be held, and this person would not keep it."""
    for role in MUST_STAY.keys() - set(keeps):
        # Held until the transaction ends: of two administrators who let each other go, one is refused.
        holders = select(StaffRole.user_id).join(User, User.id == StaffRole.user_id)
        held_by = db.session.scalars(holders.where(StaffRole.role == role, User.active).with_for_update()).all()
        if held_by == [user.id]:
            raise LastOne(f"{user.name} is the last {MUST_STAY[role]}. Give somebody else this role first.")


def in_words(user: User) -> list[str]:
    """Their roles as people say them: "moderator", or "moderator for The refresh"."""
    ids = {id for _, id in user.held if id is not None}
    titles = dict(db.session.execute(select(Engagement.id, Engagement.title).where(Engagement.id.in_(ids))).all())
    held = sorted(user.held, key=lambda held: (list(Role).index(held[0]), held[1] or 0))
    return [role.words if id is None else f"{role.words} for {titles[id]}" for role, id in held]


def _let_go(user: User) -> None:
    """What they had open goes back to those who can read it."""
    Claim.give_all_back(by=user.id)
    put_back_what_nobody_can_open()
