"""Counts of limits in a file of their own: all processes of one machine share them, and a worker that dies loses none.

Nothing waits for the disk. When the power goes, the last counts may be gone, or the file broken: then it begins anew.
"""

import os
import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from limits.storage import Storage

SWEPT_EVERY = 60  # seconds: what is over is forgotten soon, for it says that somebody was here
PATIENCE = 0.5  # seconds for one that another process has; each takes a few hundredths of a millisecond

_TABLE = "CREATE TABLE IF NOT EXISTS counted (key TEXT PRIMARY KEY, number INTEGER NOT NULL, until REAL NOT NULL)"
_ADD = (
    "INSERT INTO counted VALUES (:key, :more, :until) ON CONFLICT (key) DO UPDATE SET"
    " number = CASE WHEN until > :now THEN number ELSE 0 END + excluded.number,"
    " until = CASE WHEN until > :now THEN until ELSE excluded.until END RETURNING number"
)
_READ = "SELECT number, until FROM counted WHERE key = :key AND until > :now"


class CountsInFile(Storage):
    """What `limits` counts, as rows of one small table. Each thread of each process has a connection of its own."""

    STORAGE_SCHEME = None
    base_exceptions = (sqlite3.Error, OSError)

    def __init__(self, path: Path) -> None:
        super().__init__(wrap_exceptions=True)
        self._path = path
        self._mine = threading.local()
        self._swept = 0.0

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, for so many seconds from the first; the number by now."""
        now = time.time()
        if now - self._swept > SWEPT_EVERY:
            self._swept = now
            self._run("DELETE FROM counted WHERE until <= :now", now=now)
        return int(self._run(_ADD, key=key, more=amount, until=now + expiry, now=now)[0])

    def get(self, key: str) -> int:
        """The number by now."""
        row = self._run(_READ, key=key, now=time.time())
        return int(row[0]) if row else 0

    def get_expiry(self, key: str) -> float:
        """When it is forgotten."""
        now = time.time()
        row = self._run(_READ, key=key, now=now)
        return float(row[1]) if row else now

    def check(self) -> bool:
        """Whether it can be written."""
        self._run("DELETE FROM counted WHERE until <= :now", now=time.time())
        return True

    def clear(self, key: str) -> None:
        """Forget one."""
        self._run("DELETE FROM counted WHERE key = :key", key=key)

    def reset(self) -> int | None:
        """Forget all."""
        self._run("DELETE FROM counted")
        return None

    def _run(self, statement: str, **values: Any) -> Any:
        try:
            return self._connection().execute(statement, values).fetchone()
        except sqlite3.OperationalError:  # somebody else has it for too long, or the disk is full
            raise
        except sqlite3.DatabaseError:  # the power went while it was written
            self._begin_anew()
            return self._connection().execute(statement, values).fetchone()

    def _connection(self) -> sqlite3.Connection:
        mine = self._mine.__dict__
        if mine.get("process") != os.getpid():  # a connection stays where it was opened
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                os.close(os.open(self._path, os.O_CREAT | os.O_EXCL, 0o600))
            opened = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
            opened.execute("PRAGMA journal_mode = WAL")
            opened.execute("PRAGMA synchronous = OFF")
            opened.execute(_TABLE)
            mine.update(process=os.getpid(), connection=opened)
        connection: sqlite3.Connection = mine["connection"]
        return connection

    def _begin_anew(self) -> None:
        self._mine.__dict__.clear()
        for ending in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                self._path.with_name(self._path.name + ending).unlink()
