"""A concern whose holder has left, or may open none any more, goes back to those who can: somebody must have it."""

from sqlalchemy import Select, not_, or_, select

from coprod import audit
from coprod.accounts.models import User
from coprod.concerns.concern import Concern
from coprod.concerns.duty_letter import Duty, LetterKind
from coprod.concerns.letters import tell
from coprod.database import db
from coprod.permissions import Permission, Role, may
from coprod.transactions import write_transaction

OPEN_CONCERNS = [role for role in Role if may(role, Permission.READ_CONCERNS)]


def put_back_in_time() -> None:
    """Whichever way somebody lost their account or their role: within the minute, nobody has what they had."""
    if db.session.execute(_held_in_vain()).first():
        with write_transaction():
            put_back_what_nobody_can_open()


def put_back_what_nobody_can_open() -> None:
    """Put it back, and tell the leads and deputies, in the session's transaction. Again, and nothing changes."""
    held = db.session.execute(_held_in_vain().with_for_update(of=Concern)).all()
    for concern, holder in held:
        audit.record("put back", f"concern {concern.id}", held_by=concern.acknowledged_by_id)
        concern.put_back(f"{holder} had it, and cannot open it any more.")
    if held:
        tell(Duty.LEAD_AND_DEPUTY, LetterKind.PUT_BACK)


def _held_in_vain() -> Select[Concern, str]:
    """Open concerns, and who had each: they have left, or no role of theirs opens a concern."""
    return (
        select(Concern, User.name)
        .join(User, User.id == Concern.acknowledged_by_id)
        .where(Concern.closed_at.is_(None), or_(not_(User.active), not_(User.holds(*OPEN_CONCERNS))))
        .order_by(Concern.id)
    )
