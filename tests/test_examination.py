"""The examination tells the truth: to the machine that asks `/ready`, on the admins' page and in `flask check`."""

import errno
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from builders import a_partnership
from coprod import create_app, examination, jobs, mail
from coprod.config import Config
from coprod.database import db, now
from coprod.driver_connections import DriverConnection
from coprod.examination import PARTS, State, examine
from coprod.heartbeat import give_sign
from databases import SERVER_URL, Prepared


@pytest.fixture(autouse=True)
def jobs_of_the_tests(the_app: Flask) -> Iterator[None]:
    """Jobs run in the application that was made last, which here is spoiled or gone."""
    yield
    jobs.init_app(the_app)


@pytest.fixture
def site(config: Config, installed: Prepared, tmp_path: Path) -> Iterator[Flask]:
    """A new installation after `db upgrade`, that a test may spoil."""
    app = create_app(replace(config, database_url=installed.copied(tmp_path, "site"), instance=tmp_path, keys=""))
    with app.app_context():
        give_sign()
        yield app
        db.session.remove()
        db.engine.dispose()


def run(sql: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(sql))
    db.engine.dispose()


def _name() -> str:
    return f'"{db.engine.url.database}"'


def only_read() -> None:
    if SERVER_URL:
        run(f"ALTER DATABASE {_name()} SET default_transaction_read_only = on")
    else:
        opened = db.engine.pool._creator
        db.engine.dispose()

        def for_reading(*args: Any) -> sqlite3.Connection:
            connection = opened(*args)
            connection.execute("PRAGMA query_only = ON")
            return connection

        db.engine.pool._creator = for_reading


# How a site is spoiled, and the part that says so. Each is what somebody's machine did one day.
SPOILED: dict[str, tuple[Callable[[], None], str]] = {
    "an older version": (lambda: run("UPDATE alembic_version SET version_num = '058'"), "Tables"),
    "no version": (lambda: run("DELETE FROM alembic_version"), "Tables"),
    "not migrated at all": (lambda: run("DROP TABLE alembic_version"), "Tables"),
    "only to be read": (only_read, "Storing"),
    **(
        {"full": (lambda: run(f"ALTER DATABASE {_name()} SET temp_file_limit = '1kB'"), "Storing")}
        if SERVER_URL
        else {}
    ),
    "a table is missing": (lambda: run("DROP TABLE heartbeat"), "Storing"),
}


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_site_that_cannot_store_is_not_ready(site: Flask, spoil: str, caplog):
    client = site.test_client()
    assert (client.get("/ready").status_code, client.get("/ready").text) == (200, "ok\n")
    how, part = SPOILED[spoil]
    db.session.remove()
    how()
    answer = client.get("/ready")
    assert (answer.status_code, answer.text) == (503, f"not ready: {part}\n")
    assert part in caplog.text
    checked = site.test_cli_runner().invoke(args=["check"])
    assert checked.exit_code == 1 and f"wrong         {part}: " in checked.output
    assert "Traceback" not in checked.output and len(checked.output.splitlines()) == len(PARTS)
    assert client.get("/health").text == "ok\n"


@pytest.mark.skipif(bool(SERVER_URL), reason="a file, and its folder")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO])
def test_a_full_disk_is_not_ready(site: Flask, monkeypatch, number: int):
    def full(*args: Any) -> None:
        raise OSError(number, "No room")

    monkeypatch.setattr(os, "fsync", full)
    assert site.test_client().get("/ready").status_code == 503


def test_a_database_of_a_newer_version_serves_the_older_code(site: Flask):
    run("UPDATE alembic_version SET version_num = '999'")
    assert site.test_client().get("/ready").status_code == 200


def test_nothing_is_left_by_an_examination(site: Flask):
    before = _everything()
    assert [part.name for part in examine() if part.state is State.WRONG] == []
    assert _everything() == before and not list(Path(site.instance_path).glob("tmp*"))


def _everything() -> list[Any]:
    db.session.rollback()
    return [db.session.execute(table.select()).all() for table in db.metadata.sorted_tables if "_fts" not in table.name]


def test_a_worker_and_letters_make_no_site_unready_but_are_told(site: Flask):
    a_partnership()
    mail.send("anna@fernshire.example", "Hello", "Hello").last_error = "SMTPSenderRefused 553"
    db.session.commit()
    with time_machine.travel(now() + timedelta(minutes=7)):
        told = {part.name: part.sentence for part in examine() if part.state is State.WRONG}
        told.pop("Clocks", None)  # PostgreSQL's own did not travel
        assert told == {
            "Worker": "No worker has given a sign for 7 minutes: it was stopped, or hangs. No letter leaves.",
            "Mail": "1 letter could not leave. The mail server does not accept our sender (553): see MAIL_FROM.",
        }
        ready = site.test_client().get("/ready")
        assert ready.status_code == 200 and "letter" not in ready.text
        assert site.test_cli_runner().invoke(args=["check"]).exit_code == 1


def test_health_asks_nothing_and_nobody(client, monkeypatch):
    def stuck(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("it would wait for the database")

    monkeypatch.setattr(DriverConnection, "__init__", stuck)
    monkeypatch.setattr(db.engine.pool, "connect", stuck)
    db.session.remove()
    db.engine.dispose()
    assert client.get("/health").text == "ok\n"


def test_the_admins_page_says_what_the_command_says(client, sign_in):
    a_partnership()
    sign_in("admin")
    page = client.get("/staff/settings/system").text
    for part in examine():
        assert part.name in page and part.sentence.split("`")[0] in page.replace("&#39;", "'").replace("&#34;", '"')


def test_admins_read_first_what_is_wrong(client, sign_in):
    a_partnership()
    sign_in("admin")
    page = client.get("/staff/settings/system").text
    states = re.findall(r"</svg>(In order|Look at this|Wrong)</span>", page)
    assert len(states) == len(PARTS) and states == sorted(states, key=["Wrong", "Look at this", "In order"].index)
    assert len(set(states)) == 3


def test_a_part_that_breaks_is_wrong_and_the_others_are_looked_at(client, monkeypatch):
    def breaks() -> Any:
        raise LookupError("words of somebody")

    looked = examine((examination.Part("New", breaks), *PARTS))
    assert looked[0].sentence == "This could not be looked at (LookupError)." and len(looked) == len(PARTS) + 1
