"""How good the suggestions of an engagement are, and what people did with them."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func

from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.themes.coding import Coding, Reading
from coprod.themes.suggesting.quality import Judged
from coprod.themes.suggesting.relearning import newest
from coprod.themes.suggesting.sorted_texts import in_engagement


class Taken(NamedTuple):
    """What whoever read a text did with the suggestions beside it.

    `texts` had at least one. In `first_taken` of them the first was taken; `none_taken` had none taken; in `another`
    somebody gave the text a theme that was not offered.
    """

    texts: int = 0
    first_taken: int = 0
    none_taken: int = 0
    another: int = 0


class HowGood(NamedTuple):
    """`judged` is None while nobody has coded texts blind, or nothing was learned.

    It is about texts as if nothing had been learned from them: see `quality.judge`. The worker finds it out when it
    learns, so a page only reads it. `taken` is what happened until now.
    """

    judged: Judged | None
    taken: Taken


def how_good(engagement: Engagement) -> HowGood:
    """Exact, for staff."""
    model = newest(engagement.id)
    return HowGood(Judged(*model.judged) if model and model.judged else None, what_was_taken(engagement.id))


def what_was_taken(engagement_id: int) -> Taken:
    """Of all texts that were read with suggestions beside them."""
    taken = Coding.suggested_as
    offered = (
        in_engagement(
            engagement_id,
            func.count(),
            func.count().filter(_given(taken == 1)),
            func.count().filter(~_given(taken.is_not(None))),
            func.count().filter(_given(taken.is_(None))),
        )
        .join(Reading, Reading.submission_id == Submission.id)
        .where(Reading.ended_on.is_(None), ~Reading.blind, Reading.offered >= 1)
    )
    return Taken(*db.session.execute(offered).one())


def _given(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition under which the first coder gave a text such a theme."""
    of_it = Coding.submission_id == Submission.id
    return exists().where(of_it, ~Coding.blind, Coding.ended_on.is_(None), which)
