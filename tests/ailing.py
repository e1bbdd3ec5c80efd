"""What a database may ail, as SQLAlchemy raises it. Each is what somebody's machine did one day."""

import sqlite3
from collections.abc import Callable

import psycopg
from psycopg import errors as of_postgresql
from sqlalchemy.exc import DBAPIError, TimeoutError as NoConnectionFree


def postgresql(kind: type[Exception]) -> Callable[[], DBAPIError]:
    return lambda: DBAPIError.instance("SELECT", None, kind(), psycopg.Error)


def sqlite(words: str) -> Callable[[], DBAPIError]:
    return lambda: DBAPIError.instance("SELECT", None, sqlite3.OperationalError(words), sqlite3.Error)


AWAY = {
    "read-only": postgresql(of_postgresql.ReadOnlySqlTransaction),
    "full": postgresql(of_postgresql.DiskFull),
    "ended": postgresql(of_postgresql.AdminShutdown),
    "crashed": postgresql(of_postgresql.CrashShutdown),
    "starting": postgresql(of_postgresql.CannotConnectNow),
    "too many": postgresql(of_postgresql.TooManyConnections),
    "no table": postgresql(of_postgresql.UndefinedTable),
    "no column": postgresql(of_postgresql.UndefinedColumn),
    "may not": postgresql(of_postgresql.InsufficientPrivilege),
    "waits for a row": postgresql(of_postgresql.LockNotAvailable),
    "deadlock": postgresql(of_postgresql.DeadlockDetected),
    "closed": lambda: DBAPIError.instance("", None, psycopg.InterfaceError("the connection is closed"), psycopg.Error),
    "damaged": lambda: DBAPIError.instance(
        "", None, sqlite3.DatabaseError("database disk image is malformed"), sqlite3.Error
    ),
    "locked file": sqlite("database is locked"),
    "read-only file": sqlite("attempt to write a readonly database"),
    "full disk": sqlite("database or disk is full"),
    "not migrated": sqlite("no such table: activity"),
    "broken disk": sqlite("disk I/O error"),
    "every connection in use": lambda: NoConnectionFree("QueuePool limit of size 5 overflow 10 reached"),
}
