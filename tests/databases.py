"""A database for each test worker of each checkout: two checkouts may be tested at once on one server."""

import os
import zlib
from pathlib import Path

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
    if not SERVER_URL:
        return f"sqlite:///{folder / name}.db"
    url = make_url(SERVER_URL)
    name = f"coprod_{CHECKOUT}_{name}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    server.dispose()
    return url.set(database=name).render_as_string(hide_password=False)
