"""The moderation log as a download: every row the filters show, from the database to the browser without a stop."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select, union_all

from coprod import exports
from coprod.database import UK, db
from coprod.moderation_log.filters import DECISION_LABELS, Decision, ModerationLogFilters
from coprod.moderation_log.log import RANKS, in_full, newest_first, note_of

# The columns of every download: key in JSON Lines, heading in a spreadsheet. Date and time are those of the UK.
HEADINGS = {
    "date": "Date",
    "time": "Time",
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
    decisions = union_all(*(in_full(table, filters) for table in RANKS)).subquery()
    sealed = (decisions.c.rank, decisions.c.sealed_note, decisions.c.place)
    wanted = select(decisions.c.at, *(decisions.c[name] for name in list(HEADINGS)[2:-1]), *sealed)
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # rows leave when the request is over
    return _as_in_the_headings(app, exports.read(db.engine, newest_first(wanted, decisions.c)))


def _as_in_the_headings(app: Flask, found: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for at, decision, *rest, rank, sealed_note, place in found:
        local = at.astimezone(UK)
        when = (local.date(), f"{local:%H:%M}")
        note = _opened(app, rank, sealed_note, place) if sealed_note else ""
        yield (*when, DECISION_LABELS[Decision(decision)], *rest, note)


def _opened(app: Flask, rank: int, sealed_note: bytes, place: int) -> str:
    with app.app_context():
        return note_of(rank, sealed_note, place)
