"""The one door in: whatever people write, in whichever channel, comes through `receive`."""

import logging
from collections.abc import Sequence
from typing import NamedTuple

from flask import current_app
from sqlalchemy.exc import IntegrityError

from coprod.database import db
from coprod.participation import receipt as codes
from coprod.participation.activity import Activity
from coprod.participation.contribution import Audience, Contribution, Receipt, Sharing, Source
from coprod.participation.screening import Finding, screen
from coprod.participation.submission import Submission
from coprod.text import normalise

log = logging.getLogger(__name__)


class Said(NamedTuple):
    """Words, and the question they answer."""

    prompt: str
    words: str


class Received(NamedTuple):
    """What intake made of a form. `new` is False when the same form had been sent before."""

    contribution: Contribution
    code: str
    new: bool


def receive(
    activity: Activity,
    *,
    token: str,
    said: Sequence[Said] = (),
    audience: Audience = Audience.NOT_SAID,
    district: str | None = None,
    sharing: Sharing = Sharing.SHOW,
    source: Source = Source.ONLINE,
    context: dict[str, str] | None = None,
    same_code_as: str | None = None,
    unusual: bool = False,
) -> Received:
    """File what one person sent, screen their words, and give them a receipt code.

    `token` is the form's one-use token: the same token gives the same contribution and the same code, however
    often and however simultaneously it is sent. Call this before anything else is changed in the transaction,
    and add the channel's own row only when the result is `new`. `same_code_as` is the token of an earlier form,
    whose code this contribution joins. Empty words are left out. Raises `NotOpen`.
    """
    activity.must_be_open()
    key = current_app.config["SECRET_KEY"].encode()
    code = codes.derive(key, same_code_as or token)
    token_digest = codes.digest(key, token)
    receipt = Receipt.find(codes.digest(key, code)) if same_code_as else None
    contribution = Contribution(
        activity=activity,
        receipt=receipt or Receipt(codes.digest(key, code)),
        token_digest=token_digest,
        audience=audience,
        district=district,
        sharing=sharing,
        source=source,
        context=context,
        unusual=unusual,
    )
    for prompt, words in said:
        if normalise(words):
            Submission(contribution=contribution, prompt=prompt, words=words, findings=screened(normalise(words)))
    contribution.settle()  # nothing but ticks: nobody waits for it, so the moment it came is forgotten at once
    db.session.add(contribution)
    try:
        db.session.flush()
    except IntegrityError:
        # Sent twice. The database noticed, so this holds for two requests in the same instant too.
        db.session.rollback()
        earlier = Contribution.find(token_digest)
        if earlier is None:
            raise
        return Received(earlier, code, new=False)
    return Received(contribution, code, new=True)


def screened(words: str) -> list[Finding] | None:
    """What screening marks in these words; None, and the thank-you page all the same, when it breaks."""
    try:
        return screen(words)
    except Exception:
        log.exception("screening failed")  # the words themselves never reach a log
        return None
