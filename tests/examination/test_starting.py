"""Coprod does not start where going on would betray somebody: every reason at once, a sentence each, no traceback."""

import logging
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from builders import PASSWORD, saved
from coprod import create_app
from coprod.accounts.models import User
from coprod.config import ROOT, Config
from coprod.database import db
from coprod.examination import starting
from coprod.key_ring import new_key
from coprod.keys import GIVE_UP
from coprod.private_files import first_open
from databases import Prepared

Start = Callable[..., Flask]
OPEN_REDIS = "redis://10.0.0.7:6379"


@pytest.fixture
def start(tmp_path: Path, installed: Prepared) -> Iterator[Start]:
    """The start of a site in production, after `db upgrade`, with all that is looked at."""
    url, made = installed.copied(tmp_path, "starting"), []

    def begin(**changes: Any) -> Flask:
        right = {
            "instance": tmp_path,
            "database_url": url,
            "secret_key": secrets.token_hex(32),
            "by_gunicorn": True,
            "proxies": 1,
            "base_url": "https://coprod.fernshire.example",
            "https": True,
            "mail_from": "us@fernshire.example",
        }
        config = Config(**(right | changes))
        starting.refuse_unread(config)
        app = Flask("starting")
        app.config.update(config.for_flask())
        db.init_app(app)
        made.append(app)
        starting.init_app(app)
        return app

    yield begin
    for app in made:
        with app.app_context():
            db.engine.dispose()


def refused(capsys, start: Callable[[], Any]) -> list[str]:
    with pytest.raises(SystemExit) as stopped:
        start()
    assert stopped.value.code == GIVE_UP
    return capsys.readouterr().err.splitlines()


def a_made_up_member(app: Flask) -> None:
    with app.app_context():
        saved(User(email="made.up@example.org", name="Up", roles=["analyst"], password=PASSWORD, demonstration=True))
        db.session.remove()


def test_a_site_that_is_set_right_starts_and_says_nothing(start, capsys, caplog):
    start()
    assert capsys.readouterr().err == "" and [record.getMessage() for record in caplog.records] == []


def test_the_whole_application_is_made_only_when_nothing_betrays(capsys, tmp_path):
    (told,) = refused(capsys, lambda: create_app(Config(instance=tmp_path / "new", secret_key="dev", by_gunicorn=True)))
    assert told.startswith("SECRET_KEY has 3 characters")


def test_all_reasons_stand_there_at_once(start, capsys):
    a_made_up_member(start())
    told = refused(capsys, lambda: start(secret_key="dev", https=False, redis_url=OPEN_REDIS, keys="x"))
    beginnings = (
        "SECRET_KEY has",
        "COPROD_KEYS cannot",
        "People come over HTTPS",
        "Coprod does not use",
        "1 member of the",
    )
    assert len(told) == len(beginnings) and all(map(str.startswith, told, beginnings)), told


def test_keys_of_another_database_are_told_with_the_rest(start, capsys):
    other = new_key()
    told = refused(capsys, lambda: start(secret_key="dev", keys=other.written))
    assert [line.split()[0] for line in told] == ["SECRET_KEY", "Coprod"] and other.fingerprint in told[1]


def test_with_what_cannot_be_read_the_rest_is_told_too(start, capsys, tmp_path):
    told = refused(capsys, lambda: start(faults=("COPROD_HTTPS holds ...",), secret_key="dev", redis_url=OPEN_REDIS))
    assert [line.split()[0] for line in told] == ["COPROD_HTTPS", "SECRET_KEY", "Coprod"]


def test_a_folder_that_cannot_be_made_is_a_sentence(start, capsys, tmp_path):
    (tmp_path / "file").write_text("")
    (told,) = refused(capsys, lambda: start(instance=tmp_path / "file" / "instance"))
    assert told.startswith("Nothing can be kept in ") and "COPROD_INSTANCE" in told


def test_a_folder_that_others_use_is_a_sentence_and_left_as_it_is(start, capsys, tmp_path):
    tmp_path.chmod(0o1777)
    (told,) = refused(capsys, start)
    assert "a folder of its own" in told and tmp_path.stat().st_mode & 0o7777 == 0o1777
    tmp_path.chmod(0o700)


def test_what_is_left_open_is_closed(start, tmp_path):
    (tmp_path / "keys.old").write_text("")
    (tmp_path / "keys.old").chmod(0o644)
    tmp_path.chmod(0o755)
    start()
    assert first_open(*Config(instance=tmp_path).private) is None


def test_what_cannot_be_closed_is_refused(start, capsys, tmp_path, monkeypatch):
    start()
    (tmp_path / "keys.old").write_text("")
    (tmp_path / "keys.old").chmod(0o644)

    def somebody_elses(*args: Any) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", somebody_elses)
    (told,) = refused(capsys, start)
    assert str(tmp_path / "keys.old") in told


WORRYING = [
    ({"unknown": ("COPROD_X is no setting.",)}, "COPROD_X"),
    ({"base_url": "http://coprod.fernshire.example"}, "Public address"),
    ({"mail_from": "x"}, "MAIL_FROM"),
]


@pytest.mark.parametrize(("changes", "words"), WORRYING)
def test_what_betrays_nobody_is_for_the_log(start, caplog, changes, words):
    start(**changes)
    assert words in caplog.text


def test_a_database_that_is_not_upgraded_or_away_is_for_the_log(start, caplog, tmp_path):
    start(database_url=f"sqlite:///{tmp_path}/none.db")
    assert "db upgrade" in caplog.text and not (tmp_path / "none.db").exists()
    caplog.clear()
    (tmp_path / "none.db").write_bytes(b"no database, whatever its name says" * 99)
    start(database_url=f"sqlite:///{tmp_path}/none.db")
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


COMMANDS = {"worker": 5, "run": 5, "db upgrade": 4, "deactivate --email x": 4, "check": 0}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_mends_is_let_through_and_check_says_all_itself(start, capsys, monkeypatch, command):
    a_made_up_member(start())
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    monkeypatch.setattr(sys, "argv", ["flask", "--app", "coprod", *command.split()])
    wrong = {"secret_key": "dev", "https": False, "redis_url": OPEN_REDIS, "keys": "x"}
    if COMMANDS[command]:
        assert len(refused(capsys, lambda: start(**wrong))) == COMMANDS[command]
    else:
        start(**wrong)
    if COMMANDS[command] < 5:  # the demonstration's people stop only what serves
        start()


def test_gunicorn_stops_with_sentences_and_no_traceback(tmp_path):
    wrong = {
        "COPROD_HTTPS": "true",
        "COPROD_PROXIES": "one",
        "SECRET_KEY": "changeme",
        "DATABASE_URL": "mysql://u:hunter22@h/x",
    }
    process = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--log-level", "error", "coprod:create_app()"],
        cwd=ROOT, env={"PATH": os.environ["PATH"], "COPROD_INSTANCE": str(tmp_path / "new"), **wrong},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert process.returncode == GIVE_UP and "hunter22" not in process.stderr
    assert {line.split()[0] for line in process.stderr.splitlines()} == set(wrong)
    assert "Traceback" not in process.stderr and len(process.stderr.splitlines()) == len(wrong)
