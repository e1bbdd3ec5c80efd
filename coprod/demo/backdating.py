"""What the demonstration's people did some time ago was written down when it was loaded: here it gets its day."""

from datetime import date
from typing import Any

from sqlalchemy import update

from coprod.database import Base, db


def were_on(table: type[Base], day: date, column: str, which: Any) -> None:
    """They did it on that day."""
    db.session.flush()
    db.session.connection().execute(update(table).where(which).values({column: day}))
