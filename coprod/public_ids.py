"""Ids that tell nothing: the random one under which a row is shown, and where a page of such rows begins.

A row's own number counts up: of two, it says which came first. It stays inside. Whatever is shown, exported or part of
an address has a random id instead, and stands in a list by its day and then by that id: within a day, by chance.
"""

import base64
import re
import secrets
from datetime import date
from typing import Annotated, Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, String, select, tuple_
from sqlalchemy.orm import mapped_column
from werkzeug.routing import BaseConverter

from coprod.database import Base, db

LENGTH = 13  # characters, for 64 random bits
# No vowel but a: hardly a word comes of it; and without e no spreadsheet takes one for a number like 12e34.
_LETTERS = "0123456789abcdfghjklmnpqrstvwxyz"
_AS_OURS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _LETTERS)
_PATTERN = f"[{_LETTERS}]{{{LENGTH}}}"

Model = TypeVar("Model", bound=Base)

# The type of such a column. A unique index, not a constraint: SQLite then adds it without copying the table.
PublicId = Annotated[str, mapped_column(String(LENGTH), index=True, unique=True)]


def new_public_id() -> str:
    """A random id that no other row has."""
    return base64.b32encode(secrets.token_bytes(8)).decode()[:LENGTH].translate(_AS_OURS)


def public_id(typed: str) -> str:
    """An id out of an address or a form; ValueError when it cannot be one."""
    if not is_public_id(typed):
        raise ValueError("no such id")
    return typed


def is_public_id(typed: str) -> bool:
    """Whether it can be an id."""
    return re.fullmatch(_PATTERN, typed) is not None


def find(model: type[Model], id: str) -> Model | None:
    """The row that an address means."""
    return db.session.scalars(select(model).filter_by(public_id=id)).first()


class PublicIdConverter(BaseConverter):
    """An id in the path of an address. What cannot be one is no page."""

    regex = _PATTERN


class ListPlace(NamedTuple):
    """Where a page of a list begins: below this row. It holds also when the row is there no longer."""

    day: date
    public_id: str

    @classmethod
    def from_address(cls, typed: str) -> "ListPlace":
        """What the address says; ValueError when no page begins there."""
        if not re.fullmatch(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}_{_PATTERN}", typed):
            raise ValueError("no such place")
        day, id = typed.split("_")
        return cls(date.fromisoformat(day), id)

    def __str__(self) -> str:
        return f"{self.day}_{self.public_id}"

    def is_above(self, day: Any, id: Any) -> ColumnElement[bool]:
        """The condition under which a row stands below this place, newest first: its day and its id are given."""
        return tuple_(day, id) < tuple_(*self)
