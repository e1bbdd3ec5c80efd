"""A connection to PostgreSQL that waits long, but not for ever: a server that hangs never says that it does.

`statement_timeout` is kept by the server itself, and a server that was stopped keeps nothing. The network does not
notice either, for the kernel of that machine answers in its place.
"""

from typing import Any

from psycopg import Connection, OperationalError


class PatientConnection(Connection[Any]):
    """Ends itself when there was no answer for `patience` seconds: whatever comes later belongs to nobody."""

    patience: float | None = None  # while the database is migrated, there is no limit
    gave_up = False

    @staticmethod
    def tell() -> None:
        """Told when it gave up: whoever opens connections sets this."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As the driver waits, and no longer than that."""
        if timeout is not None or self.patience is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.patience)
        except OperationalError as error:
            if error.sqlstate is None and "wait timeout expired" in str(error):
                self.gave_up = True
                self.pgconn.finish()
                self.tell()
            raise
