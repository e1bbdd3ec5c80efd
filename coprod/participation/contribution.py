"""Contribution: one person's one go at one activity, and the receipt they hold for it."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, delete, select
from sqlalchemy.orm import Mapped, foreign, joinedload, mapped_column, relationship, remote

from coprod import mail
from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.concerns.concern import Concern
from coprod.concerns.step import StepKind
from coprod.database import Base, UTCDateTime, choice, db, now, uk_today
from coprod.participation.counted import NOT_COUNTED, UNUSUAL_TICKS, Counted, Ticks
from coprod.participation.lead_message import LeadMessage
from coprod.participation.move import Status
from coprod.participation.private_field import HasPrivateFields, PrivateField
from coprod.participation.receipt import Receipt
from coprod.public_ids import PublicId, new_public_id
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
    """How it reached us: here, in one of three ways; or said elsewhere, and brought in by staff."""

    ONLINE = "online"
    PAPER = "paper"
    SPOKEN = "spoken"
    COMPLIMENTS = "compliments"
    COMPLAINTS = "complaints"
    SERVICE_REVIEW = "service_review"
    EARLIER_CONSULTATION = "earlier_consultation"
    ONGOING_ENGAGEMENT = "ongoing_engagement"

    @property
    def label(self) -> str:
        """As staff read it."""
        return SOURCE_LABELS[self]


SOURCE_LABELS = {
    Source.ONLINE: "Online",
    Source.PAPER: "On paper",
    Source.SPOKEN: "Spoken",
    Source.COMPLIMENTS: "Compliments",
    Source.COMPLAINTS: "Complaints",
    Source.SERVICE_REVIEW: "Service review",
    Source.EARLIER_CONSULTATION: "Earlier consultation",
    Source.ONGOING_ENGAGEMENT: "Ongoing engagement",
}
# Said elsewhere, and not to us.
ELSEWHERE = tuple(source for source in Source if source not in (Source.ONLINE, Source.PAPER, Source.SPOKEN))


class Contribution(HasPrivateFields, Counted, Base):
    """One person's one go at one activity.

    `submitted_on` is a UK date and stays. `received_at`, a moment, is kept only while words of it wait in the queue,
    so that the oldest is read first. `context` maps a label to a value: what a moderator needs beside
    the words; None while only the safeguarding lead may read it. `token_digest` makes one contribution of a form that
    is sent twice. `unusual` marks one that came in faster than people write: accepted all the same, and pointed out to
    the moderator. When its activity's time is over, receipt, token and context are forgotten; see retention.py.

    `room` is the label of a shared device, kept as long as `received_at`: a concern that is opened meanwhile takes it
    along, so that the group can be found; what was decided knows it no longer.

    `private_fields` are those (access needs, a name) that only the safeguarding lead may read, and those that screening
    has still to look at. `lead_message` is what the lead says to whoever holds the receipt.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        Index("ix_contribution_activity_day", "activity_id", "submitted_on"),
        Index(
            "ix_contribution_unusual_ticks", "activity_id", "submitted_on",
            sqlite_where=UNUSUAL_TICKS, postgresql_where=UNUSUAL_TICKS,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id", ondelete="SET NULL"), index=True)
    token_digest: Mapped[str | None] = mapped_column(unique=True, info=KEYED)
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"), index=True)
    district_slug: Mapped[str | None] = mapped_column(ForeignKey("district.slug"), index=True)
    sharing: Mapped[Sharing] = mapped_column(choice(Sharing, "sharing"))
    source: Mapped[Source] = mapped_column(choice(Source, "source"))
    context: Mapped[dict[str, str | None]] = mapped_column(JSON)
    submitted_on: Mapped[date]
    received_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_on: Mapped[date | None]
    unusual: Mapped[bool]
    room: Mapped[str | None]

    activity: Mapped[Activity] = relationship()
    receipt: Mapped[Receipt | None] = relationship()
    submissions: Mapped[list["Submission"]] = relationship(back_populates="contribution", order_by="Submission.id")
    private_fields: Mapped[list[PrivateField]] = relationship(order_by=PrivateField.label, cascade="all, delete-orphan")
    lead_message: Mapped[LeadMessage | None] = relationship(cascade="all, delete-orphan")
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
        room: str | None = None,
        ticked: bool = False,
        ticks: Ticks = Ticks.USUAL,
        came: bool = True,
    ) -> None:
        # Of an activity in hand, or, when it is only filed and never in a session, of one known by its number.
        of: dict[str, Any] = {"activity_id": activity_id} if activity is None else {"activity": activity}
        super().__init__(
            **of,
            public_id=new_public_id(),
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
            room=room,
            ticked=ticked,
            ticks=ticks,
            came=came,
            **NOT_COUNTED,
        )
        self.count()

    @classmethod
    def find(cls, token_digests: Collection[str]) -> "Contribution | None":
        """The contribution that a form with this token made, with its receipt: a digest under each key."""
        query = select(cls).where(cls.token_digest.in_(token_digests))
        return db.session.scalar(query.options(joinedload(cls.receipt)))

    def settle(self) -> None:
        """After words were added, decided or withdrawn: does it count, and may the moment it came be forgotten?"""
        if not any(submission.status is Status.PENDING and submission.words for submission in self.submissions):
            self.received_at = self.room = None
        self.count()

    def withdraw(self) -> list[Concern]:
        """The person takes it all back: hidden at once, and erased. Doing it again changes nothing.

        Gives back the concerns that this opens: of worries that nobody had read yet. Then tell the lead.
        """
        if self.withdrawn_on is not None:
            return []
        opened = [concern for submission in self.submissions if (concern := submission.erase())]
        self.withdrawn_on, self.context = uk_today(), {}
        self.settle()  # before anything is asked of the database: as many statements whatever had been decided
        # One statement, whether there are any or not: what it takes must not tell that something was held.
        db.session.execute(delete(PrivateField).where(PrivateField.contribution_id == self.id))
        db.session.expire(self, ["private_fields"])
        self.activity.erase(self.id)
        mail.forget_about(self.public_id)
        self.activity.touch()
        return opened

    def leave_message(self, concern: Concern, *, by: int, words: str) -> LeadMessage:
        """The lead says something to whoever holds the receipt. It takes the place of an earlier message."""
        concern.acknowledge(by=by)
        self.lead_message = message = LeadMessage(words)
        concern.add(StepKind.MESSAGE, by=by, words=words)
        return message

    def take_off_message(self, concern: Concern, *, by: int) -> None:
        """The receipt says nothing more. Doing it again changes nothing."""
        if self.lead_message is not None:
            self.lead_message = None
            concern.add(StepKind.MESSAGE_OFF, by=by)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the person has taken it back."""
        return self.withdrawn_on is not None
