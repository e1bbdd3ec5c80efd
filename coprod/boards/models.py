"""Board: questions with sticky notes under them. Note: one of these."""

import secrets
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, delete, select
from sqlalchemy.orm import Mapped, WriteOnlyMapped, joinedload, mapped_column, relationship, selectinload

from coprod.activities.activity import Activity, Card
from coprod.activities.life import NotAllowed, must_say_why
from coprod.boards.counted import declaration_of, tallied
from coprod.boards.question import ASKED, CLOSED, BoardQuestion
from coprod.changes import Clash
from coprod.database import Base, db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.public_ids import PublicId, new_public_id
from coprod.rendering import plural
from coprod.results.declaration import Declaration, Group
from coprod.results.releasable import Releasable
from coprod.results.tally import Tally

# The colours of paper, as people call them. A note keeps the number of its own, from 1 on.
PAPERS = ("Yellow", "Blue", "Orange", "Green", "Purple", "Pink")
ALL_PAPERS = "123456"


class Board(Releasable, Activity):
    """A digital post-it board: one to six questions, and the notes people put under them. See `Activity`.

    `colours` are the numbers of the papers that it offers. `pinned` are the public ids of the notes that staff put on
    top, in their order. Some may be shown no longer: these go when the next one is pinned.
    """

    __tablename__ = "board"
    __table_args__ = (  # type: ignore[assignment]  # a table of its own, with constraints of its own
        CheckConstraint("length(colours) BETWEEN 2 AND 6", name="colours"),
    )
    __mapper_args__ = {"polymorphic_identity": "boards"}

    id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    colours: Mapped[str]
    pinned: Mapped[list[str]] = mapped_column(JSON)

    all_questions: Mapped[list[BoardQuestion]] = relationship(back_populates="board", order_by=BoardQuestion.id)
    notes: WriteOnlyMapped["Note"] = relationship(back_populates="board", passive_deletes=True)

    longest_words = 500
    card = Card("board", "Write a note", "notes", "board")
    NEED_A_REASON = Activity.NEED_A_REASON | {"asks"}
    COPIED = ("papers",)
    MOST_ASKED = 6
    MOST_PINNED = 3
    FEWEST_PAPERS = 2

    def __init__(self, *, questions: Collection[str] = (), **said: Any) -> None:
        """It asks these `questions`; or what `asks` says, as staff edit it."""
        asks = [{"key": "", "text": text, "asked": ASKED} for text in questions]
        super().__init__(**({"pinned": [], "colours": ALL_PAPERS, "asks": asks} | said))

    @classmethod
    def find(cls, slug: str) -> Self | None:
        """The board at an address, with its engagement and its questions, in one statement; drafts too."""
        questions = joinedload(cls.all_questions).joinedload(BoardQuestion.wording)
        return db.session.scalars(select(cls).where(cls.slug == slug).options(questions)).unique().one_or_none()

    @property
    def questions(self) -> list[BoardQuestion]:
        """All that it asks, or has asked, in their order."""
        return sorted((each for each in self.all_questions if each.position), key=lambda each: each.position or 0)

    @property
    def asked(self) -> list[BoardQuestion]:
        """Those that people can answer now."""
        return [each for each in self.questions if each.is_asked]

    def named(self, part: str | None) -> BoardQuestion | None:
        """The question that an address names."""
        return next((each for each in self.questions if each.part == part), None)

    @property
    def question(self) -> str:
        """What it asks first."""
        return self.asked[0].text

    @property
    def asks(self) -> list[dict[str, str]]:
        """Its questions as staff edit them; a new one has no key."""
        return [each.row for each in self.questions]

    @asks.setter
    def asks(self, rows: list[dict[str, str]]) -> None:
        if not 1 <= sum(row["asked"] != CLOSED for row in rows) <= self.MOST_ASKED:
            raise NotAllowed("A board asks one to six questions.")
        there = {each.part: each for each in self.all_questions}
        for each in there.values():
            each.take_away()
        for position, row in enumerate(rows, start=1):
            question = there.pop(row["key"], None)  # a second row with the same key is another question
            if question is None:
                question = BoardQuestion(activity=self, number=len(self.all_questions) + 1, text=row["text"])
                self.all_questions.append(question)
            question.stand(row, position)

    @property
    def papers(self) -> list[str]:
        """The colours of paper that people can choose from."""
        return [PAPERS[int(number) - 1] for number in self.colours]

    @papers.setter
    def papers(self, names: Collection[str]) -> None:
        colours = "".join(str(number) for number, name in enumerate(PAPERS, start=1) if name in names)
        if len(colours) < self.FEWEST_PAPERS:
            raise NotAllowed("A board offers two colours of paper or more.")
        self.colours = colours

    @classmethod
    def loaded_for_copies(cls, every: Any) -> list[Any]:
        """What each board asks."""
        return [selectinload(every.Board.all_questions)]

    def copied_parts(self) -> dict[str, Any]:
        """What it asks now, as new questions."""
        return {"questions": [each.text for each in self.asked]}

    def delete_parts(self) -> None:
        """Its questions; their wordings are deleted next."""
        db.session.execute(delete(BoardQuestion).where(BoardQuestion.board_id == self.id))

    def pin(self, note: str, *, by: int, seen: int | None = None) -> None:
        """Put a note on top, under those that are pinned already. Only what everyone can read is pinned."""
        of_board = select(Note.public_id).where(Note.board_id == self.id, Note.public_id.in_([*self.pinned, note]))
        shown = {*db.session.scalars(of_board.join(Note.submission).join(Note.contribution).where(Submission.shown()))}
        if note not in shown:
            raise NotAllowed("Only a note that everyone can read is pinned.")
        pinned = [each for each in self.pinned if each in shown and each != note]
        if len(pinned) >= self.MOST_PINNED:
            raise NotAllowed("Three notes are pinned. Take one down first.")
        self.change({"pinned": [*pinned, note]}, by=by, seen=seen)

    def unpin(self, note: str, *, by: int, seen: int | None = None) -> None:
        """It stands in its place again, and no longer on top."""
        self.change({"pinned": [each for each in self.pinned if each != note]}, by=by, seen=seen)

    def as_recorded(self, field: str, value: Any) -> Any:
        """Of the notes on top, how many: their ids say nothing to anybody."""
        return plural(len(value), "note") if field == "pinned" else super().as_recorded(field, value)

    def answered(self) -> list[BoardQuestion]:
        """Those of its questions that people have answered, read or not."""
        theirs = select(Note.id).where(Note.board_id == self.id, Note.question_id == BoardQuestion.id).exists()
        found = {*db.session.scalars(select(BoardQuestion.id).where(BoardQuestion.board_id == self.id, theirs))}
        return [each for each in self.questions if each.id in found]

    def edit(self, details: dict[str, Any], *, by: int, seen: int | None = None, reason: str = "") -> None:
        """Change what is said about it. Who asks something else, where people have answered, says why."""
        rows = details.get("asks", self.asks)
        if rows != self.asks and seen not in (None, self.edited):
            raise Clash  # before what stands now is held against what somebody typed who has not seen it
        said, answered = {row["key"]: row["text"] for row in rows}, self.answered()
        for question in answered:
            if question.part not in said:
                raise NotAllowed(f"People have answered “{question.text}”. It can be closed, but not taken away.")
        if any(said[question.part] != question.text for question in answered):
            must_say_why(reason)
        else:
            reason = ""
        super().edit(details, by=by, seen=seen, reason=reason)
        self.declare_what_is_new()

    def extend(self, closes_at: datetime, *, by: int, seen: int | None = None, reason: str) -> None:
        """Give people until a later moment: more weeks are counted."""
        super().extend(closes_at, by=by, seen=seen, reason=reason)
        self.declare_what_is_new()

    def declare_what_is_new(self) -> None:
        """Before anybody writes in a new week or under a new question; a draft declares when it opens."""
        if self.was_public:
            self.declare()

    def declares(self) -> Declaration:
        """In which weeks people wrote, and under which of its questions."""
        return declaration_of(self)

    def tallied(self, declaration: Declaration, until: date | None = None) -> Mapping[Group, Tally]:
        """What every group wrote."""
        notes = select(Note.contribution_id, BoardQuestion.part).join(Note.question).where(Note.board_id == self.id)
        return tallied(self.id, notes.subquery(), declaration, until)


