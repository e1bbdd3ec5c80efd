"""`/health` is answered within a second while every thread of the server waits for something else."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest
from asleep import TAKES

from coprod.config import ROOT

MANY = 60  # more than two workers with sixteen threads each


@pytest.fixture
def port() -> Iterator[int]:
    """Where a server answers as gunicorn.conf.py has it, with pages that take their time."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = ["gunicorn", "--log-level", "error", "--bind", f"fd://{listening.fileno()}", "asleep:app"]
        server = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT / "tests")},
            pass_fds=[listening.fileno()],
        )
        try:
            yield listening.getsockname()[1]
        finally:
            server.terminate()
            assert server.wait(30) == 0


def ask(port: int, address: str) -> float:
    """How many seconds it took to be answered."""
    began = time.monotonic()
    browser = HTTPConnection("127.0.0.1", port, timeout=30)
    browser.request("GET", address)
    assert browser.getresponse().read() == b"ok\n"
    browser.close()
    return time.monotonic() - began


def test_it_is_answered_while_everybody_else_waits(port: int):
    assert ask(port, "/health") < 20, "the server has started"
    with ThreadPoolExecutor(MANY) as people:
        pages = [people.submit(ask, port, "/") for _ in range(MANY)]
        time.sleep(0.5)
        took = []
        while not all(page.done() for page in pages):
            took.append(ask(port, "/health"))
            time.sleep(0.1)
        assert len(took) > TAKES and max(took) < TAKES / 2, took
        assert max(page.result() for page in pages) > TAKES * 1.5, "some had to wait for a thread"


def test_whoever_asks_for_it_and_does_not_end_takes_no_place_from_it(port: int):
    ask(port, "/health")
    with ThreadPoolExecutor(MANY) as people:
        pages = [people.submit(ask, port, "/") for _ in range(MANY)]
        time.sleep(0.5)
        slow = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(4)]
        for each in slow:
            each.sendall(b"GET /health HTTP/1.1\r\nHost: loc")
        assert max(ask(port, "/health") for _ in range(5)) < TAKES / 2
        for each in slow:
            each.close()
        assert all(page.result() for page in pages)
