"""Submission: words one person wrote, and what may be done with them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, and_, literal, select, text
from sqlalchemy.orm import Mapped, contains_eager, foreign, mapped_column, relationship

from coprod.concerns.concern import Concern
from coprod.database import Base, UTCDateTime, choice, db, now
from coprod.participation.contribution import Contribution, Sharing
from coprod.participation.held_words import NEWEST, HeldWords, opened
from coprod.participation.move import UNDO, FirstApproval, Hide, Movable, Move, MoveRefused, Status, TooLate, hide_words
from coprod.participation.read_first import ReadFirst
from coprod.participation.receipt import Receipt
from coprod.public_ids import PublicId, new_public_id
from coprod.screening.finding import Finding
from coprod.text import normalise

# As a database reads it; `Submission.waiting` says the same. An index of no more costs what waits, not what was said.
WAITS, APPROVED = text("status = 'pending' AND words != ''"), text("status = 'approved'")
HEARD = text("status = 'approved' AND published_words IS NOT NULL")
READ_FIRST = text("read_first_until IS NOT NULL")


class Submission(Movable, ReadFirst, HeldWords, Base):
    """Words that one person wrote in answer to one prompt.

    `prompt` is the question as they read it, and `wording_id` the wording that it was; a box whose words are the same
    for ever has none. `words` are theirs exactly, but for line ends and control
    characters; nobody but moderators sees them. `published_words` are what was approved, with names taken out.
    `search_words` are the same as search looks for them, and follow by themselves.
    While the safeguarding lead holds them, only then, `words` are None and `findings` empty: both are sealed in the
    newest concern. Words are empty once their author took them back, or once their time was over and nothing of them
    was approved; of approved words that are past their time, `words` too are what was published.
    `findings` is what screening marked, as a list of dicts; None when screening did not work on it.
    `read_first_until` is empty unless a weaker worry waits for somebody to read it: at that moment it goes to the lead.
    `submitted_on` is the contribution's, kept here for the order of lists.
    `moves_made` counts the moves, so that a moderator cannot decide on what they have not seen.
    """

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint("(search_words IS NULL) = (published_words IS NULL)", name="searched_as_published"),
        CheckConstraint("words IS NOT NULL OR status = 'escalated'", name="only_the_lead_holds"),
        CheckConstraint("words IS NULL OR words = '' OR status <> 'escalated'", name="what_the_lead_holds_is_sealed"),
        CheckConstraint("read_first_until IS NULL OR status = 'pending'", name="only_what_waits_is_read_first"),
        Index("ix_submission_newest", "submitted_on", "public_id", sqlite_where=APPROVED, postgresql_where=APPROVED),
        Index(
            "ix_submission_in_random_order", "public_id", "contribution_id", "moves_made", sqlite_where=HEARD,
            postgresql_where=HEARD,
        ),
        Index("ix_submission_waiting", "contribution_id", sqlite_where=WAITS, postgresql_where=WAITS),
        Index(
            "ix_submission_read_first", "read_first_until", "contribution_id",
            sqlite_where=READ_FIRST, postgresql_where=READ_FIRST,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    submitted_on: Mapped[date]
    prompt: Mapped[str]
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id"))
    words: Mapped[str | None]
    published_words: Mapped[str | None]
    search_words: Mapped[str | None]
    status: Mapped[Status] = mapped_column(choice(Status, "status"))
    findings: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    read_first_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    moves_made: Mapped[int]

    contribution: Mapped[Contribution] = relationship(back_populates="submissions")
    moves: Mapped[list[Move]] = relationship(back_populates="submission", order_by=Move.id)
    first_approvals: Mapped[list[FirstApproval]] = relationship(back_populates="submission", order_by=FirstApproval.id)
    newest_concern: Mapped[Concern | None] = relationship(
        primaryjoin=lambda: and_(Submission.id == foreign(Concern.submission_id), Concern.id == NEWEST), viewonly=True
    )

    def __init__(
        self,
        *,
        contribution: Contribution,
        prompt: str,
        words: str,
        findings: list[Finding] | None = None,
        wording_id: int | None = None,
    ) -> None:
        words = normalise(words)
        if not words:
            raise ValueError("a submission without words")
        super().__init__(
            public_id=new_public_id(),
            contribution=contribution,
            submitted_on=contribution.submitted_on,
            prompt=prompt,
            wording_id=wording_id,
            words=words,
            published_words=None,
            status=Status.PENDING,
            findings=None if findings is None else [finding.to_dict() for finding in findings],
            read_first_until=None,
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
    def heard(cls) -> ColumnElement[bool]:
        """The condition under which staff work with the words: approved, and not taken back."""
        return and_(cls.has_status(Status.APPROVED), cls.published_words.is_not(None))

    @classmethod
    def waiting(cls) -> ColumnElement[bool]:
        """The condition under which words wait to be read: undecided, and not taken back."""
        return and_(cls.has_status(Status.PENDING), cls.words != literal("", literal_execute=True))

    @classmethod
    def has_status(cls, status: Status) -> ColumnElement[bool]:
        """The condition under which it stands so."""
        # The value stands in the statement itself: only then may a database use the index of what has this status.
        return cls.status == literal(status, cls.status.type, literal_execute=True)

    @classmethod
    def locked(cls, id: int | str) -> "Submission | None":
        """One submission, by either of its ids, with its contribution and receipt, held until this transaction ends:
        what becomes of those depends on all that is in them, and two decisions come one after the other."""
        is_it = cls.id == id if isinstance(id, int) else cls.public_id == id
        Receipt.lock(Receipt.id.in_(select(Contribution.receipt_id).join(cls).where(is_it)))
        return db.session.scalar(
            select(cls)
            .join(cls.contribution)
            .where(is_it)
            .options(contains_eager(cls.contribution))
            .with_for_update(of=(Contribution, cls))  # in the order in which everybody locks them
        )

    @property
    def is_heard(self) -> bool:
        """Whether staff work with the words: see `heard`."""
        return self.is_approved and self.published_words is not None

    @property
    def is_decided(self) -> bool:
        """Whether a person has read it and said yes or no; withdrawn words need no decision."""
        return self.status in (Status.APPROVED, Status.REJECTED) or self.contribution.is_withdrawn

    @property
    def is_approved(self) -> bool:
        """Whether its words, or what is left of them, were approved."""
        return self.status is Status.APPROVED and self.published_words is not None

    def approve(
        self, *, by: int, hide: Iterable[Hide] = (), note: str = "", seen: int | None = None, no_worry: bool = False
    ) -> Move | FirstApproval:
        """Let the words stand, without the stretches to hide. The original stays sealed.

        Where an activity asks for two people, the first one's approval changes nothing that anybody else can see.
        """
        no_worry = self.must_be_read_first(no_worry)
        if self.contribution.is_partly_held:
            raise MoveRefused("Part of what is shown with it is with the safeguarding lead. Wait until they let it go.")
        hide = list(hide)
        published = hide_words(self.words_as_held(), hide)
        if self.contribution.activity.two_people:
            first = self.first_approval
            if first is None:
                return self._approve_first(by, hide, note, seen, no_worry)
            if first.by_id == by:
                raise MoveRefused("You have approved this already. Somebody else has to approve it too.")
        move = self._move(Status.APPROVED, by=by, note=note, seen=seen, no_worry=no_worry)
        self.published_words = published
        self.contribution.settle()
        return move

    def reject(self, *, by: int, reason: str, note: str = "", seen: int | None = None, no_worry: bool = False) -> Move:
        """Turn the words down; their author reads the reason on the receipt."""
        no_worry = self.must_be_read_first(no_worry)
        if not reason:
            raise MoveRefused("Say why: the person who wrote it will read the reason.")
        return self._move(Status.REJECTED, by=by, reason=reason, note=note, seen=seen, no_worry=no_worry)

    def return_to_queue(self, *, by: int, note: str = "", seen: int | None = None) -> Move:
        """Take a decision back: the words wait to be read again, and are shown nowhere."""
        return self._move(Status.PENDING, by=by, note=note, seen=seen)

    def undo(self, *, by: int, seen: int | None = None) -> Move:
        """Take one's own decision or first approval back within five minutes, as a new move: the words wait again."""
        waits = self.status is Status.PENDING
        last = self.first_approval if waits else self.moves[-1]
        if last is None or last.by_id != by:
            raise MoveRefused("There is nothing of yours to undo here.")
        if self.status is Status.ESCALATED:
            raise MoveRefused("The safeguarding lead has it now, and was told. Only they can release it.")
        if now() - last.at > UNDO:
            raise TooLate
        return self._move(Status.PENDING, by=by, seen=seen, again=waits)

    def _approve_first(self, by: int, hide: list[Hide], note: str, seen: int | None, no_worry: bool) -> FirstApproval:
        """The first of two. Escalated words go back to the queue first: the lead does not stand in for two people."""
        self.must_be_as_seen(seen)
        if self.status not in (Status.PENDING, Status.REJECTED):
            raise MoveRefused("Two people have to approve words here. Return it to the queue for them.")
        first = FirstApproval(self, by=by, hide=hide, note=note, no_worry=no_worry)
        db.session.add(first)
        self.read_first_until = None
        return first

    def _move(
        self,
        to: Status,
        *,
        by: int | None,
        reason: str | None = None,
        note: str = "",
        seen: int | None = None,
        again: bool = False,
        no_worry: bool = False,
    ) -> Move:
        """The one door out of the queue. `again`: to where the words are, so that a first approval ends."""
        self.must_allow(to, seen, again)
        was_approved, concern = self.is_approved, self.held_in()
        as_it_was = opened(concern) if concern else (self.words, self.findings)
        move = Move(self, to, by=by, reason=reason, note=note, no_worry=no_worry)
        db.session.add(move)
        (self.words, self.findings), self.status, self.read_first_until = as_it_was, to, None
        self.moves_made += 1
        self.published_words = None  # approve() says afterwards what may be shown
        self.has_moved(was_approved)
        if concern and by is not None:
            concern.release(by=by, move=move)
        return move

    def has_moved(self, was_approved: bool) -> None:
        """What follows from a move, whichever it was."""
        self.contribution.settle()
        if was_approved or self.status is Status.APPROVED:
            self.contribution.activity.touch()
