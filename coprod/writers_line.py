"""The line of those who write: while nothing moves, few of them wait, so that threads are left for those who read."""

import sqlite3
import threading
import time

from coprod.database import PATIENCE


class Line:
    """Those who write in this process, and wait to. While it moves, all wait. When it stands still, few do: the others
    are told at once that we are busy, so that threads are left for those who read.
    """

    MOST = 3  # of the four threads that a process has at least
    STANDS_STILL = 0.5  # seconds

    def __init__(self) -> None:
        self._inside = 0
        self._moved = 0.0  # when somebody last came in or left
        self._changed = threading.Condition()

    def enter(self) -> None:
        """Take a place; raises sqlite3's sort of "locked" where there is none."""
        arrived = time.monotonic()
        with self._changed:
            while self._inside >= self.MOST:
                until = min(self._moved + self.STANDS_STILL, arrived + PATIENCE)
                if (left := until - time.monotonic()) <= 0:
                    raise sqlite3.OperationalError("the line of those who write is locked")
                self._changed.wait(left)
            self._inside += 1
            self._moved = time.monotonic()

    def leave(self) -> None:
        """Somebody else may have the place."""
        with self._changed:
            self._inside -= 1
            self._moved = time.monotonic()
            self._changed.notify()
