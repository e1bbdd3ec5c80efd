"""What it means that the database did not do what it was asked: in a sentence that whoever runs the site can act on."""

import sqlite3

from sqlalchemy.exc import DBAPIError, DisconnectionError, TimeoutError as NoConnectionFree

from coprod.database import PATIENCE

NOT_MIGRATED = "The database is not at the version that this code wants: run `flask --app coprod db upgrade`."
AWAY = "The database does not answer: is it running, and is DATABASE_URL right?"
BUSY = f"Somebody else was writing for longer than {PATIENCE} seconds."
FULL = "The disk of the database is full."
DENIED = "The database does not let us in: are the name, the password and the database in DATABASE_URL right?"
NO_ROOM = "PostgreSQL lets no more connections in: raise max_connections, or run fewer processes and threads."
ONLY_READ = "The database may only be read: it is a standby, or set so, or the file is not ours to write."
STOPPING = "PostgreSQL is stopping, or not yet ready after a start."
DAMAGED = "The file of the database is damaged: stop Coprod, keep the file, and put back a copy."
LOST = "The connection to PostgreSQL was lost: it was restarted, or ended by somebody, or the network failed."
HANGS = "PostgreSQL was asked and gave no answer: it hangs, or the network to it does."
SLOW = "PostgreSQL took longer for one statement than COPROD_STATEMENT_SECONDS allow."

# By SQLSTATE, the longest beginning first: https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRESQL = {
    "57P": STOPPING,
    "57014": SLOW,
    "53300": NO_ROOM,
    "53": FULL,
    "25006": ONLY_READ,
    "55P03": BUSY,
    "40": BUSY,
    "42P01": NOT_MIGRATED,
    "42703": NOT_MIGRATED,
    "3F000": NOT_MIGRATED,
    "42501": "The account in DATABASE_URL may not do what Coprod needs: let it own the database.",
    "28": DENIED,
    "3D000": DENIED,
    "08": LOST,
    "58": "PostgreSQL cannot read or write its own files: see its log.",
    "XX": "PostgreSQL reports that something in it is damaged: see its log.",
}
# What PostgreSQL's client says before there is a SQLSTATE, and SQLite where it has no code of its own for it.
SAID = {
    "connection refused": AWAY,
    "no such file or directory": AWAY,
    "could not translate host name": AWAY,
    "failed to resolve host": AWAY,
    "wait timeout expired": HANGS,
    "timeout expired": HANGS,
    "connection timeout": HANGS,
    "authentication failed": DENIED,
    "no password supplied": DENIED,
    "too many clients": NO_ROOM,
    "remaining connection slots": NO_ROOM,
    "starting up": STOPPING,
    "shutting down": STOPPING,
    "recovery mode": STOPPING,
    "does not exist": DENIED,
    "no such table": NOT_MIGRATED,
    "no such column": NOT_MIGRATED,
    "has no column named": NOT_MIGRATED,
    "is locked": BUSY,
    "readonly database": ONLY_READ,
    "disk is full": FULL,
    "unable to open database file": "The file of the database cannot be opened: is the folder there, and is it ours?",
    "disk i/o error": "The disk of the database cannot be read or written.",
    "malformed": DAMAGED,
    "not a database": DAMAGED,
    "connection is closed": LOST,
    "connection is lost": LOST,
    "connection socket closed": LOST,
    "server closed the connection": LOST,
    "terminating connection": LOST,
}


def trouble(error: BaseException) -> str | None:
    """What is wrong with the database; None where it is not the database, but our own mistake."""
    if isinstance(error, NoConnectionFree):
        return "Every connection to the database is in use: more threads ask than connections are allowed."
    if isinstance(error, DisconnectionError):
        return LOST
    driver = error.orig if isinstance(error, DBAPIError) and error.orig else error
    if driver is None or not isinstance(driver, sqlite3.Error) and type(driver).__module__.split(".")[0] != "psycopg":
        return None
    state = getattr(driver, "sqlstate", None)
    if state:
        found = next((POSTGRESQL[state[:length]] for length in (5, 3, 2) if state[:length] in POSTGRESQL), None)
    else:
        said = str(driver).casefold()
        found = next((sentence for words, sentence in SAID.items() if words in said), None)
    # One that we know nothing of is the database's all the same, if the driver says so.
    return found or ("The database could not do what it was asked." if _is_operational(driver) else None)


def _is_operational(driver: BaseException) -> bool:
    return any(kind.__name__ in ("OperationalError", "InterfaceError") for kind in type(driver).__mro__)
