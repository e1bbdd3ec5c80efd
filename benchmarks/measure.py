"""Load from a second process, and what it says: requests a second, and how long the slow ones took."""

import http.client
import json
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask, session as flask_session
from flask.sessions import SecureCookieSessionInterface

from benchmarks.servers import worker_memory


class Load(NamedTuple):
    """One run of load: requests a second, and the 99th percentile of latency in milliseconds."""

    per_second: float
    p99_ms: float


def wrk(
    url: str, connections: int = 4, seconds: float = 2, headers: dict[str, str] | None = None, lua: str = ""
) -> Load:
    """Keep `connections` requests under way for some seconds. wrk is Debian's package of that name."""
    program = shutil.which("wrk") or exit_with("wrk is not installed: apt-get install wrk")
    command = [program, "-t1", f"-c{connections}", f"-d{seconds:g}s", "--latency"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if lua:
            script.write(lua)
            script.flush()
            command += ["-s", script.name]
        out = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx or 3xx" in out:
        exit_with(f"{url} answered with errors:\n{out}")
    return Load(float(found(r"Requests/sec:\s+([\d.]+)", out)), milliseconds(found(r"99%\s+([\d.]+\w+)", out)))


def found(pattern: str, text: str) -> str:
    """What a pattern catches; stops when it catches nothing."""
    match = re.search(pattern, text)
    return match[1] if match else exit_with(f"wrk said something else:\n{text}")


def milliseconds(written: str) -> float:
    """ "1.5ms", "900us", "1.2s" in milliseconds."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", written).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def exit_with(message: str) -> str:
    """Stop, and say why."""
    raise SystemExit(message)


def one_by_one(url: str, times: int, headers: dict[str, str] | None = None, before: object = None) -> float:
    """Requests a second of one client; `before` is called, untimed, before each."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc)
    took = []
    for _ in range(times):
        if callable(before):
            before()
        started = time.perf_counter()
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=headers or {})
        answer = connection.getresponse()
        answer.read()
        took.append(time.perf_counter() - started)
        if answer.status != 200:
            exit_with(f"{url} answered {answer.status}")
    connection.close()
    return 1 / statistics.median(took)


class Download(NamedTuple):
    """One download: seconds to the first byte and to the last, MiB that the busiest worker grew by, bytes."""

    first_byte: float
    seconds: float
    grew_mib: float
    size: int


def download(url: str, headers: dict[str, str], master: int) -> Download:
    """Read a whole download, watching the workers' memory meanwhile."""
    parts = urlsplit(url)
    idle = worker_memory(master)
    connection = http.client.HTTPConnection(parts.netloc)
    started = time.perf_counter()
    connection.request("GET", parts.path, headers=headers)
    answer = connection.getresponse()
    size = len(answer.read(1))
    first_byte = time.perf_counter() - started
    grew, chunks = 0, 0
    while chunk := answer.read(1 << 18):
        size += len(chunk)
        chunks += 1
        if chunks % 16 == 0:
            grew = max(grew, *(now - idle.get(pid, now) for pid, now in worker_memory(master).items()))
    seconds = time.perf_counter() - started
    connection.close()
    if answer.status != 200:
        exit_with(f"{url} answered {answer.status}")
    return Download(first_byte, seconds, grew / 1024, size)


def cookie(app: Flask, content: dict[str, object]) -> str:
    """A session cookie with this content, as the server itself would have set it."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(content)}"  # type: ignore[union-attr]


def posting(path: str, bodies: list[str], headers: dict[str, str]) -> str:
    """A wrk script that posts each body once, in turn."""
    body_file = Path(tempfile.mkstemp(suffix=".bodies")[1])
    body_file.write_text("\n".join(bodies))
    lines = [f"local path = {json.dumps(path)}", "local headers = {}"]
    lines += [f"headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in headers.items()]
    lines += [
        "local bodies = {}",
        f'for line in io.lines("{body_file}") do bodies[#bodies + 1] = line end',
        "local at = 0",
        "function request() at = at % #bodies + 1; return wrk.format('POST', path, headers, bodies[at]) end",
    ]
    return "\n".join(lines)


def session() -> dict[str, object]:
    """What the session of this request context holds."""
    return dict(flask_session)
