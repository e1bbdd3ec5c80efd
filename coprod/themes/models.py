"""Theme: what many people said, in a few words; and which submissions belong to it."""

from collections.abc import Collection

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.database import Base, db
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.partnership.models import shown_everywhere

submission_theme = Table(
    "submission_theme",
    Base.metadata,
    Column("submission_id", ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True),
    Column("theme_id", ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True, index=True),
)


@shown_everywhere
class Theme(Base):
    """Something many people said in one engagement: a title and one sentence that says what they meant."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("engagement_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    slug: Mapped[str]
    title: Mapped[str]
    meaning: Mapped[str]

    engagement: Mapped[Engagement] = relationship()

    def __init__(self, *, engagement: Engagement, slug: str, title: str, meaning: str = "") -> None:
        super().__init__(engagement=engagement, slug=slug, title=title, meaning=meaning)

    def add(self, submission_ids: Collection[int]) -> int:
        """File approved submissions of this theme's own engagement under it; returns how many were not there before."""
        there = select(submission_theme.c.submission_id).where(submission_theme.c.theme_id == self.id)
        new = db.session.scalars(
            select(Submission.id)
            .join(Submission.contribution)
            .join(Contribution.activity)
            .where(
                Submission.id.in_(submission_ids),
                Submission.status == Status.APPROVED,
                Submission.id.not_in(there),
                Activity.engagement_id == self.engagement_id,
            )
        ).all()
        if new:
            rows = [{"submission_id": id, "theme_id": self.id} for id in new]
            db.session.execute(submission_theme.insert(), rows)
        return len(new)

    def remove(self, submission_ids: Collection[int]) -> None:
        """Take submissions out of this theme."""
        db.session.execute(
            delete(submission_theme).where(
                submission_theme.c.theme_id == self.id, submission_theme.c.submission_id.in_(submission_ids)
            )
        )
