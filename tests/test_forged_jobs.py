"""Whoever can write where jobs wait can have nothing run; and a Redis that anybody reaches is not used."""

import ast
import json
import os
import pickle
import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from huey.registry import Message
from test_jobs import app_for, back_in_memory, done, until, write_down

from coprod import jobs, keys
from coprod.config import ROOT, Config
from coprod.database import db
from coprod.examination import starting
from coprod.job_messages import NotOurs
from coprod.key_ring import Key, new_key

__all__ = ["back_in_memory"]  # which is used for every test here


class Bomb:
    """What runs code as whoever reads it with pickle."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def message(*args: str) -> bytes:
    return jobs.huey.serialize_task(write_down.s(*args))


def forged(folder: Path) -> list[bytes]:
    """Rows that somebody put there who has the file, and not the keys."""
    right = message("right")
    digest, _, text = right.partition(b" ")
    other_key = Key(jobs.huey.serializer._key(digest.decode().partition(":")[0]).name, secrets.token_bytes(64))
    stranger = new_key()
    told = Message("1", "test_jobs.queue_task_write_down", args=("pickled",), kwargs={})
    return [
        pickle.dumps(Bomb(folder / "ran")),
        pickle.dumps(told),
        pickle.dumps(Message("1", Bomb(folder / "ran"), args=(), kwargs={})),
        text,
        b" " + text,
        digest,
        digest + b" " + text.replace(b"right", b"wrong"),
        digest + b" " + text.replace(b"write_down", b"fail"),
        digest + text,
        f"{other_key.digest('job', text.decode())} ".encode() + text,
        f"{stranger.digest('job', text.decode())} ".encode() + text,
        f"{digest.decode().partition(':')[0]}: ".encode() + text,
        b"",
        b"\xff\xfe \x00",
        "ключ:00 {}".encode(),
        json.dumps({"id": "1", "name": "x", "args": ["x"], "kwargs": {}}).encode(),
    ]


@pytest.mark.parametrize("place", ["files", "database", "redis"])
def test_what_is_forged_in_a_queue_is_not_run_and_holds_up_nothing(the_app, tmp_path, place, caplog):
    here = {
        "files": {},
        "database": {"database_url": the_app.config["SQLALCHEMY_DATABASE_URI"]},
        "redis": {"redis_url": os.environ.get("REDIS_URL", "")},
    }
    if place == "redis" and not here["redis"]["redis_url"]:
        pytest.skip("there is no Redis here")
    app = app_for(tmp_path, **here[place])
    storage = jobs.huey.storage
    jobs.huey.flush()
    for data in forged(tmp_path):
        storage.enqueue(data)
        storage.add_to_schedule(data, datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None))
    write_down("hello")
    worker = jobs.start_worker(app)
    try:
        assert until(lambda: done == ["hello in jobbing"])
        assert until(lambda: not len(jobs.huey) and not storage.schedule_size())
    finally:
        worker.stop()
    assert done == ["hello in jobbing"] and not (tmp_path / "ran").exists()
    assert "is no job of this installation: NotOurs" in caplog.text and "pickled" not in caplog.text
    jobs.huey.flush()


def test_results_and_locks_are_not_unpickled_either(tmp_path):
    app_for(tmp_path)
    for kept in ("r:write_down", "rt:test_jobs.queue_task_write_down", "anything"):
        jobs.huey.storage.put_data(kept, pickle.dumps(Bomb(tmp_path / "ran")))
        with pytest.raises(NotOurs):
            jobs.huey.get(kept, peek=True)
    assert not (tmp_path / "ran").exists()


def test_a_job_that_an_older_key_signed_is_run(tmp_path):
    older, newest = new_key(), new_key()
    app_for(tmp_path, keys=older.written)
    waiting = message("hello")
    app_for(tmp_path, keys=f"{newest.written},{older.written}")
    assert list(jobs.huey.deserialize_task(waiting).args) == ["hello"]
    assert message("hello").startswith(newest.name.encode())
    app_for(tmp_path, keys=newest.written)
    with pytest.raises(NotOurs):
        jobs.huey.deserialize_task(waiting)


def test_nothing_in_the_house_reads_what_can_run_code():
    runs = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
    for path in [*(ROOT / "coprod").rglob("*.py"), ROOT / "run.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not runs & {name.partition(".")[0] for name in names}, path


NEAR = [
    "redis://127.0.0.1:6379/0",
    "redis://127.9.0.1",
    "redis://localhost/3",
    "redis://[::1]:6379/0",
    "redis:///0",
    "unix:///run/redis/redis.sock?db=1",
    "rediss://:secret@redis.example.org:6380/0",
    "redis://user:secret@10.0.0.7:6379/0",
    "redis://10.0.0.7:6379/0?password=secret",
    "",
]
FAR = [
    "redis://10.0.0.7:6379/0",
    "redis://redis:6379",
    "rediss://redis.example.org",
    "redis://user@redis.example.org",
    "redis://:@redis.example.org",
    "redis://user:@[2001:db8::7]:6379/0",
    "redis://0.0.0.0:6379",
    "redis://127.0.0.1.example.org",
    "redis://localhost.example.org/0?password=",
    "redis://127.0.0.1,10.0.0.7:6379/0",
]


def begun_with(folder: Path, address: str) -> None:
    app = Flask("far")
    app.config.update(Config(instance=folder, secret_key="a secret", redis_url=address).for_flask())
    db.init_app(app)
    starting.init_app(app)
    jobs.init_app(app)


@pytest.mark.parametrize("address", FAR)
def test_a_redis_beyond_this_machine_without_a_password_is_refused_in_a_sentence(tmp_path, capsys, address):
    with pytest.raises(SystemExit) as stopped:
        begun_with(tmp_path, address)
    told = capsys.readouterr().err
    assert stopped.value.code == keys.GIVE_UP and told.count("\n") == 1 and "without a password" in told


@pytest.mark.parametrize("address", NEAR)
def test_one_on_this_machine_or_with_a_password_is_used(tmp_path, capsys, address):
    pytest.importorskip("redis")
    begun_with(tmp_path, address)
    assert capsys.readouterr().err == ""
