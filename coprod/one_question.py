"""One question put to the database by itself: prepared once, asked outside any transaction, answered in one row."""

from typing import Any

from sqlalchemy import Select
from sqlalchemy.exc import DBAPIError

from coprod.database import db
from coprod.driver_connections import DriverConnection, DriverConnections
from coprod.prepared import prepared


def _only_asks(connection: DriverConnection) -> None:
    way = "PRAGMA query_only=ON" if connection.on_sqlite else "SET default_transaction_read_only = on"
    connection.execute(way)


_connections = DriverConnections(_only_asks)


def first_row(statement: Select[Any], **values: Any) -> Any:
    """The first row that a prepared statement finds, or None: from the driver itself, and as the driver has it.

    For the one question that most requests ask and that a kept page then answers: through SQLAlchemy's layers it
    takes six times as long as in the database. It stands outside any transaction, which would cost two more trips to
    the server than the question itself. Counters of statements do not see it.
    """
    engine = db.engine
    asked = prepared(statement, engine.dialect)
    given = asked.ordered(asked.bound(values))
    errors = engine.dialect.loaded_dbapi.Error
    try:
        connection, answer = _connections.take(engine, lambda one: one.execute(asked.sql, given).fetchone())
    except errors as error:
        raise DBAPIError.instance(asked.sql, None, error, errors, hide_parameters=True) from error
    _connections.give_back(engine, connection)
    return answer
