"""The drafts that this browser has begun: its cookie holds a key for each, and no answers.

The keys open something only beside a second cookie, which each browser has of its own: keys that somebody puts into the
browser of another person lead to nothing, so nobody writes into a draft that others can read.
"""

import hashlib
import hmac
import secrets

from flask import Response, after_this_request, g, session
from sqlalchemy import delete as sql_delete

from coprod import cookies
from coprod.database import db
from coprod.questionnaires.answering.drafts.draft import Draft, OpenDraft
from coprod.questionnaires.answering.drafts.draft_key import DraftKey
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.shared_device import this_tablet
from coprod.transactions import write_transaction

BEGUN_AT_ONCE = 3
OWN = "coprod_own"  # the cookie that each browser has of its own
BEGUN_IN = "begun_in"  # where the session keeps its digest
# The field by which each page says to which answers it belongs, and how it begins where none were begun yet.
MARK, AFTER = "draft", "after "


def my_key(questionnaire: Questionnaire) -> DraftKey | None:
    """The key of the draft of this questionnaire that was begun here, if one was."""
    key = session.get("drafts", {}).get(questionnaire.slug)
    return DraftKey.read(key) if key and is_its_own() else None


def mine(questionnaire: Questionnaire) -> OpenDraft | None:
    """The draft itself, if it is there."""
    return OpenDraft.find(questionnaire, my_key(questionnaire))


def begin(questionnaire: Questionnaire) -> OpenDraft:
    """A new draft, which this browser alone can open: from the moment that it is `kept`, and not when it is refused."""
    return OpenDraft.begun(questionnaire, DraftKey.new(), shared=this_tablet.here(questionnaire) is not None)


def kept(questionnaire: Questionnaire, draft: OpenDraft) -> None:
    """It has been stored: a new one is this browser's from now on."""
    if not draft.row.saves:
        remember(questionnaire, draft.key)


def remember(questionnaire: Questionnaire, key: DraftKey) -> None:
    """From now on this browser opens the draft of this key."""
    make_its_own()
    others = [item for item in session.get("drafts", {}).items() if item[0] != questionnaire.slug]
    session["drafts"] = dict([*others[1 - BEGUN_AT_ONCE :], (questionnaire.slug, key.written)])


def is_its_own() -> bool:
    """Whether what the session says was begun was begun in this very browser."""
    begun_in = str(session.get(BEGUN_IN, ""))
    return any(hmac.compare_digest(_digest(own), begun_in) for own in (cookies.read(OWN), g.get(OWN, "")))


def make_its_own() -> None:
    """From now on what is begun here opens here. What came from elsewhere is gone: there is a new cookie, of chance."""
    if is_its_own():
        return
    own = g.coprod_own = secrets.token_urlsafe(16)
    session["drafts"], session[BEGUN_IN] = {}, _digest(own)

    @after_this_request
    def leave(response: Response) -> Response:
        cookies.leave(response, OWN, own)
        return response


def _digest(own: str) -> str:
    return hashlib.sha256(own.encode("utf-8", "replace")).hexdigest()


def delete(questionnaire: Questionnaire) -> None:
    """What was begun here is deleted, and nothing in this browser leads to it."""
    if key := my_key(questionnaire):
        with write_transaction():
            db.session.execute(sql_delete(Draft).where(Draft.key_digest == key.digest))
    forget(questionnaire.slug)


def sent(questionnaire: Questionnaire, key: DraftKey) -> None:
    """What was begun here has been sent. A page of it that is still open in another tab sends nothing more."""
    forget(questionnaire.slug)
    others = [item for item in session.get("finished", {}).items() if item[0] != questionnaire.slug]
    session["finished"] = dict([*others[1 - BEGUN_AT_ONCE :], (questionnaire.slug, key.mark)])


def sent_mark(questionnaire: Questionnaire) -> str:
    """The mark of what was sent from here last; nothing when nothing was."""
    return str(session.get("finished", {}).get(questionnaire.slug, ""))


def mark(questionnaire: Questionnaire) -> str:
    """What a page carries that is opened here now: to which answers it belongs, or after which none were begun yet."""
    key = my_key(questionnaire)
    return key.mark if key else AFTER + sent_mark(questionnaire)


def forget(slug: str) -> None:
    """Nothing in this browser leads to the draft any more."""
    session["drafts"] = {name: key for name, key in session.get("drafts", {}).items() if name != slug}
