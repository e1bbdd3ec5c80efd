"""What was asked to open by itself opens when its moment comes; if it cannot, whoever asked is told."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from coprod import mail
from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life, NotAllowed
from coprod.changes import Clash
from coprod.database import db, now
from coprod.permissions import Permission
from coprod.transactions import write_transaction

Thing = Engagement | Activity


def open_what_is_due() -> None:
    """Every minute. Engagements first: what is in one opens only then."""
    moment = now()
    for kind in (Engagement, Activity):
        due = (kind.life == Life.READY, kind.opening_at <= moment)
        for id in db.session.scalars(select(kind.id).where(*due).order_by(kind.opening_at, kind.id)).all():
            with write_transaction():
                if kind is Activity:
                    Engagement.hold_with(id)
                query: Any = select(kind).where(kind.id == id, *due).with_for_update(of=kind)
                thing: Thing | None = db.session.scalar(query)
                if thing is not None:
                    open_or_tell(thing)


def open_or_tell(thing: Thing) -> None:
    """Look at all of it again, as on the day when it was asked for."""
    asked_by = db.session.get(User, thing.opening_by_id)
    if asked_by is None or thing.opening_at is None:
        return
    wanted: datetime = thing.opening_at
    try:
        if not asked_by.active or not asked_by.may(Permission.PUBLISH):
            raise NotAllowed("Whoever asked for it does not open engagements any more.")
        with db.session.begin_nested():  # all of it opens, or none
            thing.open(by=asked_by.id)
    except (NotAllowed, Clash) as refusal:
        db.session.refresh(thing)
        thing.do_not_open(by=asked_by.id)
        if asked_by.active:
            why = str(refusal) or "Somebody changed it at that moment."
            mail.send_letter(
                asked_by.email, "engagements/not_opened", title=thing.title, wanted=wanted, why=why, **_page(thing)
            )


def _page(thing: Thing) -> dict[str, Any]:
    if isinstance(thing, Engagement):
        return {"endpoint": "engagements.hub", "which": {"slug": thing.slug}}
    return {"endpoint": "engagements.activity", "which": {"id": thing.id}}
