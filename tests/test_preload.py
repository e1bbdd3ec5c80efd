"""gunicorn as gunicorn.conf.py has it: workers that were forked from one process share no connection, but their limits.

Whoever stops in the middle of what they send stops nobody else.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.client import HTTPConnection, HTTPException
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
    """Where a real server with two workers answers, as it is started in production."""
    listening = socket.create_server(("127.0.0.1", 0))
    environment = os.environ | {
        "COPROD_INSTANCE": str(tmp_path),
        "DATABASE_URL": site.config["COPROD"].database_url,
        "REDIS_URL": "",
        "PYTHONPATH": str(ROOT / "tests"),
    }
    command = ["gunicorn", "--log-level", "error", "preloaded:app"]  # all else stands in gunicorn.conf.py
    bind = ["--bind", f"fd://{listening.fileno()}"]
    server = subprocess.Popen(
        [sys.executable, "-m", *command, *bind], cwd=ROOT, env=environment, pass_fds=[listening.fileno()]
    )
    site.extensions["server"] = server
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


def a_wrong_code(port: int) -> int:
    """Type a receipt code that nobody has."""
    for _ in range(100):  # a worker that was killed has answered nobody
        browser = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            browser.request("GET", "/receipt")
            answer = browser.getresponse()
            page, cookie = answer.read().decode(), answer.headers["Set-Cookie"].partition(";")[0]
            csrf = page.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
            fields = {"code": "otter lantern maple 427", "csrf_token": csrf}
            browser.request("POST", "/receipt", urlencode(fields), headers)
            return browser.getresponse().status
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            browser.close()
    raise AssertionError("nobody answers")


HALF = (
    b"POST /boards/better/add HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 400\r\n\r\nwords=half"
)


def test_notes_come_in_whoever_stops_half_way_and_a_dead_worker_takes_no_count_with_it(site: Flask, port: int):
    half = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(12)]
    for each in half:
        each.sendall(HALF)
    with ThreadPoolExecutor(8) as people:
        assert list(people.map(send_a_note, [port] * PEOPLE, range(PEOPLE))) == [303] * PEOPLE
    for each in half:
        each.close()
    assert db.session.query(Note).count() == db.session.query(Contribution).count() == PEOPLE

    assert [a_wrong_code(port) for _ in range(62)] == [422] * 60 + [429] * 2
    if before := workers_of(site.extensions["server"]):
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        assert a_wrong_code(port) == 429
        for _ in range(100):  # until the server has noticed that the last of them is dead
            if not (left := set(workers_of(site.extensions["server"])) & set(before)):
                break
            time.sleep(0.1)
        assert not left


def workers_of(server: subprocess.Popen) -> list[int]:
    """Their processes, where Linux tells."""
    told = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    return [int(pid) for pid in told.read_text().split()] if told.exists() else []
