"""Batch: what one member of staff brings in at once. Row: which contribution came with which."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from coprod import audit
from coprod.activities.engagement import Engagement
from coprod.activities.life import NotAllowed
from coprod.database import Base, UTCDateTime, choice, db, now, uk_today
from coprod.participation.contribution import Contribution
from coprod.sealing import SealedOrEmpty, a_place, never_empty, new_place
from coprod.transactions import write_transaction


class BatchState(StrEnum):
    """How far it is."""

    LOOKED_AT = "looked_at"
    COMING_IN = "coming_in"
    IN = "in"
    LEAVING = "leaving"
    TAKEN_BACK = "taken_back"


class Batch(Base):
    """What one member of staff brings in at once: a file, or one text that they type.

    Until it is brought in, its words stand nowhere but in `text`, sealed, for a day at most; afterwards that is gone.
    `choices` are what was said about the source and the columns, as JSON; they go with it. `digest` is
    that of the file as it came, so that somebody who still has it can tell whether it was this one. `rows` are those
    to bring in, `refused` those that were not. `source` is where they stand, once they were brought in.
    """

    __tablename__ = "brought_in_batch"
    __table_args__ = (
        CheckConstraint("(state = 'looked_at') = (brought_in_on IS NULL)", name="brought_in_on"),
        CheckConstraint("(brought_in_on IS NULL) = (source_id IS NULL)", name="stands_in_a_source"),
        CheckConstraint("sealed_text IS NULL OR state IN ('looked_at', 'coming_in')", name="words_are_not_kept"),
        CheckConstraint(
            "(taken_back_by_id IS NULL) = (state NOT IN ('leaving', 'taken_back'))", name="who_took_it_back"
        ),
        never_empty("sealed_text"),
        never_empty("sealed_choices"),
    )

    KEPT = timedelta(days=1)  # before it is brought in, or forgotten

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = a_place()
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), index=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("brought_in.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sealed_text: Mapped[bytes | None]
    sealed_choices: Mapped[bytes | None]
    digest: Mapped[str]
    rows: Mapped[int]
    refused: Mapped[int]
    state: Mapped[BatchState] = mapped_column(choice(BatchState, "state"), index=True)
    brought_in_on: Mapped[date | None]
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    text = SealedOrEmpty("sealed_text")
    choices = SealedOrEmpty("sealed_choices")
    engagement: Mapped[Engagement] = relationship()
    source: Mapped[Any] = relationship("BroughtIn")  # by name: it stands above
    by: Mapped[Any] = relationship("User", foreign_keys=by_id)
    taken_back_by: Mapped[Any] = relationship("User", foreign_keys=taken_back_by_id)

    def __init__(self, engagement: Engagement, *, by: Any, text: str, sent: bytes, choices: str) -> None:
        """`sent` is the file as it came, empty where none did; `text` what was read in it. Raises `Archived`."""
        engagement.must_not_be_archived()
        super().__init__(
            place=new_place(),
            engagement=engagement,
            source_id=None,
            by_id=by.id,
            made_at=now(),
            digest=hashlib.sha256(sent).hexdigest() if sent else "",
            rows=0,
            refused=0,
            state=BatchState.LOOKED_AT,
            brought_in_on=None,
            taken_back_by_id=None,
        )
        self.text, self.choices = text, choices

    @classmethod
    def of(cls, engagement: Engagement, *, by: Any) -> Sequence["Batch"]:
        """Those of an engagement, the newest first: what was brought in, and what this person has looked at."""
        stands = (cls.state != BatchState.LOOKED_AT) | (cls.by_id == by.id)
        query = select(cls).where(cls.engagement_id == engagement.id, stands).order_by(cls.id.desc())
        return db.session.scalars(query.options(joinedload(cls.by), joinedload(cls.taken_back_by))).all()

    @classmethod
    def locked(cls, id: int) -> "Batch | None":
        """One of them, held until this transaction ends: whoever presses twice waits, and sees what became of it."""
        return db.session.get(cls, id, with_for_update=True, populate_existing=True)

    def bring_in(self, source: Any, *, text: str, rows: int, refused: int, by: Any) -> None:
        """From now on its rows come into this source; a job files them. `text` is all of it that is needed for that.

        Raises `NotAllowed`.
        """
        self.choose(self.choices)
        self.source, self.text, self.rows, self.refused = source, text, rows, refused
        self.state, self.brought_in_on = BatchState.COMING_IN, uk_today()
        db.session.flush()  # now the source has its number
        facts = {"rows": rows, "refused": refused, "digest": self.digest, "source": source.id}
        audit.record("brought in", f"batch {self.id}", by, **facts)

    def choose(self, choices: str) -> None:
        """What was said about the columns. Raises `NotAllowed` once it comes in."""
        self.engagement.must_not_be_archived()
        if self.state is not BatchState.LOOKED_AT:
            raise NotAllowed("This was brought in already.")
        self.choices = choices

    def is_in(self) -> None:
        """Every row is filed: the file is kept no longer."""
        self.state, self.text, self.choices = BatchState.IN, "", ""

    def take_back(self, *, by: Any) -> None:
        """All of it leaves, whatever was decided about it; a job takes it out. Raises `NotAllowed`."""
        self.engagement.must_not_be_archived()
        if self.state is not BatchState.IN:
            raise NotAllowed("It can be taken back once all of it is in, and only once.")
        self.state, self.taken_back_by_id = BatchState.LEAVING, by.id
        audit.record("took back what was brought in", f"batch {self.id}", by, rows=self.rows)

    def there(self) -> int:
        """How many of its rows stand in the source now."""
        stands = select(func.count()).select_from(Row).join(Contribution, Contribution.id == Row.contribution_id)
        return db.session.scalar(stands.where(Row.batch_id == self.id, Contribution.withdrawn_on.is_(None))) or 0


class Row(Base):
    """Which contribution came with which batch."""

    __tablename__ = "brought_in_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), unique=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("brought_in_batch.id"), index=True)

    def __init__(self, batch_id: int) -> None:
        super().__init__(batch_id=batch_id)


def forget_what_was_looked_at() -> None:
    """Every hour: a file that nobody brought in within a day is forgotten."""
    old = delete(Batch).where(Batch.state == BatchState.LOOKED_AT, Batch.made_at < now() - Batch.KEPT)
    with write_transaction():
        db.session.execute(old)
