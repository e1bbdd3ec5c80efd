"""The staff of the demonstration: who works there, since when, who is invited and who has left."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from coprod import audit
from coprod.accounts.models import User
from coprod.accounts.second_step import SecondStep
from coprod.activities.engagement import Engagement
from coprod.database import db, now
from coprod.demo import content
from coprod.people.invitation import Invitation
from coprod.permissions import Role

HERE_FOR, LAST_HERE, INVITED = timedelta(days=200), 1, timedelta(days=1)


def people() -> list[dict[str, Any]]:
    """Those who work there, and those who did."""
    staff: list[dict[str, Any]] = content.toml("partnership")["staff"]
    return staff


def hire(person: dict[str, Any]) -> User:
    """A member of staff, who still has to be given what they look after."""
    who = {name: person[name] for name in ("email", "name", "password")}
    return User(roles=[Role(role) for role in person["roles"]], demonstration=True, **who)


def settle(staff: Sequence[User]) -> None:
    """They came some time ago, and each has an app. In the database, engagements too."""
    engagements = dict(db.session.execute(select(Engagement.slug, Engagement.id)).all())
    db.session.add_all(staff)
    for user, person in zip(staff, people(), strict=True):
        if "only_for" in person:
            user.give_roles((Role(role), engagements[person["only_for"]]) for role in person["roles"])
        user.created_at = user.password_changed_at = now() - HERE_FOR
    db.session.flush()
    db.session.add_all(SecondStep(user=user, key=person["key"]) for user, person in zip(staff, people(), strict=True))


def remember(staff: Sequence[User]) -> None:
    """When each was last here, and who has left: an administrator ended their accounts. In the order of the days."""
    days: list[tuple[int, str, User, User]] = []
    for user, person in zip(staff, people(), strict=True):
        days.append((person.get("last_here", LAST_HERE), "signed in", user, user))
        if "left" in person:
            user.deactivate()
            user.ended_at = now() - timedelta(days=person["left"])
            days.append((person["left"], "deactivated", user, staff[0]))
    for ago, action, user, by in sorted(days, key=lambda day: (-day[0], day[2].id)):
        audit.record(action, f"user {user.id}", by=by).at = now() - timedelta(days=ago)


def invite(by: User) -> None:
    """Somebody has been asked and has not answered. Nobody knows the link, so no letter lies about with it."""
    for person in content.toml("partnership")["invited"]:
        roles = [Role(role) for role in person["roles"]]
        invitation = Invitation(name=person["name"], email=person["email"], roles=roles, by=by)
        invitation.made_at, invitation.link_ends_at = now() - INVITED, invitation.link_ends_at - INVITED
        db.session.add(invitation)
