"""SignUp: one person's place at an event, and what they need so that they can take part."""

from typing import Any

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.database import Base, db
from coprod.participation.contribution import Contribution
from coprod.sealing import KEYED, SealedAddress, SealedOrEmpty, a_place, never_empty, new_place

# What a person types that only the event team reads; each is screened, and may be held for the safeguarding lead.
NAME, NEEDS = "Name", "Access needs"


class SignUp(Base):
    """One person's place at an event. All of it is private, and sealed: only the event team reads it.

    `access_needs` is what they need so that they can take part, in their words, or empty. `access_met` says whether
    that is arranged; None until somebody has looked. When the person cancels, the row goes; when their time is over
    only the place is left.
    """

    __tablename__ = "sign_up"
    __table_args__ = (never_empty("sealed_name"), never_empty("sealed_email"), never_empty("sealed_access_needs"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), unique=True)
    place: Mapped[int] = a_place()
    sealed_name: Mapped[bytes | None]
    sealed_email: Mapped[bytes | None]
    email_digest: Mapped[str | None] = mapped_column(index=True, info=KEYED)
    sealed_access_needs: Mapped[bytes | None]
    access_met: Mapped[bool | None]

    name = SealedOrEmpty("sealed_name")
    email = SealedAddress("sealed_email", "email_digest")
    access_needs = SealedOrEmpty("sealed_access_needs")

    event: Mapped[Any] = relationship("Event")  # by name: it stands above this file
    contribution: Mapped[Contribution] = relationship()

    def __init__(
        self,
        *,
        event: Any = None,
        contribution: Contribution | None = None,
        name: str,
        email: str,
        access_needs: str = "",
        **ids: int,
    ) -> None:
        """Of an event and a contribution in hand; or, when it is only filed and never in a session, by number."""
        of = ids if event is None else {"event": event, "contribution": contribution}
        super().__init__(
            **of,
            place=new_place(),
            name=name,
            email=email,
            access_needs=access_needs,
            access_met=None,
        )

    @classmethod
    def of(cls, contribution_id: int) -> "SignUp | None":
        """The place that a contribution took, if it still has one."""
        return db.session.scalar(select(cls).where(cls.contribution_id == contribution_id))

    @classmethod
    def needs_to_sort(cls) -> dict[int, int]:
        """How many people's access needs are not yet met, by the id of the event."""
        waiting = select(cls.event_id, func.count()).where(
            cls.sealed_access_needs.is_not(None), cls.access_met.is_not(True)
        )
        return {row[0]: row[1] for row in db.session.execute(waiting.group_by(cls.event_id))}

    @property
    def shown_name(self) -> str:
        """Their name, as the event team reads it."""
        return self.contribution.seen_by_staff(NAME, self.name)

    @property
    def shown_needs(self) -> str:
        """What they need, as the event team reads it."""
        return self.contribution.seen_by_staff(NEEDS, self.access_needs)

    @property
    def needs_are_held(self) -> bool:
        """Whether only the safeguarding lead reads what they need."""
        return NEEDS in (self.contribution.held or ())

    def met(self) -> None:
        """What this person needs is arranged."""
        self.access_met = True

    def not_met(self) -> None:
        """What this person needs cannot be arranged, or not yet."""
        self.access_met = False
