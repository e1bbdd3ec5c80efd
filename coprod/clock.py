"""The one clock: the database's. Hosts whose clocks differ would hold each other's letters."""

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any

EVERY = 60.0  # seconds after which a process sets its clock again
NEAR = timedelta(seconds=2)  # what the way to the database and back may make of it

log = logging.getLogger(__name__)


class Clock:
    """The clock of this process: the machine's, and how far that one is ahead of the database's.

    SQLite has the clock of its machine. On PostgreSQL each process asks once a minute, when it takes a connection.
    """

    def __init__(self) -> None:
        self.follows = False  # the database's; in tests, each test says what time it is
        self.ahead = timedelta(0)
        self._set_at = float("-inf")

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC) - self.ahead

    @property
    def is_due(self) -> bool:
        """Whether it is to be set again."""
        return self.follows and time.monotonic() - self._set_at > EVERY

    def set_by(self, connection: Any) -> None:
        """Ask the database what time it is, on a connection of its driver in which nothing has begun."""
        asked = datetime.now(UTC)
        theirs = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()[0]
        ours = asked + (datetime.now(UTC) - asked) / 2
        connection.rollback()
        ahead = ours - datetime.fromtimestamp(theirs, UTC)
        if abs(ahead - self.ahead) > NEAR:
            self.ahead = ahead if abs(ahead) > NEAR else timedelta(0)
            log.warning(
                "the clock of this machine is %d seconds ahead of the database's, which counts", ahead.total_seconds()
            )
        self._set_at = time.monotonic()


clock = Clock()
