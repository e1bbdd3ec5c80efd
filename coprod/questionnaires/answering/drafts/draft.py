"""Draft: answers that somebody is still writing, kept on the server until they are sent, where nobody can read them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, bindparam, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import RequestEntityTooLarge

from coprod.database import Base, UTCDateTime, db, now, uk_today
from coprod.intake.filing import Filing, columns_of
from coprod.key_ring import Broken
from coprod.prepared import dialect, prepared
from coprod.questionnaires.answering.drafts.come_back_code import Halves
from coprod.questionnaires.answering.drafts.draft_key import DraftKey
from coprod.questionnaires.answering.drafts.kept import Kept, Typed
from coprod.questionnaires.answering.drafts.quota import must_fit
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.shared_device.shared_session import IDLE
from coprod.questionnaires.where_people_left import Step, StepTaken, What
from coprod.sealing import NOT_OURS, a_place, new_place
from coprod.transactions import write_transaction

A_ROW = 500  # bytes that a draft takes beside what is sealed in it


class Draft(Base):
    """What somebody has typed so far in one questionnaire, sealed with a key that only they have: see `DraftKey`.

    Deleted when it is sent, 30 days after it was last saved, and when the questionnaire has closed for good. `saves`
    counts how often it was saved: two windows or devices do not write over one another unawares. `code_digest` finds it
    by its come-back code, which unwraps the key in `wrapped_key`. `saved_on` is a UK date: nobody can see from it when
    a child was writing. `goes_at` has only what is written on a device that goes from hand to hand: without another
    save it is gone then.
    """

    __tablename__ = "draft"
    __table_args__ = (CheckConstraint("(code_digest IS NULL) = (wrapped_key IS NULL)", name="code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"), index=True)
    key_digest: Mapped[str] = mapped_column(unique=True)
    code_digest: Mapped[str | None] = mapped_column(unique=True)
    wrapped_key: Mapped[bytes | None] = mapped_column(info=NOT_OURS)
    place: Mapped[int] = a_place()
    sealed: Mapped[bytes] = mapped_column(info=NOT_OURS)
    saved_on: Mapped[date] = mapped_column(index=True)
    saves: Mapped[int]
    goes_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)

    DAYS = 30
    LONGEST = 100_000  # characters in all: fifty times what any questionnaire asks for

    @classmethod
    def purge(cls) -> None:
        """Delete what nobody has touched for 30 days, and what can be sent no more."""
        old = cls.saved_on < uk_today() - timedelta(days=cls.DAYS)
        begun = select(cls.questionnaire_id).distinct()
        every = db.session.scalars(select(Questionnaire).where(Questionnaire.id.in_(begun))).all()
        over = [each.id for each in every if each.finish_by <= now()]
        db.session.execute(delete(cls).where(old | cls.questionnaire_id.in_(over)))


class OpenDraft:
    """A draft that its key has opened: its `row`, in no session, and what is `kept` in it."""

    def __init__(self, row: Draft, key: DraftKey, kept: Kept) -> None:
        self.row, self.key, self.kept = row, key, kept

    @classmethod
    def begun(cls, questionnaire: Questionnaire, key: DraftKey, *, shared: bool = False) -> "OpenDraft":
        """A new one, which is there once it was saved; on a `shared` device it goes when nobody goes on with it."""
        row = Draft(
            questionnaire_id=questionnaire.id,
            key_digest=key.digest,
            code_digest=None,
            wrapped_key=None,
            place=new_place(),
            sealed=b"",
            saved_on=uk_today(),
            saves=0,
            goes_at=now() + IDLE if shared else None,
        )
        return cls(row, key, Kept.nothing(questionnaire.asks_id or 0))

    @classmethod
    def find(cls, questionnaire: Questionnaire, key: DraftKey | None) -> "OpenDraft | None":
        """The draft that this key opens."""
        if key is None:
            return None
        row = _read(Draft.key_digest == key.digest, questionnaire)
        return cls(row, key, _opened(row, key)) if row else None

    @classmethod
    def find_by_code(cls, questionnaire: Questionnaire, halves: Halves) -> "OpenDraft | None":
        """The draft that a come-back code leads to."""
        row = _read(Draft.code_digest == halves.finds, questionnaire)
        key = halves.unwrap(row.wrapped_key) if row else None
        return cls(row, key, _opened(row, key)) if row and key else None

    @property
    def typed(self) -> Typed:
        """Everything typed so far."""
        return self.kept.typed

    def with_typed(self, names: Collection[str], typed: Typed, steps: Sequence[Step] = (), at: str = "") -> Filing:
        """To file: what was typed in the fields of one page, in place of what they held before; and how far they are.

        Filing it raises `DraftChanged` when another window was faster.
        """
        rest = {name: values for name, values in self.typed.items() if name not in names}
        later = self.kept.later(rest | {name: typed[name] for name in names if name in typed}, steps, at)
        filing = self._saved(later)
        new = [Step(What.BEGAN)] if not self.row.saves else []
        for step in [*new, *(step for step in later.reached if step not in self.kept.reached)]:
            filing.row(StepTaken(later.version, step))
        return filing

    def with_code(self, code: str, halves: Halves) -> Filing:
        """To file: from now on this code leads to it. It stands in what is sealed, to be shown again."""
        filing = self._saved(replace(self.kept, code=code))
        new = {"finds": halves.finds, "wrapped": halves.wrap(self.key), "draft": self.row.id}
        filing.demand(prepared(_CODE, dialect()), new, DraftChanged())
        return filing

    def with_entry_code(self, code: str) -> Filing:
        """To file: this code, from a slip or letter, is used up when it is sent."""
        filing = self._saved(replace(self.kept, entry_code=code))
        if not self.row.saves:
            filing.row(StepTaken(self.kept.version, Step(What.BEGAN)))
        return filing

    def gone_with(self, filing: Filing) -> None:
        """It is deleted when this is filed, unless it has changed since it was read: then nothing is filed."""
        seen = {"draft": self.row.id, "seen": self.row.saves}
        filing.demand(prepared(_DELETE, dialect()), seen, DraftChanged())

    def _saved(self, kept: Kept) -> Filing:
        text = kept.written
        if len(text) > Draft.LONGEST:
            raise TooMuch
        filing, sealed = Filing(), self.key.seal(text, self.row.place)
        must_fit(len(sealed) - len(self.row.sealed) + (0 if self.row.saves else A_ROW))
        goes_at = self.row.goes_at and now() + IDLE
        if self.row.saves:
            new = {"text": sealed, "today": uk_today(), "goes": goes_at, "draft": self.row.id, "seen": self.row.saves}
            filing.demand(prepared(_SAVE, dialect()), new, DraftChanged())
        else:
            filing.values(_draft, columns_of(self.row) | {"sealed": sealed, "saves": 1}, once="key_digest")
        return filing


class TooMuch(RequestEntityTooLarge):
    """More was typed than is kept for one person."""


class DraftChanged(Exception):
    """Somebody typed in it, sent it or deleted it since it was read: in another window or on another device."""


_draft: Any = Draft.__table__
_AS_READ = (_draft.c.id == bindparam("draft"), _draft.c.saves == bindparam("seen"))
_SAVE = (
    update(_draft)
    .where(*_AS_READ)
    .values(
        sealed=bindparam("text"),
        saved_on=bindparam("today"),
        goes_at=bindparam("goes"),
        saves=_draft.c.saves + 1,
    )
    .returning(_draft.c.id)
)
_CODE = (
    update(_draft)
    .where(_draft.c.id == bindparam("draft"))
    .values(code_digest=bindparam("finds"), wrapped_key=bindparam("wrapped"))
    .returning(_draft.c.id)
)
_DELETE = delete(_draft).where(*_AS_READ).returning(_draft.c.id)


def _read(which: Any, questionnaire: Questionnaire) -> Draft | None:
    there = or_(Draft.goes_at.is_(None), Draft.goes_at > now())
    row = db.session.scalar(select(Draft).where(which, Draft.questionnaire_id == questionnaire.id, there))
    if row is not None:
        db.session.expunge(row)
    return row


def _opened(row: Draft, key: DraftKey) -> Kept:
    """What is sealed in it; nothing when it was tampered with."""
    try:
        return Kept.read(key.unseal(row.sealed, row.place))
    except Broken:
        return Kept.nothing(0)


def purge_shared() -> None:
    """Every few minutes: what somebody left on a shared device. It cannot be opened any more; now it is nowhere."""
    if db.session.scalar(select(Draft.id).where(Draft.goes_at <= now()).limit(1)):
        with write_transaction():
            db.session.execute(delete(Draft).where(Draft.goes_at <= now()))


def purge_drafts() -> None:
    """Every night."""
    with write_transaction():
        Draft.purge()
