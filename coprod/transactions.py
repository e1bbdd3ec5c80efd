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
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import ORMExecuteState

from coprod.database import PATIENCE, db
from coprod.driver_connections import DriverConnection, DriverConnections
from coprod.writers_line import Line

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_only_reads: ContextVar[bool] = ContextVar("only reads", default=False)
_only_looks: ContextVar[bool] = ContextVar("only looks", default=False)
_turn = threading.Lock()


_line = Line()


class OnlyReads(Exception):
    """Something is written in a request that has not said that it writes, or that only looks and cannot say so."""


def begin_writing() -> None:
    """From here on, transactions of this request or job begin as write transactions. What was read before is over."""
    _must_not_only_look()
    end_reading()
    _writing.set(True)


def end_writing() -> None:
    """Back to transactions that only read."""
    _writing.set(False)


def only_read(*, looks: bool) -> None:
    """From here on, this request writes inside `write_transaction()` or after `begin_writing()`, and nowhere else.

    One that only `looks` (whatever is no POST: a mail scanner sends those too) cannot even do that. Until something is
    said to be written, the database itself refuses whatever writes, however it is sent.
    """
    _writing.set(False)
    _only_reads.set(True)
    _only_looks.set(looks)


def end_of_request() -> None:
    """Whoever comes next in this thread has said nothing yet."""
    _writing.set(False)
    _only_reads.set(False)
    _only_looks.set(False)


def _must_not_only_look() -> None:
    if _only_looks.get():
        raise OnlyReads("looking writes nothing: only a POST does")


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
def trace_of_a_look() -> Iterator[None]:
    """The one thing that looking may leave: a row of the audit record, or when a session was last seen.

    Nothing else calls it: a test says so.
    """
    with _although_it_looks(), write_transaction():
        yield


@contextmanager
def _although_it_looks() -> Iterator[None]:
    looks = _only_looks.get()
    _only_looks.set(False)
    try:
        yield
    finally:
        _only_looks.set(looks)


@contextmanager
def driver_transaction() -> Iterator[Any]:
    """One write transaction on a connection of the driver itself: commits, or rolls back and raises.

    What the session has read ends before.
    """
    _must_not_only_look()
    end_reading()
    engine = db.engine
    errors = engine.dialect.loaded_dbapi.Error
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
    except errors as error:
        raise DBAPIError.instance("BEGIN", None, error, errors, hide_parameters=True) from error


class _Undone(Exception):
    """What was tried is taken back."""


def tried_and_undone(*statements: str) -> None:
    """Begin to write, with these statements, and take it all back. Raises what writing would raise.

    Who only looks may try it too: nothing of it stays.
    """
    try:
        with _although_it_looks(), driver_transaction() as connection:
            for statement in statements:
                connection.execute(statement)
            raise _Undone
    except _Undone:
        pass


@contextmanager
def _turn_on(engine: Engine) -> Iterator[None]:
    with _place_in_line():
        if engine.dialect.name != "sqlite":
            yield
            return
        _wait_for_turn()
        try:
            yield
        finally:
            _turn.release()


@contextmanager
def _place_in_line() -> Iterator[None]:
    try:
        _line.enter()
    except sqlite3.OperationalError as error:
        raise OperationalError("BEGIN", None, error) from error
    try:
        yield
    finally:
        _line.leave()


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
    driver = connection.connection.driver_connection
    if driver is None:
        return
    _may_write(driver, connection.info, _writing.get() or not _only_reads.get())
    on_sqlite = connection.dialect.name == "sqlite"
    if not _writing.get():
        if on_sqlite:
            driver.execute("BEGIN")  # straight to the driver: a tenth of the way through SQLAlchemy's own layers
        return
    try:
        if not connection.info.get("in_line"):
            _line.enter()
            connection.info["in_line"] = True
        if not on_sqlite:
            return
        if not connection.info.get("has_turn"):
            _wait_for_turn()
            connection.info["has_turn"] = True
        _begin_immediate(driver)
    except sqlite3.OperationalError as error:
        raise OperationalError("BEGIN", None, error) from error


def _may_write(driver: Any, info: dict[Any, Any], may: bool) -> None:
    """Whether the database refuses what writes. On PostgreSQL it goes with the BEGIN that the driver sends anyway."""
    if info.get("refuses", False) is not may:
        return
    if isinstance(driver, sqlite3.Connection):
        driver.execute(f"PRAGMA query_only={'OFF' if may else 'ON'}")
    else:
        driver.read_only = None if may else True
    info["refuses"] = not may


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
        except sqlite3.OperationalError as error:
            if time.monotonic() > deadline or "locked" not in str(error):  # a disk that may only be read stays so
                raise
            time.sleep(0.001)


@event.listens_for(Engine, "checkin")
def _end(connection: Any, record: Any) -> None:
    # Not on commit: that event comes before the commit itself, and the next writer would still have to wait.
    if record.info.pop("has_turn", False):
        _turn.release()
    if record.info.pop("in_line", False):
        _line.leave()
    if connection is not None:
        _may_write(connection, record.info, True)  # whoever takes it next has said nothing yet
