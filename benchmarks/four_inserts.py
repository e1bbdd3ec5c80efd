"""The reference for what people send: a bare Flask application that makes the four inserts of a note, durably.

It checks nothing, screens nothing and shows nothing. Tables have the columns and indexes that those of Coprod have.
"""

import os
import sqlite3
import threading
import time
from datetime import UTC, datetime
from importlib import import_module
from secrets import token_hex
from typing import Any

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

TABLES = """
CREATE TABLE IF NOT EXISTS reference_receipt ({id}, digest VARCHAR NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS reference_contribution ({id}, public_id VARCHAR NOT NULL UNIQUE,
    activity_id INTEGER NOT NULL, receipt_id INTEGER REFERENCES reference_receipt (id),
    token_digest VARCHAR UNIQUE, audience VARCHAR NOT NULL,
    district VARCHAR, sharing VARCHAR NOT NULL, source VARCHAR NOT NULL, context VARCHAR NOT NULL,
    submitted_on DATE NOT NULL, received_at TIMESTAMP, unusual BOOLEAN NOT NULL, counts BOOLEAN NOT NULL);
CREATE TABLE IF NOT EXISTS reference_submission ({id}, public_id VARCHAR NOT NULL UNIQUE,
    contribution_id INTEGER NOT NULL REFERENCES reference_contribution (id), prompt VARCHAR NOT NULL, words VARCHAR,
    status VARCHAR NOT NULL, findings VARCHAR NOT NULL, moves_made INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS reference_note ({id}, public_id VARCHAR NOT NULL UNIQUE, board_id INTEGER NOT NULL,
    contribution_id INTEGER NOT NULL UNIQUE REFERENCES reference_contribution (id),
    submission_id INTEGER NOT NULL UNIQUE REFERENCES reference_submission (id), colour INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS reference_receipts ON reference_contribution (receipt_id);
CREATE INDEX IF NOT EXISTS reference_activities ON reference_contribution (activity_id);
CREATE INDEX IF NOT EXISTS reference_contributions ON reference_submission (contribution_id);
CREATE INDEX IF NOT EXISTS reference_boards ON reference_note (board_id);
"""
RECEIPT = "INSERT INTO reference_receipt (digest) VALUES (?) RETURNING id"
CONTRIBUTION = (
    "INSERT INTO reference_contribution (public_id, activity_id, receipt_id, token_digest, audience, district, sharing,"
    " source, context, submitted_on, received_at, unusual, counts)"
    " VALUES (?, 1, ?, ?, ?, ?, ?, 'online', '{}', ?, ?, ?, ?) RETURNING id"
)
SUBMISSION = (
    "INSERT INTO reference_submission (public_id, contribution_id, prompt, words, status, findings, moves_made)"
    " VALUES (?, ?, 'What would help', ?, 'pending', '[]', 0) RETURNING id"
)
NOTE = "INSERT INTO reference_note (public_id, board_id, contribution_id, submission_id, colour) VALUES (?, 1, ?, ?, 1)"


def application() -> Flask:
    """As gunicorn makes it. COPROD_INSTANCE and DATABASE_URL say where, as for Coprod."""
    app = Flask("four_inserts")
    url = os.environ.get("DATABASE_URL", "").replace("+psycopg", "")
    mine = threading.local()

    def connection() -> Any:
        if not hasattr(mine, "connection"):
            mine.connection = on_postgresql(url) if url else on_sqlite()
        return mine.connection

    @app.post("/add")
    def add() -> Response:
        there, form = connection(), request.form
        if not url:
            begin(there)
        try:
            insert(lambda sql, values: there.execute(sql.replace("?", "%s") if url else sql, values), form)
        except BaseException:
            there.rollback()
            raise
        there.commit()
        return redirect("/thanks", 303)

    return app


def insert(execute: Any, form: Any) -> None:
    """What one person sent, as four rows."""
    moment = datetime.now(UTC)
    [receipt] = execute(RECEIPT, (form["token"] + "r",)).fetchone()
    who = (token_hex(7), receipt, form["token"], form["audience"], form["district"], form["sharing"])
    [contribution] = execute(CONTRIBUTION, (*who, str(moment.date()), str(moment)[:26], False, False)).fetchone()
    [submission] = execute(SUBMISSION, (token_hex(7), contribution, form["words"])).fetchone()
    execute(NOTE, (token_hex(7), contribution, submission))


def on_sqlite() -> sqlite3.Connection:
    """A connection like those of Coprod, to a file of its own."""
    file = f"{os.environ['COPROD_INSTANCE']}/reference.db"
    there = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=5)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        there.execute(f"PRAGMA {pragma}")
    there.executescript(TABLES.format(id="id INTEGER PRIMARY KEY"))
    there.execute("PRAGMA busy_timeout=0")
    return there


def on_postgresql(url: str) -> Any:
    """A connection like those of Coprod."""
    there = import_module("psycopg").connect(url)
    there.execute(TABLES.format(id="id SERIAL PRIMARY KEY"))
    there.commit()
    return there


def begin(there: sqlite3.Connection) -> None:
    """Wait for the turn to write, in short and even sleeps."""
    while True:
        try:
            there.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError:
            time.sleep(0.001)
