"""Who changed what: the changes of one thing, with the names of the staff who made them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from coprod.accounts.models import User
from coprod.changes import Change, EditedByStaff
from coprod.database import db
from coprod.forms import EditForm

MOST = 200


def who_changed(*subjects: str, after_edit: int = 0) -> Sequence[Any]:
    """(Change, name) of these subjects, the latest first; only edits later than `after_edit`."""
    query = select(Change, User.name).join(User, User.id == Change.by_id).where(Change.subject.in_(subjects))
    return db.session.execute(query.where(Change.edit > after_edit).order_by(Change.id.desc()).limit(MOST)).all()


def show_clash(form: EditForm, stands: EditForm, thing: EditedByStaff) -> None:
    """A colleague was faster than this form: put both texts side by side, and say who it was and when."""
    form.show_clash(stands, who_changed(thing.subject, after_edit=form.seen))
