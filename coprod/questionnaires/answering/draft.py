"""Draft: answers that somebody is still writing, kept on the server and nowhere else until they are sent."""

import json
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from flask import session
from sqlalchemy import ForeignKey, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import RequestEntityTooLarge

from coprod.database import Base, db, uk_today
from coprod.intake.filing import Filing, columns_of
from coprod.intake.forms import new_token, opened_token
from coprod.participation import receipt
from coprod.prepared import dialect, prepared
from coprod.questionnaires.models import Questionnaire
from coprod.sealing import KEYED, Broken, Sealed, a_place, new_place, ring
from coprod.transactions import write_transaction

# What was typed, as browsers send it: a field's name, and everything that was filled in under it.
Typed = Mapping[str, list[str]]


class Draft(Base):
    """What somebody has typed so far in one questionnaire, sealed. Deleted when it is sent, and after 7 days.

    `saves` counts how often it was saved: two tabs do not write over one another unawares.

    Its key is the one-use token with which it will be sent; only the form's own cookie holds that, and only a keyed
    hash of it is stored here. `saved_on` is a UK date: nobody can see from it when a child was writing.
    """

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"), index=True)
    key_digest: Mapped[str] = mapped_column(unique=True, info=KEYED)
    place: Mapped[int] = a_place()
    sealed: Mapped[bytes]
    saved_on: Mapped[date] = mapped_column(index=True)
    saves: Mapped[int]

    unsealed = Sealed("sealed")

    DAYS = 7
    LONGEST = 100_000  # characters in all: fifty times what any questionnaire asks for

    def __init__(self, *, questionnaire: Questionnaire, token: str) -> None:
        super().__init__(
            questionnaire_id=questionnaire.id,
            key_digest=digests_of(token)[0],
            place=new_place(),
            unsealed="{}",
            saved_on=uk_today(),
            saves=0,
        )

    @classmethod
    def find(cls, questionnaire: Questionnaire, token: str | None, *, lock: bool = False) -> "Draft | None":
        """The draft this token opens: as it was read, in no session. With `lock`, held until the transaction ends."""
        if token is None:
            return None
        query = select(cls).where(cls.key_digest.in_(digests_of(token)), cls.questionnaire_id == questionnaire.id)
        if lock:
            return db.session.scalar(query.with_for_update())
        found = db.session.scalar(query)
        if found is not None:
            db.session.expunge(found)
        return found

    @classmethod
    def purge(cls) -> None:
        """Delete what nobody has touched for 7 days."""
        db.session.execute(delete(cls).where(cls.saved_on < uk_today() - timedelta(days=cls.DAYS)))

    @property
    def typed(self) -> Typed:
        """Everything typed so far; nothing when it can no longer be unsealed."""
        try:
            return dict(json.loads(self.unsealed))
        except Broken:
            return {}

    def with_typed(self, names: Collection[str], typed: Typed) -> Filing:
        """To file: what was typed in the fields of one page, in place of what they held before.

        Filing it raises `DraftChanged` or `SentBefore` when another tab was faster.
        """
        rest = {name: values for name, values in self.typed.items() if name not in names}
        text = json.dumps(rest | {name: typed[name] for name in names if name in typed})
        if len(text) > self.LONGEST:
            raise RequestEntityTooLarge
        filing = Filing()
        sealed = Draft.unsealed.sealed(Draft, text, self.place)
        if self.saves:
            new = {"text": sealed, "today": uk_today(), "draft": self.id, "seen": self.saves}
            filing.demand(prepared(_SAVE, dialect()), new, DraftChanged())
        else:
            new = columns_of(self) | {"sealed": sealed, "saves": 1}
            filing.values(_draft, new, once="key_digest")
        return filing

    def gone_with(self, filing: Filing) -> None:
        """It is deleted when this is filed, unless it has changed since it was read: then nothing is filed."""
        filing.demand(prepared(_DELETE, dialect()), {"draft": self.id, "seen": self.saves}, DraftChanged())


class DraftChanged(Exception):
    """Somebody typed in it, sent it or deleted it since it was read: in another tab, most likely."""


_draft: Any = Draft.__table__
_AS_READ = (_draft.c.id == bindparam("draft"), _draft.c.saves == bindparam("seen"))
_SAVE = (
    update(_draft)
    .where(*_AS_READ)
    .values(sealed=bindparam("text"), saved_on=bindparam("today"), saves=_draft.c.saves + 1)
    .returning(_draft.c.id)
)
_DELETE = delete(_draft).where(*_AS_READ).returning(_draft.c.id)


def purge_drafts() -> None:
    """Every night."""
    with write_transaction():
        Draft.purge()


# The cookie holds one token for each questionnaire begun, and no answers.
BEGUN_AT_ONCE = 3


def my_token(questionnaire: Questionnaire) -> str | None:
    """The signed token of the draft this browser has begun."""
    token = session.get("drafts", {}).get(questionnaire.slug)
    return str(token) if token else None


def mine(questionnaire: Questionnaire, *, lock: bool = False) -> Draft | None:
    """The draft this browser has begun."""
    return Draft.find(questionnaire, opened_token(my_token(questionnaire)), lock=lock)


def begin(questionnaire: Questionnaire) -> Draft:
    """A new draft, which this browser alone can open. A token is never used for a second one."""
    others = [item for item in session.get("drafts", {}).items() if item[0] != questionnaire.slug]
    signed = new_token()
    session["drafts"] = dict([*others[1 - BEGUN_AT_ONCE :], (questionnaire.slug, signed)])
    return Draft(questionnaire=questionnaire, token=opened_token(signed) or "")


def forget(slug: str) -> None:
    """Nothing in this browser leads to the draft any more."""
    session["drafts"] = {name: token for name, token in session.get("drafts", {}).items() if name != slug}


def digests_of(token: str) -> list[str]:
    """The keyed hashes of a form's token: a draft is found by them, and later the contribution it became."""
    return receipt.digests(ring(), token)
