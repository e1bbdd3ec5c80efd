"""Work that nobody waits for gets done, wherever it waits, and stops when told."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, current_app
from huey.storage import MemoryStorage, PostgresStorage, RedisStorage, SqliteStorage

from coprod import jobs, keys, mail
from coprod.config import ROOT, Config
from coprod.database import db
from databases import OURS

done: list[str] = []


@jobs.task
def write_down(word: str) -> None:
    """A job that can be seen to have run, and where."""
    done.append(f"{word} in {current_app.name}")


@jobs.task
def fail() -> None:
    """A job with a mistake in it."""
    raise ZeroDivisionError


def app_for(folder, **settings) -> Flask:
    """An app with jobs, and the keys that sign them, and nothing else."""
    app = Flask("jobbing")
    app.config.update(Config(instance=folder, secret_key="a secret", **settings).for_flask())
    db.init_app(app)
    keys.init_app(app)
    jobs.init_app(app)
    return app


@pytest.fixture(autouse=True)
def back_in_memory(app) -> Iterator[None]:
    done.clear()
    yield
    jobs.huey.storage.close()
    jobs.init_app(app)


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    """Wait no longer than it takes, and this long at most: machines are busy."""
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return true()


def test_in_tests_jobs_wait_in_memory_and_nothing_runs_by_itself(app):
    assert isinstance(jobs.huey.storage, MemoryStorage)
    jobs.huey.flush()
    write_down("hello")
    time.sleep(0.05)
    assert done == []
    assert len(jobs.huey) == 1


@pytest.mark.parametrize(
    ("settings", "storage"),
    [
        ({}, SqliteStorage),
        ({"redis_url": "redis://127.0.0.1:1/0"}, RedisStorage),
        ({"database_url": "postgresql+psycopg://u:p@127.0.0.1:1/none"}, PostgresStorage),
        (
            {"database_url": "postgresql+psycopg://u:p@127.0.0.1:1/none", "redis_url": "redis://127.0.0.1:1"},
            RedisStorage,
        ),
    ],
)
def test_an_app_can_be_made_while_its_queue_is_away(tmp_path, settings, storage):
    app_for(tmp_path, **settings)
    assert jobs.huey.storage_class is storage
    app_for(tmp_path, testing=True)


@pytest.mark.parametrize("place", ["files", "database", "redis"])
def test_a_worker_does_jobs_in_its_app_until_it_is_stopped(the_app, tmp_path, place):
    here = {
        "files": {},
        "database": {"database_url": the_app.config["SQLALCHEMY_DATABASE_URI"]},
        "redis": {"redis_url": os.environ.get("REDIS_URL", "")},
    }
    if place == "redis" and not here["redis"]["redis_url"]:
        pytest.skip("there is no Redis here")
    app = app_for(tmp_path, **here[place])
    before = threading.active_count()
    assert jobs.huey.storage.name == OURS, "no other checkout's worker takes it"
    worker = jobs.start_worker(app)
    try:
        fail()
        write_down("hello")
        assert until(lambda: done == ["hello in jobbing"])
    finally:
        worker.stop()
    assert until(lambda: threading.active_count() <= before)
    write_down("nobody is there")
    time.sleep(0.2)
    assert done == ["hello in jobbing"]
    jobs.huey.flush()


def test_a_worker_leaves_signals_to_the_process(tmp_path):
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    worker = jobs.start_worker(app_for(tmp_path))
    worker.stop()
    assert {number: signal.getsignal(number) for number in before} == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_process_delivers_mail_and_stops_when_told(app, tmp_path, number):
    message = mail.send("anna@fernshire.example", "Hello", "Hello")
    db.session.commit()
    letter = tmp_path / "mail" / f"{message.id}.eml"
    db.session.rollback()
    settings = {
        "COPROD_INSTANCE": str(tmp_path),
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "COPROD_KEYS": app.config["COPROD_KEYS"],
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "coprod", "worker"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    delivered = until(lambda: letter.exists() or process.poll() is not None) and letter.exists()
    process.send_signal(number)
    output, errors = process.communicate(timeout=60)
    assert delivered, errors
    assert (process.returncode, output) == (0, "Running jobs. Ctrl-C stops.\nStopped.\n"), errors
    assert "Traceback" not in errors
