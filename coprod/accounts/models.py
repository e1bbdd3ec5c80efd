"""User: a member of staff who signs in. StaffRole: what they are here for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, exists, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from coprod import audit, email_addresses, permissions
from coprod.accounts import passwords
from coprod.database import Base, UTCDateTime, choice, db, now
from coprod.email_addresses import NotAnAddress, tidied
from coprod.permissions import FOR_EVERYTHING, HELD_ALONE, Permission, Role
from coprod.text import normalise

# A role as it is given: with the id of an engagement, or with None, which is everything.
Held = tuple[Role, int | None]
EVERYTHING = text("engagement_id IS NULL")


class StaffRole(Base):
    """One role that one person holds: for one engagement, or for everything where `engagement_id` is empty."""

    __tablename__ = "staff_role"
    __table_args__ = (
        CheckConstraint(
            f"engagement_id IS NULL OR role NOT IN {tuple(role.value for role in sorted(FOR_EVERYTHING))}",
            name="role_for_everything",
        ),
        # Two rows without an engagement would be two different ones to the constraint of the three columns.
        Index(
            "uq_staff_role_everything",
            "user_id",
            "role",
            unique=True,
            sqlite_where=EVERYTHING,
            postgresql_where=EVERYTHING,
        ),
        Index("uq_staff_role_engagement", "user_id", "role", "engagement_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    # By name: engagements stand above this file.
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), index=True)

    def __init__(self, role: Role, engagement_id: int | None = None) -> None:
        super().__init__(role=Role(role), engagement_id=engagement_id)

    @property
    def held(self) -> Held:
        """The role, and the id of the engagement it is held for."""
        return self.role, self.engagement_id

    @classmethod
    def end_with(cls, engagement_id: int, title: str, *, by: Any) -> None:
        """An engagement is about to be deleted, and the roles that are held for it go too: each leaves an audit row."""
        for each in db.session.scalars(select(cls).where(cls.engagement_id == engagement_id).order_by(cls.id)):
            role = f"{each.role.words} for “{title}”"
            audit.record("ended a role of", f"user {each.user_id}", by, role=role, why="its engagement was deleted")


class User(Base, UserMixin):
    """A member of staff: one email address, several roles. They are deactivated when they leave, and never deleted.

    `sign_in_version` moves on whenever a session that began before must end. `demonstration` is somebody made up, whose
    password is printed for all to see.
    """

    __tablename__ = "user_account"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint("NOT active OR ended_at IS NULL", name="active_until_ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    password_changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sign_in_version: Mapped[int]
    demonstration: Mapped[bool]

    staff_roles: Mapped[list[StaffRole]] = relationship(
        cascade="all, delete-orphan", order_by=StaffRole.id, lazy="selectin"
    )

    def __init__(
        self,
        *,
        email: str,
        name: str,
        password: str,
        roles: Iterable[Role | Held],
        demonstration: bool = False,
        easy: Iterable[str] = (),
    ) -> None:
        name = normalise(name)
        if not name:
            raise ValueError("A member of staff needs a name.")
        super().__init__(email=email_address(email), name=name, active=True, created_at=now(), ended_at=None)
        self.demonstration = demonstration
        self.give_roles(roles)
        self.set_password(password, easy)

    @classmethod
    def known_as(cls, email: str) -> Self | None:
        """The member of staff with this address, however it is typed."""
        return db.session.scalar(select(cls).where(cls.email.in_({typed_address(email), tidied(email).lower()})))

    @property
    def is_active(self) -> bool:
        """Flask-Login's name for `active`."""
        return self.active

    @classmethod
    def holds(cls, *roles: Role) -> ColumnElement[bool]:
        """The condition under which somebody holds one of these roles, for everything or for some engagement."""
        return exists().where(StaffRole.user_id == cls.id, StaffRole.role.in_(roles))

    @validates("password_hash", "active")
    def _sign_in_again(self, name: str, value: Any) -> Any:
        # Here and not in each verb: whoever changes one of these cannot forget it.
        self.end_sessions()
        return value

    def set_password(self, password: str, easy: Iterable[str] = ()) -> None:
        """Change the password. `easy` are more words that it must not be made of. Every session of this person ends.

        Raises `ValueError`, in plain words, when it is not good enough, or is the one they have.
        """
        if self.password_hash and passwords.matches(self.password_hash, password):
            raise ValueError("That is the password you have now. Choose another one.")
        self.password_hash = passwords.hashed(password, [self.name, self.email, *easy])
        self.password_changed_at = now()

    def give_roles(self, roles: Iterable[Role | Held]) -> bool:
        """These roles and no others, each for everything unless an engagement's id stands with it.

        Says whether anything changed; then every session of this person ends. Raises `ValueError`, in plain words,
        when no one person may hold them together.
        """
        wanted = together(roles)
        if self.held == wanted:
            return False
        self.staff_roles = [each for each in self.staff_roles if each.held in wanted] + [
            StaffRole(*held) for held in sorted(wanted - self.held, key=lambda held: (held[0], held[1] or 0))
        ]
        self.end_sessions()
        return True

    @property
    def held(self) -> set[Held]:
        """The roles they hold, each with the id of its engagement, or None for everything."""
        return {each.held for each in self.staff_roles}

    @property
    def roles(self) -> list[Role]:
        """The roles they hold, whatever for, in the order of `Role`."""
        return [role for role in Role if any(each.role is role for each in self.staff_roles)]

    def deactivate(self) -> None:
        """They have left: nobody signs in as them any more, and every session of theirs ends."""
        self.active = False
        self.ended_at = self.ended_at or now()

    def end_sessions(self) -> None:
        """Every session of this person ends, and so does a sign-in that is half done."""
        self.sign_in_version = (self.sign_in_version or 0) + 1

    def verify(self, password: str) -> bool:
        """Whether this is the password of someone who may sign in. Takes a sixth of a second, by design."""
        return passwords.matches(self.password_hash, password) and self.active

    def may(self, permission: Permission, engagement_id: int | None = None) -> bool:
        """Whether they hold this permission for an engagement; for any at all, when none is named."""
        ids = self.reach(permission)
        return ids is None or (bool(ids) if engagement_id is None else engagement_id in ids)

    def reach(self, permission: Permission) -> frozenset[int] | None:
        """The ids of the engagements for which they hold this permission; None for everything there is."""
        return permissions.reach(self.held, permission)


