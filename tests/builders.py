"""Small builders for test data: each makes one valid thing, saved, and takes what a test cares about."""

from datetime import timedelta
from typing import Any

from coprod.accounts.models import User
from coprod.boards.models import Board, Note
from coprod.database import db, now
from coprod.participation.activity import Activity
from coprod.participation.contribution import Contribution
from coprod.participation.engagement import Engagement
from coprod.participation.screening import screen
from coprod.participation.submission import Submission
from coprod.partnership.models import District, Partnership, Reason
from coprod.permissions import Role

PASSWORD = "a long enough password"


def saved(*things: Any) -> Any:
    """Add and commit; hand back the first."""
    db.session.add_all(things)
    db.session.commit()
    return things[0]


def a_partnership(**more: Any) -> Partnership:
    details = {"name": "Testshire SEND Partnership", "contact": {"email": "send@example.org"}} | more
    return saved(
        Partnership(**details),
        District("north", "North Test"),
        District("south", "South Test"),
        Reason("names", "Names someone", "It had somebody's name in it."),
        Reason("off-topic", "Not about this", "It was about something else.", 2),
    )


def an_engagement(slug: str = "refresh", **more: Any) -> Engagement:
    return saved(Engagement(slug=slug, title="The refresh", **more))


def open_now() -> dict[str, Any]:
    """The opening times of something that is open."""
    return {"opens_at": now() - timedelta(days=7), "closes_at": now() + timedelta(days=7)}


def closed() -> dict[str, Any]:
    """The opening times of something that has closed."""
    return {"opens_at": now() - timedelta(days=9), "closes_at": now() - timedelta(days=2)}


def a_board(slug: str = "better", engagement: Engagement | None = None, **more: Any) -> Board:
    details = {"title": "Make it better", "question": "What would make school better?", **open_now()} | more
    return saved(Board(engagement=engagement or an_engagement(f"for-{slug}"), slug=slug, **details))


def a_submission(
    words: str = "More clubs", activity: Activity | None = None, prompt: str = "What?", **more: Any
) -> Submission:
    """Words from one contribution, waiting; `more` goes to the contribution."""
    contribution = Contribution(activity=activity or a_board("a-board"), **more)
    return saved(Submission(contribution=contribution, prompt=prompt, words=words, findings=screen(words)))


def a_note(words: str = "More clubs", board: Board | None = None, **more: Any) -> Note:
    """A note, waiting to be read."""
    board = board or a_board()
    submission = a_submission(words, board, board.question, **more)
    note = Note(contribution=submission.contribution)
    board.notes.add(note)
    return saved(note)


def an_approved_note(words: str = "More clubs", board: Board | None = None, **more: Any) -> Note:
    note = a_note(words, board, **more)
    note.submission.approve(by=a_user("moderator").id)
    return saved(note)


def a_user(role: Role | str = Role.MODERATOR, email: str = "") -> User:
    """A member of staff, the same one each time a role is asked for."""
    email = email or f"{Role(role).value.replace('_', '-')}@example.org"
    found = db.session.query(User).filter_by(email=email).one_or_none()
    return found or saved(User(email=email, name=Role(role).value.capitalize(), role=Role(role), password=PASSWORD))
