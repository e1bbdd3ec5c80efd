"""The parts that say whether the site runs: its database, its disk, its worker and its letters."""

import os
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from flask import current_app
from sqlalchemy import column, func, select, table, text

from coprod.config import ROOT, Config
from coprod.database import UTCDateTime, db, now
from coprod.database_trouble import NOT_MIGRATED
from coprod.examination.answers import Answer, State
from coprod.heartbeat import LAST, is_quiet
from coprod.mail import Message
from coprod.mail_server import trouble as mail_trouble
from coprod.one_question import first_row
from coprod.rendering import plural
from coprod.room_left import LEAST
from coprod.transactions import tried_and_undone

PROBE = b"0" * 64 * 1024


def database_answers() -> Answer:
    """The database can be asked."""
    first_row(select(text("1")))
    return Answer(State.GOOD, f"The database answers ({db.engine.dialect.name}).")


def database_is_migrated() -> Answer:
    """Its tables are those that the code wants. A newer database is good: for a moment, old code meets it."""
    row = first_row(select(column("version_num")).select_from(table("alembic_version")))
    if row is None or row[0] in revisions().older:
        return Answer(State.WRONG, NOT_MIGRATED)
    return Answer(State.GOOD, f"The database is at version {row[0]}, as this code wants it.")


def database_can_be_written() -> Answer:
    """Something could be stored: it is tried, and undone."""
    tried_and_undone("UPDATE heartbeat SET at = at")
    if db.engine.dialect.name == "postgresql":
        # Too much to sort in so little memory: it has to find room on its disk, and leaves nothing there.
        tried_and_undone(
            "SET LOCAL work_mem = '64kB'",
            "SELECT count(*) FROM (SELECT repeat('x', 99) || n FROM generate_series(1, 4000) n ORDER BY 1 OFFSET 0) t",
        )
    return Answer(State.GOOD, "What people send can be stored.")


def database_file_has_room() -> Answer:
    """SQLite's file can grow. PostgreSQL has a disk of its own, and was asked."""
    if db.engine.dialect.name != "sqlite" or not (file := db.engine.url.database):
        return Answer(State.GOOD, "The database has a disk of its own.")
    return room_in(Path(file).parent)


def folder_has_room() -> Answer:
    """The folder of the installation can take files."""
    config: Config = current_app.config["COPROD"]
    return room_in(config.instance)


def room_in(folder: Path) -> Answer:
    """Whether something can be written there, and how much more."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(PROBE)
            file.flush()
            os.fsync(file.fileno())
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Answer(State.WRONG, f"Nothing can be written in {folder} ({error.strerror}).")
    if free < LEAST:
        return Answer(State.WORRYING, f"Only {free // 1024**2} MB are left in {folder}. Drafts and files are not kept.")
    return Answer(State.GOOD, f"There is room in {folder}.")


def worker_runs() -> Answer:
    """A worker has given its sign in the last minutes."""
    row = first_row(LAST)
    if row is None:
        return Answer(State.WRONG, "No worker has run yet: start `flask --app coprod worker`. No letter leaves before.")
    last = UTCDateTime.from_driver(row[0])
    if is_quiet(last):
        minutes = int((now() - last).total_seconds() // 60)
        return Answer(
            State.WRONG,
            f"No worker has given a sign for {plural(minutes, 'minute')}: it was stopped, or hangs. No letter leaves.",
        )
    return Answer(State.GOOD, "A worker runs.")


def mail_leaves() -> Answer:
    """No letter has been tried in vain, and there is a mail server."""
    letters = Message.__table__.c
    failed = letters.sent_on.is_(None) & (letters.last_error != "")
    latest = select(letters.last_error).where(failed).order_by(letters.last_try_at.desc(), letters.id.desc()).limit(1)
    how_many = select(func.count(letters.id)).where(failed)
    number, kind = first_row(select(how_many.scalar_subquery(), latest.scalar_subquery()))
    if number:
        wrong = mail_trouble(kind).sentence
        return Answer(State.WRONG, f"{plural(number, 'letter')} could not leave. {wrong}")
    config: Config = current_app.config["COPROD"]
    if not config.mail_url:
        return Answer(State.WORRYING, "No mail server is set (MAIL_URL): letters become files, and reach nobody.")
    return Answer(State.GOOD, "No letter was tried in vain.")


class Revisions(NamedTuple):
    """The versions of the database that this code knows: the one it wants, and those before."""

    wanted: str
    older: frozenset[str]


@cache
def revisions() -> Revisions:
    """Read from the migrations, without Alembic, which no web process loads."""
    found = [path.read_text("utf-8") for path in sorted((ROOT / "migrations" / "versions").glob("*.py"))]
    names = {match[1] for each in found if (match := re.search(r'^revision = "(\w+)"', each, re.M))}
    older = {
        name
        for each in found
        if (match := re.search(r"^down_revision = (.+)$", each, re.M))
        for name in re.findall(r'"(\w+)"', match[1])
    }
    (wanted,) = names - older
    return Revisions(wanted, frozenset(older))
