"""`flask --app coprod db upgrade` and its like: Alembic is loaded when one of them runs, and in no worker."""

from importlib import import_module
from typing import Any

import click
from flask import Flask

from coprod.config import ROOT
from coprod.database import db


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
