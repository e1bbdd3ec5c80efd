"""The drafts that this browser has begun: its cookie holds a key for each, and no answers."""

from flask import session
from sqlalchemy import delete as sql_delete

from coprod.database import db
from coprod.questionnaires.answering.drafts.draft import Draft, OpenDraft
from coprod.questionnaires.answering.drafts.draft_key import DraftKey
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.shared_device import this_tablet
from coprod.transactions import write_transaction

BEGUN_AT_ONCE = 3


def my_key(questionnaire: Questionnaire) -> DraftKey | None:
    """The key of the draft of this questionnaire that was begun here, if one was."""
    return DraftKey.read(session.get("drafts", {}).get(questionnaire.slug, ""))


def mine(questionnaire: Questionnaire) -> OpenDraft | None:
    """The draft itself, if it is there."""
    return OpenDraft.find(questionnaire, my_key(questionnaire))


def begin(questionnaire: Questionnaire) -> OpenDraft:
    """A new draft, which this browser alone can open."""
    key = DraftKey.new()
    remember(questionnaire, key)
    return OpenDraft.begun(questionnaire, key, shared=this_tablet.here(questionnaire) is not None)


def remember(questionnaire: Questionnaire, key: DraftKey) -> None:
    """From now on this browser opens the draft of this key."""
    others = [item for item in session.get("drafts", {}).items() if item[0] != questionnaire.slug]
    session["drafts"] = dict([*others[1 - BEGUN_AT_ONCE :], (questionnaire.slug, key.written)])


def delete(questionnaire: Questionnaire) -> None:
    """What was begun here is deleted, and nothing in this browser leads to it."""
    if key := my_key(questionnaire):
        with write_transaction():
            db.session.execute(sql_delete(Draft).where(Draft.key_digest == key.digest))
    forget(questionnaire.slug)


def forget(slug: str) -> None:
    """Nothing in this browser leads to the draft any more."""
    session["drafts"] = {name: key for name, key in session.get("drafts", {}).items() if name != slug}
