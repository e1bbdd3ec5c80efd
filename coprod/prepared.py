"""Statements compiled once and handed to the driver itself, in one short transaction.

SQLAlchemy's layers take several times as long as the database does to store what one person sent, and all of that
inside the lock for which everybody else waits. Here values are made ready before the transaction begins, and inside
it nothing is done but sending them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Table, exc, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

from coprod.database import db
from coprod.transactions import driver_transaction


class Prepared:
    """One statement as the driver knows it. `bound` makes values ready for it, `run` in a `transaction` sends both."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.sql: str = compiled.string
        self.names: list[str] = list(compiled.positiontup or ())
        self.gives_back: bool = statement.is_select or bool(compiled.effective_returning)
        self._fixed: Mapping[str, Any] = compiled.params  # what stands in the statement itself
        self._ways: Mapping[str, Callable[[Any], Any]] = compiled._bind_processors

    def bound(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values by name, each as the driver takes it: JSON as text, enums as their values, moments in UTC."""
        return self.ready({**self._fixed, **values})

    def ready(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """These values alone: some of those that the statement takes."""
        ways = self._ways
        return {name: ways[name](value) if name in ways else value for name, value in values.items()}

    def ordered(self, bound: Mapping[str, Any]) -> Any:
        """The same as this driver wants them: in order, or by name."""
        return [bound[name] for name in self.names] if self.names else bound


@cache
def insert_into(table: Table, dialect: Dialect, columns: frozenset[str], *, once: str = "") -> Prepared:
    """An INSERT of these columns that gives back the row's id, if it has one.

    `once` names a unique column: a row whose value there is taken already is not added, and nothing comes back.
    """
    way: Any = (sqlite if dialect.name == "sqlite" else postgresql).insert(table) if once else insert(table)
    # In the table's own order, so that the same statement is the same text in every process.
    way = way.values({column.name: None for column in table.columns if column.name in columns})
    if once:
        way = way.on_conflict_do_nothing(index_elements=[once])
    if "id" in table.columns:
        way = way.returning(table.columns["id"])
    return Prepared(way, dialect)


@cache
def prepared(statement: Executable, dialect: Dialect) -> Prepared:
    """Any other statement, which stands in a module once."""
    return Prepared(statement, dialect)


def dialect() -> Dialect:
    """Which database this application has."""
    return db.engine.dialect


class Run:
    """Sends prepared statements inside one transaction."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._errors: Any = dialect().loaded_dbapi.Error

    def __call__(self, statement: Prepared, bound: Mapping[str, Any]) -> Any:
        """Send one that gives back a row: the first, or None."""
        self._send(self._cursor.execute, statement, statement.ordered(bound))
        return self._cursor.fetchone()

    def many(self, statement: Prepared, bounds: Iterable[Mapping[str, Any]]) -> None:
        """Send the same one with several values."""
        self._send(self._cursor.executemany, statement, [statement.ordered(bound) for bound in bounds])

    def _send(self, send: Callable[[str, Any], Any], statement: Prepared, values: Any) -> None:
        try:
            send(statement.sql, values)
        except self._errors as error:
            # As SQLAlchemy would raise it, so that one page answers both. Without the values.
            raise exc.DBAPIError.instance(statement.sql, None, error, self._errors, hide_parameters=True) from error


@contextmanager
def transaction() -> Iterator[Run]:
    """One write transaction of prepared statements: committed at the end, or rolled back when anything is raised."""
    with driver_transaction() as connection:
        yield Run(connection.cursor())
