"""What every test stands on: an application with an empty database, a client, a statement counter, a browser."""

import contextvars
import gc
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from inner_numbers import counted_from_high
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import Engine, event, text

from browsers import CHROMIUM, CHROMIUM_ARGS, DESKTOP, PHONE, serving, watched
from builders import a_partnership, a_user, staff_session
from compiling import compile_templates_once
from coprod import create_app, demo, frontend, jobs, kept_pages, prepared, rate_limits
from coprod.accounts import passwords
from coprod.accounts.models import User
from coprod.concerns import level
from coprod.config import ROOT, Config
from coprod.database import db
from coprod.examination import revisions
from coprod.files import pictures
from coprod.intake.timed_screening import forget_own_words
from coprod.key_ring import LENGTH, Key
from coprod.partnership.models import KEPT as KEPT_PARTNERSHIP
from coprod.partnership.on_every_page import KEPT as KNOWN_ON_EVERY_PAGE
from coprod.partnership.opening import OPEN
from coprod.questionnaires.as_asked import KEPT as KEPT_QUESTIONNAIRES
from coprod.working_days import end_of_work
from databases import OURS, Once, Prepared, make_database, prepare, worker_name

# Hashing that is slow on purpose makes only the tests slow.
passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# In the tests somebody is always at work, whatever the hour: a weaker worry waits to be read. `office_hours` is by the
# clock.
level.end_of_work = lambda moment: moment + timedelta(hours=8)

# Nearly everybody in the tests has the same password, and to judge it takes as long as a page.
judge = passwords.zxcvbn.zxcvbn


@cache
def judged(password: str, easy: tuple[str, ...]) -> dict[str, Any]:
    return judge(password, user_inputs=[*easy])


passwords.zxcvbn = SimpleNamespace(zxcvbn=lambda password, user_inputs: judged(password, tuple(user_inputs)))


# One Redis may serve the tests of several checkouts: none takes the jobs of another.
jobs.huey.name = OURS


# The same drawing is the same picture: a process of its own for each takes long to start, here it is once for each.
in_a_process = pictures._run
drawings: dict[bytes, pictures.Picture] = {}


def run_once(asked: dict[str, Any], content: bytes) -> pictures.Picture:
    if asked["do"] != "draw":
        return in_a_process(asked, content)
    drawing = json.dumps(asked).encode() + content
    if drawing not in drawings:
        drawings[drawing] = in_a_process(asked, content)
    return drawings[drawing]


pictures._run = run_once


def pytest_configure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        frontend.build(ROOT)
    compile_templates_once()


def pytest_collection_finish() -> None:
    """What is there now stays until the end: nobody looks through it again and again for what may be thrown away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--servers-only", action="store_true", help="only what asks a database or Redis")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--servers-only"):
        # Every database, and where Redis is, comes from `config`; test_rate_limits makes its own way to Redis.
        asks = {item: "config" in item.fixturenames or item.path.stem == "test_rate_limits" for item in items}
        config.hook.pytest_deselected(items=[item for item in items if not asks[item]])
        items[:] = [item for item in items if asks[item]]
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@event.listens_for(Engine, "connect")
def set_up_sqlite(connection: Any, record: Any) -> None:
    """SQLite hands back rows that nobody put in order last one first, as PostgreSQL may on any day.

    And no test pulls the plug: none waits for the disk.
    """
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects = ON")
        connection.execute("PRAGMA synchronous = OFF")


@event.listens_for(Engine, "do_connect")
def keep_what_was_parsed(dialect: Any, record: Any, words: Any, named: dict[str, Any]) -> None:
    """Python keeps the last 128 statements that SQLite has parsed: a test sends more, and the next one the same."""
    if dialect.name == "sqlite":
        named.setdefault("cached_statements", 2_000)


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("instance")
    return Config(
        instance=folder,
        database_url=make_database(folder, worker_name()),
        redis_url=os.environ.get("REDIS_URL", ""),
        secret_key="only-for-tests",
        keys=Key("tests", b"only for tests! " * (LENGTH // 16)).written,  # every worker's: they share what is prepared
        testing=True,
    )


@pytest.fixture(scope="session")
def the_app(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    with app.app_context():
        make_tables()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def make_tables() -> None:
    """In one go: the same that the newest migration leaves, as `tests/test_migrations.py` sees to."""
    db.create_all()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
        connection.execute(text("INSERT INTO alembic_version VALUES (:wanted)"), {"wanted": revisions().wanted})


@pytest.fixture
def app(the_app: Flask) -> Iterator[Flask]:
    """The application, in its context, with nothing in the database."""
    forget_what_is_kept(the_app)
    with the_app.app_context():
        yield the_app
        db.session.remove()
        empty_database()


def forget_what_is_kept(app: Flask) -> None:
    """As a new process: what one test did is not counted against the next, nor shown in it."""
    rate_limits.init_app(app)
    kept_pages.init_app(app)
    forget_own_words(app)
    for kept in KEPT_PARTNERSHIP, KEPT_QUESTIONNAIRES, KNOWN_ON_EVERY_PAGE:
        app.extensions.pop(kept, None)
    app.extensions[OPEN] = True  # what a site shows before it is opened: tests/set_up


def empty_database() -> None:
    # Deleting from small tables is ten times as fast as TRUNCATE, on both databases.
    with db.engine.begin() as connection:
        driver = connection.connection.driver_connection
        if isinstance(driver, sqlite3.Connection):  # asking first is faster still
            filled = {name for (name,) in driver.execute(which_are_filled())}
            for statement in [deletion for name, deletion in deletions().items() if name in filled]:
                driver.execute(statement)
            driver.execute("DELETE FROM sqlite_sequence")
        else:  # in one go; and numbers would go on from the last test's
            connection.exec_driver_sql(";".join([*deletions().values(), FIRST_NUMBERS]))


FIRST_NUMBERS = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"


@cache
def deletions() -> dict[str, str]:
    """How each table is emptied, those first whose rows point to others."""
    return {table.name: str(table.delete()) for table in reversed(db.metadata.sorted_tables)}


@cache
def which_are_filled() -> str:
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in deletions())


class Client(FlaskClient):
    """Each request in a context of its own, as on a server; the test's own session sees afterwards what it did."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        db.session.rollback()
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        return answer


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A person's browser without a browser. Forms need no CSRF token here: see tests/test_csrf.py."""
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
            session.update(staff_session(user))
        return user

    return as_role


