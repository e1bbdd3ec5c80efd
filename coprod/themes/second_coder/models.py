"""SecondReading: a sample of the texts of an engagement that a second person reads, blind."""

from collections.abc import Sequence
from datetime import date
from random import Random, SystemRandom

from sqlalchemy import CheckConstraint, ForeignKey, and_, exists, func, insert, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.database import Base, db, kept, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.themes.code_text import Said, code_text
from coprod.themes.coding import Reading, is_read
from coprod.themes.models import Theme
from coprod.themes.second_coder.agreement import Agreement
from coprod.themes.second_coder.two_readings import Difference, Sorted, agreements, by_what_both_knew, said_of


class NothingToRead(Exception):
    """The first coder has read nothing yet that this person has not read themselves."""


class NotAllRead(Exception):
    """Texts of the sample are still to be read: what was said is compared when all were."""


class NotYours(Exception):
    """Somebody else was asked to read this, or it was compared already."""


class NeverAgain(Exception):
    """Somebody tried to count agreement anew, after the two had talked."""


class SecondReading(Base):
    """One person is asked to read a sample that chance has drawn, without seeing what the first coder said of it.

    `compared_on` is when the two were put side by side. From then on nothing of it moves: after they have talked, they
    agree, and that says nothing any more.
    """

    __tablename__ = "second_reading"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    coder_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    drawn_on: Mapped[date]
    compared_on: Mapped[date | None]

    engagement: Mapped[Engagement] = relationship()
    coder: Mapped[User] = relationship(foreign_keys=[coder_id])
    texts: Mapped[list["SampleText"]] = relationship(back_populates="sample", order_by="SampleText.place")

    @classmethod
    def draw(
        cls, engagement: Engagement, coder: User, size: int, *, by: int, chance: Random | None = None
    ) -> "SecondReading":
        """Ask somebody to read so many texts, as chance has it, of those that another person has read.

        Raises `NothingToRead` or `Archived`.
        """
        db.session.get(Engagement, engagement.id, with_for_update=True)  # no text is drawn twice at once
        engagement.must_not_be_archived()
        read = and_(Reading.submission_id == Submission.id, Reading.moves_made == Submission.moves_made)
        ids = db.session.scalars(
            select(Submission.id)
            .join(Reading, read)
            .join(Submission.contribution)
            .join(Activity, Activity.id == Contribution.activity_id)
            .where(
                Activity.heard_in(engagement.id),
                Submission.heard(),
                Reading.ended_on.is_(None),
                ~Reading.blind,
                Reading.coder_id.is_distinct_from(coder.id),
                ~exists().where(SampleText.submission_id == Submission.id),
            )
            .order_by(Submission.id)
        ).all()
        if not ids:
            raise NothingToRead
        sample = cls(engagement_id=engagement.id, coder_id=coder.id, asked_by_id=by, drawn_on=uk_today())
        db.session.add(sample)
        db.session.flush()
        drawn = (chance or SystemRandom()).sample(ids, min(size, len(ids)))
        rows = [{"sample_id": sample.id, "submission_id": id, "place": place} for place, id in enumerate(drawn, 1)]
        db.session.execute(insert(SampleText), rows)
        return sample

    @classmethod
    def of(cls, engagement_id: int) -> list["SecondReading"]:
        """All that were drawn for an engagement, the first one first."""
        of_it = select(cls).where(cls.engagement_id == engagement_id).order_by(cls.id)
        return list(db.session.scalars(of_it.options(joinedload(cls.coder))))

    @property
    def progress(self) -> tuple[int, int]:
        """How many of its texts were read, and how many there are: what was taken back since is none of them."""
        return progress_of([self.id])[self.id]

    def next_text(self) -> Submission | None:
        """The next one to read."""
        return db.session.scalar(
            select(Submission)
            .join(SampleText, SampleText.submission_id == Submission.id)
            .where(SampleText.sample_id == self.id, Submission.heard(), ~is_read(blind=True))
            .order_by(SampleText.place)
            .limit(1)
        )

    def read(self, submission_id: int, said: Said, *, by: int, seen: int) -> None:
        """What the second coder says of one text of it."""
        if self.compared_on or by != self.coder_id or db.session.get(SampleText, (self.id, submission_id)) is None:
            raise NotYours
        code_text(submission_id, said, by=by, seen=seen, blind=True)

    def compare(self) -> None:
        """Put both side by side, once and for all."""
        self.engagement.must_not_be_archived()
        db.session.refresh(self, with_for_update=True)
        if self.compared_on:
            return
        if self.next_text() is not None:
            raise NotAllRead
        ids = self._both_read()
        first, second = self._as_compared(ids)
        offered = [theme.id for theme in Theme.in_use(self.engagement_id) if theme.made_on <= self.drawn_on and ids]
        for theme, agreement in agreements(first, second, offered).items():
            numbers = {f"by_{who}": number for who, number in agreement._asdict().items()}
            db.session.add(Agreed(sample_id=self.id, theme_id=theme, **numbers))
        self.compared_on = uk_today()

    def _both_read(self) -> list[int]:
        of_it = select(Submission.id).join(SampleText, SampleText.submission_id == Submission.id)
        by_two = (SampleText.sample_id == self.id, Submission.heard(), is_read(), is_read(blind=True))
        # Whoever codes openly what they have read blind too would agree with themselves.
        by_themselves = exists().where(
            Reading.submission_id == Submission.id,
            Reading.moves_made == Submission.moves_made,
            Reading.ended_on.is_(None),
            ~Reading.blind,
            Reading.coder_id == self.coder_id,
        )
        read = of_it.where(*by_two) if self.compared_on else of_it.where(*by_two, ~by_themselves)
        return list(db.session.scalars(read.order_by(SampleText.place)))

    def _as_compared(self, ids: Sequence[int]) -> tuple[Sorted, Sorted]:
        first, second = said_of(ids, blind=False), said_of(ids, blind=True)
        return by_what_both_knew(first, second, self.engagement_id, self.drawn_on)

    def differences(self) -> list[Difference]:
        """The texts of which the two say different things, and that nobody has settled."""
        ids = self._both_read()
        first, second = said_of(ids, blind=False), said_of(ids, blind=True)
        as_compared = self._as_compared(ids)
        differ = [id for id in ids if as_compared[0][id] != as_compared[1][id]]
        query = (
            select(Submission)
            .join(SampleText, SampleText.submission_id == Submission.id)
            .where(Submission.id.in_(differ), SampleText.settled_on.is_(None))
            .order_by(SampleText.place)
            .options(joinedload(Submission.contribution))
        )
        return [Difference(each, first[each.id], second[each.id]) for each in db.session.scalars(query)]

    def settle(self, submission_id: int, said: Said, *, by: int, seen: int) -> None:
        """What both say of a text after they have talked: this counts from now on, and not the first coder's alone."""
        text = db.session.get(SampleText, (self.id, submission_id), with_for_update=True)
        if text is None or not self.compared_on:
            raise NotYours
        code_text(submission_id, said, by=by, seen=seen)
        text.settled_on, text.settled_by_id = uk_today(), by


