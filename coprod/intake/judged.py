"""Judged: what one person sent, decided about and ready to be filed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Dialect, String, bindparam, cast, select

from coprod import mail
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC, Life
from coprod.concerns.concern import Concern
from coprod.concerns.duty_letter import Duty, DutyLetter, LetterKind
from coprod.concerns.letters import write_to_whom_it_concerns
from coprod.counting.counting import TookPartChange, changes_by, changes_of
from coprod.database import now
from coprod.intake.counting_once import where_first
from coprod.intake.filing import Filing, Row, SentBefore
from coprod.participation.contribution import Contribution
from coprod.participation.counted import NOT_COUNTED, Ticks
from coprod.participation.held_words import Escalated
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.prepared import Prepared, Run, prepared


class Closed(Exception):
    """People cannot take part any longer."""


_activity, _receipt, _engagement = Activity.__table__, Receipt.__table__, Engagement.__table__
_OPEN = (
    select(_activity.c.id, _activity.c.engagement_id)
    .join(_engagement)
    .where(
        _activity.c.id == bindparam("activity"),
        *(_engagement.c.life != life for life in sorted(NOT_PUBLIC)),
        _activity.c.opens_at <= bindparam("moment", type_=_activity.c.opens_at.type),
        _activity.c.closes_at > bindparam("not_closed_at", type_=_activity.c.closes_at.type),
    )
)
# What staff bring in from elsewhere is read whether or not anything is open; only what is archived stays as it is.
_TAKES_IN = (
    select(_activity.c.id, _activity.c.engagement_id)
    .join(_engagement)
    .where(_activity.c.id == bindparam("activity"), _engagement.c.life != Life.ARCHIVED)
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


class Judged(Filing):
    """What one person sent, judged and ready to be filed. A channel adds its own rows, which point to these.

    `sent` is the contribution as a model object, which no session knows: a channel's own row is made of it. `codes` are
    those that its token can have been given, by the digests of their receipts: one under each key of the installation,
    the newest first. `sent_before` are the digests of the token under older keys, and `joins` says that it is filed
    under the code of something that was sent earlier. `grace` is how long after the close it is taken all the same.
    Without `codes` it was said elsewhere, and brought in: nobody holds a code for it, and nothing has to be open.
    """

    def __init__(
        self,
        sent: Contribution,
        codes: Mapping[str, str],
        *,
        sent_before: Sequence[str] = (),
        joins: bool = False,
        grace: timedelta = timedelta(),
    ) -> None:
        super().__init__()
        digest, self.code = next(iter(codes.items()), ("", ""))
        self.sent = sent
        self.receipt = self.row(Receipt(digest), once="digest") if codes else None
        theirs = {"receipt_id": self.receipt} if self.receipt else {}
        self.contribution = self.row(sent, theirs, once="token_digest")
        self.took_part = self._counted() if sent.counts else None  # when it counts from the first moment
        self.submissions: list[Row] = []
        self.afterwards: dict[Callable[[], None], None] = {}  # jobs to wake once it is filed, each once
        self._codes = codes
        self._sent_before = sent_before
        self._joins = joins
        self._grace = grace

    def words(self, submission: Submission, escalated: Escalated | None) -> None:
        """Words, and the move and the concern they were born with when they worry."""
        row = self.row(submission, contribution_id=self.contribution)
        self.submissions.append(row)
        if escalated is not None:
            move = self.row(escalated.move, submission_id=row)
            of = {"contribution_id": self.contribution, "submission_id": row, "move_id": move}
            self.row(escalated.concern, of)

    def private_fields(self, opened: Iterable[Concern]) -> None:
        """The concerns that private fields `opened`, and what is to be known of these: held in one, or not screened."""
        rows = {id(concern): self.row(concern, contribution_id=self.contribution) for concern in opened}
        for field in self.sent.private_fields:
            links: dict[str, Row | int] = {"contribution_id": self.contribution}
            if field.concern is not None:
                links["concern_id"] = rows[id(field.concern)]
            self.row(field, links)

    def tell_the_lead(self) -> None:
        """A letter to whoever is the safeguarding lead; when one waits already, that says all."""
        values = {"duty": Duty.LEAD, "kind": LetterKind.OPENED, "more": 0, "written_at": now()}
        self.statement(_duty_letter(self.dialect), values)
        self.afterwards[write_to_whom_it_concerns] = None

    def letters(self, letters: Iterable[mail.Message]) -> None:
        """Letters that leave once it is filed."""
        for letter in letters:
            self.row(letter)
            self.afterwards[mail.deliver_outbox] = None

    def write(self, run: Run) -> None:
        """Only while the activity is open; and under the receipt there is, when it joins one."""
        is_open = prepared(_OPEN if self._codes else _TAKES_IN, self.dialect)
        asked: dict[str, Any] = {"activity": self.sent.activity_id}
        if self._codes:
            asked |= {"moment": now(), "not_closed_at": now() - self._grace}
        activity = run(is_open, is_open.bound(asked))
        if activity is None:
            raise Closed
        self._look_under_older_keys(run)
        if self._joins:
            self._join(run, activity)
        super().write(run)

    def _look_under_older_keys(self, run: Run) -> None:
        """Sent before the keys were changed, and now again: the digests differ, so the database would not notice."""
        find = prepared(_SENT_BEFORE, self.dialect)
        for digest in self._sent_before:
            if there := run(find, find.bound({"digest": digest})):
                self.code = self._codes.get(there[0], self.code)
                raise SentBefore

    def ticks_wait(self) -> None:
        """Known only as it is filed: there are too many, and what nobody has to read of it counts once staff say so."""
        self.sent.decide_ticks(Ticks.WAIT)
        self.contribution.decide({name: getattr(self.sent, name) for name in ("ticks", *NOT_COUNTED)})
        if self.took_part is not None:
            self.took_part.decide(changes_by(NOT_COUNTED))
            self.took_part = None

    def _counted(self) -> Row:
        return self.row(TookPartChange(changes_of(self.sent), activity_id=self.sent.activity_id))

    def _join(self, run: Run, activity: tuple[int, int]) -> None:
        """File it under the earlier receipt, unless that is forgotten: then one is made anew, with the same code."""
        find = prepared(_RECEIPT, self.dialect)
        for digest, code in self._codes.items():
            if self.receipt and (there := run(find, find.bound({"digest": digest}))):
                self.receipt.id, self.code = there[0], code
                if self.took_part is not None:
                    first = where_first(run, receipt=there, activity=activity)
                    self.contribution.decide(first)
                    self.took_part.decide(changes_by(first))
                return


@cache
def _duty_letter(dialect: Dialect) -> Prepared:
    values: Any = DutyLetter.write(Duty.LEAD, LetterKind.OPENED)
    return Prepared(values, dialect)
