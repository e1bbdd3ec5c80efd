"""Draft: answers that somebody is still writing, kept on the server and nowhere else until they are sent."""

import json
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from flask import session
from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import RequestEntityTooLarge

from coprod.database import Base, db, uk_today, write_transaction
from coprod.participation import receipt
from coprod.participation.forms import new_token, opened_token
from coprod.questionnaires.models import Questionnaire
from coprod.sealing import KEYED, Broken, Sealed, a_place, new_place, ring

# What was typed, as browsers send it: a field's name, and everything that was filled in under it.
Typed = Mapping[str, list[str]]


class Draft(Base):
    """What somebody has typed so far in one questionnaire, sealed. Deleted when it is sent, and after 7 days.

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
        )

    @classmethod
    def find(cls, questionnaire: Questionnaire, token: str | None, *, lock: bool = False) -> "Draft | None":
        """The draft this token opens; `lock` holds it until the transaction ends, so that it is sent once."""
        if token is None:
            return None
        query = select(cls).where(cls.key_digest.in_(digests_of(token)), cls.questionnaire_id == questionnaire.id)
        return db.session.scalar(query.with_for_update() if lock else query)

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

    def save(self, names: Collection[str], typed: Typed) -> None:
        """Keep what was typed in the fields of one page, in place of what they held before."""
        rest = {name: values for name, values in self.typed.items() if name not in names}
        text = json.dumps(rest | {name: typed[name] for name in names if name in typed})
        if len(text) > self.LONGEST:
            raise RequestEntityTooLarge
        self.unsealed, self.saved_on = text, uk_today()


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
    draft = Draft(questionnaire=questionnaire, token=opened_token(signed) or "")
    db.session.add(draft)
    return draft


def forget(slug: str) -> None:
    """Nothing in this browser leads to the draft any more."""
    session["drafts"] = {name: token for name, token in session.get("drafts", {}).items() if name != slug}


def digests_of(token: str) -> list[str]:
    """The keyed hashes of a form's token: a draft is found by them, and later the contribution it became."""
    return receipt.digests(ring(), token)
