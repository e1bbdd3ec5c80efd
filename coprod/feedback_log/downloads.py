"""The log as a download: every row the filters show, from the database to the browser without a stop in memory."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Engine, Select, func, select

from coprod import exports
from coprod.activities.activity import Activity
from coprod.database import db
from coprod.feedback_log.filters import FeedbackLogFilters
from coprod.feedback_log.log import NEWEST, columns, in_full
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.permissions import Permission, within
from coprod.themes.coding import in_themes
from coprod.themes.models import Theme

# The columns of a download: key in JSON Lines, heading in a spreadsheet.
HEADINGS = {
    "number": "Number",
    "date": "Date",
    "engagement": "Engagement",
    "channel": "Came from",
    "activity": "Activity",
    "question": "Question",
    "words": "What was said",
    "audience": "Who said it",
    "district": "District",
    "sharing": "How it may be used",
    "source": "How it came",
    "themes": "Themes",
}
# What may be published says nothing of this: the fewer things are known of few people, the better. By its number a row
# could be joined with another download. Within a day rows stand by a random number each, which is not shown, and two
# of one person never side by side while there are others between them: nothing tells which answers are one person's.
FOR_COLLEAGUES = {"number", "source"}


def headings(filters: FeedbackLogFilters) -> dict[str, str]:
    """The columns of the download of what these filters show."""
    left_out = FOR_COLLEAGUES if filters.publishable else set()
    return {key: words for key, words in HEADINGS.items() if key not in left_out}


def rows(filters: FeedbackLogFilters) -> Iterator[Sequence[Any]]:
    """Every row, newest first; the query runs when the first is asked for."""
    engine = db.engine
    query = query_for(filters, engine)
    if not filters.publishable:
        return exports.read(engine, query)
    whose = func.coalesce(Contribution.receipt_id, -Contribution.id)
    return _kept_apart(exports.read(engine, query.add_columns(whose)))


def _kept_apart(rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """The rows of each day, no two of one person side by side. Whose each is stands at its end, and goes no further."""
    for _, of_day in groupby(rows, key=itemgetter(0)):
        placed: list[Sequence[Any]] = []
        again: list[Sequence[Any]] = []
        for row in of_day:
            (again if placed and placed[-1][-1] == row[-1] else placed).append(row)
        for row in again:
            beside = zip([None, *placed], [*placed, None], strict=True)
            gaps = (n for n, pair in enumerate(beside) if all(each is None or each[-1] != row[-1] for each in pair))
            placed.insert(next(gaps, len(placed)), row)
        yield from (row[:-1] for row in placed)


def query_for(filters: FeedbackLogFilters, engine: Engine) -> Select[Any]:
    """The question a download puts to the database."""
    join = func.group_concat if engine.dialect.name == "sqlite" else func.string_agg
    # Put in order before they are joined: SQLite can order what it joins only since 3.44.
    links = (
        select(in_themes.c.theme_id)
        .where(in_themes.c.submission_id == Submission.id)
        .correlate(Submission)
        .order_by(in_themes.c.theme_id)
        .subquery()
    )
    # A title is looked up only where there is a link: a join would cost every row, theme or none.
    title = select(Theme.title).where(Theme.id == links.c.theme_id).scalar_subquery()
    themes = select(join(title, "; ")).select_from(links).scalar_subquery()
    wanted = columns() | {"themes": themes}
    every = in_full(*(wanted[key] for key in headings(filters))).where(*filters.conditions())
    # One may read the log of one engagement, and download that of another.
    return every.where(within(Permission.DOWNLOAD_LOG, Activity.engagement_id)).order_by(*NEWEST)
