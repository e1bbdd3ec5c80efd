"""Submission: words one person wrote, and the moves that decide what becomes of them."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, and_, event, literal, select, text
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from coprod.database import Base, UTCDateTime, choice, db, now
from coprod.participation.concern import Concern
from coprod.participation.contribution import Contribution, Sharing
from coprod.participation.screening import Finding
from coprod.text import normalise


class Status(StrEnum):
    """What has been decided about words."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    ESCALATED = "escalated"


# From each status, where words may go next. Anything else is refused.
ALLOWED_MOVES = {
    Status.PENDING: {Status.APPROVED, Status.REJECTED, Status.ESCALATED},
    Status.APPROVED: {Status.PENDING, Status.REJECTED, Status.ESCALATED},
    Status.REJECTED: {Status.PENDING, Status.APPROVED, Status.ESCALATED},
    Status.ESCALATED: {Status.PENDING, Status.APPROVED, Status.REJECTED},
}


# As a database reads it; `Submission.waiting` says the same.
WAITS = "status = 'pending' AND words != ''"


class MoveRefused(Exception):
    """A move that the rules do not allow; the message says why in plain words."""


class AlreadyMoved(MoveRefused):
    """Someone else decided first: `last` is their move."""

    def __init__(self, last: "Move") -> None:
        super().__init__("Someone else has already decided this.")
        self.last = last


class Hide(NamedTuple):
    """A stretch of someone's words to take out, in characters, and what it was: "name" gives "[name removed]"."""

    start: int
    end: int
    what: str = "words"


class Move(Base):
    """One decision about one submission: who, when, from what, to what, why. Added, never edited.

    `by_id` is empty when the person who wrote the words took them back.
    """

    __tablename__ = "move"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    from_status: Mapped[Status] = mapped_column(choice(Status, "from_status"))
    to_status: Mapped[Status] = mapped_column(choice(Status, "to_status"))
    reason_slug: Mapped[str | None] = mapped_column(ForeignKey("reason.slug"))
    note: Mapped[str]

    submission: Mapped["Submission"] = relationship(back_populates="moves")


@event.listens_for(Move, "before_update")
def _moves_stay(mapper: Any, connection: Any, move: Move) -> None:
    raise MoveRefused("A move is never edited: undo is a new move.")