@pytest.fixture
def moderator(app: Flask) -> User:
    """Who decides, in tests that look at decisions and not at pages."""
    a_partnership()
    return a_user("moderator")


@pytest.fixture
def office_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """People are at work when they are, by the clock that the test sets."""
    monkeypatch.setattr(level, "end_of_work", end_of_work)


class Statements(list[str]):
    """The SQL statements sent since `clear()`, without the begin and end of transactions."""


@pytest.fixture
def statements(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Statements]:
    seen = Statements()
    send = prepared.Run._send

    def note_prepared(run: prepared.Run, by: Any, statement: prepared.Prepared, values: Any) -> None:
        seen.append(statement.sql)  # what is filed goes to the driver itself; several rows in one statement are one
        send(run, by, statement, values)

    monkeypatch.setattr(prepared.Run, "_send", note_prepared)

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


# --- what is prepared once and copied ---------------------------------------------------------------------


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """`once("demo", fill)`: what `fill` made, the first time that any worker asked for it in this run.

    A third word, something that was prepared too, is what it was made of.
    """
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    return lambda name, fill, before=None: prepare(shared, name, fill, before)


@pytest.fixture(scope="session")
def installed(config: Config, once: Once) -> Prepared:
    """A new installation, empty, after every migration, with the key that it made for itself.

    It was made by `flask --app coprod db upgrade`, as the README has it, for whoever installs it types that.
    """

    def fill(folder: Path, url: str) -> None:
        app = create_app(replace(config, instance=folder, database_url=url, keys=""))
        with app.app_context():
            result = app.test_cli_runner().invoke(args=["db", "upgrade"])
            assert result.exit_code == 0, result.output
            db.engine.dispose()

    return once("installed", fill)


@pytest.fixture(scope="session")
def at_revision(config: Config, once: Once) -> Callable[[str], Prepared]:
    """`at_revision("038")`: a new installation, empty, after that migration and none later."""

    def of(revision: str) -> Prepared:
        def fill(folder: Path, url: str) -> None:
            with create_app(replace(config, instance=folder, database_url=url, keys="")).app_context():
                upgrade(revision=revision)
                db.engine.dispose()

        return once(f"at_{revision}", fill)

    return of


@pytest.fixture(scope="session")
def loaded(config: Config, once: Once) -> Prepared:
    """The whole demonstration; its inner numbers can be told apart."""

    def fill(folder: Path, url: str) -> None:
        app = create_app(replace(config, instance=folder, database_url=url))
        with app.app_context():
            make_tables()
            with counted_from_high():
                demo.load_if_empty(app)
            db.session.remove()
            db.engine.dispose()

    return once("loaded", fill)


# --- the demonstration partnership ------------------------------------------------------------------------


@pytest.fixture(scope="session")
def demo_app(config: Config, loaded: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with the whole demonstration in a database of its own, for tests that walk every page."""
    folder = tmp_path_factory.mktemp("demo")
    app = create_app(replace(config, instance=folder, database_url=loaded.copied(folder, "demo")))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def shown(demo_app: Flask) -> Iterator[Flask]:
    """The demonstration in its context, for tests that look at its rows."""
    with demo_app.app_context():
        yield demo_app
        db.session.rollback()


@pytest.fixture
def demo_client(demo_app: Flask) -> Iterator[FlaskClient]:
    """A browser on the demonstration. Tests leave it as they found it."""
    rate_limits.init_app(demo_app)
    demo_app.config["WTF_CSRF_ENABLED"] = False
    demo_app.test_client_class = Client
    with demo_app.app_context():
        yield demo_app.test_client()
        db.session.remove()


# --- real browsers ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: apt-get install chromium-headless-shell")  # never a silent skip there
        pytest.skip("no Chromium: apt-get install chromium-headless-shell")
    expect.set_options(timeout=10_000)  # a busy machine is slow, not wrong
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=CHROMIUM_ARGS)


@pytest.fixture(scope="session")
def the_server(the_app: Flask) -> Iterator[str]:
    with serving(the_app) as address:
        yield address


@pytest.fixture
def server(app: Flask, the_server: str) -> str:
    """The address of the application whose database the test fills; call `db.session.rollback()` to see changes."""
    return the_server


@pytest.fixture(params=[True, False], ids=["js", "nojs"])
def phone(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    """A young person's phone, once with JavaScript and once without."""
    context = browser.new_context(
        base_url=server, viewport=PHONE, java_script_enabled=request.param, locale="en-GB", reduced_motion="reduce"
    )
    page = watched(context, server)
    page.set_default_timeout(10_000)
    yield page
    assert page.troubles == []
    context.close()


@pytest.fixture
def desk(browser: Browser, server: str) -> Iterator[Page]:
    """A member of staff's computer."""
    context = browser.new_context(base_url=server, viewport=DESKTOP, locale="en-GB", reduced_motion="reduce")
    page = watched(context, server)
    page.set_default_timeout(10_000)
    yield page
    assert page.troubles == []
    context.close()
