"""Engagement: the page that gathers activities about one thing that can still change."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.activities.life import NOT_PUBLIC, PUT_AWAY, STEPS, Life, NotAllowed
from coprod.changes import EditedByStaff, counts_what_is_shown
from coprod.database import Base, UTCDateTime, choice, db, now


@counts_what_is_shown("shown")
class Engagement(EditedByStaff, Base):
    """Something the partnership asks people about, with the ways to answer. Born a draft, which only staff see.

    `background`, `decided` and `can_change` are what people need to know before they answer: plain text, with
    an empty line between paragraphs; the last two, and `what_happens_next`, have one point a line.
    `contact` has "name", "email", "phone" and "post" (an address, line by line), with "phone_words" and "post_words"
    that say how to take part that way; what it lacks is the partnership's own. `glossary` maps a hard word to easy
    ones. `life` is how far staff have brought it; `state` also knows whether it has closed. It has no dates of its own:
    they are those of its activities.
    `updated_at` is the moment its page last changed, as shown on it. `shown` moves with everything of its own that is
    shown, `edited` with edits by staff.
    """

    __tablename__ = "engagement"
    __table_args__ = (CheckConstraint("life <> 'closed'", name="closes_by_itself"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str]
    background: Mapped[str]
    decided: Mapped[str]
    can_change: Mapped[str]
    what_happens_next: Mapped[str]
    contact: Mapped[dict[str, str]] = mapped_column(JSON)
    glossary: Mapped[dict[str, str]] = mapped_column(JSON)
    life: Mapped[Life] = mapped_column(choice(Life, "life"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    shown: Mapped[int]

    # By name: they stand above this file. To read only: an activity says to which engagement it belongs.
    activities: Mapped[list[Any]] = relationship("Activity", viewonly=True, order_by="Activity.id")

    def __init__(
        self,
        *,
        slug: str,
        title: str,
        summary: str = "",
        background: str = "",
        decided: str = "",
        can_change: str = "",
        what_happens_next: str = "",
        contact: dict[str, str] | None = None,
        glossary: dict[str, str] | None = None,
        life: Life = Life.DRAFT,
    ) -> None:
        moment = now()
        super().__init__(
            slug=slug,
            title=title,
            summary=summary,
            background=background,
            decided=decided,
            can_change=can_change,
            what_happens_next=what_happens_next,
            contact=contact or {},
            glossary=glossary or {},
            life=life,
            created_at=moment,
            updated_at=moment,
            shown=1,
            edited=1,
        )

    @classmethod
    def find(cls, slug: str) -> "Engagement | None":
        """The engagement at an address; drafts too."""
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def find_public(cls, slug: str) -> "Engagement | None":
        """As `find`, but one that is not public is not there."""
        return db.session.scalar(select(cls).where(cls.slug == slug, cls.life.not_in(NOT_PUBLIC)))

    @property
    def is_public(self) -> bool:
        """Whether anyone may see it."""
        return self.life not in NOT_PUBLIC

    @property
    def opens_at(self) -> datetime | None:
        """When the first of its activities opens; None while all are drafts."""
        return min((each.opens_at for each in self.activities if each.opens_at), default=None)

    @property
    def closes_at(self) -> datetime | None:
        """When the last of its activities closes; None while all are drafts."""
        return max((each.closes_at for each in self.activities if each.opens_at), default=None)

    @property
    def is_over(self) -> bool:
        """Whether the last of its activities has closed."""
        return self.closes_at is not None and self.closes_at <= now()

    @property
    def state(self) -> Life:
        """Where it is in its life at this moment."""
        return Life.CLOSED if self.life is Life.OPEN and self.is_over else self.life

    def step(self, to: Life, *, by: int, seen: int | None = None) -> None:
        """Bring it to another state of its life."""
        if to not in STEPS[self.state]:
            raise NotAllowed(f"It is {self.state}, and cannot be made {to} from there.")
        self.change({"life": to}, by=by, seen=seen)
        self.updated_at = now()

    def must_take_activities(self) -> None:
        """Raise `NotAllowed` unless its activities may be opened: it is public, and has not been answered."""
        if not self.is_public:
            raise NotAllowed("Open its engagement first. Nothing in it is public before.")
        if self.life in PUT_AWAY:
            raise NotAllowed(f"Its engagement is {self.life}. People have been told that it is over.")
