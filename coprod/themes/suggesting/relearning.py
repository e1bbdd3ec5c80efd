"""A worker learns again: while the team sorts, and each night everywhere, so that nothing of what left stays behind.

All that takes long is done outside any transaction. What comes of it is written in small pieces: whoever writes
meanwhile waits for one piece, and texts that are done have the new suggestions while others still have the old.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from coprod import jobs
from coprod.activities.activity import Activity
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.themes.coding import Reading, is_read
from coprod.themes.suggesting import learning
from coprod.themes.suggesting.models import Suggestion, ThemeModel
from coprod.themes.suggesting.quality import judge
from coprod.themes.suggesting.sorted_texts import (
    everybody,
    last_of,
    new_since,
    read_blind,
    read_texts,
    unread,
    without_suggestion,
)
from coprod.themes.suggesting.weights import Weights
from coprod.themes.suggesting.written_by import written_by_enough
from coprod.transactions import end_reading, write_transaction

AT_A_TIME = 200  # texts in one transaction
AT_ONCE = 10_000  # texts in one job: a few seconds
FEWEST_NEW, SHARE_NEW = 10, 20  # learned again after ten more texts, or one for each twenty that it learned from


def suggest_what_is_new() -> None:
    """Every five minutes: learn again where enough was sorted since, and suggest for what was approved since."""
    if not learning.is_installed():
        return
    for id in _with_readings():
        model = newest(id)
        if model is None or _is_behind(model):
            learn_anew(id)
        else:
            suggest_some(id, model.id)
    end_reading()


def learn_every_night() -> None:
    """Learn again everywhere. What was withdrawn, erased or went to the safeguarding lead has then left the numbers."""
    modelled = set(db.session.scalars(select(ThemeModel.engagement_id)))
    for id in sorted(modelled | set(_with_readings())):
        if learning.is_installed():
            learn_anew(id)
        else:
            forget(id)  # it cannot be learned again without what has left
    end_reading()


def newest(engagement_id: int) -> ThemeModel | None:
    """What was learned last in an engagement; nothing before there was enough to learn from."""
    of_it = select(ThemeModel).where(ThemeModel.engagement_id == engagement_id)
    return db.session.scalar(of_it.order_by(ThemeModel.number.desc()).limit(1))


def learn_anew(engagement_id: int) -> None:
    """Learn from what the team has sorted, and suggest for all that nobody has read. Too little: nothing is kept.

    Where another worker learns at the same time, what the later one made stands.
    """
    last = dict(zip(("last_reading", "last_coding"), last_of(engagement_id), strict=True))
    texts, blind = read_texts(engagement_id), read_blind(engagement_id)
    enough = len(texts) >= learning.FEWEST_TEXTS
    may_use = written_by_enough((each.words for each in texts), everybody(engagement_id)) if enough else set()
    end_reading()
    learned = learning.learn(texts, may_use)
    if learned is None:
        forget(engagement_id)
        return
    judged, people = judge(texts, blind, may_use), len({each.person for each in texts})
    with suppress(IntegrityError):
        with write_transaction():
            before = newest(engagement_id)
            model = ThemeModel(
                learned,
                engagement_id=engagement_id,
                number=before.number + 1 if before else 1,
                learned_from=len(texts),
                people=people,
                judged=list(judged) if judged else None,
                **last,
            )
            db.session.add(model)
            db.session.flush()
            model_id = model.id
        suggest_some(engagement_id, model_id)


@jobs.task
def go_on(engagement_id: int, model_id: int, after: int) -> None:
    """The next texts, once other jobs had their turn: a letter about a concern does not wait for all of them."""
    suggest_some(engagement_id, model_id, after)
    end_reading()


def suggest_some(engagement_id: int, model_id: int, after: int = 0) -> None:
    """Suggest for texts that the model has not seen yet, with higher numbers than `after`, and go on soon.

    After the last one, what was learned before goes. Stopped on the way, it is taken up again in five minutes.
    """
    ids = unread(engagement_id, Submission.id > after, without_suggestion(model_id))
    model = db.session.get(ThemeModel, model_id) if ids else None
    if model is not None:
        with suppress(IntegrityError):  # the model has gone: another worker has learned meanwhile
            suggest(model_id, model.to_use, ids[:AT_ONCE])
    if len(ids) > AT_ONCE:
        jobs.run_soon(partial(go_on, engagement_id, model_id, ids[AT_ONCE - 1]))
    else:
        forget(engagement_id, before=model_id)


def suggest(model_id: int, weights: Weights, ids: Sequence[int]) -> None:
    """Write down what a model suggests for these texts, some at a time, in the place of what was suggested before.

    Raises `IntegrityError` when the model has gone meanwhile.
    """
    for some in _some(ids):
        wanted = select(Submission.id, Submission.moves_made, Submission.published_words)
        texts = db.session.execute(wanted.where(Submission.id.in_(some), Submission.heard(), ~is_read())).all()
        end_reading()
        rows = [
            {"submission_id": id, "place": place, "model_id": model_id, "theme_id": theme, "moves_made": moves}
            | {"score": score, "places": places}
            for id, moves, words in texts
            for place, (theme, score, places) in enumerate(weights.suggest(words or ""), start=1)
        ]
        with write_transaction():
            db.session.execute(delete(Suggestion).where(Suggestion.submission_id.in_(some)))
            _insert(rows)


def forget(engagement_id: int, *, before: int | None = None) -> None:
    """Nothing stays of what was learned before: first what it suggested, some at a time, then the numbers."""
    older = select(ThemeModel.id).where(ThemeModel.engagement_id == engagement_id)
    older_ids = [id for id in db.session.scalars(older) if before is None or id < before]
    for id in older_ids:
        for some in _some(db.session.scalars(select(Suggestion.submission_id).where(Suggestion.model_id == id)).all()):
            with write_transaction():
                db.session.execute(
                    delete(Suggestion).where(Suggestion.model_id == id, Suggestion.submission_id.in_(some))
                )
    if older_ids:
        with write_transaction():
            db.session.execute(delete(ThemeModel).where(ThemeModel.id.in_(older_ids)))


def _is_behind(model: ThemeModel) -> bool:
    enough = max(FEWEST_NEW, model.learned_from // SHARE_NEW)
    return new_since(model.engagement_id, model.last_reading, model.last_coding) >= enough


def _with_readings() -> Sequence[int]:
    """The engagements of which enough texts were read."""
    return db.session.scalars(
        select(Activity.engagement_id)
        .select_from(Reading)
        .join(Submission, Submission.id == Reading.submission_id)
        .join(Submission.contribution)
        .join(Contribution.activity)
        .where(Reading.ended_on.is_(None), ~Reading.blind)
        .group_by(Activity.engagement_id)
        .having(func.count() >= learning.FEWEST_TEXTS)
    ).all()


def _some(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_A_TIME):
        yield ids[start : start + AT_A_TIME]


def _insert(rows: Sequence[dict[str, Any]]) -> None:
    """Where two workers write for the same text, the first one's rows stand."""
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    if rows:
        db.session.execute(dialect.insert(Suggestion).on_conflict_do_nothing(), list(rows))
