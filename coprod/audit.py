"""Who read, decided, downloaded or changed what. Rows are added, never edited and never deleted."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any, Protocol

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, UTCDateTime, db, kept, now
from coprod.transactions import trace_of_a_look


class Somebody(Protocol):
    """A member of staff, as far as the record needs to know them."""

    id: Any


class NeverEdited(Exception):
    """Somebody tried to change or delete a record of what was done."""


@kept(NeverEdited("audit rows are added, never edited or deleted"))
class Record(Base):
    """One thing that one member of staff did, or that was done without anyone signed in (`by_id` is empty).

    `action` is a plain verb ("signed in"), `subject` what it was done to ("submission 12"), `details` numbers,
    filters and states: never anybody's words, name, address or code.
    """

    __tablename__ = "audit_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)

    def __init__(self, *, action: str, subject: str, by_id: int | None, details: dict[str, Any]) -> None:
        super().__init__(action=action, subject=subject, by_id=by_id, details=details, at=now())


def look(action: str, subject: str, by: Somebody, **details: Any) -> None:
    """Write down that `by` looked at something, or took it away as a file: at once, in a transaction of its own.

    It is what a page that only looks may leave, and all that it may.
    """
    who = SimpleNamespace(id=by.id)  # the transaction in which they were read is over then
    with trace_of_a_look():
        record(action, subject, who, **details)


def record(action: str, subject: str, by: Somebody | None = None, **details: Any) -> Record:
    """Write down that `by` did `action` to `subject`, in the session's transaction. The caller commits."""
    row = Record(action=action, subject=subject, by_id=by.id if by else None, details=details)
    db.session.add(row)
    return row
