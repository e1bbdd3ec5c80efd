"""User: a member of staff who signs in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from email_validator import EmailNotValidError, validate_email
from flask_login import UserMixin
from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, validates

from coprod import permissions
from coprod.accounts import passwords
from coprod.database import Base, UTCDateTime, choice, db, now
from coprod.permissions import Permission, Role
from coprod.text import normalise


class User(Base, UserMixin):
    """A member of staff: one email address, one role. They are deactivated when they leave, and never deleted.

    `sign_in_version` moves on whenever a session that began before must end. `demonstration` is somebody made up, whose
    password is printed for all to see.
    """

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    password_hash: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    password_changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sign_in_version: Mapped[int]
    demonstration: Mapped[bool]

    def __init__(self, *, email: str, name: str, role: Role, password: str, demonstration: bool = False) -> None:
        name = normalise(name)
        if not name:
            raise ValueError("A member of staff needs a name.")
        super().__init__(email=_address(email), name=name, role=Role(role), active=True, created_at=now())
        self.demonstration = demonstration
        self.set_password(password)

    @classmethod
    def known_as(cls, email: str) -> Self | None:
        """The member of staff with this address, however it is typed."""
        return db.session.scalar(select(cls).where(cls.email == email.strip().lower()))

    @property
    def is_active(self) -> bool:
        """Flask-Login's name for `active`."""
        return self.active

    @validates("password_hash", "role", "active")
    def _sign_in_again(self, name: str, value: Any) -> Any:
        # Here and not in each verb: whoever changes one of these cannot forget it.
        self.end_sessions()
        return value

    def set_password(self, password: str, easy: Iterable[str] = ()) -> None:
        """Change the password. `easy` are more words that it must not be made of. Every session of this person ends."""
        self.password_hash = passwords.hashed(password, [self.name, self.email, *easy])
        self.password_changed_at = now()

    def change_role(self, role: Role) -> None:
        """Another role. Every session of this person ends."""
        self.role = role

    def deactivate(self) -> None:
        """They have left: nobody signs in as them any more, and every session of theirs ends."""
        self.active = False

    def end_sessions(self) -> None:
        """Every session of this person ends, and so does a sign-in that is half done."""
        self.sign_in_version = (self.sign_in_version or 0) + 1

    def verify(self, password: str) -> bool:
        """Whether this is the password of someone who may sign in. Takes a sixth of a second, by design."""
        return passwords.matches(self.password_hash, password) and self.active

    def may(self, permission: Permission) -> bool:
        """Whether their role holds this permission."""
        return permissions.may(self.role, permission)


def verify(user: User | None, password: str) -> bool:
    """Whether this is the person's password; as much work when there is no such person."""
    if user is None:
        passwords.matches(passwords.NOBODYS_HASH, password)
        return False
    return user.verify(password)


def _address(email: str) -> str:
    try:
        # Letters must reach them, of a concern not least: mail servers that take an ë before the @ are few.
        found = validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False)
        return found.normalized.lower()
    except EmailNotValidError as error:
        raise ValueError("The email address must look like name@example.com.") from error
