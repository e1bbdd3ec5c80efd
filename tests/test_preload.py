"""gunicorn with --preload: two workers that were forked from one process share no connection."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from answering import token_on
from builders import a_board, a_partnership, saved
from coprod import create_app
from coprod.boards.models import Note
from coprod.config import ROOT, Config
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.partnership.opening import SiteOpening
from databases import make_database, worker_name

PEOPLE = 24


@pytest.fixture
def site(config: Config, tmp_path: Path) -> Iterator[Flask]:
    """An application with a board, in a database of its own."""
    url = make_database(tmp_path, f"{worker_name()}_preload")
    app = create_app(replace(config, instance=tmp_path, database_url=url, testing=False, redis_url=""))
    with app.app_context():
        db.create_all()
        a_partnership()
        a_board()
        saved(SiteOpening())
        db.session.remove()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def port(site: Flask, tmp_path: Path) -> Iterator[int]:
    """Where a real server with two workers answers."""
    listening = socket.create_server(("127.0.0.1", 0))
    environment = os.environ | {
        "COPROD_INSTANCE": str(tmp_path),
        "DATABASE_URL": site.config["COPROD"].database_url,
        "REDIS_URL": "",
        "SECRET_KEY": site.config["SECRET_KEY"],
        "PYTHONPATH": str(ROOT / "tests"),
    }
    command = ["gunicorn", "--preload", "--workers", "2", "--threads", "4", "--log-level", "error", "preloaded:app"]
    bind = ["--bind", f"fd://{listening.fileno()}"]
    server = subprocess.Popen(
        [sys.executable, "-m", *command, *bind], cwd=ROOT, env=environment, pass_fds=[listening.fileno()]
    )
    try:
        yield listening.getsockname()[1]
    finally:
        server.terminate()
        assert server.wait(30) == 0
        listening.close()


def send_a_note(port: int, number: int) -> int:
    """Open the form, fill it in, send it, as a browser does."""
    browser = HTTPConnection("127.0.0.1", port, timeout=60)
    browser.request("GET", "/boards/better/add")
    answer = browser.getresponse()
    page, cookie = answer.read().decode(), answer.headers["Set-Cookie"].partition(";")[0]
    csrf = page.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    fields = {"words": f"Idea {number}", "audience": "not_said", "sharing": "show", "csrf_token": csrf}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    browser.request("POST", "/boards/better/add", urlencode(fields | {"token": token_on(page)}), headers)
    sent = browser.getresponse()
    sent.read()
    browser.close()
    return sent.status


def test_two_workers_take_notes_at_once(site: Flask, port: int):
    with ThreadPoolExecutor(8) as people:
        assert list(people.map(send_a_note, [port] * PEOPLE, range(PEOPLE))) == [303] * PEOPLE
    assert db.session.query(Note).count() == db.session.query(Contribution).count() == PEOPLE
