"""What of a list that staff edit is in use: it is ended or retired, and never deleted."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from coprod.database import Base, db


class InUse(ValueError):
    """Somebody takes out of a list what something hangs on. Nothing was saved; the message says what to do instead."""


def is_used(key: Any) -> ColumnElement[bool]:
    """Whether any row of any table points at this one, by the foreign keys there are."""
    column = key.property.columns[0]
    pointing = [
        key.parent for table in Base.metadata.tables.values() for key in table.foreign_keys if key.column is column
    ]
    return or_(*(exists().where(other == column).correlate(column.table) for other in pointing))


def used(key: Any) -> set[str]:
    """The keys of all rows that something points at, in one question."""
    return set(db.session.scalars(select(key).where(is_used(key))))
