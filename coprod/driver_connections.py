"""Connections of the driver itself, beside SQLAlchemy's pool: they stay open, each for one kind of work.

To take one from the pool and to give it back takes longer than what is asked of it.
"""

import os
import sqlite3
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event

from coprod.loaded_when_used import when_used

if TYPE_CHECKING:
    import psycopg.types.string as psycopg_text
else:
    psycopg_text = when_used("psycopg.types.string")

Answer = TypeVar("Answer")


class DriverConnection:
    """One connection, of the process that opened it. No transaction begins in it unless it is told to `BEGIN`."""

    def __init__(self, engine: Engine) -> None:
        self.process = os.getpid()
        pooled = engine.raw_connection()
        driver: Any = pooled.driver_connection
        pooled.detach()
        self.driver, self.execute = driver, driver.execute
        self.on_sqlite = isinstance(driver, sqlite3.Connection)
        if not self.on_sqlite:  # SQLite's is so anyway: see `_set_up_sqlite`
            driver.autocommit = True
            # Moments as text, as SQLite's driver has them: `UTCDateTime.from_driver` remembers the last ones.
            driver.adapters.register_loader("timestamptz", psycopg_text.TextLoader)
            self.execute = partial(driver.cursor().execute, prepare=True)

    @property
    def has_died(self) -> bool:
        """Whether the server has ended it."""
        return getattr(self.driver, "closed", False) is True

    def roll_back(self) -> None:
        """Undo what was begun, unless the database has done so itself."""
        if getattr(self.driver, "in_transaction", not self.has_died):
            self.execute("ROLLBACK")


class DriverConnections:
    """Those for one kind of work, of each engine. `set_up` is done with each once, when it is opened."""

    def __init__(self, set_up: Callable[[DriverConnection], object] = lambda connection: None) -> None:
        self._set_up = set_up
        self._free: WeakKeyDictionary[Engine, deque[DriverConnection]] = WeakKeyDictionary()
        self._of_another_process: list[DriverConnection] = []  # forgotten, but not closed here: there they go on
        event.listen(Engine, "engine_disposed", self._close)

    def take(self, engine: Engine, ask: Callable[[DriverConnection], Answer]) -> tuple[DriverConnection, Answer]:
        """One that is free, or else a new one, and its answer to a first question. Is it dead, the next is asked.

        Whoever has taken it gives it back.
        """
        free = self._free.setdefault(engine, deque())
        while True:
            try:
                connection, is_new = free.pop(), False
            except IndexError:
                connection, is_new = DriverConnection(engine), True
                self._set_up(connection)
            if connection.process != os.getpid():
                self._of_another_process.append(connection)
                continue
            try:
                return connection, ask(connection)
            except BaseException:
                died = connection.has_died
                connection.driver.close()
                if getattr(connection.driver, "gave_up", False):
                    self._close(engine)  # the others would wait in vain as long
                    raise
                if is_new or not died:
                    raise

    def give_back(self, engine: Engine, connection: DriverConnection) -> None:
        """Whoever comes next may have it, unless it has died meanwhile."""
        if not connection.has_died:
            self._free.setdefault(engine, deque()).append(connection)

    def _close(self, engine: Engine) -> None:
        for connection in self._free.pop(engine, ()):
            connection.driver.close()
