"""Everything that was done about one concern, in one history: who, when, what."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from coprod.accounts.models import User
from coprod.concerns.concern import Concern, Origin, Outcome
from coprod.concerns.step import ConcernStep, StepKind
from coprod.database import db
from coprod.participation.history import HistoryLine, history_of
from coprod.participation.move import CANNOT_BE_OPENED
from coprod.sealing import Broken

SCREENING, WRITER, PLATFORM = "Screening", "The person who wrote it", "The platform"
VERBS = {
    StepKind.ASKED: "asked for a safe adult",
    StepKind.ACKNOWLEDGED: "said “I have this”",
    StepKind.NOTE: "added a note",
    StepKind.REFERRAL: "recorded a referral",
    StepKind.MESSAGE: "left a message on the receipt",
    StepKind.MESSAGE_OFF: "took the message off the receipt",
    StepKind.RELEASED: "released it",
    StepKind.HELD: "took it from the team",
    StepKind.CLOSED: "closed the concern",
    StepKind.PUT_BACK: "put it back: nobody has it, and the clock starts again",
    StepKind.LEAD_TOLD: "wrote to the safeguarding lead: nobody had it in time, and the clock started",
    StepKind.DEPUTY_TOLD: "wrote to whoever comes next: nobody had it in time",
    StepKind.EVERYONE_TOLD: "wrote to everyone who could act: still nobody had it",
}


class Past(NamedTuple):
    """One thing that was done."""

    at: datetime
    by: str
    what: str
    words: str = ""


def story(concern: Concern) -> list[Past]:
    """Oldest first: opening, letters, steps and moves. How to reach the writer is not in it: that is read apart."""
    names = _names(concern)
    steps = _moves(concern)
    moves = {step.id for step in steps if not step.is_first}
    opened_by = next((step for step in steps if step.id == concern.move_id and not step.is_first), None)
    past = [_opening(concern, names, opened_by.note if opened_by else "")]
    # Of words that were released the move tells, and to where.
    past += [_step(concern, step, names) for step in concern.steps if step.move_id not in moves]
    past += [
        Past(move.at, move.by, move.verb + (f": {move.reason}" if move.reason else ""), move.note)
        for move in steps
        if move is not opened_by
    ]
    return sorted(past, key=lambda each: each.at)


def _opening(concern: Concern, names: dict[int | None, str], why: str) -> Past:
    first = {Origin.SCREENING: SCREENING, Origin.AUTHOR: WRITER}.get(concern.origin)
    return Past(concern.opened_at, first or names.get(concern.opened_by_id, SCREENING), "opened this concern", why)


def _step(concern: Concern, step: ConcernStep, names: dict[int | None, str]) -> Past:
    what = VERBS[step.what]
    if step.what is StepKind.CLOSED and concern.outcome is not None:
        what += f": {Outcome(concern.outcome).label}"
    if step.what is StepKind.ASKED:
        return Past(step.at, WRITER, what)
    try:
        return Past(step.at, names.get(step.by_id, PLATFORM), what, step.words)
    except Broken:
        return Past(step.at, names.get(step.by_id, PLATFORM), what, CANNOT_BE_OPENED)


def _moves(concern: Concern) -> list[HistoryLine]:
    return history_of(concern.contribution_id)[concern.submission_id] if concern.submission_id else []


def _names(concern: Concern) -> dict[int | None, str]:
    ids = {concern.opened_by_id, *(step.by_id for step in concern.steps)} - {None}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids))).all() if ids else []
    return {row.id: row.name for row in rows}
