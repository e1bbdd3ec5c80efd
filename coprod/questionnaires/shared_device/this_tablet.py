"""Whether this browser is a device that goes from hand to hand. Its cookie says in which session, and no more."""

from flask import g, session

from coprod.database import db
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.shared_device.shared_session import SharedSession

KEY = "shared session"


def started_in() -> SharedSession | None:
    """The session in which this device was started; None for nearly every browser, without asking the database."""
    if KEY not in session:
        return None
    if "shared_session" not in g:
        there = db.session.get(SharedSession, session[KEY])
        g.shared_session = there if there and not there.is_forgotten else None
    found: SharedSession | None = g.shared_session
    return found


def here(questionnaire: Questionnaire) -> SharedSession | None:
    """The same, if it is one of this questionnaire."""
    shared = started_in()
    return shared if shared and shared.questionnaire_id == questionnaire.id else None


def start(shared: SharedSession) -> None:
    """This browser goes from hand to hand now. Whoever was signed in, and what was begun here, is forgotten in it."""
    session.clear()
    session[KEY] = shared.id


def next_person() -> None:
    """Nothing in this browser leads any more to what the person before wrote, sent or looked up."""
    kept = session.get(KEY)
    session.clear()
    if kept is not None:
        session[KEY] = kept


def leave() -> None:
    """This browser is like any other again."""
    session.clear()
