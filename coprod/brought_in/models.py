"""BroughtIn: one source of what people said elsewhere, such as the compliments of one year."""

from collections.abc import Sequence
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from coprod.activities.activity import Activity, Card
from coprod.activities.engagement import Engagement
from coprod.activities.forms import free_slug
from coprod.activities.life import Life
from coprod.activities.per_kind import BROUGHT_IN
from coprod.brought_in.batch import Batch
from coprod.database import choice, db, now, uk_today
from coprod.participation.contribution import ELSEWHERE, Contribution, Sharing, Source
from coprod.participation.retention import months_before


class BroughtIn(Activity):
    """What people said elsewhere, from one source: its `title` is what the source is called. See `Activity`.

    Nobody takes part in it: it is never opened, so it stays a draft, and no page of the public's knows it. What stands
    in it is screened, read and sorted like everything else. `source` is what kind of thing it is, `came_from` who
    collected it and how. `right_to_quote` is by what right words of it can be shown; where nothing is said, never.
    """

    __tablename__ = "brought_in"
    __table_args__ = (  # type: ignore[assignment]  # a table of its own, with constraints of its own
        CheckConstraint("source NOT IN ('online', 'paper', 'spoken')", name="said_elsewhere"),
        CheckConstraint("came_from <> ''", name="came_from"),
    )
    __mapper_args__ = {"polymorphic_identity": BROUGHT_IN}

    id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    source: Mapped[Source] = mapped_column(choice(Source, "source"))
    came_from: Mapped[str]
    right_to_quote: Mapped[str]

    card = Card("brought in", "Bring in", "texts from elsewhere", "download")
    counts_without_words = False
    listed = False
    counts_people = False

    def __init__(
        self, *, engagement: Engagement, title: str, source: Source, came_from: str, right_to_quote: str = ""
    ) -> None:
        if source not in ELSEWHERE:
            raise ValueError(f"said here, and not elsewhere: {source}")
        super().__init__(
            engagement=engagement,
            slug=free_slug(BroughtIn, title),
            title=title,
            closes_at=now(),
            source=Source(source),
            came_from=came_from,
            right_to_quote=right_to_quote,
        )
        self.life = Life.DRAFT

    @classmethod
    def into(cls, engagement: Engagement) -> Sequence[Self]:
        """Everything that was brought into an engagement, in the order in which it came."""
        query = select(cls).where(cls.engagement_id == engagement.id)
        return db.session.scalars(query.order_by(cls.id)).all()

    @classmethod
    def called(cls, title: str, engagement: Engagement) -> Self | None:
        """The source of this name in an engagement."""
        return db.session.scalar(select(cls).where(cls.engagement_id == engagement.id, cls.title == title))

    @property
    def sharing(self) -> Sharing:
        """How its words may be used: without a right to quote them, by the team alone."""
        return Sharing.SHOW if self.right_to_quote else Sharing.TEAM

    @property
    def is_over(self) -> bool:
        """Whether the time is over after which we forget: it runs from the day it came, not from what stands on it."""
        last = db.session.scalar(select(func.max(Batch.brought_in_on)).where(Batch.source_id == self.id))
        return last is not None and last <= months_before(uk_today(), self.retention_months)

    def erase(self, contribution_id: int) -> None:
        """It was taken back: the same words may be brought in again, such as with the right date."""
        gone = update(Contribution).where(Contribution.id == contribution_id).values(token_digest=None)
        db.session.execute(gone)
