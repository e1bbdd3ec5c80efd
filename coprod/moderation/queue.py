"""The queue: whose words wait to be read, oldest first."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, case, exists, false, func, literal, select, tuple_
from sqlalchemy.orm import aliased

from coprod import public_ids
from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.database import UTCDateTime, db
from coprod.participation.contribution import ELSEWHERE, Contribution, Source
from coprod.participation.move import FirstApproval
from coprod.participation.submission import Submission
from coprod.partnership.district import District
from coprod.permissions import Permission, within
from coprod.reading.claims import Claim, Holder
from coprod.reading.found_words import is_hard
from coprod.reading.waiting import ITS_CONTRIBUTION, Wait

PAGE = 50
NEXT = (Submission.public_id, Submission.contribution_id, Contribution.public_id.label("of_public_id"))
BESIDE = 20  # rows of the list beside one that is open
SNIPPET = 160  # characters: enough to know what it is about, not all of a hard one
WHOLE = 90  # characters that stand in a row in full; what is longer is cut to one line
ANSWERS = 4  # of one contribution, that may stand in full in the list
# In the order in which it came. What was decided before, and waits again, stands at the head of its day: when it came
# is forgotten. `EARLIEST` stands for that. What was said elsewhere comes after: nobody waits there for our answer.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
RECEIVED_AT = func.coalesce(Contribution.received_at, literal(EARLIEST, UTCDateTime))
SAID_ELSEWHERE = case((Contribution.source.in_(ELSEWHERE), 1), else_=0)
# What is to be read first stands above all else. Few are; so these are found once, by their own index.
UNREAD = aliased(Submission)
READ_LAST = case(
    (Contribution.id.in_(select(UNREAD.contribution_id).where(UNREAD.read_first_until.is_not(None))), 0), else_=1
)
OLDEST_FIRST = (READ_LAST, SAID_ELSEWHERE, Contribution.submitted_on, RECEIVED_AT, Contribution.public_id)


class QueueFilters(NamedTuple):
    """Which part of the queue is looked at. In the address, so that it can be kept and passed on."""

    channel: str | None = None
    engagement: str | None = None
    audience: Audience | None = None
    source: Source | None = None

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> "QueueFilters":
        """What the address says; a value that cannot be is left out."""
        channel, audience, source = args.get("channel"), args.get("audience"), args.get("source")
        return cls(
            channel=channel if channel in Activity.channels() else None,
            engagement=args.get("engagement") or None,
            audience=Audience(audience) if audience in set(Audience) else None,
            source=Source(source) if source in set(Source) else None,
        )

    def address(self) -> dict[str, Any]:
        """For `url_for`: only what is chosen."""
        return {name: str(value) for name, value in self._asdict().items() if value}

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same in SQL, beside the condition that words wait."""
        columns = (Activity.kind, Engagement.slug, Contribution.audience, Contribution.source)
        chosen = [column == value for column, value in zip(columns, self, strict=True) if value]
        return [Submission.waiting(), *chosen]


class Waiting(NamedTuple):
    """One contribution in the list, with those of its submissions that wait. `first` has what they share.

    `reader` is who looks at the list: some of it depends on them.
    """

    first: Row[Any]
    submissions: list[Row[Any]]
    reader: int

    @property
    def wait(self) -> Wait:
        """How long it has waited."""
        return Wait(self.first.received_at, self.first.submitted_on)

    @property
    def holder(self) -> Holder | None:
        """Who has it open."""
        first = self.first
        return Holder(first.holder_id, first.holder, first.held_until) if first.holder_id else None

    @property
    def is_mine(self) -> bool:
        """Whether the reader has it open."""
        return self.first.holder_id == self.reader

    @property
    def read_first_until(self) -> datetime | None:
        """By when somebody has to have read it, where something in it may mean that somebody is not safe."""
        return min((said.read_first_until for said in self.submissions if said.read_first_until), default=None)

    @property
    def is_covered(self) -> bool:
        """Whether its words show only when it is opened: they may be hard to read, or nobody looked."""
        return any(said.findings is None or is_hard(said.findings) for said in self.submissions)

    @property
    def is_in_full(self) -> bool:
        """Whether the list shows all of it that waits."""
        return len(self.submissions) <= ANSWERS and all(len(said.words) <= WHOLE for said in self.submissions)

    @property
    def needs_another(self) -> bool:
        """Whether somebody has approved some of it, and a second person has to."""
        return any(said.first_by_id for said in self.submissions)

    @property
    def is_for_others(self) -> bool:
        """Whether the reader has approved all that waits of it, and somebody else has to."""
        return all(said.first_by_id == self.reader for said in self.submissions)


class QueuePage(NamedTuple):
    """One page of the queue. `after` leads to the next one."""

    rows: list[Waiting]
    after: str | None


class QueuePlace(NamedTuple):
    """Where a contribution stands in the queue."""

    read_last: int
    said_elsewhere: int
    submitted_on: date
    received_at: datetime
    public_id: str

    @classmethod
    def of(cls, contribution: Contribution) -> "QueuePlace":
        """Where this one stands; to be asked while it waits."""
        last = int(not any(said.read_first_until for said in contribution.submissions))
        elsewhere, at = int(contribution.source in ELSEWHERE), contribution.received_at or EARLIEST
        return cls(last, elsewhere, contribution.submitted_on, at, contribution.public_id)


