"""The moderation log: every decision, newest day first, one page at a time; and what it can be filtered by.

It says the day and never the hour: what screening did, it did when somebody wrote. Within a day decisions stand by a
random id, so that their order tells no more than the day. It never has the words that were decided about. A note that
somebody wrote may repeat them, so notes stand neither with an escalation nor with anything else about what is escalated
now.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
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
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.activities.audience import AUDIENCE_LABELS, Audience, audience_labels
from coprod.activities.engagement import Engagement
from coprod.activities.reach import activity_within
from coprod.database import db
from coprod.moderation_log.filters import Decision, DecisionTable, ModerationLogFilters
from coprod.participation.contribution import Contribution
from coprod.participation.history import WRITER
from coprod.participation.move import FirstApproval, Move, Status, opened_note
from coprod.participation.submission import Submission
from coprod.partnership.reason import Reason
from coprod.permissions import Permission, Role, within
from coprod.public_ids import ListPlace
from coprod.text import sort_key

PAGE = 50
# Of those who hold several roles, the log names the first of these.
DECIDES_AS = (Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY, Role.ENGAGEMENT_LEAD, Role.MODERATOR)
NOBODY = "Screening"  # who decided, when nobody of the staff did
TABLES: tuple[DecisionTable, ...] = (FirstApproval, Move)


class Logged(NamedTuple):
    """One decision, and the note that somebody wrote beside it."""

    row: Row[Any]
    note: str


class ModerationLogPage(NamedTuple):
    """One page of the log. `older` leads to the next, in its address."""

    rows: list[Logged] = []
    older: str | None = None


def page(filters: ModerationLogFilters, before: ListPlace | None = None) -> ModerationLogPage:
    """The latest decisions, one page of them; `before` is the last decision of the page above."""
    some = []
    for table in TABLES:
        query = newest_first(
            in_full(table, filters, audience_labels()), made_on=table.made_on, id=table.public_id
        ).limit(PAGE + 1)
        below = query if before is None else query.where(before.is_above(table.made_on, table.public_id))
        some.append(select(below.subquery()))
    decisions = union_all(*some).subquery()
    newest = newest_first(select(decisions), made_on=decisions.c.date, id=decisions.c.number)
    rows = list(db.session.execute(newest.limit(PAGE + 1)))
    older = str(ListPlace(rows[PAGE - 1].date, rows[PAGE - 1].number)) if len(rows) > PAGE else None
    return ModerationLogPage(
        [Logged(row, note_of(row.is_move, row.sealed_note, row.place)) for row in rows[:PAGE]], older
    )


def note_of(is_move: bool, sealed: bytes | None, place: int) -> str:
    """A note in clear, from a decision of either table."""
    return opened_note(Move if is_move else FirstApproval, sealed, place)


def options() -> dict[str, list[tuple[str, str]]]:
    """What the log can be filtered by: value and label of everybody who decided, of every reason and engagement."""
    # Their last, which an index knows: to learn whether there is any, PostgreSQL would read every move.
    last = [select(func.max(table.made_on)).where(table.by_id == User.id) for table in TABLES]
    reached = activity_within(Permission.READ_MODERATION_LOG, Contribution.activity_id)
    if reached is not true():  # few read for one engagement: for them it may take longer
        last = [
            days.join(Submission, Submission.id == table.submission_id)
            .join(Contribution, Contribution.id == Submission.contribution_id)
            .where(reached)
            for days, table in zip(last, TABLES, strict=True)
        ]
    decided = or_(*(days.scalar_subquery().is_not(None) for days in last))
    found: dict[str, list[tuple[str, str]]] = {"by": [], "reason": [], "engagement": []}
    rows = db.session.execute(
        union_all(
            select(literal("by"), cast(User.id, String), User.name.label("label")).where(decided),
            select(literal("reason"), Reason.slug, Reason.label),
            select(literal("engagement"), Engagement.slug, Engagement.title).where(
                within(Permission.READ_MODERATION_LOG, Engagement.id)
            ),
        )
    )
    for what, value, label in sorted(rows, key=lambda row: sort_key(row.label)):
        found[what].append((value, label))
    return found


def newest_first(query: Select[Any], *, made_on: Any, id: Any) -> Select[Any]:
    """The same decisions in the order of the log."""
    return query.order_by(made_on.desc(), id.desc())


def in_full(
    table: DecisionTable, filters: ModerationLogFilters, audiences: Mapping[Audience, str] | None = None
) -> Select[Any]:
    """All that the log says of one kind of table. Downloads call `audiences` as the product does."""
    is_move = table is Move
    telling = Submission.status == Status.ESCALATED
    if is_move:
        telling |= (Move.to_status == Status.ESCALATED) | (Move.from_status == Status.ESCALATED)
    wanted = {
        "is_move": literal(is_move),
        "number": table.public_id,
        "date": table.made_on,
        "decision": decision_of(table),
        "reason": Reason.label if is_move else nothing(String),
        "who": func.coalesce(
            User.name, case((Move.to_status == Status.PENDING, WRITER), else_=NOBODY) if is_move else NOBODY
        ),
        "role": decides_as(),
        "submission": Submission.public_id,
        "channel": case(Activity.channels(), value=Activity.kind, else_=Activity.kind),
        "activity": Activity.title,
        "engagement": Engagement.title,
        "audience": _labelled(Contribution.audience, audiences or AUDIENCE_LABELS),
        "waited": waited(table),
        "sealed_note": case((telling, null()), else_=table.sealed_note),
        "place": table.place,
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
        .where(activity_within(Permission.READ_MODERATION_LOG, Contribution.activity_id), *filters.conditions(table))
    )


def decides_as() -> ColumnElement[str | None]:
    """The role in which a person decides, the one that may most when they hold several."""
    return case(*((User.holds(role), literal(role.words)) for role in DECIDES_AS), else_=nothing(String))


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
        days: Any = cast(func.julianday(Move.made_on) - func.julianday(Submission.submitted_on), Integer)
    else:
        days = type_coerce(Move.made_on - Submission.submitted_on, Integer)
    return case((is_first, days))


def nothing(kind: Any) -> ColumnElement[Any]:
    """An empty column, where one kind of table has less to say than the other."""
    return cast(null(), kind)


def _labelled(column: Any, labels: Mapping[Any, str]) -> ColumnElement[str]:
    return case({choice.value: label for choice, label in labels.items()}, value=type_coerce(column, String))
