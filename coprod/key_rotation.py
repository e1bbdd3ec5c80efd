"""Changing keys: what is sealed is sealed anew with the newest, row by row. It may be interrupted, and run again.

A keyed hash cannot be made anew, because nobody knows what it was made of: it stays under its key until its row goes.
Only the hash of what stands beside it, sealed, can: of an address, and of words that worry.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Table, func, or_, select, update

from coprod import keys
from coprod.database import Base, db
from coprod.sealing import Broken, Sealed, SealedAddress, SealedAndFound, address_digests, ring
from coprod.transactions import write_transaction

ROWS_AT_ONCE = 100  # a write transaction of some milliseconds: nobody who sends something waits for long


class Rotated(NamedTuple):
    """What one run did: how many values were sealed anew, and how many no key that is here can open."""

    sealed: int
    broken: int


def reseal() -> Rotated:
    """Seal everything with the newest key that is not."""
    with write_transaction():
        keys.record(db.session.connection())
    done = Counter[str]()
    for model, fields in sealed_fields():
        after: Any = None
        while (after := _some(model, fields, after, done)) is not None:
            pass
    return Rotated(done["sealed"], done["broken"])


def still_under() -> dict[str, Counter[str]]:
    """For each key but the newest, how much hangs on it in which column. One with nothing is no longer asked for."""
    names = {**ring().keys, **keys.known_to(db.session.connection())}
    found = {name: _counted(name) for name in names if name != ring().newest.name}
    for name in (name for name, counted in found.items() if not counted):
        with write_transaction():
            if not _counted(name):
                keys.forget(db.session.connection(), name)
    return found


def rows_with(address: str) -> dict[str, list[int]]:
    """In which rows of which tables somebody's address stands: for whoever asks what is kept about them."""
    digests = address_digests(address)
    found: dict[str, list[int]] = {}
    for model, fields in sealed_fields():
        for field in fields:
            if isinstance(field, SealedAddress):
                table = model.__table__
                [number] = table.primary_key
                query = select(number).where(table.c[field.digest].in_(digests)).order_by(number)
                found[table.name] = list(db.session.scalars(query))
    return found


def sealed_fields() -> Iterator[tuple[Any, list[Sealed]]]:
    """Every model with something sealed, and what that is."""
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__):
        fields = [value for value in vars(mapper.class_).values() if isinstance(value, Sealed)]
        if fields:
            yield mapper.class_, fields


def _some(model: Any, fields: list[Sealed], after: Any, done: Counter[str]) -> Any:
    """Seal some rows of a table anew; the number of the last one, or None when there are no more."""
    table: Table = model.__table__
    [number] = table.primary_key
    columns = [table.c[field.column] for field in fields]
    prefix = f"{ring().newest.name}:".encode()
    of_another_key = or_(*(func.substr(column, 1, len(prefix)) != prefix for column in columns))
    query = select(number, table.c.place, *columns).where(of_another_key).order_by(number).limit(ROWS_AT_ONCE)
    with write_transaction():
        # Past the session, which refuses any change to what is kept for good: these words stay as they were.
        connection = db.session.connection()
        rows = connection.execute((query if after is None else query.where(number > after)).with_for_update()).all()
        for row in rows:
            if values := _sealed_anew(model, fields, dict(row._mapping), done):
                connection.execute(update(table).where(number == row[0]).values(values))
    return rows[-1][0] if rows else None


def _sealed_anew(
    model: Any, fields: list[Sealed], row: Mapping[str, Any], done: Counter[str]
) -> dict[str, bytes | str | None]:
    values: dict[str, bytes | str | None] = {}
    for field in fields:
        if row[field.column] is None:
            continue
        try:
            text = field.opened(model, row[field.column], row["place"])
        except Broken:
            done["broken"] += 1
            continue
        values[field.column] = field.sealed(model, text, row["place"])
        if isinstance(field, SealedAndFound):
            values[field.digest] = field.digest_of(text)
        done["sealed"] += 1
    return values


def _counted(name: str) -> Counter[str]:
    """How much was made with a key, by table and column."""
    prefix = f"{name}:"
    counted = Counter[str]()
    for table in Base.metadata.sorted_tables:
        hashes = [(column, prefix) for column in table.columns if column.info.get("keyed")]
        for column, begins in [*hashes, *_sealed_columns(table, prefix.encode())]:
            query = select(func.count()).where(func.substr(column, 1, len(prefix)) == begins)
            counted[str(column)] = db.session.scalar(query) or 0
    return +counted


def _sealed_columns(table: Table, prefix: bytes) -> list[tuple[Any, Any]]:
    fields = {field.column for model, fields in sealed_fields() if model.__table__ is table for field in fields}
    return [(table.c[name], prefix) for name in sorted(fields)]
