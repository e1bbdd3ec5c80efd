"""Concerns about the same words: whoever sends something eighty times makes one line in the list, decided once.

Nothing is merged: each keeps its row, its clock, its sealed copy and its writer's receipt.
"""

from typing import Any

from sqlalchemy import ColumnElement, Exists, Select, String, Subquery, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from coprod.concerns.concern import Concern
from coprod.concerns.step import ConcernStep, StepKind
from coprod.database import db
from coprod.participation.private_field import PrivateField
from coprod.participation.submission import Submission

MOST = 200  # decided together: about a second, in which nobody else can write where the database is SQLite


def lines() -> Subquery:
    """The open concerns as lines of the list: the `first` and the `last` in each, and how many `times` the words came.

    Where nothing can be compared, and where somebody asked for a safe adult, a concern stands by itself.
    """
    by_itself = or_(Concern.words_digest.is_(None), Concern.asked_at.is_not(None))
    same: list[ColumnElement[Any]] = [
        case((by_itself, cast(Concern.id, String)), else_=Concern.words_digest).label("words"),
        Concern.acknowledged_by_id.label("had_by"),
        Concern.submission_id.is_(None).label("private"),
        Concern.level.label("level"),
        _holds(Concern).label("holds"),
        _was_referred(Concern).label("referred"),
    ]
    each = select(Concern.id, *same).where(Concern.closed_at.is_(None)).subquery()
    return (
        select(func.min(each.c.id).label("first"), func.max(each.c.id).label("last"), func.count().label("times"))
        .group_by(*(each.c[column.name] for column in same))
        .subquery()
    )


def others_alike(id: int) -> Select[int]:
    """The ids of the other concerns that stand in the same line as this one."""
    this: Any = aliased(Concern)
    alike = and_(
        this.id == id,
        this.id != Concern.id,
        this.words_digest == Concern.words_digest,
        *(row.closed_at.is_(None) & row.asked_at.is_(None) for row in (this, Concern)),
        this.acknowledged_by_id.is_not_distinct_from(Concern.acknowledged_by_id),
        this.submission_id.is_(None) == Concern.submission_id.is_(None),
        this.level == Concern.level,
        _holds(this) == _holds(Concern),
        _was_referred(this) == _was_referred(Concern),
    )
    return select(Concern.id).join(this, alike)


def locked_together(id: int, last: int = 0) -> list[Concern]:
    """This concern, then those alike up to the `last` that was seen, `MOST` in all; held until the transaction ends."""
    seen = others_alike(id).where(Concern.id <= last).order_by(Concern.id).limit(MOST - 1)
    ids = [id, *db.session.scalars(seen)] if last else [id]
    found = db.session.scalars(
        select(Concern).where(Concern.id.in_(ids)).order_by(Concern.id).with_for_update(of=Concern)
    )
    return sorted(found, key=lambda concern: concern.id != id)


def _holds(concern: Any) -> ColumnElement[bool]:
    """Whether what was written is here, and can be let go: it has not been taken back."""
    words = exists().where(Submission.id == concern.submission_id, Submission.words.is_(None))
    return or_(words, exists().where(PrivateField.concern_id == concern.id))


def _was_referred(concern: Any) -> Exists:
    return exists().where(ConcernStep.concern_id == concern.id, ConcernStep.what == StepKind.REFERRAL)
