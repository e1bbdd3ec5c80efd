"""One question put to the database by itself: prepared once, asked outside any transaction, answered in one row.

It has connections of its own, which are asked nothing else and stay open. To take one from the pool and to give it back
takes longer than the question does.
"""

import os
import sqlite3
from collections import deque
from functools import partial
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, event
from sqlalchemy.exc import OperationalError

from coprod.database import db
from coprod.prepared import prepared


def first_row(statement: Select[Any], **values: Any) -> Any:
    """The first row that a prepared statement finds, or None: from the driver itself, and as the driver has it.

    For the one question that most requests ask and that a kept page then answers: through SQLAlchemy's layers it
    takes six times as long as in the database. It stands outside any transaction, which would cost two more trips to
    the server than the question itself. Counters of statements do not see it.
    """
    engine = db.engine
    asked = prepared(statement, engine.dialect)
    given = asked.ordered(asked.bound(values))
    try:
        return _answer(engine, asked.sql, given)
    except cast(Any, engine.dialect.dbapi).OperationalError as error:
        raise OperationalError(asked.sql, None, error) from error


class _Connection:
    """One connection, of the process that opened it, outside any transaction."""

    def __init__(self, engine: Engine) -> None:
        self.process = os.getpid()
        pooled = engine.raw_connection()
        driver: Any = pooled.driver_connection
        pooled.detach()
        self.driver, self.ask = driver, driver.execute
        if not isinstance(driver, sqlite3.Connection):  # SQLite's is so anyway: see `_set_up_sqlite`
            driver.autocommit = True
            self.ask = partial(driver.execute, prepare=True)

    @property
    def has_died(self) -> bool:
        """Whether the server has ended it."""
        return getattr(self.driver, "closed", False) is True


_free: WeakKeyDictionary[Engine, deque[_Connection]] = WeakKeyDictionary()
_of_another_process: list[_Connection] = []  # forgotten, but never closed here: there they go on


def _answer(engine: Engine, sql: str, values: Any) -> Any:
    """From a connection that is free, or else from a new one. Is it dead, the next is asked."""
    free = _free.setdefault(engine, deque())
    while True:
        try:
            connection, is_new = free.pop(), False
        except IndexError:
            connection, is_new = _Connection(engine), True
        if connection.process != os.getpid():
            _of_another_process.append(connection)
            continue
        try:
            answer = connection.ask(sql, values).fetchone()
        except BaseException:
            died = connection.has_died
            connection.driver.close()
            if is_new or not died:
                raise
        else:
            free.append(connection)
            return answer


@event.listens_for(Engine, "engine_disposed")
def _close(engine: Engine) -> None:
    for connection in _free.pop(engine, ()):
        connection.driver.close()
