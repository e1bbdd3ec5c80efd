"""Texts that say nearly the same, and texts that look alike: found by a worker, offered together, never called themes.

Nothing is put away for being like another: of hundred people who send the same letter, each is a voice.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, exists, func, not_, select
from sqlalchemy.dialects import postgresql, sqlite

from coprod.activities.activity import Activity
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.themes.suggesting import learning
from coprod.themes.suggesting.models import Likeness
from coprod.themes.suggesting.side_by_side import Text, compare
from coprod.themes.suggesting.sorted_texts import PERSON, in_engagement
from coprod.transactions import end_reading, write_transaction

AT_A_TIME = 500  # texts in one transaction
FEWEST_NEW, SHARE_NEW = 20, 20  # compared again after twenty more texts, or one for each twenty that were


class Alike(NamedTuple):
    """What is like one text. `same`: all that say nearly the same, itself among them, the earliest first; empty where
    it is alone. `people` is by how many people those were sent. `near`: others that look alike, the nearest first."""

    same: list[int]
    people: int
    near: list[int]


def alike(submission_id: int) -> Alike:
    """What is like a text, as far as it is still heard in the words that were compared."""
    of_it = db.session.execute(
        select(Likeness.same_as, Likeness.near)
        .join(Submission, Submission.id == Likeness.submission_id)
        .where(Likeness.submission_id == submission_id, _as_compared())
    ).one_or_none()
    if of_it is None:
        return Alike([], 0, [])
    still = (
        select(Submission.id, Likeness.same_as, PERSON.label("person"))
        .join(Likeness, Likeness.submission_id == Submission.id)
        .join(Submission.contribution)
        .where(_as_compared())
        .order_by(Submission.id)
    )
    rows = db.session.execute(still.where(Likeness.same_as == of_it.same_as)).all() if of_it.same_as else []
    heard = set(db.session.scalars(still.where(Submission.id.in_(of_it.near)))) if of_it.near else set()
    same = rows if len(rows) > 1 else []
    return Alike([row.id for row in same], len({row.person for row in same}), [id for id in of_it.near if id in heard])


def _as_compared() -> ColumnElement[bool]:
    return and_(Submission.heard(), Likeness.moves_made == Submission.moves_made)


def compare_what_is_new() -> None:
    """Every hour: hold the texts of an engagement side by side again, where enough were approved since."""
    if not learning.is_installed():
        return
    looked_at = exists().where(Likeness.submission_id == Submission.id, Likeness.moves_made == Submission.moves_made)
    counted = (
        select(Activity.engagement_id, func.count(), func.count().filter(~looked_at))
        .select_from(Submission)
        .join(Submission.contribution)
        .join(Contribution.activity)
        .where(Submission.heard(), Activity.is_heard)
        .group_by(Activity.engagement_id)
    )
    for engagement_id, heard, new in db.session.execute(counted).all():
        if new >= max(FEWEST_NEW, heard // SHARE_NEW):
            find_alike(engagement_id)
    end_reading()


def compare_every_night() -> None:
    """All texts of all engagements; what has left is compared no more."""
    if learning.is_installed():
        for engagement_id in db.session.scalars(select(Activity.engagement_id).distinct()).all():
            find_alike(engagement_id)
    end_reading()


def find_alike(engagement_id: int) -> None:
    """Hold all texts of an engagement side by side, and write down what is found, some at a time."""
    query = in_engagement(engagement_id, Submission.id, PERSON, Submission.published_words, Submission.moves_made)
    rows = db.session.execute(query.order_by(Submission.id)).all()
    end_reading()
    moves = {row.id: row.moves_made for row in rows}
    texts = [Text(id, person, words) for id, person, words, _ in rows]
    del rows
    found = compare(texts)
    for some in _some([*moves]):
        kept = [
            {"submission_id": id, "moves_made": moves[id]}
            | {"same_as": found.same_as.get(id), "near": found.near.get(id, [])}
            for id in some
        ]
        with write_transaction():
            db.session.execute(delete(Likeness).where(Likeness.submission_id.in_(some)))
            _insert(kept)
    _forget_what_left(engagement_id)


def _forget_what_left(engagement_id: int) -> None:
    in_it = select(Contribution.id).join(Contribution.activity).where(Activity.engagement_id == engagement_id)
    gone = (
        select(Likeness.submission_id)
        .join(Submission, Submission.id == Likeness.submission_id)
        .where(Submission.contribution_id.in_(in_it), not_(Submission.heard()))
    )
    for some in _some(db.session.scalars(gone).all()):
        with write_transaction():
            db.session.execute(delete(Likeness).where(Likeness.submission_id.in_(some)))


def _some(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_A_TIME):
        yield ids[start : start + AT_A_TIME]


def _insert(rows: Sequence[dict[str, Any]]) -> None:
    """Where two workers write for the same text, the first one's row stands."""
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    db.session.execute(dialect.insert(Likeness).on_conflict_do_nothing(), list(rows))