def verify(user: User | None, password: str) -> bool:
    """Whether this is the person's password; as much work when there is no such person."""
    if user is None:
        passwords.matches(passwords.NOBODYS_HASH, password)
        return False
    return user.verify(password)


def together(roles: Iterable[Role | Held]) -> set[Held]:
    """These roles as one person may hold them. Raises `ValueError`, in plain words, when no one person may.

    A role for everything leaves nothing for the same role for an engagement to add.
    """
    given = {role if isinstance(role, tuple) else (Role(role), None) for role in roles}
    held = {(role, id) for role, id in given if id is None or (role, None) not in given}
    if not held:
        raise ValueError("Choose at least one role.")
    alone = {role for role, _ in held if role in HELD_ALONE}
    if alone and len(held) > 1:
        raise ValueError("A safeguarding lead or deputy holds no other role.")
    if any(role in FOR_EVERYTHING and id is not None for role, id in held):
        raise ValueError("That role is for everything, not for one engagement.")
    return held


def email_address(email: str) -> str:
    """An address as it is kept: in small letters. Raises `ValueError`, in plain words, when it cannot be one."""
    return email_addresses.email_address(email).lower()


def typed_address(email: str) -> str:
    """An address as somebody signs in with it, read as every address is. It may be nobody's, and no address at all."""
    try:
        return email_address(email)
    except NotAnAddress:
        return tidied(email).lower()
