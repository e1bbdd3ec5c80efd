"""The one door in: whatever people write, in whichever channel, comes through `receive`."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import current_app
from sqlalchemy.exc import IntegrityError

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.concerns.concern import Origin
from coprod.database import db
from coprod.participation import receipt as codes
from coprod.participation.contribution import Contribution, Sharing, Source
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.participation.timed_screening import is_worrying, screened
from coprod.text import normalise


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
    private: Mapping[str, str] | None = None,
    same_code_as: str | None = None,
    unusual: bool = False,
    ticked: bool = False,
) -> Received:
    """File what one person sent, screen their words, and give them a receipt code.

    `token` is the form's one-use token: the same token gives the same contribution and the same code, however
    often and however simultaneously it is sent. Call this before anything else is changed in the transaction,
    and add the channel's own row only when the result is `new`. `same_code_as` is the token of an earlier form,
    whose code this contribution joins. Empty words are left out. `private` are the other things a person typed
    (access needs, a name), by their labels: no submissions, but screened all the same. Worrying words, wherever they
    stand, are with the safeguarding lead from the first moment. `ticked` says that something was answered by ticking.
    Raises `NotOpen`.
    """
    activity.must_be_open()
    said = [Said(prompt, normalise(words)) for prompt, words in said if normalise(words)]
    private = {label: normalise(text) for label, text in (private or {}).items()}
    found = screened([words for _, words in said] + list(private.values()))
    key = current_app.config["SECRET_KEY"].encode()
    code = codes.derive(key, same_code_as or token)
    token_digest = codes.digest(key, token)
    receipt = Receipt.find(codes.digest(key, code), lock=True) if same_code_as else None
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
        ticked=ticked,
    )
    for (prompt, words), findings in zip(said, found, strict=False):
        Submission(contribution=contribution, prompt=prompt, words=words, findings=findings)
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
    for submission, findings in zip(contribution.submissions, found, strict=False):
        if is_worrying(findings):
            submission.escalate(by=None, origin=Origin.SCREENING)
    contribution.hold(private, dict(zip(private, found[len(said) :], strict=True)))
    return Received(contribution, code, new=True)
