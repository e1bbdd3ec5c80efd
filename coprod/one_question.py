"""One question put to the database by itself: prepared once, asked outside any transaction, answered in one row."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import Any, cast

from sqlalchemy import Select
from sqlalchemy.exc import OperationalError

from coprod.database import db
from coprod.prepared import dialect, prepared


def first_row(statement: Select[Any], **values: Any) -> Any:
    """The first row that a prepared statement finds, or None: from the driver itself, and as the driver has it.

    For the one question that most requests ask and that a kept page then answers: through SQLAlchemy's layers it
    takes six times as long as in the database. It stands outside any transaction, which would cost two more trips to
    the server than the question itself. Counters of statements do not see it.
    """
    engine, asked = db.engine, prepared(statement, dialect())
    given = asked.ordered(asked.bound(values))
    try:
        with closing(engine.raw_connection()) as connection, _on_its_own(connection.driver_connection) as ask:
            return ask(asked.sql, given).fetchone()
    except cast(Any, engine.dialect.dbapi).OperationalError as error:
        raise OperationalError(asked.sql, None, error) from error


@contextmanager
def _on_its_own(driver: Any) -> Iterator[Callable[..., Any]]:
    """To ask one prepared question outside any transaction. SQLite's driver does so anyway: see `_set_up_sqlite`."""
    if isinstance(driver, sqlite3.Connection):
        yield driver.execute
        return
    driver.autocommit = True
    try:
        yield partial(driver.execute, prepare=True)
    finally:
        if not driver.closed:
            driver.autocommit = False