def page(
    filters: QueueFilters, reader: int, after: str | None = None, since: QueuePlace | None = None, size: int = 0
) -> QueuePage:
    """The contributions that have waited longest, one page of them, or `size`.

    `after` is the last one of the page before; `since` is where to begin.
    """
    size = size or PAGE
    oldest = select_waiting(Contribution.id, filters=filters).group_by(Contribution.id).order_by(*OLDEST_FIRST)
    if after is not None:
        last = public_ids.find(Contribution, after)
        oldest = oldest.where(tuple_(*OLDEST_FIRST) > tuple_(*QueuePlace.of(last)) if last else false())
    if since is not None:
        oldest = oldest.where(tuple_(*OLDEST_FIRST) >= tuple_(*since))
    rows = listed(oldest.limit(size + 1).subquery(), reader)
    return QueuePage(rows[:size], rows[size - 1].first.of_public_id if len(rows) > size else None)


def listed(contributions: Subquery, reader: int) -> list[Waiting]:
    """What waits of these contributions, as the list shows it."""
    holder, first_by = aliased(User), aliased(FirstApproval)
    # Outer joins, though most always find their row: so SQLite starts from these few, not from all that waits.
    rows = db.session.execute(
        select(*_shown(), Claim.by_id.label("holder_id"), Claim.until.label("held_until"), holder.name.label("holder"))
        .add_columns(first_by.by_id.label("first_by_id"))
        .select_from(contributions)
        .outerjoin(Contribution, Contribution.id == contributions.c.id)
        .outerjoin(Submission, and_(Submission.contribution_id == contributions.c.id, Submission.waiting()))
        .outerjoin(Activity, Activity.id == Contribution.activity_id)
        .outerjoin(District, District.slug == Contribution.district_slug)
        .outerjoin(Claim, and_(Claim.contribution_id == contributions.c.id, Claim.holds()))
        .outerjoin(holder, holder.id == Claim.by_id)
        .outerjoin(first_by, _stands(first_by))
        .order_by(*OLDEST_FIRST, Submission.id)
    )
    waiting = (row for row in rows if row.id is not None)
    return [Waiting(said[0], said, reader) for said in map(_listed, groupby(waiting, key=lambda r: r.contribution_id))]


def next_waiting(
    filters: QueueFilters, reader: int, after: QueuePlace | None = None, passed_over: Collection[str] = ()
) -> Row[Any] | None:
    """What this person reads next: the rest of the same contribution, what has waited longest after it, or at all.

    Not what somebody else has open, what waits only for somebody else, or what was passed over. It has the ids of
    a submission and of its contribution.
    """
    held = exists().where(Claim.contribution_id == Contribution.id, Claim.of_others(reader))
    waiting = select_waiting(*NEXT, filters=filters).where(
        ~held, needs(reader), Contribution.public_id.not_in(passed_over)
    )
    waiting = waiting.order_by(READ_LAST)
    if after is not None:
        waiting = waiting.order_by(case((tuple_(*OLDEST_FIRST) < tuple_(*after), 1), else_=0))
    return db.session.execute(waiting.order_by(*OLDEST_FIRST, Submission.id).limit(1)).first()


def is_left(contribution_id: int, reader: int) -> bool:
    """Whether anything of a contribution still waits for this person."""
    rest = select_waiting(Submission.id, filters=QueueFilters())
    rest = rest.where(Submission.contribution_id == contribution_id, needs(reader))
    return db.session.scalar(rest.limit(1)) is not None


def needs(reader: int) -> ColumnElement[bool]:
    """The condition under which words that wait need this person: they have not approved them as the first of two."""
    return ~exists().where(_stands(FirstApproval), FirstApproval.by_id == reader)


def select_waiting(*columns: Any, filters: QueueFilters) -> Select[Any]:
    """These columns of every submission that waits, in this part of the queue, as far as whoever asks may read it."""
    return (
        select(*columns)
        .select_from(Submission)
        .join(Contribution, ITS_CONTRIBUTION)
        .join(Activity, Activity.id == Contribution.activity_id)
        .join(Engagement, Engagement.id == Activity.engagement_id)
        .where(within(Permission.READ_QUEUE, Activity.engagement_id), *filters.conditions())
    )


def _stands(first: Any) -> ColumnElement[bool]:
    """As `Submission.first_approval`: two people have to approve, one has, and nothing has been decided since."""
    return and_(Activity.two_people, first.submission_id == Submission.id, first.moves_made == Submission.moves_made)


def _shown() -> list[Any]:
    """What the list shows of each submission. Only the first words, so that people choose when to read the rest."""
    return [
        Submission.id,
        Submission.public_id,
        Submission.prompt,
        func.substr(Submission.words, 1, SNIPPET + 1).label("words"),
        Submission.findings,
        Submission.moves_made,
        Submission.read_first_until,
        Contribution.id.label("contribution_id"),
        Contribution.public_id.label("of_public_id"),
        Contribution.audience,
        Contribution.sharing,
        Contribution.context,
        Contribution.unusual,
        Contribution.submitted_on,
        Contribution.received_at,
        Activity.kind,
        Activity.title,
        District.name.label("district"),
    ]


def _listed(group: tuple[int, Any]) -> list[Row[Any]]:
    return list(group[1])
