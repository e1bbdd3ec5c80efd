"""Concern: a possible safeguarding matter, its sealed copy of what was written, and all that was done about it."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.concerns.level import Level, Worry
from coprod.concerns.step import ConcernStep, NeverDeleted, StepKind
from coprod.concerns.taking_on import TakenOn
from coprod.database import Base, UTCDateTime, choice, db, kept, now
from coprod.sealing import KEYED, SealedOrEmpty, SealedWords, a_place, never_empty, new_place


class Origin(StrEnum):
    """Who or what thought that somebody may not be safe."""

    SCREENING = "screening"
    STAFF = "staff"
    AUTHOR = "author"


class Outcome(StrEnum):
    """How a concern ended."""

    NO_CONCERN = "no_concern"
    SUPPORTED = "supported"
    KNOWN = "known"
    REFERRED = "referred"

    @property
    def label(self) -> str:
        """As the safeguarding lead reads it."""
        return OUTCOME_LABELS[self]


OUTCOME_LABELS = {
    Outcome.NO_CONCERN: "No concern after all",
    Outcome.SUPPORTED: "Help or advice was given",
    Outcome.KNOWN: "Already known to the people who can help",
    Outcome.REFERRED: "Referred",
}

# What changes while the lead works on it. Everything else is as it was on the day it was opened.
CHANGES = (
    "acknowledged_at",
    "acknowledged_by_id",
    "deputy_told_at",
    "everyone_told_at",
    "asked_at",
    "quiet_until",
    "closed_at",
    "closed_by_id",
    "outcome",
)


@kept(NeverDeleted("a concern is never deleted, nor what was written in it changed"), may_change=CHANGES)
class Concern(TakenOn, Base):
    """Something in what a person wrote may mean that someone is not safe.

    The words are sealed (encrypted) the moment it is opened, with what screening had marked in them, and stay even when
    their author takes them back. While the lead holds them they stand nowhere else. Nothing on the author's receipt
    says that it exists. They came from a submission, by the move `move_id`; or from a private field of the contribution
    (access needs, a name) that `prompt` names: then `submission_id` is empty. When the author asked for a safe adult
    and nobody else had seen anything, there are no words. By `words_digest` those about the same words are found.
    `level` says how serious it seemed, and `sure` how sure that was, in percent: 100 when a person said so.
    `quiet_until` is when the lead is written to about a weaker worry in a private field: until then it only stands on
    their list, and its clock has not begun. Empty where they were told at once.
    `room` is the label of the shared device on which it was written, if it was: with the day it leads to the group.
    `acknowledged_at` is when a safeguarding lead said "I have this": until then the clock runs, a deputy is told at
    `deputy_told_at`, and everyone who could act at `everyone_told_at`. When that person can open it no longer, it is
    put back: all of these are empty again, and the clock starts anew. The steps keep all of it. `asked_at` is when the
    writer last left a way to be reached; what they left is in the steps. `closed_at` is empty while the safeguarding
    lead is on it.
    """

    __tablename__ = "concern"
    __table_args__ = (
        Index("ix_concern_contribution_id", "contribution_id"),
        CheckConstraint("move_id IS NULL OR submission_id IS NOT NULL", name="a_move_is_of_words"),
        CheckConstraint("sure BETWEEN 0 AND 100", name="sure_in_percent"),
        never_empty("sealed_words"),
        never_empty("sealed_findings"),
        never_empty("sealed_room"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    origin: Mapped[Origin] = mapped_column(choice(Origin, "origin"))
    level: Mapped[Level] = mapped_column(choice(Level, "level"))
    sure: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    deputy_told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    everyone_told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    quiet_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome, "outcome"))
    prompt: Mapped[str]
    move_id: Mapped[int | None] = mapped_column(ForeignKey("move.id"))
    place: Mapped[int] = a_place()
    sealed_words: Mapped[bytes | None]
    words_digest: Mapped[str | None] = mapped_column(index=True, info=KEYED)
    sealed_findings: Mapped[bytes | None]
    sealed_room: Mapped[bytes | None]

    words = SealedWords(
        "sealed_words", "words_digest"
    )  # what was written: whoever shows it to staff records that it was read
    findings_text = SealedOrEmpty("sealed_findings")
    room = SealedOrEmpty("sealed_room")

    # By name: all three stand above this file.
    contribution: Mapped[Any] = relationship("Contribution")
    submission: Mapped[Any] = relationship("Submission")
    move: Mapped[Any] = relationship("Move")
    steps: Mapped[list[ConcernStep]] = relationship(back_populates="concern", order_by=ConcernStep.id)

    def __init__(
        self,
        *,
        prompt: str,
        words: str,
        origin: Origin,
        findings: list[dict[str, Any]] | None = None,
        by: int | None = None,
        at: datetime | None = None,
        room: str | None = None,
        worry: Worry | None = None,
        quiet_until: datetime | None = None,
        **of: Any,
    ) -> None:
        """`of` says what it is about: `contribution` and `submission`, or their ids; and the `move` that opens it.

        Without a `worry` that screening found, it is one that a person had: serious, and certain.
        """
        level, sure = worry or Worry()
        super().__init__(
            origin=Origin(origin),
            level=level,
            sure=sure,
            prompt=prompt,
            place=new_place(),
            words=words,
            findings_text=json.dumps(findings) if words else "",
            room=room or "",
            opened_at=at or now(),
            opened_by_id=by,
            **dict.fromkeys(CHANGES) | {"quiet_until": quiet_until},
            **of,
        )

    @classmethod
    def newest_about(cls, submission_id: int) -> "Concern | None":
        """The newest concern about these words: while the lead holds them, they are in this one."""
        return db.session.scalar(select(cls).where(cls.submission_id == submission_id).order_by(cls.id.desc()).limit(1))

    @property
    def worry(self) -> Worry:
        """How serious it seemed, and how sure that was."""
        return Worry(self.level, self.sure)

    @property
    def is_open(self) -> bool:
        """Whether the safeguarding lead has still to finish it."""
        return self.closed_at is None

    @property
    def latest_id(self) -> int:
        """The newest concern about the same words: this one, unless they were escalated again later."""
        if self.submission_id is None:
            return self.id
        return db.session.scalars(select(func.max(Concern.id)).where(Concern.submission_id == self.submission_id)).one()

    @property
    def findings(self) -> list[dict[str, Any]] | None:
        """What screening had marked in the words when they were sealed, as a submission keeps it."""
        found: list[dict[str, Any]] | None = json.loads(self.findings_text or "null")
        return found

    @property
    def ways_to_reach(self) -> list[ConcernStep]:
        """How the writer said a safe adult may reach them, the latest first. Reading these is recorded too."""
        return [step for step in reversed(self.steps) if step.what is StepKind.ASKED]

    def ask(self, contact: str) -> None:
        """The writer asks for a safe adult, and says how one may reach them. It is quiet no longer."""
        self.asked_at = now()
        self.end_quiet()
        self.add(StepKind.ASKED, by=None, words=contact)

    def note(self, *, by: int, words: str) -> None:
        """Something worth keeping: a call, a thought, who was asked. Whoever writes it has the concern."""
        self.acknowledge(by=by)
        self.add(StepKind.NOTE, by=by, words=words)

    def refer(self, *, by: int, words: str) -> None:
        """Others who can help were told: who, when, under which reference."""
        self.acknowledge(by=by)
        self.add(StepKind.REFERRAL, by=by, words=words)

    def release(self, *, by: int, move: Any = None) -> None:
        """What it held goes back to where it came from: words by this `move`, a private field without one."""
        self.acknowledge(by=by)
        self.add(StepKind.RELEASED, by=by, move=move)

    def hold(self, *, by: int) -> None:
        """What stood elsewhere too, in a private field, is here alone from now on."""
        self.acknowledge(by=by)
        self.add(StepKind.HELD, by=by)

    def close(self, *, by: int, outcome: Outcome = Outcome.NO_CONCERN, words: str = "") -> None:
        """The lead has finished it, and says how it ended. It stays, with its words. Again, and nothing changes."""
        if self.is_open:
            self.acknowledge(by=by)
            self.closed_at, self.closed_by_id, self.outcome = now(), by, Outcome(outcome)
            self.add(StepKind.CLOSED, by=by, words=words)

    def add(self, what: StepKind, *, by: int | None, words: str = "", move: Any = None) -> ConcernStep:
        """Write down one thing that was done; the words are sealed like the rest."""
        step = ConcernStep(concern=self, what=what, by=by, words=words, move=move)
        db.session.add(step)
        return step