class Submission(Base):
    """Words that one person wrote in answer to one prompt.

    `prompt` is the question as it stood that day. `words` are theirs exactly, but for line ends and control
    characters; nobody but moderators sees them. `published_words` are what was approved, with names taken out.
    Words are empty once their author took them back, or once their time was over and nothing of them was approved;
    of approved words that are past their time, `words` too are what was published.
    `findings` is what screening marked, as a list of dicts; None when screening did not work on it.
    `moves_made` counts the moves, so that a moderator cannot decide on what they have not seen.
    """

    __tablename__ = "submission"
    __table_args__ = (
        Index("ix_submission_status_id", "status", "id"),
        # Holds only what waits, so that the queue costs what waits and not what was ever said.
        Index("ix_submission_waiting", "contribution_id", sqlite_where=text(WAITS), postgresql_where=text(WAITS)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    prompt: Mapped[str]
    words: Mapped[str]
    published_words: Mapped[str | None]
    status: Mapped[Status] = mapped_column(choice(Status, "status"))
    findings: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    moves_made: Mapped[int]

    contribution: Mapped[Contribution] = relationship(back_populates="submissions")
    moves: Mapped[list[Move]] = relationship(back_populates="submission", order_by=Move.id)

    def __init__(
        self, *, contribution: Contribution, prompt: str, words: str, findings: list[Finding] | None = None
    ) -> None:
        words = normalise(words)
        if not words:
            raise ValueError("a submission without words")
        super().__init__(
            contribution=contribution,
            prompt=prompt,
            words=words,
            published_words=None,
            status=Status.PENDING,
            findings=None if findings is None else [finding.to_dict() for finding in findings],
            moves_made=0,
        )
        contribution.settle()

    @classmethod
    def shown(cls) -> ColumnElement[bool]:
        """The condition under which words may stand on a public page; join `Contribution` to use it."""
        return and_(
            cls.status == Status.APPROVED,
            cls.published_words.is_not(None),
            Contribution.sharing == Sharing.SHOW,
            Contribution.withdrawn_on.is_(None),
        )

    @classmethod
    def waiting(cls) -> ColumnElement[bool]:
        """The condition under which words wait to be read: undecided, and not taken back."""
        # Both values stand in the statement itself: only then may a database use the index of what waits.
        pending = literal(Status.PENDING, cls.status.type, literal_execute=True)
        return and_(cls.status == pending, cls.words != literal("", literal_execute=True))

    @classmethod
    def locked(cls, id: int) -> "Submission | None":
        """One submission, held until this transaction ends, so that two decisions come one after the other.

        Its contribution is held too: what becomes of that depends on all its submissions.
        """
        return db.session.scalar(
            select(cls)
            .join(cls.contribution)
            .where(cls.id == id)
            .options(contains_eager(cls.contribution))
            .with_for_update(of=(Contribution, cls))  # in the order in which everybody locks them
        )

    @property
    def is_decided(self) -> bool:
        """Whether a person has read it and said yes or no; withdrawn words need no decision."""
        return self.status in (Status.APPROVED, Status.REJECTED) or self.contribution.is_withdrawn

    @property
    def is_approved(self) -> bool:
        """Whether its words, or what is left of them, were approved."""
        return self.status is Status.APPROVED and self.published_words is not None

    def approve(self, *, by: int, hide: Iterable[Hide] = (), note: str = "", seen: int | None = None) -> Move:
        """Let the words stand, without the stretches to hide. The original stays sealed."""
        published = hide_words(self.words, hide)
        move = self._move(Status.APPROVED, by=by, note=note, seen=seen)
        self.published_words = published
        self.contribution.settle()
        return move

    def reject(self, *, by: int, reason: str, note: str = "", seen: int | None = None) -> Move:
        """Turn the words down; their author reads the reason on the receipt."""
        if not reason:
            raise MoveRefused("Say why: the person who wrote it will read the reason.")
        return self._move(Status.REJECTED, by=by, reason=reason, note=note, seen=seen)

    def escalate(self, *, by: int, note: str = "", seen: int | None = None) -> Concern:
        """Someone may not be safe: from now on only the safeguarding lead sees the words."""
        words, prompt = self.words, self.prompt
        move = self._move(Status.ESCALATED, by=by, note=note, seen=seen)
        concern = Concern(submission=self, words=words, prompt=prompt, at=move.at, by=by)
        db.session.add(concern)
        return concern

    def return_to_queue(self, *, by: int, note: str = "", seen: int | None = None) -> Move:
        """Take a decision back: the words wait to be read again, and are shown nowhere."""
        return self._move(Status.PENDING, by=by, note=note, seen=seen)

    def erase(self) -> None:
        """Their author took them back: forget what was written. A concern keeps its own sealed copy."""
        self.words = ""
        self.published_words = None
        self.findings = []

    def must_be_as_seen(self, seen: int | None) -> None:
        """Raise `AlreadyMoved` when someone moved it since it was `seen`, `MoveRefused` when no words are left."""
        if seen is not None and seen != self.moves_made:
            raise AlreadyMoved(self.moves[-1]) if self.moves else MoveRefused("Open the page again, then decide.")
        if self.contribution.is_withdrawn:
            raise MoveRefused("The person who wrote this has taken it back.")
        if not self.words:
            raise MoveRefused("These words were kept for as long as we said. They are deleted now.")

    def _move(self, to: Status, *, by: int, reason: str | None = None, note: str = "", seen: int | None = None) -> Move:
        """The one door out of the queue."""
        self.must_be_as_seen(seen)
        if to not in ALLOWED_MOVES[self.status]:
            raise MoveRefused(f"It is {self.status} already.")
        move = Move(
            submission=self, at=now(), by_id=by, from_status=self.status, to_status=to, reason_slug=reason, note=note
        )
        db.session.add(move)
        was_approved = self.is_approved
        self.status = to
        self.moves_made += 1
        self.published_words = None  # approve() says afterwards what may be shown
        self.contribution.settle()
        if was_approved or to is Status.APPROVED:
            self.contribution.activity.touch()
        return move


def hide_words(words: str, hide: Iterable[Hide]) -> str:
    """The words with each stretch replaced by "[... removed]". Raises `MoveRefused` for one outside them."""
    published, end = "", len(words)
    for stretch in sorted(hide, reverse=True):
        if not 0 <= stretch.start < stretch.end <= end:
            raise MoveRefused("The words to hide were not found in what was written.")
        published = f"[{stretch.what} removed]{words[stretch.end : end]}{published}"
        end = stretch.start
    return words[:end] + published
