"""Board: a question with sticky notes under it. Note: one of them."""

import secrets
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, bindparam, select, update
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from coprod.activities.activity import Activity, Card
from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC, NotAllowed, must_say_why
from coprod.activities.wording import Wording
from coprod.database import Base, UTCDateTime, db, now
from coprod.one_question import first_row
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.partnership.models import Partnership
from coprod.public_ids import PublicId, new_public_id
from coprod.rendering import plural

COLOURS = ("butter", "sky", "peach", "mint", "lilac", "rose")


class Head(NamedTuple):
    """What decides whether a kept page of a public board is still right: read in one statement."""

    id: int
    shown: int
    opens_at: datetime
    closes_at: datetime
    engagement_shown: int
    engagement_life: str
    partnership_version: int | None
    wording_id: int
    question: str

    @property
    def is_open(self) -> bool:
        """Whether people can write notes at this moment."""
        return self.opens_at <= now() < self.closes_at


class Board(Activity):
    """A digital post-it board: one question, and the notes people put under it. See `Activity`.

    `pinned` are the public ids of the notes that staff put on top, in their order. Some may be shown no longer.
    """

    __tablename__ = "board"
    __mapper_args__ = {"polymorphic_identity": "boards"}

    id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    pinned: Mapped[list[str]] = mapped_column(JSON)
    # Empty only while both are being made: a wording belongs to its board, and a board points to its wording.
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id"))

    wording: Mapped[Wording] = relationship(lazy="joined", post_update=True, foreign_keys=wording_id)
    notes: WriteOnlyMapped["Note"] = relationship(back_populates="board", passive_deletes=True)

    card = Card("board", "Write a note", "notes", "board")
    NEED_A_REASON = Activity.NEED_A_REASON | {"question"}
    COPIED = ("question",)
    MOST_PINNED = 3

    def __init__(self, **said: Any) -> None:
        super().__init__(**({"pinned": []} | said))

    @property
    def question(self) -> str:
        """What it asks now."""
        return self.wording.text

    @question.setter
    def question(self, text: str) -> None:
        self.wording = Wording(activity=self, part="question", text=text)

    def delete_parts(self) -> None:
        """It points to its wording no longer, which is deleted next."""
        db.session.execute(update(Board).where(Board.id == self.id).values(wording_id=None))

    def pin(self, note: str, *, by: int, seen: int | None = None) -> None:
        """Put a note on top, under those that are pinned already. Only what everyone can read is pinned."""
        of_board = select(Note.id).where(Note.board_id == self.id, Note.public_id == note, Submission.shown())
        if not db.session.scalar(select(of_board.join(Note.submission).join(Note.contribution).exists())):
            raise NotAllowed("Only a note that everyone can read is pinned.")
        pinned = [each for each in self.pinned if each != note]
        if len(pinned) >= self.MOST_PINNED:
            raise NotAllowed("Three notes are pinned. Take one down first.")
        self.change({"pinned": [*pinned, note]}, by=by, seen=seen)

    def unpin(self, note: str, *, by: int, seen: int | None = None) -> None:
        """It stands in its place again, and no longer on top."""
        self.change({"pinned": [each for each in self.pinned if each != note]}, by=by, seen=seen)

    def as_recorded(self, field: str, value: Any) -> Any:
        """Of the notes on top, how many: their ids say nothing to anybody."""
        return plural(len(value), "note") if field == "pinned" else super().as_recorded(field, value)

    @property
    def has_notes(self) -> bool:
        """Whether people have answered, read or not."""
        return bool(db.session.scalar(select(select(Note.id).where(Note.board_id == self.id).exists())))

    def edit(self, details: dict[str, Any], *, by: int, seen: int | None = None, reason: str = "") -> None:
        """Change what is said about it. Who asks something else, when people have answered, says why."""
        if details.get("question", self.question) != self.question and self.has_notes:
            must_say_why(reason)
        super().edit(details, by=by, seen=seen, reason=reason)

    @staticmethod
    def head(slug: str) -> Head | None:
        """The few values a kept page depends on; None when no board is public there."""
        row = first_row(HEAD, slug=slug)
        if row is None:
            return None
        head = Head(*row)
        Partnership.has_version(head.partnership_version)
        if head.opens_at is None or head.engagement_life in NOT_PUBLIC:
            return None
        return head._replace(
            opens_at=UTCDateTime.from_driver(head.opens_at), closes_at=UTCDateTime.from_driver(head.closes_at)
        )


# Written once and without the object layer: most requests of a board, and of the site, ask no more than this.
_board, _activity, _wording = Board.__table__, Activity.__table__, Wording.__table__
HEAD = (
    select(
        _activity.c.id,
        _activity.c.shown,
        _activity.c.opens_at,
        _activity.c.closes_at,
        Engagement.__table__.c.shown,
        Engagement.__table__.c.life,
        select(Partnership.__table__.c.version).scalar_subquery(),
        _wording.c.id,
        _wording.c.text,
    )
    .select_from(_board.join(_activity, _activity.c.id == _board.c.id).join(Engagement.__table__))
    .join(_wording, _wording.c.id == _board.c.wording_id)
    .where(_activity.c.slug == bindparam("slug"), _activity.c.kind == "boards")
)


class Note(Base):
    """A sticky note on a board. What it says is a submission; this is only the paper: its colour means nothing.

    `submitted_on` is the contribution's: a board is read in the order of an index of its own.
    """

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint(f"colour BETWEEN 1 AND {len(COLOURS)}", name="colour"),
        Index("ix_note_newest", "board_id", "submitted_on", "public_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    submitted_on: Mapped[date]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), unique=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), unique=True)
    colour: Mapped[int]

    board: Mapped[Board] = relationship(back_populates="notes")
    contribution: Mapped[Contribution] = relationship()
    submission: Mapped[Submission] = relationship()

    def __init__(self, *, contribution: Contribution, colour: int | None = None, **ids: int) -> None:
        """`ids` when it is only filed, and never in a session: then it knows its board by number."""
        [submission] = contribution.submissions
        super().__init__(
            contribution=contribution,
            submission=submission,
            public_id=new_public_id(),
            submitted_on=contribution.submitted_on,
            # Not from a number: the colours of those shown would hint at how many are not.
            colour=colour or secrets.randbelow(len(COLOURS)) + 1,
            **ids,
        )

    @classmethod
    def of(cls, contribution_id: int) -> "Note | None":
        """The note that a contribution put up, if it was one."""
        return db.session.scalar(select(cls).where(cls.contribution_id == contribution_id))
