"""Words that were to be read first, and that nobody has read in time: they go to the safeguarding lead."""

from sqlalchemy import select

from coprod.concerns.concern import Origin
from coprod.concerns.letters import tell
from coprod.database import db, now
from coprod.participation.submission import Submission
from coprod.transactions import write_transaction


def escalate_what_nobody_read() -> None:
    """Each by itself, so that nobody waits long: people who decide just now come first, or find it gone."""
    overdue = select(Submission.id).where(Submission.read_first_until <= now())
    for id in db.session.scalars(overdue.order_by(Submission.read_first_until, Submission.id)).all():
        with write_transaction():
            submission = Submission.locked(id)
            if submission and submission.read_first_until and submission.read_first_until <= now():
                submission.escalate(by=None, origin=Origin.SCREENING)
                tell()
