"""The one door in: whatever people write, in whichever channel, is judged here, and filed.

Judging takes milliseconds and needs no transaction. Filing takes a few tenths of one, and everybody who sends something
waits for it in turn: nothing is done there but asking again what may have changed, and writing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import String, bindparam, cast, select

from coprod import mail
from coprod.activities.activity import Activity, NotOpen
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC
from coprod.concerns.letters import letters_to_the_lead
from coprod.database import db, now
from coprod.participation import receipt as receipts
from coprod.participation.contribution import Contribution, Sharing, Source
from coprod.participation.counting import TookPartChange, changes_by, changes_of
from coprod.participation.counting_once import where_first
from coprod.participation.filing import Filing, Row, SentBefore
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.participation.timed_screening import screened
from coprod.prepared import Run, dialect, prepared
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


_activity, _receipt, _engagement = Activity.__table__, Receipt.__table__, Engagement.__table__
_OPEN = (
    select(_activity.c.id, _activity.c.engagement_id)
    .join(_engagement)
    .where(
        _activity.c.id == bindparam("activity"),
        *(_engagement.c.life != life for life in sorted(NOT_PUBLIC)),
        _activity.c.opens_at <= bindparam("moment", type_=_activity.c.opens_at.type),
        _activity.c.closes_at > bindparam("moment", type_=_activity.c.closes_at.type),
    )
)
# Held until the filing ends: whoever decides on something else that was sent under it changes by what people count.
_RECEIPT = (
    select(_receipt.c.id, cast(_receipt.c.counted_in, String))
    .where(_receipt.c.digest == bindparam("digest"))
    .with_for_update()
)
_SENT_BEFORE = (
    select(_receipt.c.digest)
    .select_from(Contribution.__table__.outerjoin(_receipt))
    .where(Contribution.__table__.c.token_digest == bindparam("digest"))
)


class Closed(Exception):
    """People cannot take part any longer."""


class Judged(Filing):
    """What one person sent, judged and ready to be filed. A channel adds its own rows, which point to these.

    `codes` are those that its token can have been given, by the digests of their receipts: one under each key of the
    installation, the newest first. `sent_before` are the digests of the token under older keys, and `joins` says that
    it is filed under the code of something that was sent earlier.
    """

    def __init__(
        self, activity_id: int, codes: Mapping[str, str], *, sent_before: Sequence[str] = (), joins: bool
    ) -> None:
        super().__init__()
        digest, self.code = next(iter(codes.items()))
        self.activity_id = activity_id
        self.receipt = self.row(Receipt(digest), once="digest")
        self.contribution: Row
        self.took_part: Row | None = None  # when it counts from the first moment
        self.submissions: list[Row] = []
        self.has_letters = False
        self._codes = codes
        self._sent_before = sent_before
        self._joins = joins

    def letters(self, letters: Iterable[mail.Message]) -> None:
        """Letters that leave once it is filed."""
        for letter in letters:
            self.row(letter)
            self.has_letters = True

    def write(self, run: Run) -> None:
        """Only while the activity is open; and under the receipt there is, when it joins one."""
        is_open = prepared(_OPEN, dialect())
        activity = run(is_open, is_open.bound({"activity": self.activity_id, "moment": now()}))
        if activity is None:
            raise Closed
        self._look_under_older_keys(run)
        if self._joins:
            self._join(run, activity)
        super().write(run)

    def _look_under_older_keys(self, run: Run) -> None:
        """Sent before the keys were changed, and now again: the digests differ, so the database would not notice."""
        find = prepared(_SENT_BEFORE, dialect())
        for digest in self._sent_before:
            if there := run(find, find.bound({"digest": digest})):
                self.code = self._codes.get(there[0], self.code)
                raise SentBefore

    def _join(self, run: Run, activity: tuple[int, int]) -> None:
        """File it under the earlier receipt, unless that is forgotten: then one is made anew, with the same code."""
        find = prepared(_RECEIPT, dialect())
        for digest, code in self._codes.items():
            if there := run(find, find.bound({"digest": digest})):
                self.receipt.id, self.code = there[0], code
                if self.took_part is not None:
                    first = where_first(run, receipt=there, activity=activity)
                    self.contribution.decide(first)
                    self.took_part.decide(changes_by(first))
                return


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
    ticked: bool = False,
) -> Judged:
    """Everything that can be decided about what one person sent before it is filed.

    `token` is the form's one-use token: the same token gives the same contribution and the same code, however
    often and however simultaneously it is sent. `same_code_as` is the token of an earlier form, whose code this
    contribution joins. Empty words are left out. `private` are the other things a person typed (access needs, a
    name), by their labels: no submissions, but screened all the same. Worrying words, wherever they stand, are with
    the safeguarding lead from the first moment. `ticked` says that something was answered by ticking.
    """
    said = [each._replace(words=normalise(each.words)) for each in said if normalise(each.words)]
    private = {label: normalise(text) for label, text in (private or {}).items()}
    found = screened([each.words for each in said] + list(private.values()))
    codes = receipts.codes(ring(), same_code_as or token)
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
        ticked=ticked,
    )
    submissions = [
        Submission(contribution=contribution, findings=findings, **each._asdict())
        for each, findings in zip(said, found, strict=False)
    ]
    escalated = {place: each.born_escalated() for place, each in enumerate(submissions) if each.is_worrying}
    held = contribution.held_now(private, dict(zip(private, found[len(said) :], strict=True)))
    contribution.settle()  # nothing but ticks: nobody waits for it, so the moment it came is forgotten at once
    judged = Judged(activity_id, codes, sent_before=token_digests[1:], joins=bool(same_code_as))
    judged.contribution = judged.row(contribution, once="token_digest", receipt_id=judged.receipt)
    if contribution.counts:
        judged.took_part = judged.row(TookPartChange(changes_of(contribution), activity_id=activity_id))
    for place, submission in enumerate(submissions):
        row = judged.row(submission, contribution_id=judged.contribution)
        judged.submissions.append(row)
        if place in escalated:
            move, concern = escalated[place]
            judged.row(move, submission_id=row)
            judged.row(concern, contribution_id=judged.contribution, submission_id=row)
    for concern in held:
        judged.row(concern, contribution_id=judged.contribution)
    if escalated or held:
        judged.letters(letters_to_the_lead())
    return judged


def file(judged: Judged) -> Received:
    """Write it all, durably, or nothing. Raises `NotOpen`, and whatever a channel demanded."""
    try:
        judged.file()
    except SentBefore:
        return Received(judged.code, new=False)
    except Closed:
        raise NotOpen(db.session.get_one(Activity, judged.activity_id)) from None
    if judged.has_letters:
        mail.wake()
    return Received(judged.code, new=True)
