"""One question put to the database by itself: prepared once, asked outside any transaction, answered in one row."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache, partial
from typing import Any, cast

from sqlalchemy import Dialect, Select
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.compiler import SQLCompiler

from coprod.database import UTCDateTime, db


def first_row(statement: Select[Any], **values: Any) -> Any:
    """The first row that a prepared statement finds, or None: from the driver itself, and as the driver has it.

    For the one question that most requests ask and that a kept page then answers: through SQLAlchemy's layers it
    takes six times as long as in the database. It stands outside any transaction, which would cost two more trips to
    the server than the question itself. Counters of statements do not see it.
    """
    engine = db.engine
    compiled = _compiled(statement, engine.dialect)
    given: Any = compiled.construct_params({name: _for_driver(value, engine.dialect) for name, value in values.items()})
    if compiled.positiontup is not None:
        given = [given[name] for name in compiled.positiontup]
    try:
        with closing(engine.raw_connection()) as connection, _on_its_own(connection.driver_connection) as ask:
            return ask(compiled.string, given).fetchone()
    except cast(Any, engine.dialect.dbapi).OperationalError as error:
        raise OperationalError(compiled.string, None, error) from error


def _for_driver(value: Any, dialect: Dialect) -> Any:
    """A value as SQLAlchemy would hand it to the driver. Only moments differ."""
    made = UTCDateTime().bind_processor(dialect) if isinstance(value, datetime) else None
    return made(value) if made else value


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


@cache
def _compiled(statement: Select[Any], dialect: Dialect) -> SQLCompiler:
    return statement.compile(dialect=dialect)
