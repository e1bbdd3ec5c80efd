"""The one door in: whatever people write, in whichever channel, is judged here, and filed.

Judging takes milliseconds and needs no transaction. Filing takes a few tenths of one, and everybody who sends something
waits for it in turn: nothing is done there but asking again what may have changed, and writing.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from coprod import jobs
from coprod.activities.activity import Activity, NotOpen
from coprod.activities.audience import Audience
from coprod.concerns.concern import Origin
from coprod.database import db
from coprod.intake.filing import SentBefore
from coprod.intake.judged import Closed, Judged
from coprod.intake.timed_screening import screened
from coprod.participation import receipt as receipts
from coprod.participation.contribution import Contribution, Sharing, Source
from coprod.participation.counted import Ticks
from coprod.participation.submission import Submission
from coprod.sealing import ring
from coprod.text import normalise


class Said(NamedTuple):
    """Words, and the question they answer, as it was read; `wording_id` says which wording that was."""

    prompt: str
    words: str
    wording_id: int | None = None


class Received(NamedTuple):
    """What became of a form: its code, and whether it is `new`, or the same form had been sent before."""

    code: str
    new: bool


def judge(
    activity_id: int,
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
    room: str | None = None,
    ticked: bool = False,
    many_ticks: bool = False,
    came: bool = True,
    grace: timedelta = timedelta(),
    submitted_on: date | None = None,
    escalated_by: int | None = None,
    brought_in: bool = False,
) -> Judged:
    """Everything that can be decided about what one person sent before it is filed.

    `token` is the form's one-use token: the same token gives the same contribution and the same code, however often and
    however simultaneously it is sent. `same_code_as` is the token of an earlier form, whose code this contribution
    joins. Empty words are left out. `private` are the other things a person typed (access needs, a name), by their
    labels: no submissions, but screened all the same. Worrying words, wherever they stand, are with the safeguarding
    lead from the first moment; those of a weaker worry are read first (see `ReadFirst`). `ticked` says that something
    was answered by ticking, `came` that even nothing is something, as where a pledge is made, and not where a place has
    still to be confirmed; when it is `unusual`, or one of `many_ticks`, that counts only once staff say so. What was
    begun while it was open may be sent so much later than the close: its `grace`. `room` is in which room people answer
    on one device, where they do. `submitted_on` is the day on a sheet of paper, if it is not today. `escalated_by` is
    the member of staff who types in words that worry them: all of these go to the lead. `brought_in` says that they
    were said elsewhere: nobody holds a code for them, nothing has to be open, and whoever brings in many tells the lead
    of all of them at once.
    """
    said = [each._replace(words=words) for each in said if (words := normalise(each.words))]
    private = {label: normalise(text) for label, text in (private or {}).items()}
    found = screened([each.words for each in said] + list(private.values()))
    codes = {} if brought_in else receipts.codes(ring(), same_code_as or token)
    token_digests = receipts.digests(ring(), token)
    contribution = Contribution(
        activity_id=activity_id,
        token_digest=token_digests[0],
        audience=audience,
        district=district,
        sharing=sharing,
        source=source,
        context=context,
        unusual=unusual,
        room=room,
        ticked=ticked,
        ticks=Ticks.WAIT if unusual or many_ticks else Ticks.USUAL,
        came=came,
        submitted_on=submitted_on,
    )
    submissions = [
        Submission(contribution=contribution, findings=findings, **each._asdict())
        for each, findings in zip(said, found, strict=False)
    ]
    # Born escalated: such words are never stored in clear.
    worrying = [place for place, each in enumerate(submissions) if escalated_by or each.must_be_held()]
    origin = Origin.STAFF if escalated_by else Origin.SCREENING
    escalated = {place: submissions[place].escalated_rows(by=escalated_by, origin=origin) for place in worrying}
    held = contribution.hold(private, dict(zip(private, found[len(said) :], strict=True)))
    contribution.settle()  # nothing but ticks: nobody waits for it, so the moment it came is forgotten at once
    judged = Judged(contribution, codes, sent_before=token_digests[1:], joins=bool(same_code_as), grace=grace)
    for place, submission in enumerate(submissions):
        judged.words(submission, escalated.get(place))
    judged.private_fields(held)
    if (escalated or any(not concern.is_quiet for concern in held)) and not brought_in:
        judged.tell_the_lead()
    return judged


def file(judged: Judged) -> Received:
    """Write it all, durably, or nothing. Raises `NotOpen`, and whatever a channel demanded."""
    try:
        judged.file()
    except SentBefore:
        return Received(judged.code, new=False)
    except Closed:
        raise NotOpen(db.session.get_one(Activity, judged.sent.activity_id)) from None
    for job in judged.afterwards:
        jobs.run_soon(job)
    return Received(judged.code, new=True)
