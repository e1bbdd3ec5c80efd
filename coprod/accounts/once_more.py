"""The second step asked for once more, of somebody who is signed in: their computer may have been left open."""

from flask import g

from coprod.accounts.letters import SignInChange, tell_owner
from coprod.accounts.models import User
from coprod.accounts.second_step import RecoveryCode, SecondStep
from coprod.accounts.sessions import StaffSession
from coprod.database import db, now
from coprod.wrong_tries import Try


def proves(user: User, code: str, one: Try) -> bool:
    """Whether this is what their app shows, or one of their recovery codes, which is then used up.

    For the next hour this session is asked for no other.
    """
    if not one.begin():
        return False
    step = SecondStep.of(user, lock=True)
    if step is None or not step.accept(code):
        if not RecoveryCode.use(user, code):
            return False
        tell_owner(user, SignInChange.RECOVERY_CODE_USED)
    one.was_right()
    db.session.get_one(StaffSession, g.staff_session_id).second_step_at = now()
    return True
