"""Contribution: one person's one go at one activity, and the receipt they hold for it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, cast, or_, select
from sqlalchemy.orm import Mapped, foreign, joinedload, mapped_column, relationship, remote

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.concerns.concern import Concern, Origin
from coprod.concerns.letters import tell_the_lead
from coprod.concerns.step import StepKind
from coprod.database import Base, UTCDateTime, choice, db, now, uk_today
from coprod.participation.counted import NOT_COUNTED, Counted
from coprod.participation.receipt import Receipt
from coprod.screening.finding import Finding, FindingKind
from coprod.sealing import KEYED

if TYPE_CHECKING:
    from coprod.participation.submission import Submission


class Sharing(StrEnum):
    """How a person lets us use their words. Their choice, and nobody can widen it."""

    SHOW = "show"
    TEAM = "team"
    IDEA = "idea"

    @property
    def label(self) -> str:
        """As staff read it."""
        return SHARING_LABELS[self]


SHARING_LABELS = {
    Sharing.SHOW: "May be shown",
    Sharing.TEAM: "Only for the team",
    Sharing.IDEA: "Use the idea, not the words",
}


class Source(StrEnum):
    """How it reached us."""

    ONLINE = "online"
    PAPER = "paper"
    SPOKEN = "spoken"


# What others read in place of a private field that is held.
WITH_THE_LEAD = "With the safeguarding lead"


class Contribution(Counted, Base):
    """One person's one go at one activity.

    `submitted_on` is a UK date and stays. `received_at`, a moment, is kept only until every word is decided, so
    that the queue can be worked oldest first. `context` maps a label to a value: what a moderator needs beside
    the words. `token_digest` makes one contribution of a form that is sent twice. `unusual` marks one that came
    in faster than people write: accepted all the same, and pointed out to the moderator. When its activity's time
    is over, receipt, token and context are forgotten; see retention.py.

    `held` names the private fields (access needs, a name) that only the safeguarding lead may read, by their labels.
    While screening has not worked on all of them it is None, or begins with None. `message` is what the team says to
    whoever holds the receipt, put there on the UK date `message_on`.
    """

    __tablename__ = "contribution"
    __table_args__ = (Index("ix_contribution_newest", "submitted_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id", ondelete="SET NULL"), index=True)
    token_digest: Mapped[str | None] = mapped_column(unique=True, info=KEYED)
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"), index=True)
    district_slug: Mapped[str | None] = mapped_column(ForeignKey("district.slug"), index=True)
    sharing: Mapped[Sharing] = mapped_column(choice(Sharing, "sharing"))
    source: Mapped[Source] = mapped_column(choice(Source, "source"))
    context: Mapped[dict[str, str]] = mapped_column(JSON)
    submitted_on: Mapped[date]
    received_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_on: Mapped[date | None]
    unusual: Mapped[bool]
    held: Mapped[list[str | None] | None] = mapped_column(JSON)
    message: Mapped[str | None]
    message_on: Mapped[date | None]

    activity: Mapped[Activity] = relationship()
    receipt: Mapped[Receipt | None] = relationship()
    submissions: Mapped[list["Submission"]] = relationship(back_populates="contribution", order_by="Submission.id")
    # Everything that was sent with the same code, this too, in the order in which it was sent; empty without a code.
    under_one_receipt: Mapped[list["Contribution"]] = relationship(
        primaryjoin=lambda: foreign(Contribution.receipt_id) == remote(Contribution.receipt_id),
        order_by=lambda: Contribution.id,
        uselist=True,
        viewonly=True,
    )

    def __init__(
        self,
        *,
        activity: Activity | None = None,
        activity_id: int | None = None,
        receipt: Receipt | None = None,
        token_digest: str | None = None,
        audience: Audience = Audience.NOT_SAID,
        district: str | None = None,
        sharing: Sharing = Sharing.SHOW,
        source: Source = Source.ONLINE,
        context: dict[str, str] | None = None,
        submitted_on: date | None = None,
        unusual: bool = False,
        ticked: bool = False,
    ) -> None:
        # Of an activity in hand, or, when it is only filed and never in a session, of one known by its number.
        of: dict[str, Any] = {"activity_id": activity_id} if activity is None else {"activity": activity}
        super().__init__(
            **of,
            receipt=receipt,
            token_digest=token_digest,
            audience=Audience(audience),
            district_slug=district or None,
            sharing=Sharing(sharing),
            source=Source(source),
            context=context or {},
            submitted_on=submitted_on or uk_today(),
            received_at=now(),
            unusual=unusual,
            submissions=[],
            ticked=ticked,
            **NOT_COUNTED,
            held=[],
            message=None,
            message_on=None,
        )
        self.count()

    @classmethod
    def find(cls, token_digests: Collection[str]) -> "Contribution | None":
        """The contribution that a form with this token made, with its receipt: a digest under each key."""
        query = select(cls).where(cls.token_digest.in_(token_digests))
        return db.session.scalar(query.options(joinedload(cls.receipt)))

    @classmethod
    def nothing_is_held(cls) -> ColumnElement[bool]:
        """The condition under which no private field is the safeguarding lead's alone."""
        return cast(cls.held, String).in_(("[]", "null"))  # as JSON is kept: nothing, or not screened and nothing yet

    @classmethod
    def unscreened(cls) -> ColumnElement[bool]:
        """The condition under which screening has still to look at a private field."""
        as_kept = cast(cls.held, String)
        return or_(as_kept == "null", as_kept.startswith("[null"))

    def settle(self) -> None:
        """After words were added, decided or withdrawn: does it count, and may the moment it came be forgotten?"""
        if all(submission.is_decided for submission in self.submissions):
            self.received_at = None
        self.count()

    def withdraw(self) -> None:
        """The person takes it all back: hidden at once, and erased. Doing it again changes nothing."""
        if self.withdrawn_on is not None:
            return
        self.withdrawn_on = uk_today()
        self.context = {}
        for submission in self.submissions:
            submission.erase()
        self.activity.erase(self.id)
        self.settle()
        self.activity.touch()

    def hold(self, texts: Mapping[str, str], found: Mapping[str, list[Finding] | None]) -> None:
        """What worries screening in private fields is now the lead's alone; what staff escalated already stays so."""
        for concern in self.held_now(texts, found):
            db.session.add(concern)
            tell_the_lead()

    def held_now(self, texts: Mapping[str, str], found: Mapping[str, list[Finding] | None]) -> list[Concern]:
        """The same, without a session: the concerns that it opens are given back."""
        already = [label for label in self.held or () if label]
        worrying = [label for label in texts if any(f.kind is FindingKind.CONCERN for f in found[label] or ())]
        worrying = [label for label in worrying if label not in already]
        unscreened = any(text and found[label] is None for label, text in texts.items() if label not in already)
        self._hold_only([*already, *worrying], unscreened)
        self.context = {label: WITH_THE_LEAD if label in worrying else value for label, value in self.context.items()}
        return [
            Concern(contribution_id=self.id, prompt=label, words=texts[label], origin=Origin.SCREENING)
            for label in worrying
        ]

    def escalate(self, label: str, words: str, *, by: int) -> Concern:
        """Staff think that a private field says that someone is not safe: it is the lead's alone from now on."""
        concern = Concern(contribution_id=self.id, prompt=label, words=words, origin=Origin.STAFF, by=by)
        db.session.add(concern)
        self._hold_only([*(self.held or ()), label], self.is_unscreened)
        self.context = {each: WITH_THE_LEAD if each == label else value for each, value in self.context.items()}
        tell_the_lead()
        return concern

    def is_held_by(self, concern: Concern) -> bool:
        """Whether this concern keeps a private field from those who work with it, until it is released."""
        return concern.submission_id is None and concern.prompt in (self.held or ())

    def release(self, concern: Concern, *, by: int) -> None:
        """The safeguarding lead gives a private field back to those who work with it."""
        concern.acknowledge(by=by)
        label = concern.prompt
        self._hold_only([kept for kept in self.held or () if kept != label], self.is_unscreened)
        self.context = {each: concern.words if each == label else value for each, value in self.context.items()}
        self.activity.touch()
        concern.add(StepKind.RELEASED, by=by)

    def leave_message(self, concern: Concern, *, by: int, words: str) -> None:
        """The lead says something to whoever holds the receipt. It takes the place of an earlier message."""
        concern.acknowledge(by=by)
        self.message, self.message_on = words, uk_today()
        concern.add(StepKind.MESSAGE, by=by, words=words)

    def take_off_message(self, concern: Concern, *, by: int) -> None:
        """The receipt says nothing more. Doing it again changes nothing."""
        if self.message is not None:
            self.message = self.message_on = None
            concern.add(StepKind.MESSAGE_OFF, by=by)

    def seen_by_staff(self, label: str, text: str) -> str:
        """A private field as everybody but the safeguarding lead reads it."""
        return WITH_THE_LEAD if label in (self.held or ()) else text

    def _hold_only(self, labels: Sequence[str | None], unscreened: bool) -> None:
        held = [label for label in labels if label]
        self.held = ([None, *held] if held else None) if unscreened else [*held]

    @property
    def is_unscreened(self) -> bool:
        """Whether screening has still to look at a private field."""
        return self.held is None or None in self.held

    @property
    def is_partly_held(self) -> bool:
        """Whether something that stands beside the words is the safeguarding lead's alone: nobody has read it all."""
        return any(label in self.context for label in self.held or ())

    @property
    def is_withdrawn(self) -> bool:
        """Whether the person has taken it back."""
        return self.withdrawn_on is not None
