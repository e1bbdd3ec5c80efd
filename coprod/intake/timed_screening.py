"""Screening with a time limit: a slow or broken screen never keeps the thank-you page waiting. And once more, later."""

import logging
import traceback
from collections.abc import Sequence
from math import inf
from time import monotonic

from flask import Flask, current_app, g, has_request_context
from sqlalchemy import String, cast, select

from coprod.concerns.letters import tell
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.private_field import FieldState
from coprod.participation.submission import Submission
from coprod.partnership.models import Partnership
from coprod.screening import screen as screening
from coprod.screening.finding import Finding, FindingKind, OwnWord
from coprod.screening.screen import TooSlow
from coprod.transactions import write_transaction

log = logging.getLogger(__name__)

PATIENCE = 0.5  # seconds, for all that one person sent; it usually takes a hundredth of that

# What the database holds when screening did not work on something: JSON's null.
NOT_SCREENED = "null"

# Where the partnership's own words are kept between requests, and for how many seconds: reading them each time would
# be one more question to the database for everybody who sends something.
KEPT, KEPT_FOR = "coprod screening words", 60


def screened(texts: Sequence[str]) -> list[list[Finding] | None]:
    """What screening marks in each of these texts; None for one on which it broke, or took too long.

    A request asks twice, before sending and when it is sent: it looks at each text, and waits for it, once.
    """
    known: dict[str, list[Finding] | None] = g.setdefault("screened", {"": []}) if has_request_context() else {"": []}
    new = [text for text in dict.fromkeys(texts) if text not in known]
    known.update(zip(new, screened_until(monotonic() + PATIENCE, new), strict=True))
    return [known[text] for text in texts]


def screened_until(until: float, texts: Sequence[str]) -> list[list[Finding] | None]:
    """The same until a moment of `monotonic`; None for those that it came too late for."""
    own = own_words() if any(texts) else []
    return [_tried(text, own, until) for text in texts]


def _tried(text: str, own: Sequence[OwnWord], until: float = inf) -> list[Finding] | None:
    try:
        return screening.screen(text, own, until)
    except TooSlow:
        log.error("screening took longer than %s seconds", PATIENCE)
    except Exception as error:
        # Where it broke, never what the error says: that may quote the words.
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("screening failed: %s\n%s", type(error).__name__, where)
    return None


def own_words() -> list[OwnWord]:
    """What this partnership's staff added to what is looked for. Another process may know a new word a minute late."""
    kept = current_app.extensions.get(KEPT)
    if kept is None or monotonic() > kept[0]:
        words = [OwnWord(FindingKind(kind), words) for kind, words in Partnership.current().screening_words]
        kept = current_app.extensions[KEPT] = (monotonic() + KEPT_FOR, words)
    found: list[OwnWord] = kept[1]
    return found


def forget_own_words(app: Flask) -> None:
    """Staff changed them: read them again."""
    app.extensions.pop(KEPT, None)


def screen_what_was_not() -> None:
    """Words that wait unscreened are screened again, without a limit: nobody waits for it here."""
    own = own_words()
    for id, words in _unscreened_words():
        findings = _tried(words, own)
        if findings is not None:
            with write_transaction():
                submission = Submission.locked(id)
                if submission is not None and submission.screened(findings):
                    tell()
    for contribution in _unscreened_private():
        typed = contribution.activity.private_words(contribution.id)
        texts = {field.label: typed.get(field.label, "") for field in contribution.private_fields if not field.is_held}
        found = {label: _tried(text, own) for label, text in texts.items()}
        if any(findings is not None for findings in found.values()):
            with write_transaction():
                as_it_is = db.session.get_one(Contribution, contribution.id, with_for_update=True)
                opened = [] if as_it_is.is_withdrawn else as_it_is.hold(texts, found)
                if any(not concern.is_quiet for concern in opened):
                    tell()


def _unscreened_words() -> Sequence[tuple[int, str]]:
    query = select(Submission.id, Submission.words).where(
        Submission.waiting(), cast(Submission.findings, String) == NOT_SCREENED
    )
    return [(row.id, row.words) for row in db.session.execute(query.order_by(Submission.id))]


def _unscreened_private() -> Sequence[Contribution]:
    query = select(Contribution).where(Contribution.has_field(FieldState.UNSCREENED))
    return db.session.scalars(query.order_by(Contribution.id)).all()
