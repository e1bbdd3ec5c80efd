"""Words that were erased leave the last file that still has them: the one in which SQLite keeps its latest changes."""

from coprod.database import db


def empty_the_changes_file() -> None:
    """Move what is in that file (its write-ahead log) into the database, and leave the file empty.

    The database overwrites what it deletes; this file does not. Every minute is enough. When somebody reads or writes
    just then, nothing happens and nobody waits: the next minute comes. PostgreSQL needs no such help.
    """
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        [[patience]] = cursor.execute("PRAGMA busy_timeout").fetchall()
        cursor.execute("PRAGMA busy_timeout=0")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.execute(f"PRAGMA busy_timeout={patience}")
    finally:
        connection.close()