def progress_of(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """For each of these samples, how many of its texts were read, and how many there are."""
    rows = db.session.execute(
        select(SampleText.sample_id, func.count(), func.count().filter(is_read(blind=True)))
        .join(Submission, Submission.id == SampleText.submission_id)
        .where(SampleText.sample_id.in_(ids), Submission.heard())
        .group_by(SampleText.sample_id)
    )
    return dict.fromkeys(ids, (0, 0)) | {id: (read, texts) for id, texts, read in rows}


class SampleText(Base):
    """One text of a sample, in the order in which it is read; and when the two agreed on what it says."""

    __tablename__ = "second_reading_text"

    sample_id: Mapped[int] = mapped_column(ForeignKey("second_reading.id", ondelete="CASCADE"), primary_key=True)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True, unique=True
    )
    place: Mapped[int]
    settled_on: Mapped[date | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    sample: Mapped[SecondReading] = relationship(back_populates="texts")


@kept(NeverAgain("agreement is counted once, before the two have talked"))
class Agreed(Base):
    """How far the two agreed on one theme before they talked. One that both left out of every text is on record too."""

    __tablename__ = "second_reading_agreement"
    __table_args__ = (
        CheckConstraint("by_both >= 0 AND by_first >= 0 AND by_second >= 0 AND by_neither >= 0", name="counts"),
        CheckConstraint("by_both + by_first + by_second + by_neither > 0", name="somebody_read"),
    )

    sample_id: Mapped[int] = mapped_column(ForeignKey("second_reading.id"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True, index=True)
    by_both: Mapped[int]
    by_first: Mapped[int]
    by_second: Mapped[int]
    by_neither: Mapped[int]

    @property
    def agreement(self) -> Agreement:
        """Its four numbers."""
        return Agreement(self.by_both, self.by_first, self.by_second, self.by_neither)


def agreed_on(engagement_id: int) -> dict[int, Agreement]:
    """Behind each theme of an engagement, over all samples that were compared: each text stands in one alone.

    Of a theme that nobody has used in any of them nothing is known.
    """
    found: dict[int, Agreement] = {}
    rows = select(Agreed).join(Theme).where(Theme.engagement_id == engagement_id)
    for each in db.session.scalars(rows):
        found[each.theme_id] = found.get(each.theme_id, Agreement()) + each.agreement
    return {theme: agreed for theme, agreed in found.items() if agreed.texts > agreed.neither}
