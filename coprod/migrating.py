"""`flask --app coprod db upgrade` and its like: Alembic is loaded when one of them runs, and in no worker."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy.engine import Connection

from coprod.config import ROOT
from coprod.database import db

LOCK = 7_069_070  # the number of our lock, among those that others may hold in the same PostgreSQL database
WAITS = "Another process is bringing the database up to date. This one waits until that is done."


@contextmanager
def one_at_a_time(connection: Connection) -> Iterator[None]:
    """Whoever comes second waits, and says so: two that change the same tables would both fail, or spoil them."""
    if connection.dialect.name == "postgresql":
        yield from _alone_on_postgresql(connection)
    elif file := connection.engine.url.database:
        yield from _alone_on_sqlite(Path(file).with_name("upgrading"))
    else:
        yield  # in memory: nobody else is there


def _alone_on_postgresql(connection: Connection) -> Iterator[None]:
    def asked(question: str) -> bool:
        answer = bool(connection.exec_driver_sql(question).scalar_one())
        connection.rollback()  # the lock is the connection's, and stays
        return answer

    _wait_until(lambda: asked(f"SELECT pg_try_advisory_lock({LOCK})"))
    try:
        yield
    finally:
        connection.rollback()
        asked(f"SELECT pg_advisory_unlock({LOCK})")


def _alone_on_sqlite(file: Path) -> Iterator[None]:
    # A lock that every system has. In a file of its own: the database's is needed for the work itself.
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as lock:

        def taken() -> bool:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                return False
            return True

        _wait_until(taken)
        yield


def _wait_until(is_ours: Callable[[], bool]) -> None:
    has_said = False
    while not is_ours():
        if not has_said:
            click.echo(WAITS)
        has_said = True
        time.sleep(0.3)


class DatabaseCommands(click.Group):
    """What Flask-Migrate can do: its own commands, asked for by name."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Their names."""
        return self._theirs().list_commands(context)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """One of them."""
        return self._theirs().get_command(context, name)

    def get_params(self, context: click.Context) -> list[click.Parameter]:
        """What stands before the name of one of them: where the migrations are."""
        return self._theirs().get_params(context)

    def invoke(self, context: click.Context) -> Any:
        """Run one of them, after what their group does for all of them."""
        self.callback = self._theirs().callback
        return super().invoke(context)

    def _theirs(self) -> click.Group:
        group: click.Group = import_module("flask_migrate.cli").db
        return group


class MigrateWhenUsed:
    """Stands where Flask-Migrate keeps its settings, and makes them when they are asked for."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, what: str) -> Any:
        import_module("flask_migrate").Migrate(
            self._app, db, directory=str(ROOT / "migrations"), command="db", render_as_batch=True
        )
        return getattr(self._app.extensions["migrate"], what)  # it has put its own in this place


def init_app(app: Flask) -> None:
    """Add `flask db`."""
    app.extensions["migrate"] = MigrateWhenUsed(app)
    app.cli.add_command(DatabaseCommands("db", help="Bring the database to the version that the code wants."))
