"""Everything that was done about one concern, in one history: who, when, what."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from coprod.accounts.models import User
from coprod.concerns.concern import Concern, Origin, Outcome
from coprod.concerns.step import StepKind
from coprod.database import db
from coprod.participation.history import history_of

SCREENING, WRITER, NOBODY = "Screening", "The person who wrote it", "The platform"
VERBS = {
    StepKind.ASKED: "asked for a safe adult",
    StepKind.ACKNOWLEDGED: "said “I have this”",
    StepKind.NOTE: "added a note",
    StepKind.REFERRAL: "recorded a referral",
    StepKind.MESSAGE: "left a message on the receipt",
    StepKind.MESSAGE_OFF: "took the message off the receipt",
    StepKind.RELEASED: "released it",
    StepKind.CLOSED: "closed the concern",
}
PUT_BACK = "put it back: nobody has it, and the clock starts again"


class Past(NamedTuple):
    """One thing that was done."""

    at: datetime
    by: str
    what: str
    words: str = ""


def story(concern: Concern) -> list[Past]:
    """Oldest first: opening, letters, steps and moves. How to reach the writer is not in it: that is read apart."""
    names = _names(concern)
    moves = history_of(concern.contribution_id)[concern.submission_id] if concern.submission_id else []
    why = next((move.note for move in moves if move.at == concern.opened_at), "")
    past = [_opening(concern, names, why), *_letters(concern)]
    for step in concern.steps:
        if step.what is StepKind.RELEASED and moves:
            continue  # the move says it, and to where
        what = PUT_BACK if step.is_put_back else VERBS[step.what]
        if step.what is StepKind.CLOSED and concern.outcome is not None:
            what += f": {Outcome(concern.outcome).label}"
        words = "" if step.what is StepKind.ASKED else step.words
        by = NOBODY if step.is_put_back else names.get(step.by_id, WRITER)
        past.append(Past(step.at, by, what, words))
    for move in moves:
        if move.at != concern.opened_at:
            past.append(Past(move.at, move.by, move.verb + (f": {move.reason}" if move.reason else ""), move.note))
    return sorted(past, key=lambda each: each.at)


def _opening(concern: Concern, names: dict[int | None, str], why: str) -> Past:
    first = {Origin.SCREENING: SCREENING, Origin.AUTHOR: WRITER}.get(concern.origin)
    return Past(concern.opened_at, first or names.get(concern.opened_by_id, SCREENING), "opened this concern", why)


def _letters(concern: Concern) -> list[Past]:
    told = [
        (concern.deputy_told_at, "wrote to whoever comes next: nobody had it in time"),
        (concern.everyone_told_at, "wrote to everyone who could act: still nobody had it"),
    ]
    return [Past(at, NOBODY, what) for at, what in told if at is not None]


def _names(concern: Concern) -> dict[int | None, str]:
    ids = {concern.opened_by_id, *(step.by_id for step in concern.steps)} - {None}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids))).all() if ids else []
    return {row.id: row.name for row in rows}
