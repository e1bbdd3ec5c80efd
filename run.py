#!/usr/bin/env python3
"""The two commands, with nothing installed but Python 3.11 or newer.

    python3 run.py         set up, load the demonstration, serve on http://127.0.0.1:5000 (PORT and HOST change that)
    python3 run.py test    set up and run every test; further words go to pytest

The first half of this file runs on the machine's own Python and makes .venv; `serve` runs inside it.
"""

from __future__ import annotations

import errno
import hashlib
import ipaddress
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
EXTRAS = "postgresql,redis,server,themes,test"


def main() -> None:
    """Set up if need be, then do what was asked, inside .venv."""
    if sys.version_info < (3, 11):
        sys.exit(f"Coprod needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    words = sys.argv[1:]
    if words and words[0] != "test":
        sys.exit("Coprod knows two commands: python3 run.py, and python3 run.py test.")
    if not words:
        refuse_what_cannot_work()
    if Path(sys.prefix).resolve() == VENV.resolve() and not words:
        serve()
        return
    set_up()
    if words:
        # Where Python may not keep what it compiled, each worker and each program under test compiles everything anew.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        hand_over("-m", "pytest", *words[1:])
    hand_over(str(ROOT / "run.py"))


def hand_over(*words: str) -> None:
    """Become .venv's Python (so that signals reach it directly); Windows cannot, and waits for it."""
    os.chdir(ROOT)
    command = [str(PYTHON), *words]
    if WINDOWS:
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


# Before anything slow: will it work at all? -----------------------------------------------------------------------


def refuse_what_cannot_work() -> None:
    """Stop with one plain sentence if the folder, the address or the port cannot be used."""
    host, port = address()
    if (demo := os.environ.get("COPROD_DEMO", "")) not in ("", "0", "1"):
        sys.exit(
            f"COPROD_DEMO must be 1 or 0, or be left out; it is {demo!r}: write COPROD_DEMO=0 for your own partnership."
        )
    if is_demonstration() and not is_this_machine(host):
        sys.exit(
            f"The demonstration serves this machine only, so HOST cannot be {host}: its passwords are printed for all "
            "to see (COPROD_DEMO=0 serves your own partnership instead)."
        )
    for folder in (ROOT, Path(os.environ.get("COPROD_INSTANCE") or ROOT / "instance")):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as problem:
            sys.exit(f"Coprod cannot write in {folder} ({problem.strerror}): put it in a folder that you may write in.")
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if not WINDOWS:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError as problem:
        sys.exit(port_sentence(host, port, problem))


def port_sentence(host: str, port: int, problem: OSError) -> str:
    """Why nothing can be served at this address, for a person."""
    if problem.errno in (errno.EADDRINUSE, errno.EACCES):
        return f"Port {port} on {host} cannot be used ({problem.strerror}): free it, or choose another with PORT=5001."
    return f"Coprod cannot serve on {host} ({problem.strerror}): HOST must be an address of this machine."


def address() -> tuple[str, int]:
    """Where to serve: HOST and PORT, or this machine's port 5000."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "5000"
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535; it is {port!r}.")
    return host.strip("[]"), int(port)


def is_demonstration() -> bool:
    """Everybody gets the demonstration unless the environment says COPROD_DEMO=0."""
    return os.environ.get("COPROD_DEMO") != "0"


def is_this_machine(host: str) -> bool:
    """True for 127.0.0.0/8, ::1 and localhost: addresses that no other machine can reach."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# Setting up, with the standard library only -------------------------------------------------------------------------


def set_up() -> None:
    """Make .venv, once, and again only when what to install has changed; then the page styles, likewise."""
    extras = EXTRAS if shutil.which("npm") else f"{EXTRAS},node"
    told = (ROOT / "pyproject.toml").read_bytes() + (ROOT / "constraints.txt").read_bytes()
    wanted = hashlib.sha256(told + f"{extras} in {ROOT}".encode()).hexdigest()
    stamp = VENV / ".installed"
    try:
        if not PYTHON.exists() or not stamp.exists() or stamp.read_text("utf-8") != wanted:
            install(extras)
            stamp.write_text(wanted, "utf-8")
    except OSError as problem:
        sys.exit(f"Coprod could not be set up in {ROOT} ({problem.strerror}).")
    # On its own, without the package around it: a mistake elsewhere is for the tests to report, not for the set-up.
    if status := subprocess.call([str(PYTHON), "-P", str(ROOT / "coprod" / "frontend.py")]):
        sys.exit(status)


def install(extras: str) -> None:
    """Everything in pyproject.toml, at the versions in constraints.txt: with uv where it can be had, else with pip."""
    uv = shutil.which("uv")
    if not PYTHON.exists():
        say("Making the environment (.venv). This happens once and takes about half a minute.")
        make = [uv, "venv", "-q", "--clear"] if uv else [sys.executable, "-m", "venv", "--clear"]
        if subprocess.call([*make, *(["--python", sys.executable] if uv else []), str(VENV)]):
            sys.exit("Python could not make .venv (on Debian and Ubuntu: apt-get install python3-venv).")
    say("Installing the packages in constraints.txt ...")
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if not uv and subprocess.call([*pip, "uv"], stderr=subprocess.DEVNULL) == 0:
        uv = str(PYTHON.with_name("uv.exe" if WINDOWS else "uv"))  # a third of pip's time, its own download included
    # Compiled now, as pip does: otherwise the first start, or each one where Python may not write, is 2 s slower.
    ways = [[uv, "pip", "install", "-q", "--compile-bytecode", "--python", str(PYTHON)]] if uv else []
    what = ["-c", "constraints.txt", "-e", f".[{extras}]"]
    if not any(subprocess.call([*way, *what], cwd=ROOT) == 0 for way in [*ways, pip]):
        sys.exit("The packages could not be installed (see above): the first start needs the internet, once.")


def say(line: str) -> None:
    """Tell whoever started this what is being done, as it is done."""
    print(line, flush=True)


# Inside .venv: the imports wait until the house they come from has been built ------------------------------


def serve() -> None:
    """Web and job worker together, until Ctrl-C or SIGTERM."""
    host, port = address()
    here = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    os.environ.setdefault("BASE_URL", here)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    refuse_silent_database(os.environ.get("DATABASE_URL"))
    from coprod import create_app, jobs

    app = create_app()
    prepare(app)
    import waitress

    try:
        # What a proxy says is believed, or not, by COPROD_PROXIES: the same as under gunicorn.
        believing = {"clear_untrusted_proxy_headers": False}
        server = waitress.create_server(app, host=host, port=port, threads=8, ident="", **believing)
    except OSError as problem:
        sys.exit(port_sentence(host, port, problem))
    worker = jobs.start_worker(app)
    say(f"Coprod is at {here} (Ctrl-C stops it)")
    try:
        server.run()  # Ctrl-C and SIGTERM end it
    finally:
        server.close()
        worker.stop()
    say("Stopped. Nothing is lost: the next start goes on from here.")


def prepare(app: Flask) -> None:
    """The database up to date; in an empty one, the demonstration, with who can sign in."""
    import flask_migrate

    say("Bringing the database up to date ...")
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
    from coprod import demo

    if is_demonstration():
        say("Looking for the demonstration, and loading it if the database is empty ...")
        demo.load_if_empty(app)
    sign_ins = demo.sign_ins(app)
    if sign_ins and not is_this_machine(address()[0]):
        sys.exit(
            "This database holds the demonstration, whose passwords everybody knows: serve it on this machine only, "
            "or choose another database with DATABASE_URL or COPROD_INSTANCE."
        )
    if sign_ins:
        flask = PYTHON.relative_to(ROOT).with_name("flask")
        say(
            "Staff of the demonstration sign in at /staff/sign-in: role, email, password, key for an authenticator app."
        )
        say(f"Without an app: {flask} --app coprod demo-code EMAIL prints the numbers that it would show.")
    for role, email, password, key in sign_ins:
        say(f"  {role:<20} {email:<32} {password:<16} {key or 'set up at the first sign-in'}".rstrip())
    if code := demo.example_code(app):
        say(f"A receipt code to try at /receipt: {code}")


def refuse_silent_database(url: str | None) -> None:
    """Stop with one plain sentence if DATABASE_URL names a database that does not answer."""
    if not url:
        return
    import sqlalchemy
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

    try:
        where = sqlalchemy.make_url(url)
        patience = {"connect_timeout": 5} if where.drivername.startswith("postgresql") else {}
        with sqlalchemy.create_engine(where, connect_args=patience).connect() as connection:
            sqlalchemy.inspect(connection).get_schema_names()
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError):
        sys.exit("DATABASE_URL must look like postgresql+psycopg://user:password@host/name, or be left out.")
    except DBAPIError as problem:
        reason = str(problem.orig).strip().splitlines()[0]
        sys.exit(f"The database at {where.render_as_string()} does not answer ({reason}): check DATABASE_URL.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        say("\nStopped.")
