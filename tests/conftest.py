"""What every test stands on: an application with an empty database, a client, a statement counter, a browser."""

import contextvars
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import a_user
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url

from coprod import create_app, frontend
from coprod.config import ROOT, Config
from coprod.database import db

SERVER_URL = os.environ.get("DATABASE_URL", "")


def pytest_configure(config: pytest.Config) -> None:
    frontend.build(ROOT)


def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def make_database(folder: Path, name: str) -> str:
    """The address of an empty database for this worker alone: a file, or a database on the given server."""
    if not SERVER_URL:
        return f"sqlite:///{folder / name}.db"
    url = make_url(SERVER_URL)
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "coprod_{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "coprod_{name}"'))
    server.dispose()
    return url.set(database=f"coprod_{name}").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("instance")
    return Config(
        instance=folder,
        database_url=make_database(folder, worker_name()),
        redis_url=os.environ.get("REDIS_URL", ""),
        secret_key="only-for-tests",
        testing=True,
    )


@pytest.fixture(scope="session")
def the_app(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(the_app: Flask) -> Iterator[Flask]:
    """The application, in its context, with nothing in the database."""
    with the_app.app_context():
        yield the_app
        db.session.remove()
        empty_database()


def empty_database() -> None:
    tables = list(reversed(db.metadata.sorted_tables))
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            names = ", ".join(f'"{table.name}"' for table in tables)
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        else:
            for table in tables:
                connection.execute(table.delete())


class Client(FlaskClient):
    """Each request in a context of its own, as on a server; the test's own session sees afterwards what it did."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        db.session.rollback()
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        return answer


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A person's browser without a browser. Forms need no CSRF token here: tests/test_guards.py looks at those."""
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Client
    yield app.test_client()
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def sign_in(client: FlaskClient) -> Callable[[Any], Any]:
    """`sign_in("moderator")` signs that member of staff in on `client`, and hands them back."""

    def as_role(role: Any) -> Any:
        user = a_user(role)
        with client.session_transaction() as session:
            session.update({"_user_id": user.get_id(), "_fresh": True})
        return user

    return as_role


class Statements(list[str]):
    """The SQL statements sent since `clear()`, without the begin and end of transactions."""


@pytest.fixture
def statements(app: Flask) -> Iterator[Statements]:
    seen = Statements()

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
