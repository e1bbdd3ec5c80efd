"""Letters to a member of staff when how they sign in has changed: whoever did not do it must hear of it elsewhere.

No link and no secret stands in them: somebody else may read them, or write letters that look like them.
"""

from sqlalchemy import select

from coprod import mail
from coprod.accounts.models import User
from coprod.database import db, now
from coprod.partnership.models import Partnership
from coprod.permissions import Role
from coprod.rendering import uk_date_time

SUBJECT = "Something changed in how you sign in"
PASSWORD_CHANGED = "Your password was changed."  # noqa: S105 - what a letter says, and no password
APP_SET_UP = "An authenticator app was set up for you."
APP_REPLACED = "Another authenticator app took the place of the one you had."
APP_FORGOTTEN = "Your authenticator app was taken away. At the next sign-in you set one up again."
RECOVERY_CODE_USED = "One of your recovery codes was used. It does not work any more."

BODY = """Hello,

{what}

This was on {when}. It is about your account on the staff pages of {partnership}.

Did you do this, or ask for it? Then there is nothing for you to do.

Was it not you? Then somebody else may be able to sign in as you. Tell the partnership's administrator at once{ways}.

This letter has no link in it. We never ask for your password or a code by email.

{partnership}
"""


def tell_owner(user: User, what: str) -> None:
    """Put the letter in the outbox, in the same transaction as the change it tells of.

    Nothing to whoever has left: nobody can sign in as them.
    """
    if not user.active:
        return
    ways = _administrators_but(user)
    body = BODY.format(
        what=what,
        when=uk_date_time(now()).replace("\u00a0", " "),
        partnership=Partnership.current().name,
        ways=f": {' or '.join(ways)}" if ways else "",
    )
    mail.send(user.email, SUBJECT, body)


def role_changed(before: Role, after: Role) -> str:
    """What a letter says of another role."""
    return f"Your role was changed from {_shown(before)} to {_shown(after)}. That changes what you can open."


def _administrators_but(user: User) -> list[str]:
    """Whom to tell, by email or phone: the other administrators; without any, the partnership itself."""
    others = select(User.email).where(User.role == Role.ADMIN, User.active, User.id != user.id).order_by(User.id)
    contact = Partnership.current().contact
    return list(db.session.scalars(others)) or [way for way in (contact.get("email"), contact.get("phone")) if way]


def _shown(role: Role) -> str:
    return role.value.replace("_", " ")
