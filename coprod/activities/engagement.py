"""Engagement: the page that gathers activities about one thing that can still change."""

from datetime import datetime

from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, UTCDateTime, db, now


class Engagement(Base):
    """Something the partnership asks people about, with the ways to answer.

    `background`, `decided` and `can_change` are what people need to know before they answer: plain text, with
    an empty line between paragraphs; the last two, and `what_happens_next`, have one point a line.
    `contact` has "name", "email", "phone" and "post" (an address, line by line), with "phone_words" and "post_words"
    that say how to take part that way; what it lacks is the partnership's own.
    `closes_at` is when all of it is over; each activity has times of its own. `glossary` maps a hard word to easy
    ones.
    `updated_at` is the moment its page last changed, as shown on it.
    """

    __tablename__ = "engagement"

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
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)

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
        closes_at: datetime | None = None,
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
            closes_at=closes_at,
            created_at=moment,
            updated_at=moment,
        )

    @classmethod
    def find(cls, slug: str) -> "Engagement | None":
        """The engagement at an address."""
        return db.session.scalar(select(cls).where(cls.slug == slug))
