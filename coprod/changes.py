"""What staff change: each edit leaves a `Change`, nobody undoes a colleague unawares, and kept pages go stale."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import JSON, ForeignKey, Index, Update, event, inspect, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column, object_session
from sqlalchemy.orm.attributes import set_committed_value

from coprod.database import Base, UTCDateTime, db, kept, now

Model = TypeVar("Model", bound=type)


class NeverEdited(Exception):
    """Somebody tried to change or delete a record of what was changed."""


class Clash(Exception):
    """Somebody else has changed a thing since the form was opened. Nothing was saved."""


@kept(NeverEdited("changes are added, never edited or deleted"))
class Change(Base):
    """One edit of one field by a member of staff. Rows are added, never edited.

    `subject` is what was changed ("activity 12"), `edit` counts the edits of it, so that the changes of one form share
    a number. `was` and `became` are plain values, as JSON holds them. `reason` is for everyone to read, where a date or
    words moved that people had been told; else it is empty. Change knows people by `by_id`; who shows them joins the
    name.
    """

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_subject_edit", "subject", "edit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    edit: Mapped[int]
    field: Mapped[str]
    was: Mapped[Any] = mapped_column(JSON, nullable=False)
    became: Mapped[Any] = mapped_column(JSON, nullable=False)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str]

    MADE = "made"

    def __init__(
        self, *, subject: str, edit: int, field: str, was: Any, became: Any, by: int, reason: str = ""
    ) -> None:
        super().__init__(
            subject=subject,
            edit=edit,
            field=field,
            was=plain(was),
            became=plain(became),
            by_id=by,
            at=now(),
            reason=reason,
        )


class EditedByStaff:
    """What staff edit. `edited` counts their edits, and nothing else moves it: an approval meanwhile is no clash.

    `change` is the one way to edit it. `NEED_A_REASON` are the fields whose change is told to everyone, with why;
    `FOR_STAFF` those of which only staff read why, `TOLD_ELSEWHERE` those that have a page of their own for it.
    """

    NEED_A_REASON: frozenset[str] = frozenset()
    FOR_STAFF: frozenset[str] = frozenset()
    TOLD_ELSEWHERE: frozenset[str] = frozenset()

    id: Mapped[int]
    edited: Mapped[int]

    @property
    def subject(self) -> str:
        """What its changes are filed under, as in "activity 12"."""
        return f"{self._table().name} {self.id}"

    def change(self, values: dict[str, Any], *, by: int, seen: int | None = None, reason: str = "") -> bool:
        """Set these values, and write down each that is another. Says whether there was any.

        `seen` is the `edited` that the form was opened from. Raises `Clash` when somebody has edited it since.
        """
        moved = {field: value for field, value in values.items() if getattr(self, field) != value}
        if not moved:
            return False
        self.must_take(moved)
        self.count_edit(self.edited if seen is None else seen)
        for field, value in moved.items():
            was = getattr(self, field)
            setattr(self, field, value)
            self.write_down(
                field, was, value, by=by, reason=reason if field in self.NEED_A_REASON | self.FOR_STAFF else ""
            )
        return True

    def must_take(self, values: dict[str, Any]) -> None:
        """Raise when nothing of it, or none of these, may be changed now. Most things may be changed always."""

    def write_down(self, field: str, was: Any, became: Any, *, by: int, reason: str = "") -> None:
        """Leave a `Change` of this edit."""
        change = Change(
            subject=self.subject,
            edit=self.edited,
            field=field,
            was=self.as_recorded(field, was),
            became=self.as_recorded(field, became),
            by=by,
            reason=reason,
        )
        db.session.add(change)

    def made(self, *, by: int) -> None:
        """A member of staff has just made it."""
        if not inspect(self).persistent:
            db.session.flush()
        self.write_down(Change.MADE, None, None, by=by)

    def as_recorded(self, field: str, value: Any) -> Any:
        """A field's value as its `Change` keeps it."""
        return value

    def told_changes(self) -> Sequence[Change]:
        """The changes that everyone is told of, the latest first. What nobody has edited has none, unasked."""
        if self.edited == 1:
            return ()
        told = select(Change).where(Change.subject == self.subject, Change.reason != "")
        if elsewhere := self.FOR_STAFF | self.TOLD_ELSEWHERE:
            told = told.where(Change.field.not_in(elsewhere))
        return db.session.scalars(told.order_by(Change.id.desc()).limit(5)).all()

    def count_edit(self, seen: int) -> None:
        """One more edit, unless somebody was faster: the database decides, so this holds for the same instant too."""
        table = self._table()
        one_more = update(table).where(table.c.id == self.id, table.c.edited == seen).values(edited=seen + 1)
        if db.session.connection().execute(one_more).rowcount != 1:
            raise Clash
        set_committed_value(self, "edited", seen + 1)

    @classmethod
    def _table(cls) -> Any:
        return inspect(cls).base_mapper.local_table


def plain(value: Any) -> Any:
    """A value as JSON holds it: moments and dates in ISO 8601."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def counts_what_is_shown(name: str) -> Callable[[Model], Model]:
    """A table whose rows stand on pages that are kept. Whatever changes in one moves its counter, called `name`."""

    def count(mapper: Mapper, connection: Connection, row: Any) -> None:
        session = object_session(row)
        if session is not None and session.is_modified(row, include_collections=False):
            setattr(row, name, inspect(row).mapper.columns[name] + 1)  # by the database: two at once move it twice

    def decorate(model: Model) -> Model:
        event.listen(model, "before_update", count, propagate=True)
        return model

    return decorate


def shown_with(counter: Callable[[list[Any]], Update]) -> Callable[[Model], Model]:
    """A table whose rows are shown as a part of something else, whose counter `counter` moves, for several at once.

    So whoever adds, changes or deletes one need not think of the pages where it stands. Rows that are changed past the
    session, many at once, are not seen.
    """

    def note(mapper: Mapper, connection: Connection, row: Any) -> None:
        session = object_session(row)
        if session is not None:
            session.info.setdefault(MOVED, {}).setdefault(counter, []).append(row)

    def note_changed(mapper: Mapper, connection: Connection, row: Any) -> None:
        session = object_session(row)
        if session is not None and session.is_modified(row, include_collections=False):
            note(mapper, connection, row)

    def decorate(model: Model) -> Model:
        event.listen(model, "after_insert", note)
        event.listen(model, "before_update", note_changed)
        event.listen(model, "before_delete", note)
        return model

    return decorate


MOVED = "rows that are shown with others"  # in a session's `info`, while it writes: by the counter that they move


@event.listens_for(Session, "before_flush")
def _forget_moved(session: Session, *rest: Any) -> None:
    session.info.pop(MOVED, None)  # of a flush that failed


@event.listens_for(Session, "after_flush")
def _count_moved(session: Session, *rest: Any) -> None:
    for counter, rows in session.info.pop(MOVED, {}).items():
        session.connection().execute(counter(rows))
