"""The log as a download: every row the filters show, from the database to the browser without a stop in memory."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any

from sqlalchemy import Engine, Select, func, select

from coprod.database import db
from coprod.exports import XLSX_LIMIT
from coprod.feedback_log.filters import Filters
from coprod.feedback_log.log import NEWEST, columns, in_full
from coprod.participation.submission import Submission
from coprod.participation.theme import Theme, submission_theme

# The columns of every download: key in JSON Lines, heading in a spreadsheet.
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
    "themes": "Themes",
}
AT_A_TIME = 1000  # rows in memory


class TooMany(Exception):
    """More rows than a spreadsheet file is made of while somebody waits."""


def rows(filters: Filters) -> Iterator[Sequence[Any]]:
    """Every row, newest first; the query runs when the first is asked for."""
    engine = db.engine
    read = _read_postgresql if engine.dialect.name == "postgresql" else _read
    return read(engine, query_for(filters, engine))


def at_most(rows: Iterator[Sequence[Any]], most: int = XLSX_LIMIT) -> Iterator[Sequence[Any]]:
    """The same rows. Raises `TooMany` after `most` of them."""
    for place, row in enumerate(rows):
        if place == most:
            raise TooMany
        yield row


def query_for(filters: Filters, engine: Engine) -> Select[Any]:
    """The question a download puts to the database."""
    join = func.group_concat if engine.dialect.name == "sqlite" else func.string_agg
    # A title is looked up only where there is a link: a join would cost every row, theme or none.
    title = select(Theme.title).where(Theme.id == submission_theme.c.theme_id).scalar_subquery()
    themes = select(join(title, "; ")).where(submission_theme.c.submission_id == Submission.id).scalar_subquery()
    wanted = columns() | {"themes": themes}
    return in_full(*(wanted[key] for key in HEADINGS)).where(*filters.conditions()).order_by(NEWEST)


def _read(engine: Engine, query: Select[Any]) -> Iterator[Sequence[Any]]:
    with engine.connect() as connection:
        yield from connection.execute(query, execution_options={"yield_per": AT_A_TIME})


def _read_postgresql(engine: Engine, query: Select[Any]) -> Iterator[Sequence[Any]]:
    """The driver's own stream: the server goes on while we write, where a cursor waits to be asked for more."""
    compiled = query.compile(dialect=engine.dialect)
    # The driver would send an enum's name.
    values = {name: value.value if isinstance(value, Enum) else value for name, value in compiled.params.items()}
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor:
            yield from cursor.stream(str(compiled), values, size=AT_A_TIME)
