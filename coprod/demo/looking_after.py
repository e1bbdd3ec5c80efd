"""What staff of the demonstration did after they had opened it: words made plainer, and two notes put on top."""

from collections.abc import Sequence

from sqlalchemy import func, select

from coprod.accounts.models import User
from coprod.activities.engagement import Engagement
from coprod.boards.models import Board, Note
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.permissions import Role

# The notes to pin are of a length that is read at a glance.
SHORTEST, LONGEST = 50, 90


def look_after(staff: Sequence[User]) -> None:
    """In the caller's transaction, when all that was said has been read."""
    [lead, *_] = [person.id for person in staff if Role.ENGAGEMENT_LEAD in person.roles]
    engagement = db.session.scalars(select(Engagement).where(Engagement.slug == "strategy-refresh")).one()
    summary, phone = engagement.summary, engagement.contact
    # As they were before somebody looked at how they read: so that there is something to put back.
    engagement.summary = summary.replace("put first", "prioritise")
    engagement.contact = phone | {"phone_words": "Telephone submissions are accepted."}
    db.session.flush()
    engagement.change({"summary": summary}, by=lead)
    engagement.change({"contact": phone}, by=lead)
    board = db.session.scalars(select(Board).where(Board.slug == "better-for-you")).one()
    short = func.length(Submission.published_words).between(SHORTEST, LONGEST)
    shown = select(Note.public_id).join(Note.submission).join(Note.contribution).where(Submission.shown(), short)
    for note in db.session.scalars(shown.where(Note.board_id == board.id).order_by(Note.id).limit(2)).all():
        board.pin(note, by=lead)
