"""The texts of an engagement, as learning needs them: those that the team has read, and those that nobody has."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select

from coprod.activities.activity import Activity
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.themes.coding import Coding, Reading, in_themes, is_read
from coprod.themes.models import Theme
from coprod.themes.suggesting.learning import SortedText
from coprod.themes.suggesting.models import Suggestion
from coprod.transactions import end_reading

MOST_LEARNED_FROM = 5_000  # drawn by chance: more texts teach next to nothing more, and take the worker's memory

# Without a code nobody can tell who wrote twice: each of those counts as one person, as in `who_spoke`.
PERSON = func.coalesce(Contribution.receipt_id, -Contribution.id)


def in_engagement(engagement_id: int, *columns: Any) -> Select[Any]:
    """These columns of the texts of an engagement that staff work with."""
    query = select(*columns).select_from(Submission).join(Submission.contribution).join(Contribution.activity)
    return query.where(Activity.heard_in(engagement_id), Submission.heard())


def read_texts(engagement_id: int) -> list[SortedText]:
    """What the team has read, with the themes that it gave each: those that are still open."""
    themes = _themes(
        select(in_themes.c.submission_id, in_themes.c.theme_id)
        .join(Theme, Theme.id == in_themes.c.theme_id)
        .where(Theme.engagement_id == engagement_id, Theme.ended_on.is_(None))
    )
    query = in_engagement(engagement_id, Submission.id, PERSON, Submission.published_words).where(is_read())
    by_chance = query.order_by(Submission.public_id).limit(MOST_LEARNED_FROM)
    return [SortedText(id, who, words, themes[id]) for id, who, words in db.session.execute(by_chance)]


def read_blind(engagement_id: int) -> list[SortedText]:
    """What a second coder has read who saw no suggestion and nobody's themes, with the themes that they gave it."""
    themes = _themes(
        select(Coding.submission_id, Coding.theme_id)
        .join(Theme, Theme.id == Coding.theme_id)
        .join(Submission, Submission.id == Coding.submission_id)
        .where(
            Theme.engagement_id == engagement_id,
            Theme.ended_on.is_(None),
            Coding.ended_on.is_(None),
            Coding.blind,
            Coding.moves_made == Submission.moves_made,
        )
    )
    query = in_engagement(engagement_id, Submission.id, PERSON, Submission.published_words).where(is_read(blind=True))
    return [SortedText(id, who, words, themes[id]) for id, who, words in db.session.execute(query)]


def everybody(engagement_id: int) -> Iterator[tuple[int, str]]:
    """Who wrote what of all that staff work with, some at a time: a number for each person, and the words."""
    last = 0
    query = in_engagement(engagement_id, Submission.id, PERSON, Submission.published_words)
    while rows := db.session.execute(query.where(Submission.id > last).order_by(Submission.id).limit(2_000)).all():
        end_reading()
        yield from ((person, words) for _, person, words in rows)
        last = rows[-1].id


def _themes(query: Select[int, int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for submission, theme in db.session.execute(query):
        found[submission].add(theme)
    return defaultdict(frozenset, {id: frozenset(themes) for id, themes in found.items()})


def last_of(engagement_id: int) -> tuple[int, int]:
    """The last reading and the last coding that there is of an engagement's texts."""
    reading = in_engagement(engagement_id, func.max(Reading.id)).join(Reading, Reading.submission_id == Submission.id)
    coding = select(func.max(Coding.id)).join(Theme, Theme.id == Coding.theme_id)
    coding = coding.where(Theme.engagement_id == engagement_id)
    return db.session.scalar(reading) or 0, db.session.scalar(coding) or 0


def new_since(engagement_id: int, last_reading: int, last_coding: int) -> int:
    """How many texts were read, or sorted anew, after these."""
    reading = in_engagement(engagement_id, func.count(Reading.submission_id.distinct())).join(
        Reading, Reading.submission_id == Submission.id
    )
    coding = select(func.count(Coding.submission_id.distinct())).join(Theme, Theme.id == Coding.theme_id)
    counted = (
        reading.where(Reading.id > last_reading, ~Reading.blind),
        coding.where(Coding.id > last_coding, ~Coding.blind, Theme.engagement_id == engagement_id),
    )
    return max(db.session.scalars(query).one() for query in counted)


def unread(engagement_id: int, *which: ColumnElement[bool]) -> Sequence[int]:
    """The texts that nobody has read, by their numbers."""
    query = in_engagement(engagement_id, Submission.id).where(~is_read(), *which)
    return db.session.scalars(query.order_by(Submission.id)).all()


def without_suggestion(model_id: int) -> ColumnElement[bool]:
    """The condition under which a model has suggested nothing yet for a text as its words stand."""
    return ~exists().where(
        Suggestion.submission_id == Submission.id,
        Suggestion.moves_made == Submission.moves_made,
        Suggestion.model_id == model_id,
    )
