"""What is open at this moment, in numbers."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, select

from coprod.concerns.concern import Concern
from coprod.database import db


class OpenNow(NamedTuple):
    """How many concerns are open, and since when the oldest is.

    Of those that nobody has, `unacknowledged` are those whose clock runs; `quiet` are weaker worries whose clock has
    not begun: they stand on the list, and no letter has left yet.
    """

    number: int
    unacknowledged: int
    quiet: int
    oldest: datetime | None


def open_now() -> OpenNow:
    """Of every concern that is not closed."""
    nobody_has, quiet = Concern.acknowledged_at.is_(None), Concern.quiet()
    numbers = func.count(), func.count().filter(and_(nobody_has, ~quiet)), func.count().filter(quiet)
    query = select(*numbers, func.min(Concern.opened_at)).where(Concern.closed_at.is_(None))
    return OpenNow._make(db.session.execute(query).one())
