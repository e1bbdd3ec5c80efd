"""User: a member of staff who signs in."""

import hashlib
import unicodedata
from datetime import datetime
from typing import Self

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from email_validator import EmailNotValidError, validate_email
from flask_login import UserMixin
from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod import permissions
from coprod.database import Base, UTCDateTime, choice, db, now
from coprod.permissions import Permission, Role

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 500

hasher = PasswordHasher()
# The hash of random bytes that nobody kept: an unknown address costs the same work as a wrong password.
NOBODYS_HASH = "$argon2id$v=19$m=65536,t=3,p=4$6DF/dgiI/c3m9NdVw7dAbg$xxHERifSyuJmrm6LpcClkEyLkeGFNq8kXB5hSjSByUI"


class User(Base, UserMixin):
    """A member of staff: one email address, one role. They are deactivated when they leave, and never deleted."""

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

    def __init__(self, *, email: str, name: str, role: Role, password: str) -> None:
        if not name.strip():
            raise ValueError("A member of staff needs a name.")
        super().__init__(email=_address(email), name=name.strip(), role=Role(role), active=True, created_at=now())
        self.set_password(password)

    @classmethod
    def known_as(cls, email: str) -> Self | None:
        """The member of staff with this address, however it is typed."""
        return db.session.scalar(select(cls).where(cls.email == email.strip().lower()))

    @property
    def is_active(self) -> bool:
        """Flask-Login's name for `active`."""
        return self.active

    def set_password(self, password: str) -> None:
        """Change the password. Every session of this person ends."""
        same = _same_everywhere(password)
        if len(same) < SHORTEST_PASSWORD:
            raise ValueError(f"The password must be {SHORTEST_PASSWORD} characters or more.")
        if len(same) > LONGEST_PASSWORD:
            raise ValueError(f"The password must be {LONGEST_PASSWORD} characters or fewer.")
        self.password_hash = hasher.hash(same)
        self.password_changed_at = now()

    def verify(self, password: str) -> bool:
        """Whether this is the password of someone who may sign in. Takes a sixth of a second, by design."""
        return _matches(self.password_hash, password) and self.active

    def may(self, permission: Permission) -> bool:
        """Whether their role holds this permission."""
        return permissions.may(self.role, permission)

    def get_id(self) -> str:
        """What their session remembers. It no longer fits after a change of password or role, and the session ends."""
        seen = hashlib.sha256(f"{self.password_hash} {self.role.value}".encode()).hexdigest()
        return f"{self.id}.{seen[:20]}"


def verify(user: User | None, password: str) -> bool:
    """Whether this is the person's password; as much work when there is no such person."""
    if user is None:
        _matches(NOBODYS_HASH, password)
        return False
    return user.verify(password)


def _matches(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, _same_everywhere(password[: LONGEST_PASSWORD + 1]))
    except (VerificationError, InvalidHashError):
        return False


def _same_everywhere(password: str) -> str:
    # Keyboards write é as one character or as two, and phones add a space after a word.
    return unicodedata.normalize("NFC", password).strip()


def _address(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise ValueError("The email address must look like name@example.com.") from error
