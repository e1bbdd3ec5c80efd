"""Letters to a member of staff when how they sign in has changed: whoever did not do it must hear of it elsewhere.

No link and no secret stands in them: somebody else may read them, or write letters that look like them.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import select

from coprod import mail
from coprod.accounts.models import User
from coprod.database import db, now
from coprod.partnership.models import Partnership
from coprod.permissions import Role


class SignInChange(StrEnum):
    """What changed. The letter has a sentence for each."""

    PASSWORD_CHANGED = "password changed"  # noqa: S105 - no password
    ROLES_CHANGED = "roles changed"
    APP_SET_UP = "app set up"
    APP_REPLACED = "app replaced"
    APP_FORGOTTEN = "app forgotten"
    RECOVERY_CODE_USED = "recovery code used"


def tell_owner(user: User, what: SignInChange, **roles: Any) -> None:
    """Put the letter in the outbox, in the same transaction as the change it tells of.

    Nothing to whoever has left: nobody can sign in as them. Other roles need `before` and `after`, in words.
    """
    if user.active:
        tell = _administrators_but(user) or Partnership.current().ways_to_ask
        mail.send_letter(user.email, "accounts/sign_in_changed", what=what, at=now(), tell=tell, **roles)


def _administrators_but(user: User) -> list[str]:
    """The addresses of the other administrators."""
    others = select(User.email).where(User.holds(Role.ADMIN), User.active, User.id != user.id).order_by(User.id)
    return list(db.session.scalars(others))
