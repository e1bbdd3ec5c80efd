"""A database for each test worker of each checkout: two checkouts may be tested at once on one server.

What takes seconds to put into a database is put there once in a run, by one worker, and copied by all.
"""

import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from coprod.config import ROOT

CHECKOUT = f"{zlib.crc32(str(ROOT).encode()):08x}"
SERVER_URL = os.environ.get("DATABASE_URL", "")


def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


OURS = f"coprod{CHECKOUT}{worker_name()}"  # what is this worker's of this checkout alone, where others share


def make_database(folder: Path, name: str) -> str:
    """The address of an empty database for this worker alone: a file, or a database on the given server."""
    return _made_on_server(name) if SERVER_URL else f"sqlite:///{folder / name}.db"


def _made_on_server(name: str, like: str = "") -> str:
    url = make_url(SERVER_URL)
    name = f"coprod_{CHECKOUT}_{name}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{like}"' if like else "")))
        connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))  # no test pulls the plug
    server.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


class Prepared(NamedTuple):
    """A folder and a database that somebody filled, and that nobody uses but to copy them."""

    folder: Path
    url: str

    def copied(self, folder: Path, name: str) -> str:
        """The address of a database of this worker alone with the same in it; its keys are in this folder."""
        if (self.folder / "keys").exists():
            shutil.copy(self.folder / "keys", folder / "keys")
        if (self.folder / "files").exists():
            shutil.copytree(self.folder / "files", folder / "files", dirs_exist_ok=True)
        theirs, name = str(make_url(self.url).database), f"{worker_name()}_{name}"
        if SERVER_URL:
            return _made_on_server(name, like=theirs)
        ours = folder / f"{name}.db"
        with closing(sqlite3.connect(theirs)) as source, closing(sqlite3.connect(ours)) as copy:
            source.backup(copy)
        return f"sqlite:///{ours}"


Fill = Callable[[Path, str], None]  # is given the folder and the address of the database, and leaves nothing open


Once = Callable[..., Prepared]  # the fixture `once`


def prepare(shared: Path, name: str, fill: Fill, before: Prepared | None = None) -> Prepared:
    """What `fill` makes, of nothing or of what was prepared `before`, once for all workers of a run.

    `shared` is a folder of them all.
    """
    folder, done = shared / name, shared / f"{name}.address"
    with alone(shared / f"{name}.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # somebody began and failed
            folder.mkdir()
            database = f"prepared_{name}"
            url = before.copied(folder, database) if before else make_database(folder, database)
            fill(folder, url)
            done.write_text(url, "utf-8")
        return Prepared(folder, done.read_text("utf-8"))


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One worker at a time: a lock that every system has."""
    with closing(sqlite3.connect(path, timeout=600, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield
