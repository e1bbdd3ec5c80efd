"""Who changed what: the changes of one thing, with the names of the staff who made them; and the way back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import g, request
from sqlalchemy import inspect, select

from coprod.accounts.models import User
from coprod.changes import Change, EditedByStaff
from coprod.database import UTCDateTime, db
from coprod.forms import EditForm
from coprod.text import row_number

MOST = 200


def who_changed(*subjects: str, after_edit: int = 0, most: int = MOST) -> Sequence[Any]:
    """(Change, name) of these subjects, the latest first; only edits later than `after_edit`."""
    query = select(Change, User.name).join(User, User.id == Change.by_id).where(Change.subject.in_(subjects))
    return db.session.execute(query.where(Change.edit > after_edit).order_by(Change.id.desc()).limit(most)).all()


def show_clash(form: EditForm, stands: EditForm, thing: EditedByStaff) -> None:
    """A colleague was faster than this form: put both texts side by side, and say who it was and when."""
    form.show_clash(stands, who_changed(thing.subject, after_edit=form.seen))


class AsItWas:
    """A thing with one field as it was before a change: to fill its form from, and to save nothing by itself."""

    def __init__(self, thing: EditedByStaff, field: str, was: Any) -> None:
        self._thing = thing
        self._field = field
        self._was = was

    def __getattr__(self, name: str) -> Any:
        return self._was if name == self._field else getattr(self._thing, name)


def put_back(thing: Any) -> Any:
    """What to fill the form of a thing from: with `put_back`, the number of a change, in the address, as it was before.

    `g.put_back` is that change, for the page to say so.
    """
    id = request.args.get("put_back", type=row_number)
    change = db.session.get(Change, id) if id else None
    if change is None or change.subject != thing.subject or not hasattr(thing, change.field):
        return thing
    g.put_back = change
    column = inspect(type(thing)).columns.get(change.field)
    is_moment = column is not None and isinstance(column.type, UTCDateTime) and change.was
    return AsItWas(thing, change.field, datetime.fromisoformat(change.was) if is_moment else change.was)
