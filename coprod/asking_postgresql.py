"""How a process comes to PostgreSQL: with patience, and, while it hangs, one thread at a time.

While nobody answers there, each thread that asks waits for seconds. Were all to wait, none would be left to say so.
"""

import time
from collections.abc import Callable
from importlib import import_module
from threading import Lock
from typing import Any

from sqlalchemy import Dialect

REST = 1.0  # seconds after waiting in vain: the same request does not wait again


class OneAtATime:
    """While the last who tried waited in vain, one tries and the others are refused at once."""

    def __init__(self) -> None:
        self._hangs = False
        self._rests_until = 0.0
        self._trying = Lock()

    def nobody_answers(self) -> None:
        """Somebody who was in has waited in vain."""
        self._hangs, self._rests_until = True, time.monotonic() + REST

    def let_in(self, connect: Callable[[], Any], error: type[Exception]) -> Any:
        """What `connect` gives; raises `error` for whoever is not let in."""
        is_alone = self._hangs
        if is_alone and (time.monotonic() < self._rests_until or not self._trying.acquire(blocking=False)):
            raise error("connection timeout expired: somebody else is trying")
        try:
            found = connect()
        except error as failed:
            if "timeout" in str(failed):  # and not refused at once, as where nothing runs
                self.nobody_answers()
            raise
        else:
            self._hangs = False
            return found
        finally:
            if is_alone:
                self._trying.release()


_door = OneAtATime()


def come_in(dialect: Dialect, arguments: Any, settings: dict[str, Any]) -> Any:
    """A new connection. `patience` among the settings is how many seconds it waits for an answer."""
    patient = import_module("coprod.patient_connection").PatientConnection
    wanted = {name: value for name, value in settings.items() if name != "patience"}
    connection = _door.let_in(lambda: patient.connect(*arguments, **wanted), dialect.loaded_dbapi.OperationalError)
    connection.patience, connection.tell = settings.get("patience"), _door.nobody_answers
    return connection
