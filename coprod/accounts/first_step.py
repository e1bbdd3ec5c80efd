"""Somebody has given the right password, and has still to give a code. That opens no page but the next step."""

import time

from flask import session

from coprod.accounts.models import User
from coprod.database import db

SECONDS = 10 * 60
COOKIE_KEY = "first_step"


def done_by(user: User) -> None:
    """Remember it in their browser for ten minutes. Nothing that was in the browser before belongs to this person."""
    session.clear()
    session[COOKIE_KEY] = {"user": user.id, "version": user.sign_in_version, "at": int(time.time())}


def whose() -> User | None:
    """Whose password was given here in the last ten minutes, if it is still theirs."""
    step = session.get(COOKIE_KEY)
    if not isinstance(step, dict) or not 0 <= time.time() - step["at"] < SECONDS:
        return None
    user = db.session.get(User, step["user"])
    return user if user and user.active and user.sign_in_version == step["version"] else None
