"""Suggestions, as they stand beside a text: at most three, each with the words of the text that made it."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select

from coprod.database import db
from coprod.participation.submission import Submission
from coprod.themes.models import Theme
from coprod.themes.suggesting.models import Suggestion


class Suggested(NamedTuple):
    """A theme that may fit. `words` are the text's own, as they were written, those that spoke most for it first.

    `score`, from 0 to 1, puts the themes of one text in order. It is not how likely it is that the theme is right.
    """

    theme_id: int
    title: str
    words: list[str]
    score: float


def suggestions_for(submission_ids: Collection[int]) -> dict[int, list[Suggested]]:
    """What is suggested for each of these texts, the best first; a text for which nothing is has no line here.

    Nothing stands beside words that are not heard any more or were approved anew, and no theme that has ended. There is
    nothing at all before the team has read 50 texts of the engagement, nor of a theme before five people spoke of it.
    """
    query = (
        select(
            Suggestion.submission_id,
            Suggestion.score,
            Suggestion.places,
            Theme.id.label("theme_id"),
            Theme.title,
            Submission.published_words,
        )
        .join(Submission, Submission.id == Suggestion.submission_id)
        .join(Theme, Theme.id == Suggestion.theme_id)
        .where(
            Suggestion.submission_id.in_(submission_ids),
            Suggestion.moves_made == Submission.moves_made,
            Submission.heard(),
            Theme.ended_on.is_(None),
        )
        .order_by(Suggestion.submission_id, Suggestion.place)
    )
    found: dict[int, list[Suggested]] = defaultdict(list)
    for row in db.session.execute(query):
        words = [(row.published_words or "")[start:end] for start, end in row.places]
        found[row.submission_id].append(Suggested(row.theme_id, row.title, words, row.score))
    return dict(found)
