"""What staff of the demonstration have published: releases of what has closed, and one half-way, by two of them."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, NamedTuple

from sqlalchemy import select

from coprod import audit, jobs
from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.changes import Change
from coprod.database import UK, db
from coprod.demo import content
from coprod.permissions import Role
from coprod.rendering import uk_date
from coprod.results.meanings import meanings
from coprod.results.published import Declared, Published
from coprod.results.releasable import Releasable
from coprod.results.release import release_of
from coprod.results.release_pages.pictures import draw_soon


class Due(NamedTuple):
    """A release on one day, counted from now, and what staff say of its tables."""

    days: int
    slug: str
    means: dict[str, str]


def release(staff: Sequence[User]) -> None:
    """In the caller's transaction, when all that was said has been read and counted: the earliest first."""
    [first, second, *_] = [person for person in staff if Role.ENGAGEMENT_LEAD in person.roles]
    db.session.flush()
    every = {each.slug: each for each in db.session.scalars(select(Activity.all_kinds()))}
    for due in sorted(dues()):
        activity = every[due.slug]
        if isinstance(activity, Releasable):
            publish(activity, due, first, second)
    jobs.run_afterwards(draw_soon)


def dues() -> list[Due]:
    """All that the files say."""
    facts: list[dict[str, Any]] = [*content.toml("questionnaires")["questionnaires"], *content.toml("boards")["boards"]]
    return [Due(days, each["slug"], each.get("means", {})) for each in facts for days in each.get("releases", ())]


def publish(activity: Releasable, due: Due, first: User, second: User) -> None:
    """As `ReleaseRequest` does it, but on that day, and of those who had taken part by then."""
    declared, last, day = Declared.of(activity.id), Published.last_of(activity.id), content.day(due.days)
    assert declared is not None  # noqa: S101 - it was, when it was built
    declaration = declared.declaration
    figures = release_of(declaration, activity.tallied(declaration, day), last=last.whole if last else None, on=day)
    number = last.number + 1 if last else 1
    said = meanings(due.means)
    activity.count_edit(activity.edited)
    made = Published(activity, figures, number=number, made_by=first.id, agreed_by=second.id, meanings=said)
    was = uk_date(last.day, year=True) if last else None
    change = Change(
        subject=activity.subject,
        edit=activity.edited,
        field="release",
        was=was,
        became=uk_date(day, year=True),
        by=second.id,
    )
    at = datetime.combine(day, time(15), UK)
    change.at = at
    asked = audit.record("asked for a release", activity.subject, by=first, number=number)
    agreed = audit.record("released results", activity.subject, by=second, number=number)
    asked.at = agreed.at = at
    db.session.add_all([made, change])
    db.session.flush()
