"""Transactions that read, and transactions that write and wait their turn.

SQLite refuses at once to turn a read into a write when another connection has written meanwhile, so whatever will write
says so at its first statement. Inside one process the writers queue for `_turn`: threads that fight for SQLite's own
lock sleep, and the slowest waits fifteen times as long.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import ORMExecuteState

from coprod.database import PATIENCE, db
from coprod.driver_connections import DriverConnection, DriverConnections

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_only_reads: ContextVar[bool] = ContextVar("only reads", default=False)
_turn = threading.Lock()


class OnlyReads(Exception):
    """Something is written in a request that has not said that it writes: on SQLite it would often find it locked."""


def begin_writing() -> None:
    """From here on, transactions of this request or job begin as write transactions."""
    _writing.set(True)


def end_writing() -> None:
    """Back to transactions that only read."""
    _writing.set(False)


def only_read() -> None:
    """From here on, this request writes inside `write_transaction()` or after `begin_writing()`, and nowhere else."""
    _writing.set(False)
    _only_reads.set(True)


def end_of_request() -> None:
    """Whoever comes next in this thread has said nothing yet."""
    _writing.set(False)
    _only_reads.set(False)


@event.listens_for(db.session, "before_flush")
def _refuse_to_write(session: Any, context: Any, instances: Any) -> None:
    if _only_reads.get() and not _writing.get():
        raise OnlyReads("open a write transaction first")


@event.listens_for(db.session, "do_orm_execute")
def _refuse_to_change_many(state: ORMExecuteState) -> None:
    if _only_reads.get() and not _writing.get() and (state.is_update or state.is_delete or state.is_insert):
        raise OnlyReads("open a write transaction first")


def end_reading() -> None:
    """Whatever this request or job has read is over, if it has read anything: nothing is held while it writes."""
    if db.session.registry.has():
        db.session.rollback()


@contextmanager
def write_transaction() -> Iterator[None]:
    """One unit of writing outside a POST: ends whatever was read before, commits, or rolls back and raises."""
    before = _writing.get()
    end_reading()
    begin_writing()
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.set(before)


@contextmanager
def driver_transaction() -> Iterator[Any]:
    """One write transaction on a connection of the driver itself: commits, or rolls back and raises.

    What the session has read ends before.
    """
    end_reading()
    engine = db.engine
    try:
        with _turn_on(engine):
            connection, _ = _writers.take(engine, _begin_driver)
            try:
                yield connection.driver
                connection.execute("COMMIT")
            except BaseException:
                connection.roll_back()
                raise
            finally:
                _writers.give_back(engine, connection)
    except cast(Any, engine.dialect.dbapi).OperationalError as error:
        raise OperationalError("BEGIN", None, error) from error


@contextmanager
def _turn_on(engine: Engine) -> Iterator[None]:
    if engine.dialect.name != "sqlite":
        yield
        return
    _wait_for_turn()
    try:
        yield
    finally:
        _turn.release()


def _set_up_writer(connection: DriverConnection) -> None:
    if connection.on_sqlite:
        connection.execute("PRAGMA busy_timeout=0")  # it waits as `_wait_for_others` does, and in no other way


def _begin_driver(connection: DriverConnection) -> None:
    if connection.on_sqlite:
        _wait_for_others(connection.driver)
    else:
        connection.execute("BEGIN")


_writers = DriverConnections(_set_up_writer)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    driver = connection.connection.driver_connection
    if driver is None:
        return
    if not _writing.get():
        driver.execute("BEGIN")  # straight to the driver: a tenth of the way through SQLAlchemy's own layers
        return
    try:
        if not connection.info.get("has_turn"):
            _wait_for_turn()
            connection.info["has_turn"] = True
        _begin_immediate(driver)
    except sqlite3.OperationalError as error:
        raise OperationalError("BEGIN IMMEDIATE", None, error) from error


def _wait_for_turn() -> None:
    if not _turn.acquire(timeout=PATIENCE):
        raise sqlite3.OperationalError("database is locked")


def _begin_immediate(driver: Any) -> None:
    driver.execute("PRAGMA busy_timeout=0")
    _wait_for_others(driver)
    driver.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")


def _wait_for_others(driver: Any) -> None:
    # Another process may be writing. SQLite's own wait sleeps longer each time, and under load the unlucky one
    # is passed over again and again; short, even sleeps give everybody the same chance.
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.001)


@event.listens_for(Engine, "checkin")
def _end(connection: Any, record: Any) -> None:
    # Not on commit: that event comes before the commit itself, and the next writer would still have to wait.
    if record.info.pop("has_turn", False):
        _turn.release()
