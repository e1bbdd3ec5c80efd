"""The moderation log: every decision, newest first, one page at a time; and what it can be filtered by.

It never has the words that were decided about. A note that somebody wrote may repeat them, so notes stand neither with
an escalation nor with anything else about what is escalated now.
"""

import re
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.activities.audience import AUDIENCE_LABELS
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.moderation_log.filters import Decision, DecisionTable, ModerationLogFilters
from coprod.participation.contribution import Contribution
from coprod.participation.move import FirstApproval, Move, Status
from coprod.participation.submission import Submission
from coprod.partnership.models import Reason
from coprod.text import row_number, sort_key

PAGE = 50
NOBODY = "Screening"  # who decided, when nobody of the staff did
# Both kinds of table; of two at the same moment, the one with the higher rank came later.
RANKS: dict[DecisionTable, int] = {FirstApproval: 0, Move: 1}


class ModerationLogPlace(NamedTuple):
    """Where a page of the log begins: below this table."""

    rank: int
    number: int

    @classmethod
    def from_address(cls, typed: str) -> "ModerationLogPlace":
        """What the address says; ValueError when no page begins there."""
        found = re.fullmatch(r"([01])-([0-9]{1,10})", typed)
        if found is None:
            raise ValueError("no such place")
        return cls(int(found[1]), row_number(found[2]))

    def __str__(self) -> str:
        return f"{self.rank}-{self.number}"


class ModerationLogPage(NamedTuple):
    """One page of the log. `older` leads to the next, in its address."""

    rows: list[Row[Any]] = []
    older: str | None = None


def page(filters: ModerationLogFilters, before: ModerationLogPlace | None = None) -> ModerationLogPage:
    """The latest decisions, one page of them; `before` is the last table of the page above."""
    some = []
    for table in RANKS:
        query = in_full(table, filters).order_by(table.at.desc(), table.id.desc()).limit(PAGE + 1)
        some.append(select((query if before is None else query.where(_is_older(table, before))).subquery()))
    decisions = union_all(*some).subquery()
    rows = list(db.session.execute(newest_first(select(decisions), decisions.c).limit(PAGE + 1)))
    older = str(ModerationLogPlace(rows[PAGE - 1].rank, rows[PAGE - 1].number)) if len(rows) > PAGE else None
    return ModerationLogPage(rows[:PAGE], older)


def options() -> dict[str, list[tuple[str, str]]]:
    """What the log can be filtered by: value and label of everybody who decided, of every reason and engagement."""
    # Their last, which an index knows: to learn whether there is any, PostgreSQL would read every move.
    last = [
        select(func.max(table.at)).where(table.by_id == User.id).scalar_subquery() for table in (Move, FirstApproval)
    ]
    decided = or_(*(at.is_not(None) for at in last))
    found: dict[str, list[tuple[str, str]]] = {"by": [], "reason": [], "engagement": []}
    rows = db.session.execute(
        union_all(
            select(literal("by"), cast(User.id, String), User.name.label("label")).where(decided),
            select(literal("reason"), Reason.slug, Reason.label),
            select(literal("engagement"), Engagement.slug, Engagement.title),
        )
    )
    for what, value, label in sorted(rows, key=lambda row: sort_key(row.label)):
        found[what].append((value, label))
    return found


def newest_first(query: Select[Any], columns: Any) -> Select[Any]:
    """The same decisions in the order of the log."""
    return query.order_by(columns.at.desc(), columns.rank.desc(), columns.number.desc())


