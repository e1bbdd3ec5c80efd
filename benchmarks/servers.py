"""The production server, twice: a bare Flask reply, and Coprod on a scratch database."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from coprod import create_app, rate_limits
from coprod.config import Config
from coprod.questionnaires.answering.drafts import quota

ROOT = Path(__file__).resolve().parent.parent

bare = Flask("bare")


@bare.get("/")
def hello() -> str:
    """The reference: the least that Flask can do."""
    return "hello"


def coprod() -> Flask:
    """Coprod as a worker of the benchmark makes it. Whoever measures is counted as one network, and stands for many."""
    rate_limits.POSTING, quota.KEPT = "100000000 per hour", "100000000000 per hour"
    return create_app(Config.from_environment())


@contextmanager
def served(target: str, instance: Path) -> Iterator[tuple[str, int]]:
    """gunicorn with two workers; gives the address and the master's process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "--log-level", "error", target],
        cwd=ROOT,
        env={**os.environ, "COPROD_INSTANCE": str(instance)},
    )
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int) -> None:
    """Until a worker answers, 30 seconds at most; what it answers does not matter."""
    for _ in range(300):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise SystemExit("the server did not start")


def worker_memory(master: int) -> dict[int, int]:
    """Resident memory of each worker, in KiB (Linux)."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return {int(pid): resident(int(pid)) for pid in children}


def resident(pid: int) -> int:
    """Resident memory of one process, in KiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0
