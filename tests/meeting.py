"""Two people who reach for the same row, step by step: never met by luck, and never by the clock.

The first is stopped at the moment at which it holds the row. The second then starts, and must come to wait for the
first: on PostgreSQL because the server says so, on SQLite because it stands in the queue of those who write.
"""

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import Insert, Select, event, text

from coprod import prepared, transactions
from coprod.database import db
from coprod.transactions import write_transaction

AT_MOST = 20  # seconds until a test that goes wrong ends; nothing is measured by them
BLOCKED = text(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"
)
TURN = "BEGIN IMMEDIATE"  # where the second waits on SQLite


class Met(NamedTuple):
    """How it went. `waited_in` is the statement in which the second waited; empty when it came through."""

    first: Any
    second: Any
    waited_in: str

    @property
    def second_waited(self) -> bool:
        """Whether the second waited before it had looked: what it saw then is what the first had left."""
        asks = self.waited_in.startswith(("INSERT", "UPDATE", "DELETE"))  # what looks and writes in one statement
        return self.waited_in == TURN or asks or "FOR UPDATE" in self.waited_in


def writing(verb: Callable[[], Any]) -> Callable[[], Any]:
    """A verb of a model, in a write transaction of its own."""

    def unit() -> Any:
        with write_transaction():
            return verb()

    return unit


def meet(app: Flask, first: Callable[[], Any], second: Callable[[], Any], *, at: str) -> Met:
    """`first` holds rows of the table `at` when `second` starts. Gives what each answered, or the error it met."""
    holding, go_on = threading.Event(), threading.Event()
    doing: dict[str, str] = {}  # the last statement of each of the two

    def before(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        doing[threading.current_thread().name] = statement

    def after(connection: Any, statement: Any, *rest: Any) -> None:
        if threading.current_thread().name.startswith("first") and not holding.is_set() and holds(statement, at):
            holding.set()
            assert go_on.wait(AT_MOST)

    send = prepared.Run._send

    def filed(run: Any, by: Any, statement: prepared.Prepared, values: Any) -> None:
        before(None, None, statement.sql)
        send(run, by, statement, values)
        is_first = threading.current_thread().name.startswith("first")
        if is_first and not holding.is_set() and re.match(rf"(INSERT INTO|UPDATE|DELETE FROM) {at}\b", statement.sql):
            holding.set()
            assert go_on.wait(AT_MOST)

    db.session.remove()
    prepared.Run._send = filed
    event.listen(db.engine, "before_cursor_execute", before)
    event.listen(db.engine, "after_execute", after)
    try:
        with ThreadPoolExecutor(1, "first") as one, ThreadPoolExecutor(1, "second") as other, turns() as in_the_queue:
            try:
                came_first = one.submit(in_app, app, first)
                assert either(holding, came_first), f"the first took hold of no row of {at}: {outcome(came_first)}"
                came_second = other.submit(in_app, app, second)
                waits = waits_on_sqlite if db.engine.dialect.name == "sqlite" else waits_on_postgresql
                waited = waits(came_second, in_the_queue)
                waited_in = (TURN if in_the_queue.is_set() else doing.get("second_0", "")) if waited else ""
            finally:
                go_on.set()
            return Met(outcome(came_first), outcome(came_second), waited_in)
    finally:
        prepared.Run._send = send
        event.remove(db.engine, "before_cursor_execute", before)
        event.remove(db.engine, "after_execute", after)


def holds(statement: Any, table: str) -> bool:
    """Whether nobody else may change rows of this table after the statement, until its transaction ends."""
    if isinstance(statement, Insert):
        return statement.table.name == table
    lock = getattr(statement, "_for_update_arg", None)
    if not isinstance(statement, Select) or lock is None:
        return False
    return table in {held.name for held in lock.of or statement.get_final_froms()}


def in_app(app: Flask, work: Callable[[], Any]) -> Any:
    with app.app_context():
        return work()


def outcome(done: Future[Any]) -> Any:
    return done.exception(AT_MOST) or done.result()


def either(happened: threading.Event, done: Future[Any]) -> bool:
    """Wait until one of the two; whether it was the first."""
    while not happened.wait(0.002):
        if done.done():
            return happened.is_set()
    return True


def waits_on_sqlite(second: Future[Any], in_the_queue: threading.Event) -> bool:
    return either(in_the_queue, second)


def waits_on_postgresql(second: Future[Any], in_the_queue: threading.Event) -> bool:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as observer:
        while not second.done():
            if observer.execute(BLOCKED).first():
                return True
    return False


@contextmanager
def turns() -> Iterator[threading.Event]:
    """Set when somebody comes to wait for their turn to write: so it is on SQLite, in one process."""
    waits, turn = threading.Event(), transactions._turn

    class Watched:
        release = staticmethod(turn.release)

        def acquire(self, timeout: float) -> bool:
            if turn.acquire(blocking=False):
                return True
            waits.set()
            return turn.acquire(timeout=timeout)

    transactions._turn = Watched()
    try:
        yield waits
    finally:
        transactions._turn = turn