def in_full(table: DecisionTable, filters: ModerationLogFilters) -> Select[Any]:
    """All that the log says of one kind of table."""
    is_move = table is Move
    telling = Submission.status == Status.ESCALATED
    if is_move:
        telling |= (Move.to_status == Status.ESCALATED) | (Move.from_status == Status.ESCALATED)
    wanted = {
        "rank": literal(RANKS[table]),
        "number": table.id,
        "at": table.at,
        "decision": decision_of(table),
        "reason": Reason.label if is_move else nothing(String),
        "who": func.coalesce(User.name, NOBODY),
        "role": func.replace(cast(User.role, String), "_", " "),
        "submission": table.submission_id,
        "channel": case(Activity.channels(), value=Activity.kind, else_=Activity.kind),
        "activity": Activity.title,
        "engagement": Engagement.title,
        "audience": _labelled(Contribution.audience, AUDIENCE_LABELS),
        "waited": waited(table),
        "note": case((telling, ""), else_=table.note),
    }
    query = about(table, filters, *(column.label(name) for name, column in wanted.items()))
    if is_move:
        query = query.outerjoin(Reason, Reason.slug == Move.reason_slug)
    return (
        query.outerjoin(User, User.id == table.by_id)
        .outerjoin(Activity, Activity.id == Contribution.activity_id)
        .outerjoin(Engagement, Engagement.id == Activity.engagement_id)
    )


def about(table: DecisionTable, filters: ModerationLogFilters, *wanted: Any) -> Select[Any]:
    """Something about each table of one kind that the filters show."""
    # Outer joins, though each always finds its row: so SQLite starts from the latest decisions and stops after a page.
    return (
        select(*wanted)
        .select_from(table)
        .outerjoin(Submission, Submission.id == table.submission_id)
        .outerjoin(Contribution, Contribution.id == Submission.contribution_id)
        .where(*filters.conditions(table))
    )


def decision_of(table: DecisionTable) -> ColumnElement[str]:
    """A value of `Decision`."""
    return cast(Move.to_status if table is Move else literal(Decision.FIRST_APPROVAL.value), String)


def waited(table: DecisionTable) -> ColumnElement[int | None]:
    """Days from when words were sent to the first decision of a person about them; nothing for any later one."""
    if table is FirstApproval:
        return nothing(Integer)
    earlier = aliased(Move)
    is_first = and_(
        Move.from_status == Status.PENDING,
        Move.by_id.is_not(None),
        Move.to_status != Status.PENDING,  # a first approval was undone: nothing is decided yet
        ~exists().where(
            earlier.submission_id == Move.submission_id,
            earlier.id < Move.id,
            or_(earlier.from_status != Status.PENDING, earlier.to_status != Status.PENDING),
        ),
    )
    if db.engine.dialect.name == "sqlite":
        days: Any = cast(func.julianday(uk_day_on_sqlite(Move.at)) - func.julianday(Contribution.submitted_on), Integer)
    else:
        days = type_coerce(cast(func.timezone("Europe/London", Move.at), Date) - Contribution.submitted_on, Integer)
    return case((is_first, days))


def uk_day_on_sqlite(moment: Any) -> ColumnElement[str]:
    """The date in the United Kingdom, of a moment in UTC: SQLite knows no time zones.

    Clocks there are an hour ahead from the last Sunday of March to the last of October: the first Sunday from the 25th.
    """
    day = func.date(moment)
    summer, winter = (func.date(func.strftime(f"%Y-{month}-25", moment), "weekday 0") for month in ("03", "10"))
    is_tomorrow = and_(func.strftime("%H", moment) == "23", day >= summer, day < winter)
    return case((is_tomorrow, func.date(moment, "+1 day")), else_=day)


def nothing(kind: Any) -> ColumnElement[Any]:
    """An empty column, where one kind of table has less to say than the other."""
    return cast(null(), kind)


def _is_older(table: DecisionTable, place: ModerationLogPlace) -> ColumnElement[bool]:
    """The condition under which an table stands below this place."""
    other = next(model for model, rank in RANKS.items() if rank == place.rank)
    at = select(other.at).where(other.id == place.number).scalar_subquery()
    if table is other:
        return tuple_(table.at, table.id) < tuple_(at, place.number)
    return table.at <= at if RANKS[table] < place.rank else table.at < at


def _labelled(column: Any, labels: dict[Any, str]) -> ColumnElement[str]:
    return case({choice.value: label for choice, label in labels.items()}, value=type_coerce(column, String))
