"""The moderation log as a download: every row the filters show, from the database to the browser without a stop."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select, union_all

from coprod import exports
from coprod.database import db
from coprod.moderation_log.filters import DECISION_LABELS, Decision, ModerationLogFilters
from coprod.moderation_log.log import TABLES, in_full, newest_first, note_of

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
    sealed = (decisions.c.is_move, decisions.c.sealed_note, decisions.c.place)
    wanted = select(*(decisions.c[name] for name in list(HEADINGS)[:-1]), *sealed)
    newest = newest_first(wanted, made_on=decisions.c.date, id=decisions.c.number)
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # rows leave when the request is over
    return _as_in_the_headings(app, exports.read(db.engine, newest))


def _as_in_the_headings(app: Flask, found: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for date, decision, *rest, is_move, sealed_note, place in found:
        note = _opened(app, is_move, sealed_note, place) if sealed_note else ""
        yield (date, DECISION_LABELS[Decision(decision)], *rest, note)


def _opened(app: Flask, is_move: bool, sealed_note: bytes, place: int) -> str:
    with app.app_context():
        return note_of(is_move, sealed_note, place)
