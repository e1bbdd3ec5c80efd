"""Move: one decision about words, the rules for what may follow what, and what is taken out before words stand."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.database import Base, UTCDateTime, choice, kept, now, uk_today
from coprod.public_ids import PublicId, new_public_id
from coprod.sealing import Broken, SealedOrEmpty, a_place, never_empty, new_place


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


# What stands where something sealed cannot be read.
CANNOT_BE_OPENED = "This is sealed and cannot be opened: a key is missing."
# How long a person may think better of their own decision with one click.
UNDO = timedelta(minutes=5)


class MoveRefused(Exception):
    """A move that the rules do not allow; the message says why in plain words."""


class AlreadyMoved(MoveRefused):
    """Someone else decided first: `last` is their move."""

    def __init__(self, last: "Move") -> None:
        super().__init__("Someone else has already decided this.")
        self.last = last


class TooLate(MoveRefused):
    """The time to think better of one's own decision is over."""

    def __init__(self) -> None:
        super().__init__("The five minutes are over. You can still decide otherwise.")


class CannotBeOpened(MoveRefused):
    """What the safeguarding lead holds is sealed with a key that is not here."""

    def __init__(self) -> None:
        super().__init__(f"{CANNOT_BE_OPENED} Tell whoever looks after this website.")


class Hide(NamedTuple):
    """A stretch of someone's words to take out, in characters, and what it was: "name" gives "[name removed]"."""

    start: int
    end: int
    what: str = "words"


@kept(MoveRefused("A move is never edited: undo is a new move."))
class Move(Base):
    """One decision about one submission: who, when, from what, to what, why. Added, never edited.

    `by_id` is empty when no member of staff did it: screening escalated the words, or their author asked for help.
    Then `at` is also when somebody wrote. Only the safeguarding lead sees it; others see `made_on`, the UK date, and
    within a day the moves stand by `public_id`, which is by chance.
    Notes quote, so they are sealed from the first; one that says nothing is empty. `no_worry` says that whoever decided
    had read all of it, because screening was not sure, and that nobody seemed to be at risk.
    """

    __tablename__ = "move"
    # The moderation log: newest first, and newest first of one person.
    __table_args__ = (
        Index("ix_move_newest", "made_on", "public_id"),
        Index("ix_move_newest_of_one", "by_id", "made_on", "public_id"),
        never_empty("sealed_note"),
        CheckConstraint("NOT no_worry OR to_status IN ('approved', 'rejected')", name="no_worry_decides"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_on: Mapped[date]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    from_status: Mapped[Status] = mapped_column(choice(Status, "from_status"))
    to_status: Mapped[Status] = mapped_column(choice(Status, "to_status"))
    reason_slug: Mapped[str | None] = mapped_column(ForeignKey("reason.slug"))
    no_worry: Mapped[bool]
    place: Mapped[int] = a_place()
    sealed_note: Mapped[bytes | None]

    note = SealedOrEmpty("sealed_note")
    submission: Mapped[Any] = relationship("Submission", back_populates="moves")  # by name: it stands above this file

    def __init__(
        self,
        submission: Any,
        to: Status,
        *,
        by: int | None,
        reason: str | None = None,
        note: str = "",
        no_worry: bool = False,
    ) -> None:
        super().__init__(
            public_id=new_public_id(),
            submission=submission,
            at=now(),
            made_on=uk_today(),
            by_id=by,
            from_status=submission.status,
            to_status=to,
            reason_slug=reason,
            no_worry=no_worry,
            place=new_place(),
            note=note,
        )


@kept(MoveRefused("An approval is never edited."))
class FirstApproval(Base):
    """One person's yes to words that need two. They wait on, for somebody else. Added, never edited.

    `hide` is what that person wants taken out, as [start, end, what]. It counts while the words have made no move
    since: `moves_made` is how many there were. `no_worry` is as in a move.
    """

    __tablename__ = "first_approval"
    __table_args__ = (
        Index("ix_first_approval_newest", "made_on", "public_id"),
        Index("ix_first_approval_newest_of_one", "by_id", "made_on", "public_id"),
        never_empty("sealed_note"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    hide: Mapped[list[list[Any]]] = mapped_column(JSON)
    place: Mapped[int] = a_place()
    sealed_note: Mapped[bytes | None]
    moves_made: Mapped[int]
    no_worry: Mapped[bool]

    note = SealedOrEmpty("sealed_note")
    submission: Mapped[Any] = relationship("Submission", back_populates="first_approvals")

    def __init__(
        self, submission: Any, *, by: int, hide: Iterable[Hide], note: str = "", no_worry: bool = False
    ) -> None:
        super().__init__(
            public_id=new_public_id(),
            submission=submission,
            at=now(),
            made_on=uk_today(),
            by_id=by,
            hide=[list(stretch) for stretch in hide],
            place=new_place(),
            note=note,
            moves_made=submission.moves_made,
            no_worry=no_worry,
        )

    @property
    def hides(self) -> list[Hide]:
        """The stretches that this person wants taken out."""
        return [Hide(*stretch) for stretch in self.hide]


class Movable:
    """Which moves a submission may make: by the rules, and by those that it has made."""

    if TYPE_CHECKING:  # of `Submission`
        contribution: Any
        words: Any
        status: Any
        moves: Any
        first_approvals: Any
        moves_made: Any

    @property
    def first_approval(self) -> FirstApproval | None:
        """The yes of the first of two people, while nothing else has been decided since."""
        return next((first for first in self.first_approvals[::-1] if first.moves_made == self.moves_made), None)

    def must_be_as_seen(self, seen: int | None) -> None:
        """Raise `AlreadyMoved` when someone moved it since it was `seen`, `MoveRefused` when no words are left."""
        if seen is not None and seen != self.moves_made:
            raise AlreadyMoved(self.moves[-1]) if self.moves else MoveRefused("Open the page again, then decide.")
        if self.contribution.is_withdrawn:
            raise MoveRefused("The person who wrote this has taken it back.")
        if self.words == "":
            raise MoveRefused("These words were kept for as long as we said. They are deleted now.")

    def must_allow(self, to: Status, seen: int | None, again: bool = False) -> None:
        """Raise `MoveRefused` unless the rules let it go there from where it is."""
        self.must_be_as_seen(seen)
        if to not in ALLOWED_MOVES[self.status] and not (again and to is self.status):
            raise MoveRefused(f"It is {self.status} already.")


def opened_note(table: "type[Move] | type[FirstApproval]", sealed: bytes | None, place: int) -> str:
    """A note out of one of the two tables, as it was written; or that it cannot be opened."""
    try:
        note: str = table.note.opened(table, sealed, place)
    except Broken:
        return CANNOT_BE_OPENED
    return note


def hide_words(words: str, hide: Iterable[Hide]) -> str:
    """The words with each stretch replaced by "[... removed]". Raises `MoveRefused` for one outside them."""
    published, end = "", len(words)
    for stretch in sorted(hide, reverse=True):
        if not 0 <= stretch.start < stretch.end <= end:
            raise MoveRefused("The words to hide were not found in what was written.")
        published = f"[{stretch.what} removed]{words[stretch.end : end]}{published}"
        end = stretch.start
    return words[:end] + published
