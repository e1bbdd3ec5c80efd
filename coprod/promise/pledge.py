"""Pledge: an organisation that says it will keep commitments of the Promise too."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, delete, exists, select, text
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from coprod.activities.life import NotAllowed
from coprod.concerns.concern import Concern
from coprod.database import Base, UTCDateTime, db, now, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.partnership.sectors import Sector
from coprod.promise.commitment import Commitment, pledge_commitment
from coprod.promise.organisation import Main, Organisation
from coprod.public_ids import PublicId, new_public_id
from coprod.rendering import uk_date
from coprod.screening.finding import Finding
from coprod.sealing import KEYED, SealedAddress, SealedOrEmpty, a_place, never_empty, new_place, ring

# What is typed with a pledge and is no submission; each is screened, and may be held for the safeguarding lead.
ORGANISATION, CONTACT = "Organisation", "Contact name"
# How long the link in the email works; and the one with which a pledge is changed.
LINK_LASTS = timedelta(days=14)
CHANGE_HOURS = 72
CHANGE = "pledge change"
NOT_TOLD = text("told_on IS NULL AND email_confirmed_at IS NOT NULL")


class Pledge(Base):
    """An organisation says in public which commitments it will keep, and what it will do by `by_when`.

    What it will do is a submission. Who to contact is private, and sealed. It stands on the register when its words
    are shown and `email_confirmed_at` is set: somebody has opened the link that went to `contact_email`. Only the
    digest of that link's secret is kept. What the safeguarding lead holds is empty here: `contact_name`, or
    `organisation_id`. `told_on` is when its contact was told that it stands on the register. With the link whose keyed
    digest is `change_digest` they change or withdraw it, once, until `change_ends_at`. What it did
    is asked on `asked_on`, and again on `reminded_on`; both are empty once that is answered, on `answered_on`.
    `submitted_on` is the contribution's: the register is read by an index of its own.
    """

    __tablename__ = "pledge"
    __table_args__ = (
        never_empty("sealed_contact_name"),
        never_empty("sealed_contact_email"),
        Index("ix_pledge_newest", "promise_id", "submitted_on", "public_id"),
        Index("ix_pledge_newest_of_all", "submitted_on", "public_id"),
        Index("ix_pledge_not_told", "id", sqlite_where=NOT_TOLD, postgresql_where=NOT_TOLD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId]
    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id"))
    submitted_on: Mapped[date]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), unique=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    sector: Mapped[str] = mapped_column(ForeignKey(Sector.slug))
    place: Mapped[int] = a_place()
    sealed_contact_name: Mapped[bytes | None]
    sealed_contact_email: Mapped[bytes | None]
    contact_email_digest: Mapped[str | None] = mapped_column(index=True, info=KEYED)
    by_when: Mapped[date]
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    link_digest: Mapped[str | None] = mapped_column(unique=True)
    link_ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_on: Mapped[date | None]
    change_digest: Mapped[str | None] = mapped_column(unique=True, info=KEYED)
    change_ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_on: Mapped[date | None]
    asked_on: Mapped[date | None]
    reminded_on: Mapped[date | None]

    contact_name = SealedOrEmpty("sealed_contact_name")
    contact_email = SealedAddress("sealed_contact_email", "contact_email_digest")

    promise: Mapped[Any] = relationship("Promise", back_populates="pledges")  # by name: it stands above this file
    contribution: Mapped[Contribution] = relationship()
    submission: Mapped[Submission] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    commitments: Mapped[list[Commitment]] = relationship(secondary=pledge_commitment, order_by=Commitment.position)

    def __init__(
        self,
        *,
        contribution: Contribution,
        organisation: str,
        sector: str,
        contact_name: str,
        contact_email: str,
        commitments: list[Commitment],
        by_when: date,
        email_confirmed_at: datetime | None = None,
        **ids: int,
    ) -> None:
        """`ids` when it is only filed, and never in a session: then it knows its Promise by number."""
        [submission] = contribution.submissions
        if not commitments or not organisation or not contact_name or not contact_email:
            raise ValueError("a pledge needs an organisation, a commitment and somebody to contact")
        super().__init__(
            contribution=contribution,
            submission=submission,
            public_id=new_public_id(),
            submitted_on=contribution.submitted_on,
            organisation=Organisation.named(contribution.unless_held(ORGANISATION, organisation)),
            sector=sector,
            commitments=commitments,
            **ids,
            place=new_place(),
            contact_name=contribution.unless_held(CONTACT, contact_name),
            contact_email=contact_email,
            by_when=by_when,
            email_confirmed_at=email_confirmed_at,
        )

    @classmethod
    def of(cls, contribution_id: int) -> "Pledge | None":
        """The pledge that a contribution made, if it made one."""
        theirs = select(cls).where(cls.contribution_id == contribution_id)
        return db.session.scalar(theirs.options(joinedload(cls.organisation)))

    @classmethod
    def find(cls, link_secret: str) -> "Pledge | None":
        """The pledge whose emailed link holds this secret, with its organisation and its Promise."""
        query = select(cls).outerjoin(cls.organisation).where(cls.link_digest == digest(link_secret))
        return db.session.scalar(query.options(contains_eager(cls.organisation), joinedload(cls.promise)))

    @property
    def organisation_name(self) -> str:
        """How the organisation named itself; nothing while that is held."""
        return self.organisation.name if self.organisation else ""

    @property
    def organisation_as_written(self) -> str:
        """The same, for whoever made the pledge."""
        return self.contribution.private_as_written(ORGANISATION, self.organisation_name)

    def name(self, organisation: str) -> None:
        """Whose pledge it is; nobody's while that is held. A name that is then on no pledge goes."""
        before, self.organisation = self.organisation_id, Organisation.named(organisation)
        db.session.flush()
        unused = ~exists().where(Pledge.organisation_id == Organisation.id)
        is_another = ~exists().where(Main.c.merged_into_id == Organisation.id)
        db.session.execute(delete(Organisation).where(Organisation.id == before, unused, is_another))

    def new_link(self) -> str:
        """A new secret for the link in the email; an earlier one stops working."""
        secret = secrets.token_urlsafe(24)
        self.link_digest = digest(secret)
        self.link_ends_at = now() + LINK_LASTS
        return secret

    @classmethod
    def to_change(cls, link_secret: str) -> "Pledge | None":
        """The pledge that this link changes: it has not been used, is not too old, and was not replaced."""
        found = select(cls).where(
            cls.change_digest.in_(ring().digests(CHANGE, link_secret)), cls.change_ends_at > now()
        )
        return db.session.scalar(found.options(joinedload(cls.organisation), joinedload(cls.promise)))

    def new_change_link(self) -> str:
        """A new secret for the link with which it is changed; an earlier one stops working."""
        secret = secrets.token_urlsafe(24)
        self.change_digest, self.change_ends_at = ring().digest(CHANGE, secret), now() + timedelta(hours=CHANGE_HOURS)
        return secret

    def end_change_link(self) -> None:
        """It is used up."""
        self.change_digest = self.change_ends_at = None

    def told(self) -> None:
        """Its contact is told that it stands on the register."""
        self.told_on = uk_today()

    def change(
        self, *, words: str, findings: list[Finding] | None, commitments: list[Commitment], by_when: date
    ) -> Concern | None:
        """Its organisation changes it, and the link is used up. New words wait to be read, like the first ones.

        Gives back the concern that they opened, if they did.
        """
        concern = None
        if words != self.submission.as_written:
            concern = self.submission.rewrite(words, findings)
            self.told_on = None  # when they are approved, its contact hears of it again
        self.commitments, self.by_when = commitments, by_when
        shown = {"Commitments": ", ".join(each.title for each in commitments), "By when": uk_date(by_when, year=True)}
        context = self.contribution.context
        self.contribution.context = context | {label: text for label, text in shown.items() if context.get(label)}
        self.end_change_link()
        self.promise.touch()
        return concern

    @property
    def link_has_ended(self) -> bool:
        """Whether it is too late to confirm."""
        return self.email_confirmed_at is None and (self.link_ends_at is None or now() >= self.link_ends_at)

    def confirm(self) -> None:
        """Whoever reads `contact_email` says that the pledge is theirs. Again changes nothing."""
        if self.link_has_ended:
            raise NotAllowed("The link has ended.")
        if self.email_confirmed_at is None:
            self.email_confirmed_at = now()
            self.promise.touch()


def digest(link_secret: str) -> str:
    """What is kept of a link's secret. It is long and random, so a plain hash cannot be guessed back."""
    return hashlib.sha256(link_secret.encode("utf-8", "replace")).hexdigest()
