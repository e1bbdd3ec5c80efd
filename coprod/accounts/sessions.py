"""Who is signed in, from what their browser brings back."""

import time

from flask import Response, session
from flask_login import LoginManager

from coprod.accounts.models import User
from coprod.database import db

TOUCH = 5 * 60  # seconds between renewals of the cookie: it ends eight hours after the last page, not after the first


class StaffSessions(LoginManager):
    """Flask-Login without "remember me", whose upkeep reads the session, and so marks it private, on every page."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


def staff_from_session(identity: str) -> User | None:
    """The member of staff a session belongs to, or None: deactivated, or their password or role has changed."""
    number, _, _ = identity.partition(".")
    if not number.isdecimal():
        return None
    user = db.session.get(User, int(number))
    if user is None or not user.active or user.get_id() != identity:
        return None
    if time.time() - session.get("touched", 0) > TOUCH:
        session["touched"] = int(time.time())
    return user
