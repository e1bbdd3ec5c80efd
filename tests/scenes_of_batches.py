"""Two who reach for the same thing that was brought in: it is taken back twice, or while somebody decides about it."""

from typing import Any

from stage import Scene, Stage, Work

from builders import a_user, an_engagement, saved
from coprod.brought_in.batch import Batch, Row
from coprod.brought_in.bringing_in import take_back
from coprod.brought_in.models import BroughtIn
from coprod.database import db
from coprod.participation.contribution import Contribution, Source
from coprod.participation.submission import Submission
from meeting import writing


def a_batch(words: str = "So kind", **more: Any) -> tuple[Batch, Submission]:
    """One text that was brought in, and waits to be read."""
    by, engagement = a_user("engagement_lead"), an_engagement()
    source = BroughtIn(engagement=engagement, title="Cards", source=Source.COMPLIMENTS, came_from="On cards", **more)
    batch = saved(Batch(engagement, by=by, text="-", sent=b"", choices=""), source)
    batch.bring_in(source, text="-", rows=1, refused=0, by=by)
    batch.is_in()
    contribution = Contribution(activity=source, source=source.source, sharing=source.sharing)
    submission = saved(Submission(contribution=contribution, prompt="Cards", words=words, findings=[]))
    row = Row(batch.id)
    row.contribution_id = contribution.id
    saved(row)
    return batch, submission


def take_a_batch_back_twice(stage: Stage) -> tuple[str, Work, Work]:
    address = f"/staff/brought-in/batches/{a_batch()[0].id}/take-back"
    return "brought_in_batch", stage.posts("engagement_lead", address), stage.posts("engagement_lead", address)


def take_back_what_is_decided(stage: Stage) -> tuple[str, Work, Work]:
    _, submission = a_batch()
    approve = f"/staff/moderation/{submission.public_id}/approve"
    seen, id = submission.moves_made, submission.contribution_id
    approves = stage.posts("moderator", approve, seen=seen, published_words=submission.words)
    db.session.rollback()
    return "contribution", writing(lambda: take_back([id])), approves


OF_BATCHES: dict[tuple[str, str], Scene] = {
    ("brought_in/batch.py", "locked"): take_a_batch_back_twice,
    ("brought_in/bringing_in.py", "take_back"): take_back_what_is_decided,
}
