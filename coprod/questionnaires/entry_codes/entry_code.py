"""EntryCode: one of the codes with which a questionnaire can be answered once. A used one is deleted, never marked.

What deletes it has a transaction of its own, which ends before the one begins that files the answers. In one
transaction PostgreSQL would write the same number beside both: on the dead row until it is swept, and for good on the
contribution. Whoever has the files of the database could then join the code that somebody was given to what they said.
Not earlier either: a slip whose owner closed the browser still works. When the filing is refused, the code is put back.
If this process is killed between the two, the answers are still in their draft, and staff give another code.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ForeignKey, bindparam, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.activities.life import NotAllowed
from coprod.changes import Clash
from coprod.database import Base, db, now
from coprod.intake.filing import Filing
from coprod.participation.receipt import DIGITS, WORDS
from coprod.prepared import dialect, prepared, transaction
from coprod.questionnaires.models import Questionnaire
from coprod.sealing import KEYED, ring
from coprod.transactions import write_transaction

AT_ONCE = 1000
WHAT = "entry code"


class NeedsCode(Exception):
    """Only people with a code can answer, and nobody has typed one here."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        super().__init__(questionnaire.slug)
        self.questionnaire = questionnaire


class CodeGone(Exception):
    """The code was right when it was typed, and has been used since."""


class EntryCode(Base):
    """A code that nobody has used yet, by its keyed digest: the code itself stands on paper alone.

    The row knows no number, day or order: of those that are left, nobody can say which was given to whom.
    """

    __tablename__ = "entry_code"
    __table_args__ = {"sqlite_with_rowid": False}

    digest: Mapped[str] = mapped_column(primary_key=True, info=KEYED)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"), index=True)

    @classmethod
    def make(cls, questionnaire: Questionnaire, number: int, *, by: int, seen: int) -> list[str]:
        """So many new ones, to be shown this once. `seen` is how many had been made when it was asked for.

        Raises `Clash` when a colleague, or the same press again, was faster.
        """
        questionnaire.must_not_be_archived()
        if now() >= questionnaire.finish_by:
            raise NotAllowed("It has closed. Nobody could use a code any more.")
        if questionnaire.codes_made != seen:
            raise Clash
        codes: set[str] = set()
        while len(codes) < number:
            codes.add(draw())
        keys = ring()
        # In the order of their digests, which is chance: not as they stand on the sheet.
        rows = sorted(
            ({"digest": keys.digest(WHAT, code), "questionnaire_id": questionnaire.id} for code in codes), key=str
        )
        db.session.execute(insert(cls), rows)
        questionnaire.codes_made = seen + number
        questionnaire.write_down("codes_made", seen, seen + number, by=by)
        return list(codes)

    @classmethod
    def is_left(cls, questionnaire: Questionnaire, code: str) -> bool:
        """Whether it is one of this questionnaire that nobody has used."""
        query = select(cls.digest).where(cls.questionnaire_id == questionnaire.id, cls.digest.in_(digests(code)))
        return bool(code) and db.session.scalar(query) is not None

    @classmethod
    def how_many_left(cls, questionnaire: Questionnaire) -> int:
        """To the nearest ten: a smaller step would show when one person answers."""
        left = db.session.scalar(select(func.count()).where(cls.questionnaire_id == questionnaire.id)) or 0
        return (left + 5) // 10 * 10


def draw() -> str:
    """A new code, as "otter-lantern-maple-427": three of 1,024 words and three of 8 digits, which is 39 bits."""
    words = [secrets.choice(WORDS) for _ in range(3)]
    return "-".join([*words, "".join(secrets.choice(DIGITS) for _ in range(3))])


def digests(code: str) -> Sequence[str]:
    """Under each key of the installation."""
    return ring().digests(WHAT, code)


_code: Any = EntryCode.__table__
_USE = (
    delete(_code)
    .where(_code.c.questionnaire_id == bindparam("questionnaire"), _code.c.digest == bindparam("which"))
    .returning(_code.c.digest)
)


@contextmanager
def used_up(questionnaire: Questionnaire, code: str) -> Iterator[None]:
    """What is filed inside is filed with this code, which is nowhere afterwards. Raises `CodeGone`.

    A questionnaire that everybody can answer takes no code.
    """
    digest = _delete(questionnaire, code) if questionnaire.by_code_only else ""
    if digest is None:
        raise CodeGone
    try:
        yield
    except BaseException:
        if digest:
            _put_back(questionnaire, digest)
        raise


def _delete(questionnaire: Questionnaire, code: str) -> str | None:
    with transaction() as run:
        use = prepared(_USE, dialect())
        for digest in digests(code):
            if run(use, use.bound({"questionnaire": questionnaire.id, "which": digest})):
                return digest
    return None


def _put_back(questionnaire: Questionnaire, digest: str) -> None:
    filing = Filing()
    filing.values(_code, {"digest": digest, "questionnaire_id": questionnaire.id})
    filing.file()


def forget_codes() -> None:
    """Every night: codes of what can be answered no more."""
    with write_transaction():
        with_codes = select(EntryCode.questionnaire_id).distinct()
        every = db.session.scalars(select(Questionnaire).where(Questionnaire.id.in_(with_codes))).all()
        over = [each.id for each in every if each.finish_by <= now()]
        db.session.execute(delete(EntryCode).where(EntryCode.questionnaire_id.in_(over)))
