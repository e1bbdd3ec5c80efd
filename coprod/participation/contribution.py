"""Contribution: one person's one go at one activity, and the receipt they hold for it."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.database import Base, UTCDateTime, choice, db, now, uk_today
from coprod.participation.activity import Activity

if TYPE_CHECKING:
    from coprod.participation.submission import Submission


class Audience(StrEnum):
    """Who somebody says they are."""

    YOUNG_PERSON = "young_person"
    PARENT_CARER = "parent_carer"
    PROFESSIONAL = "professional"
    ORGANISATION = "organisation"
    NOT_SAID = "not_said"

    @property
    def label(self) -> str:
        """As shown beside their words."""
        return AUDIENCE_LABELS[self]


AUDIENCE_LABELS = {
    Audience.YOUNG_PERSON: "A young person",
    Audience.PARENT_CARER: "A parent or carer",
    Audience.PROFESSIONAL: "Someone who works with children",
    Audience.ORGANISATION: "An organisation",
    Audience.NOT_SAID: "Someone who did not say",
}


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


class Receipt(Base):
    """What a person holds instead of an account: a code. Only its keyed hash is kept; see receipt.py."""

    __tablename__ = "receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)

    contributions: Mapped[list["Contribution"]] = relationship(back_populates="receipt", order_by="Contribution.id")

    def __init__(self, digest: str) -> None:
        super().__init__(digest=digest)

    @classmethod
    def find(cls, digest: str) -> "Receipt | None":
        """The receipt with this keyed hash."""
        return db.session.scalar(select(cls).where(cls.digest == digest))


class Contribution(Base):
    """One person's one go at one activity.

    `submitted_on` is a UK date and stays. `received_at`, a moment, is kept only until every word is decided, so
    that the queue can be worked oldest first. `context` maps a label to a value: what a moderator needs beside
    the words. `token_digest` makes one contribution of a form that is sent twice. `unusual` marks one that came
    in faster than people write: accepted all the same, and pointed out to the moderator. When its activity's time
    is over, receipt, token and context are forgotten; see retention.py.

    `counts` is the published definition of "took part": a person has read it and turned not all of it down, or
    there was nothing but ticks to read; and it was not withdrawn.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        Index("ix_contribution_newest", "submitted_on", "id"),
        Index("ix_contribution_activity_counts", "activity_id", "counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id", ondelete="SET NULL"), index=True)
    token_digest: Mapped[str | None] = mapped_column(unique=True)
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"), index=True)
    district_slug: Mapped[str | None] = mapped_column(ForeignKey("district.slug"), index=True)
    sharing: Mapped[Sharing] = mapped_column(choice(Sharing, "sharing"))
    source: Mapped[Source] = mapped_column(choice(Source, "source"))
    context: Mapped[dict[str, str]] = mapped_column(JSON)
    submitted_on: Mapped[date]
    received_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_on: Mapped[date | None]
    unusual: Mapped[bool]
    counts: Mapped[bool]

    activity: Mapped[Activity] = relationship()
    receipt: Mapped[Receipt | None] = relationship(back_populates="contributions")
    submissions: Mapped[list["Submission"]] = relationship(back_populates="contribution", order_by="Submission.id")

    def __init__(
        self,
        *,
        activity: Activity,
        receipt: Receipt | None = None,
        token_digest: str | None = None,
        audience: Audience = Audience.NOT_SAID,
        district: str | None = None,
        sharing: Sharing = Sharing.SHOW,
        source: Source = Source.ONLINE,
        context: dict[str, str] | None = None,
        submitted_on: date | None = None,
        unusual: bool = False,
    ) -> None:
        super().__init__(
            activity=activity,
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
            counts=True,
        )

    @classmethod
    def find(cls, token_digest: str) -> "Contribution | None":
        """The contribution that a form with this token made."""
        return db.session.scalar(select(cls).where(cls.token_digest == token_digest))

    @classmethod
    def people_by_activity(cls) -> dict[int, int]:
        """How many people took part, by the id of the activity: the published definition, `counts`."""
        counted = select(cls.activity_id, func.count().label("people")).where(cls.counts).group_by(cls.activity_id)
        return {row.activity_id: row.people for row in db.session.execute(counted)}

    def settle(self) -> None:
        """After words were added, decided or withdrawn: does it count, and may the moment it came be forgotten?"""
        decided = all(submission.is_decided for submission in self.submissions)
        any_approved = any(submission.is_approved for submission in self.submissions)
        self.counts = self.withdrawn_on is None and decided and (any_approved or not self.submissions)
        if decided:
            self.received_at = None

    def withdraw(self) -> None:
        """The person takes it all back: hidden at once, and erased. Doing it again changes nothing."""
        if self.withdrawn_on is not None:
            return
        self.withdrawn_on = uk_today()
        self.context = {}
        for submission in self.submissions:
            submission.erase()
        self.activity.erase(self)
        self.settle()
        self.activity.touch()

    @property
    def is_withdrawn(self) -> bool:
        """Whether the person has taken it back."""
        return self.withdrawn_on is not None
