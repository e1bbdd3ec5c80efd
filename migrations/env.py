"""How Alembic reaches the database: through the app that is running it."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection
from sqlalchemy.schema import SchemaItem

from coprod import keys
from coprod.database import UTCDateTime, db
from coprod.migrating import one_at_a_time


def include_object(
    item: SchemaItem, name: str | None, type_: str, reflected: bool, compare_to: SchemaItem | None
) -> bool:
    """Whether Alembic looks after a thing. Not after what full-text search is made of, nor the job queue's tables."""
    return not (name is not None and ("_fts" in name or name.startswith("huey_")))


def render_item(type_: str, item: object, autogen: object) -> str | bool:
    """Migrations outlive the code: they name the database's own types, not ours."""
    return "sa.DateTime(timezone=True)" if type_ == "type" and isinstance(item, UTCDateTime) else False


@contextmanager
def tables_made_anew(connection: Connection) -> Iterator[None]:
    """SQLite changes a column by making its table anew; rows that point to the old one must not stop that."""
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")  # straight to the driver: inside a transaction it would do nothing
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def refuse_lost_rows(connection: Connection) -> None:
    """Nothing is committed when a row would point to what is no longer there."""
    if connection.dialect.name == "sqlite" and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"rows point to what is not there: {lost[:5]}")


def empty_the_log(connection: Connection) -> None:
    """What a migration erased does not linger in SQLite's write-ahead log."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def run() -> None:
    """Bring the database to the version that was asked for, in one transaction."""
    with db.engine.connect() as connection, one_at_a_time(connection), tables_made_anew(connection):
        if connection.dialect.name == "postgresql":
            connection.connection.driver_connection.patience = None  # nobody waits for a page meanwhile
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=include_object,
            render_item=render_item,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
            refuse_lost_rows(connection)
            keys.record(connection)
        connection.commit()
        empty_the_log(connection)


run()
