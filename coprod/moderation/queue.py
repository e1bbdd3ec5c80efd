"""The queue: whose words wait to be read, oldest first."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select, tuple_

from coprod.database import db
from coprod.participation.activity import Activity
from coprod.participation.contribution import Audience, Contribution
from coprod.participation.engagement import Engagement
from coprod.participation.submission import Submission
from coprod.participation.waiting import NUMBER, Wait, over_promise
from coprod.partnership.models import District

PAGE = 50
SNIPPET = 160  # characters: enough to know what it is about, not all of a hard one
OLDEST_FIRST = (Contribution.submitted_on, Contribution.id)


class Filters(NamedTuple):
    """Which part of the queue is looked at. In the address, so that it can be kept and passed on."""

    channel: str | None = None
    engagement: str | None = None
    audience: Audience | None = None

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> "Filters":
        """What the address says; a value that cannot be is left out."""
        channel, audience = args.get("channel"), args.get("audience")
        return cls(
            channel=channel if channel in Activity.channels() else None,
            engagement=args.get("engagement") or None,
            audience=Audience(audience) if audience in set(Audience) else None,
        )

    def address(self) -> dict[str, Any]:
        """For `url_for`: only what is chosen."""
        return {name: str(value) for name, value in self._asdict().items() if value}

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same in SQL, beside the condition that words wait."""
        columns = (Activity.kind, Engagement.slug, Contribution.audience)
        chosen = [column == value for column, value in zip(columns, self, strict=True) if value]
        return [Submission.waiting(), *chosen]


class Waiting(NamedTuple):
    """One contribution in the list, with those of its submissions that wait. `first` has what they share."""

    first: Row[Any]
    submissions: list[Row[Any]]

    @property
    def wait(self) -> Wait:
        """How long it has waited."""
        return Wait(self.first.received_at, self.first.submitted_on)


class Page(NamedTuple):
    """One page of the queue. `after` leads to the next one."""

    rows: list[Waiting]
    after: int | None


def page(filters: Filters, after: int | None = None) -> Page:
    """The contributions that have waited longest, one page of them; `after` is the last one of the page before."""
    oldest = _waiting(Contribution.id, filters=filters).group_by(*OLDEST_FIRST).order_by(*OLDEST_FIRST)
    if after is not None:
        last = select(Contribution.submitted_on).where(Contribution.id == after).scalar_subquery()
        oldest = oldest.where(tuple_(*OLDEST_FIRST) > tuple_(last, after))
    listed = oldest.limit(PAGE + 1).subquery()
    # Outer joins, though each always finds its row: so SQLite starts from these few, not from all that waits.
    rows = db.session.execute(
        select(*_shown())
        .select_from(listed)
        .outerjoin(Contribution, Contribution.id == listed.c.id)
        .outerjoin(Submission, and_(Submission.contribution_id == listed.c.id, Submission.waiting()))
        .outerjoin(Activity, Activity.id == Contribution.activity_id)
        .outerjoin(District, District.slug == Contribution.district_slug)
        .order_by(*OLDEST_FIRST, Submission.id)
    )
    groups = [Waiting(said[0], said) for said in map(_listed, groupby(rows, key=lambda row: row.contribution_id))]
    return Page(groups[:PAGE], groups[PAGE - 1].first.contribution_id if len(groups) > PAGE else None)


def next_waiting(filters: Filters, after: Contribution) -> Submission | None:
    """What to read next: the rest of the same contribution, then whatever has waited longest after it, or at all."""
    earlier = tuple_(*OLDEST_FIRST) < tuple_(after.submitted_on, after.id)
    return db.session.scalar(
        _waiting(Submission, filters=filters)
        .order_by(case((earlier, 1), else_=0), *OLDEST_FIRST, Submission.id)
        .limit(1)
    )


class Tally:
    """How many contributions wait, by channel, engagement and audience: what each filter would show."""

    def __init__(self) -> None:
        by = (Activity.kind, Engagement.slug, Contribution.audience)
        title = func.min(Engagement.title)
        self._cells = [
            (Filters(*row[:3]), *row[3:])
            for row in db.session.execute(
                _waiting(*by, title, NUMBER, NUMBER.filter(over_promise()), filters=Filters()).group_by(*by)
            )
        ]

    def count(self, filters: Filters) -> int:
        """How many these filters show."""
        return sum(count for cell, _, count, _ in self._cells if _fits(cell, filters))

    def over(self, filters: Filters) -> int:
        """How many of them have waited longer than we promised."""
        return sum(over for cell, _, _, over in self._cells if _fits(cell, filters))

    def channels(self, filters: Filters) -> dict[str, int]:
        """Each channel with something waiting, under the other filters; the chosen one always."""
        counts: dict[str, int] = defaultdict(int, {filters.channel: 0} if filters.channel else {})
        for cell, _, count, _ in self._cells:
            if _fits(cell, filters._replace(channel=None)):
                counts[cell.channel or ""] += count
        return dict(sorted(counts.items()))

    def engagements(self) -> list[tuple[str, str]]:
        """Slug and title of each engagement with something waiting."""
        titles = {cell.engagement or "": title for cell, title, _, _ in self._cells}
        return sorted(titles.items(), key=lambda pair: pair[1])


def _waiting(*columns: Any, filters: Filters) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Submission)
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .join(Activity, Activity.id == Contribution.activity_id)
        .join(Engagement, Engagement.id == Activity.engagement_id)
        .where(*filters.conditions())
    )


def _shown() -> list[Any]:
    """What the list shows of each submission. Only the first words, so that people choose when to read the rest."""
    return [
        Submission.id,
        func.substr(Submission.words, 1, SNIPPET + 1).label("words"),
        Submission.findings,
        Contribution.id.label("contribution_id"),
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


def _fits(cell: Filters, wanted: Filters) -> bool:
    return all(value is None or value == there for there, value in zip(cell, wanted, strict=True))