class Note(Base):
    """A sticky note on a board. What it says is a submission; this is only the paper: its colour means nothing.

    `submitted_on` is the contribution's: a board is read in the order of an index of its own.
    """

    __tablename__ = "note"
    __table_args__ = (
        CheckConstraint(f"colour BETWEEN 1 AND {len(PAPERS)}", name="colour"),
        Index("ix_note_newest", "board_id", "submitted_on", "public_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId]
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("board_question.id"))
    submitted_on: Mapped[date]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), unique=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), unique=True)
    colour: Mapped[int]

    board: Mapped[Board] = relationship(back_populates="notes")
    question: Mapped[BoardQuestion] = relationship()
    contribution: Mapped[Contribution] = relationship()
    submission: Mapped[Submission] = relationship()

    def __init__(
        self, *, contribution: Contribution, colour: int | None = None, offered: str = ALL_PAPERS, **whose: Any
    ) -> None:
        """`whose` is its `question`; or ids, when it is only filed: then it knows its board and question by number."""
        [submission] = contribution.submissions
        super().__init__(
            contribution=contribution,
            submission=submission,
            public_id=new_public_id(),
            submitted_on=contribution.submitted_on,
            # Not from a number: the colours of those shown would hint at how many are not.
            colour=colour or int(secrets.choice(offered)),
            **whose,
        )

    @classmethod
    def of(cls, contribution_id: int) -> "Note | None":
        """The note that a contribution put up, if it was one."""
        return db.session.scalar(select(cls).where(cls.contribution_id == contribution_id))
