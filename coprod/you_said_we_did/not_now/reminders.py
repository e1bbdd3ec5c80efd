"""Letters to those who keep what is not for now: two weeks before, on the day, then weekly until they look."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from coprod import mail
from coprod.accounts.models import User
from coprod.database import db, uk_today
from coprod.permissions import Permission
from coprod.transactions import write_transaction
from coprod.you_said_we_did.decisions.models import Decision
from coprod.you_said_we_did.not_now.models import LookReminder
from coprod.you_said_we_did.not_now.register import DUE_ON, on_the_register

BEFORE, EVERY = timedelta(days=14), timedelta(days=7)


def remind_keepers() -> None:
    """Every day: whoever keeps something that is due soon, or is late, has a letter; once for each of these days."""
    today, soon = uk_today(), uk_today() + BEFORE
    sent = (
        select(func.max(LookReminder.day))
        .where(LookReminder.decision_id == Decision.id, LookReminder.due_on == DUE_ON)
        .scalar_subquery()
    )
    due = on_the_register(DUE_ON, sent).where(soon >= DUE_ON).order_by(Decision.id)
    found = [(decision.id, day, last) for decision, day, last in db.session.execute(due)]
    db.session.rollback()
    for id, day, last in found:
        if last is None or last < last_turn(day, today):
            remind(id, day)


def last_turn(due: date, today: date) -> date:
    """The last day, until today, on which a letter about something due then should have left."""
    return due - BEFORE if today < due else due + (today - due) // EVERY * EVERY


def remind(decision_id: int, due: date) -> None:
    """One letter. Two workers at once: the second learns from the database that today's is written."""
    try:
        with write_transaction():
            decision = db.session.get_one(Decision, decision_id)
            told = whom_to_tell(decision)
            if not told:
                return
            db.session.add(LookReminder(decision_id=decision.id, day=uk_today(), due_on=due, sent_to_id=told[0].id))
            db.session.flush()
            for person in told:
                mail.send_letter(
                    person.email, "you_said_we_did/look_again", decision=decision, due=due, late=due < uk_today()
                )
    except IntegrityError:
        return


def whom_to_tell(decision: Decision) -> Sequence[User]:
    """Its keeper; where they have left or do other things now, those who decide in its engagement."""
    keeper = decision.kept_by
    if keeper and keeper.active and keeper.may(Permission.DECIDE, decision.theme.engagement_id):
        return [keeper]
    people = db.session.scalars(select(User).where(User.active).order_by(User.id))
    return [each for each in people if each.may(Permission.DECIDE, decision.theme.engagement_id)]
