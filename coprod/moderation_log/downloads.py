"""The moderation log as a download: every row the filters show, from the database to the browser without a stop."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select, union_all

from coprod import exports
from coprod.database import db
from coprod.moderation_log.filters import DECISION_LABELS, Decision, ModerationLogFilters
from coprod.moderation_log.log import TABLES, in_full, newest_first

# The columns of every download: key in JSON Lines, heading in a spreadsheet. The date is that of the UK.
HEADINGS = {
    "date": "Date",
    "decision": "Decision",
    "reason": "Reason",
    "who": "Who decided",
    "role": "Role",
    "submission": "Submission",
    "channel": "Came from",
    "activity": "Activity",
    "engagement": "Engagement",
    "audience": "Who said it",
    "waited": "Days until a person decided",
    "note": "Note",
}


def rows(filters: ModerationLogFilters) -> Iterator[Sequence[Any]]:
    """Every row, newest first; the query runs when the first is asked for."""
    decisions = union_all(*(in_full(table, filters) for table in TABLES)).subquery()
    wanted = select(*(decisions.c[name] for name in HEADINGS))
    newest = newest_first(wanted, made_on=decisions.c.date, id=decisions.c.number)
    return _as_in_the_headings(exports.read(db.engine, newest))


def _as_in_the_headings(found: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for date, decision, *rest in found:
        yield (date, DECISION_LABELS[Decision(decision)], *rest)
