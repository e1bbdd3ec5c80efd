"""SignUp: one person's place at an event, and what they need so that they can take part."""

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.database import Base, UTCDateTime, choice, db, now
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.public_ids import PublicId, new_public_id
from coprod.sealing import KEYED, SealedAddress, SealedOrEmpty, a_place, never_empty, new_place

# What a person types that only the event team reads; each is screened, and may be held for the safeguarding lead.
NAME, NEEDS = "Name", "Access needs"


class PlaceState(StrEnum):
    """How far somebody is on the way to a place.

    A place is held for whoever gave an address, until they press the button in a letter. Whoever gave none has asked,
    and the event team confirms it. One that nobody confirmed in time has lapsed: the place went back.
    """

    HELD = "held"
    COMING = "coming"
    ASKED = "asked"
    WAITING = "waiting"
    LAPSED = "lapsed"


HAVE_A_PLACE = (PlaceState.HELD, PlaceState.COMING)
HELD = text("state = 'held'")


class SignUp(Base):
    """One person's place at an event. All of it is private, and sealed: only the event team reads it.

    `access_needs` is what they need so that they can take part, in their words, or empty. `access_met` says whether
    that is arranged; None until somebody has looked. What the safeguarding lead holds of it is empty here, or what
    the lead says the team must provide. When the
    person cancels, the row goes; when their time is over only the place is left.
    """

    __tablename__ = "sign_up"
    __table_args__ = (
        never_empty("sealed_name"),
        never_empty("sealed_email"),
        never_empty("sealed_access_needs"),
        CheckConstraint("held_until IS NULL OR state = 'held'", name="held_until"),
        Index("ix_sign_up_held", "held_until", sqlite_where=HELD, postgresql_where=HELD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[PublicId]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), unique=True)
    place: Mapped[int] = a_place()
    sealed_name: Mapped[bytes | None]
    sealed_email: Mapped[bytes | None]
    email_digest: Mapped[str | None] = mapped_column(index=True, info=KEYED)
    sealed_access_needs: Mapped[bytes | None]
    access_met: Mapped[bool | None]
    state: Mapped[PlaceState] = mapped_column(choice(PlaceState, "state"))
    link_digest: Mapped[str | None] = mapped_column(unique=True)
    letter: Mapped[str | None]
    held_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_edit: Mapped[int]

    name = SealedOrEmpty("sealed_name")
    email = SealedAddress("sealed_email", "email_digest")
    access_needs = SealedOrEmpty("sealed_access_needs")

    event: Mapped[Any] = relationship("Event")  # by name: it stands above this file
    contribution: Mapped[Contribution] = relationship()

    def __init__(
        self,
        *,
        event: Any = None,
        contribution: Contribution,
        name: str,
        email: str,
        access_needs: str = "",
        state: PlaceState = PlaceState.COMING,
        told_edit: int = 0,
        **ids: int,
    ) -> None:
        """`ids` when it is only filed, and never in a session: then it knows its event by number."""
        super().__init__(
            **(ids if event is None else {"event": event}),
            contribution=contribution,
            public_id=new_public_id(),
            place=new_place(),
            name=contribution.unless_held(NAME, name),
            email=email,
            access_needs=contribution.unless_held(NEEDS, access_needs),
            access_met=None,
            state=state,
            link_digest=None,
            letter=None,
            held_until=None,
            told_edit=told_edit,
        )

    @classmethod
    def of(cls, contribution_id: int) -> "SignUp | None":
        """The place that a contribution took, if it still has one."""
        return db.session.scalar(select(cls).where(cls.contribution_id == contribution_id))

    @classmethod
    def find(cls, link_secret: str) -> "SignUp | None":
        """The place whose letter holds this secret."""
        return db.session.scalar(select(cls).where(cls.link_digest == digest(link_secret)))

    def new_link(self) -> str:
        """A new secret for the button in a letter; an earlier one stops working."""
        secret = secrets.token_urlsafe(24)
        self.link_digest = digest(secret)
        return secret

    @property
    def has_place(self) -> bool:
        """Whether a place is theirs, or held for them."""
        return self.state in HAVE_A_PLACE

    @property
    def in_time(self) -> bool:
        """Whether it is not too late to press the button in the letter."""
        return self.held_until is None or self.held_until > now()

    def confirm(self) -> bool:
        """Whoever reads the letter says that they come; False when the place has gone back. Again changes nothing."""
        Receipt.lock(Receipt.id == self.contribution.receipt_id)
        in_time = or_(SignUp.held_until.is_(None), SignUp.held_until > now())
        mine = update(SignUp).where(SignUp.id == self.id, SignUp.state == PlaceState.HELD, in_time)
        done = db.session.execute(mine.values(state=PlaceState.COMING, held_until=None).returning(SignUp.id)).first()
        db.session.refresh(self, ["state", "held_until"])
        if done is None:
            return False
        db.session.refresh(self.contribution)
        self.contribution.comes()
        return True

    @classmethod
    def needs_to_sort(cls) -> dict[int, int]:
        """How many people's access needs are not yet met, by the id of the event."""
        coming = cls.state.not_in((PlaceState.WAITING, PlaceState.LAPSED))
        waiting = select(cls.event_id, func.count()).where(cls.sealed_access_needs.is_not(None))
        waiting = waiting.where(cls.access_met.is_not(True), coming)
        return {row[0]: row[1] for row in db.session.execute(waiting.group_by(cls.event_id))}

    @classmethod
    def who_ask(cls) -> dict[int, int]:
        """How many people wait for the event team's yes, by the id of the event."""
        asks = select(cls.event_id, func.count()).where(cls.state == PlaceState.ASKED).group_by(cls.event_id)
        return {row[0]: row[1] for row in db.session.execute(asks)}

    @property
    def shown_name(self) -> str:
        """Their name, as the event team reads it; one that is held looks like none: see `has_needs`."""
        return self.name or "No name"

    @property
    def needs_are_held(self) -> bool:
        """Whether only the safeguarding lead reads what they need."""
        return self.contribution.is_held(NEEDS)

    @property
    def has_needs(self) -> bool:
        """Whether the event team has something to provide: what they wrote, or what the safeguarding lead put there.

        What is held looks to the team like what was never written: that there is a concern is not theirs to know.
        """
        return bool(self.access_needs)

    @property
    def said_needs(self) -> bool:
        """Whether they said that they need something, as they know themselves, whoever may read it."""
        return self.needs_are_held or self.has_needs  # asked in this order, it always takes the same

    def met(self) -> None:
        """What this person needs is arranged."""
        self.access_met = True

    def not_met(self) -> None:
        """What this person needs cannot be arranged, or not yet."""
        self.access_met = False


def digest(link_secret: str) -> str:
    """What is kept of a link's secret. It is long and random, so a plain hash cannot be guessed back."""
    return hashlib.sha256(link_secret.encode("utf-8", "replace")).hexdigest()
