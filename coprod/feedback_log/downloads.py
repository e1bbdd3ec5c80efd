"""The log as a download: every row the filters show, from the database to the browser without a stop in memory."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Engine, Select, func, select

from coprod import exports
from coprod.activities.activity import Activity
from coprod.database import db
from coprod.feedback_log.filters import FeedbackLogFilters
from coprod.feedback_log.log import NEWEST, columns, in_full
from coprod.participation.submission import Submission
from coprod.permissions import Permission, within
from coprod.themes.models import Theme, submission_theme

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
# What may be published says nothing of this: the fewer things are known of few people, the better.
FOR_COLLEAGUES = {"source"}


def headings(filters: FeedbackLogFilters) -> dict[str, str]:
    """The columns of the download of what these filters show."""
    left_out = FOR_COLLEAGUES if filters.publishable else set()
    return {key: words for key, words in HEADINGS.items() if key not in left_out}


def rows(filters: FeedbackLogFilters) -> Iterator[Sequence[Any]]:
    """Every row, newest first; the query runs when the first is asked for."""
    engine = db.engine
    return exports.read(engine, query_for(filters, engine))


def query_for(filters: FeedbackLogFilters, engine: Engine) -> Select[Any]:
    """The question a download puts to the database."""
    join = func.group_concat if engine.dialect.name == "sqlite" else func.string_agg
    # Put in order before they are joined: SQLite can order what it joins only since 3.44.
    links = (
        select(submission_theme.c.theme_id)
        .where(submission_theme.c.submission_id == Submission.id)
        .correlate(Submission)
        .order_by(submission_theme.c.theme_id)
        .subquery()
    )
    # A title is looked up only where there is a link: a join would cost every row, theme or none.
    title = select(Theme.title).where(Theme.id == links.c.theme_id).scalar_subquery()
    themes = select(join(title, "; ")).select_from(links).scalar_subquery()
    wanted = columns() | {"themes": themes}
    every = in_full(*(wanted[key] for key in headings(filters))).where(*filters.conditions())
    # One may read the log of one engagement, and download that of another.
    return every.where(within(Permission.DOWNLOAD_LOG, Activity.engagement_id)).order_by(*NEWEST)
