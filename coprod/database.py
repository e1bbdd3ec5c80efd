"""The database: one `db`, named constraints, times in UTC, and connections as we want them."""

import os
import sqlite3
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from select import POLLIN, poll
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, Enum, MetaData, event, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DisconnectionError, InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Mapper, ORMExecuteState
from sqlalchemy.pool import Pool
from sqlalchemy.types import TypeDecorator

from coprod.asking_postgresql import come_in
from coprod.clock import clock

UK = ZoneInfo("Europe/London")
PATIENCE = 5  # seconds that somebody who writes waits for another before people are told that we are busy
Model = TypeVar("Model", bound=type)


class Base(DeclarativeBase):
    """Every table, with constraint names that are the same on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


class UTCDateTime(TypeDecorator[datetime]):
    """A moment. Stored in UTC, always handed back with its zone, whichever database keeps it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    @staticmethod
    @lru_cache(maxsize=256)  # an activity has the same two moments all day long
    def from_driver(value: Any) -> Any:
        """A moment as `first_row` has it: as text."""
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return UTCDateTime().process_result_value(moment, cast(Dialect, None))


def choice(enum: type, name: str) -> Enum:
    """A column type that holds one of an enum's values, as readable text, checked by the database."""
    return Enum(
        enum,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=30,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )


_KEPT: dict[str, Exception] = {}
"""By the name of each table whose rows are kept: what whoever changes many at once meets."""


@event.listens_for(db.session, "do_orm_execute")
def _refuse_many(state: ORMExecuteState) -> None:
    if state.is_delete or state.is_update:
        refusal = _KEPT.get(getattr(getattr(state.statement, "table", None), "name", ""))
        if refusal:
            raise refusal


def kept(refusal: Exception, *, may_change: Collection[str] = ()) -> Callable[[Model], Model]:
    """A table whose rows nobody deletes or edits through the session, one by one or many at once.

    Only the columns in `may_change` may be set anew, one row at a time. Whoever tries more meets `refusal`.
    """

    def refuse(*args: Any) -> None:
        raise refusal

    def refuse_other_changes(mapper: Mapper, connection: Connection, row: Any) -> None:
        columns = inspect(row).attrs
        changed = {column.key for column in mapper.column_attrs if columns[column.key].history.has_changes()}
        if not changed <= set(may_change):
            raise refusal

    def decorate(model: Model) -> Model:
        _KEPT[model.__table__.name] = refusal  # type: ignore[attr-defined]
        event.listen(model, "before_delete", refuse)
        event.listen(model, "before_update", refuse_other_changes if may_change else refuse)
        return model

    return decorate


def now() -> datetime:
    """This moment, in UTC, as the database has it."""
    return clock.now()


def uk_today() -> date:
    """Today's date in the United Kingdom: the only time kept with what a person says."""
    return now().astimezone(UK).date()


def last_minute(closes_at: datetime) -> datetime:
    """The last minute before a closing time that is midnight, for midnight belongs to the day it ends; in UK time.

    What closes at the end of a day closes at the next midnight, so that all of "11:59pm" is still in time.
    """
    local = closes_at.astimezone(UK)
    return local - timedelta(minutes=1) if local.time() == time.min else local


def last_day(closes_at: datetime) -> date:
    """The last UK day on which people can send something to what closes at this moment."""
    return last_minute(closes_at).date()


def days_after(moment: datetime, days: int) -> datetime:
    """So many days later at the same time by UK clocks, also where these change meanwhile."""
    return (moment.astimezone(UK) + timedelta(days=days)).astimezone(UTC)


@event.listens_for(Engine, "do_connect")
def _come_in(dialect: Dialect, record: Any, arguments: Any, settings: dict[str, Any]) -> Any:
    return come_in(dialect, arguments, settings) if dialect.name == "postgresql" else None


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # our `begin` below says when a transaction starts, not the driver
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # a thank-you page is a promise: the words are on the disk
        "foreign_keys=ON",
        f"busy_timeout={PATIENCE * 1000}",
        "secure_delete=ON",  # erased words do not linger in free pages
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Pool, "connect")
def _sign(connection: Any, record: Any) -> None:
    record.info["process"] = os.getpid()


@event.listens_for(Pool, "checkout")
def _leave_to_the_other_process(connection: Any, record: Any, proxy: Any) -> None:
    """A connection that was opened before the process forked (`gunicorn --preload`) is the other process's alone."""
    if record.info["process"] != os.getpid():
        record.dbapi_connection = proxy.dbapi_connection = None  # forgotten here, not closed: there it goes on
        raise DisconnectionError


@event.listens_for(Pool, "checkout")
def _replace_dead(connection: Any, record: Any, proxy: Any) -> None:
    """A connection that PostgreSQL has ended meanwhile is replaced, and with it all that were opened before it.

    The server says goodbye on the wire and nobody reads that, so there is something to read. To look costs
    two microseconds; to ask the server whether it is there, as `pool_pre_ping` does, costs more than a question.
    """
    if isinstance(connection, sqlite3.Connection):
        return
    if connection.closed:
        raise InvalidatePoolError
    on_the_wire = poll()
    on_the_wire.register(connection.fileno(), POLLIN)
    if on_the_wire.poll(0):
        raise InvalidatePoolError
    if clock.is_due:
        try:
            clock.set_by(connection)
        except Exception as error:
            raise InvalidatePoolError from error
