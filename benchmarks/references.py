"""The database's own tool, writing the same rows: `sqlite3 -csv`, or PostgreSQL's COPY by `psql`."""

import os
import shutil
import subprocess
import tempfile
import time

from flask import Flask
from sqlalchemy import Engine

from coprod.database import db
from coprod.feedback_log.downloads import query_for
from coprod.feedback_log.filters import FeedbackLogFilters


def own_tool(app: Flask) -> float:
    """Seconds that the database's own tool takes for the download's query."""
    with app.app_context():
        engine = db.engine
        command = command_for(engine)
    with tempfile.TemporaryFile() as out:
        started = time.perf_counter()
        subprocess.run(command, stdout=out, check=True, env={**os.environ, "PGOPTIONS": "-c jit=off"})
        return time.perf_counter() - started


def command_for(engine: Engine) -> list[str]:
    """The tool, and the very query that the download runs."""
    query = query_for(FeedbackLogFilters(), engine)
    compiled = query.compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True})
    sql = " ".join(str(compiled).split())
    url = engine.url
    if url.get_backend_name() == "sqlite":
        return [tool("sqlite3"), "-csv", str(url.database), sql]
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return [tool("psql"), address, "-qc", f"COPY ({sql}) TO STDOUT WITH CSV HEADER"]


def tool(name: str) -> str:
    """Where a program is; stops when it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is not installed: apt-get install {'postgresql-client' if name == 'psql' else name}")
    return found
