"""What somebody did on the staff pages, and what was done to their account: the audit record in plain words.

Days and no hours, and no number of a concern or of a person's words: whoever looks after accounts reads neither.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from coprod.accounts.models import User
from coprod.audit import Record
from coprod.database import UK, db

MOST = 50  # audit rows that one page looks at
NOT_TOLD = ("password accepted",)  # half of a sign-in, which is told as a whole

# Done to an account. Who did it stands beside it.
TO_AN_ACCOUNT: Mapping[str, str] = {
    "signed in": "Signed in",
    "signed out": "Signed out",
    "sign-in refused": "A sign-in was refused: the password was wrong",
    "code refused": "A sign-in was refused: the code was wrong",
    "recovery code refused": "A sign-in was refused: the recovery code was wrong",
    "added": "The account was made",
    "took up the invitation of": "Took up the invitation",
    "set up the second step of": "Set up the second step",
    "changed the password of": "Changed the password",
    "set the password of": "A new password was set",
    "made recovery codes for": "Made new recovery codes",
    "replaced the app of": "Changed to another authenticator app",
    "ended a session of": "Signed out one browser",
    "ended other sessions of": "Signed out everywhere else",
    "signed out everywhere": "Was signed out everywhere",
    "changed the role of": "The role was changed",  # before anybody could hold several
    "deactivated": "The account was ended",
    "started to reset the second step of": "Began to set the second step anew",
    "took back the reset of the second step of": "Setting the second step anew was taken back",
}
# Everything else, by what it was done to. Several actions may read the same.
TO_OTHER_THINGS: Mapping[tuple[str, str], str] = {
    ("invited", "invitation"): "Invited somebody",
    ("sent a new link for", "invitation"): "Sent somebody a new link to an invitation",
    ("withdrew", "invitation"): "Withdrew an invitation",
    ("downloaded", "feedback log"): "Downloaded the feedback log",
    ("downloaded", "moderation log"): "Downloaded the moderation log",
    ("read pledge contacts", "pledges"): "Read who to contact about pledges",
    ("read the attendees", "event"): "Read who signed up for an event",
    ("read the door list", "event"): "Read the list for the door of an event",
    ("created theme", "theme"): "Made a theme",
    ("added to theme", "theme"): "Sorted into a theme",
    ("taken out of theme", "theme"): "Took out of a theme",
    ("screened again", "queue"): "Had what waits screened again",
}
# What may be said of these is that somebody worked there.
WORKED_ON: Mapping[str, str] = {"concern": "Worked on concerns", "sign-up": "Looked after access needs"}


class Told(NamedTuple):
    """One line: the day, what was done, and by whom."""

    day: date
    what: str
    by: str


class AccountHistory(NamedTuple):
    """One page of it, the latest first; `older` is where the next page begins."""

    lines: list[Told]
    older: int | None


def account_history(user: User, before: int | None = None) -> AccountHistory:
    """What this person did, and what was done to their account."""
    query = select(Record).where(or_(Record.by_id == user.id, Record.subject == f"user {user.id}"))
    query = query.where(Record.action.not_in(NOT_TOLD))
    if before is not None:
        query = query.where(Record.id < before)
    records = db.session.scalars(query.order_by(Record.id.desc()).limit(MOST + 1)).all()
    names = _names(records)
    told = [_told(record, user, names) for record in records[:MOST]]
    lines = [_with_count(line, len(list(same))) for line, same in groupby(told)]
    return AccountHistory(lines, records[MOST - 1].id if len(records) > MOST else None)


def _names(records: Sequence[Record]) -> dict[int, str]:
    ids = {record.by_id for record in records} | {number(record.subject) for record in records}
    ids |= {record.details.get("asked_by") for record in records}
    found = select(User.id, User.name).where(User.id.in_([id for id in ids if id]))
    return dict(db.session.execute(found).all())


def number(subject: str) -> int | None:
    """The id of the account that a record is about."""
    kind, _, id = subject.partition(" ")
    return int(id) if kind == "user" and id.isdecimal() else None


def _told(record: Record, user: User, names: Mapping[int, str]) -> Told:
    by = names.get(record.by_id or 0, "Nobody who was signed in")
    if asked_by := record.details.get("asked_by"):
        by = f"{names[asked_by]} and {by}"
    return Told(record.at.astimezone(UK).date(), _what(record, user, names), by)


def _what(record: Record, user: User, names: Mapping[int, str]) -> str:
    about = number(record.subject)
    if about is None:
        return _with_something_else(record)
    in_detail = IN_DETAIL.get(record.action)
    words = in_detail(record.details) if in_detail else TO_AN_ACCOUNT.get(record.action, record.action.capitalize())
    return words if about == user.id else f"{names.get(about, 'Somebody')}: {words[0].lower()}{words[1:]}"


def _with_something_else(record: Record) -> str:
    """An event or a theme has no number here, and what is locked away has not even a verb."""
    whole = (record.action, record.subject) in TO_OTHER_THINGS  # as "feedback log"
    kind = record.subject if whole else record.subject.partition(" ")[0]
    known = WORKED_ON.get(kind) or TO_OTHER_THINGS.get((record.action, kind))
    return known or f"{record.action} {kind}".capitalize()


def _roles_changed(details: Mapping[str, Any]) -> str:
    return f"Roles were changed from {_listed(details, 'before')} to {_listed(details, 'after')}"


def _role_ended(details: Mapping[str, Any]) -> str:
    return f"The role {details['role']} ended: {details['why']}"


def _reset(details: Mapping[str, Any]) -> str:
    return "The second step was set anew" + (". Both said yes" if details.get("asked_by") else "")


def _listed(details: Mapping[str, Any], name: str) -> str:
    roles = details.get(name) or ["nothing"]
    return " and ".join(roles if isinstance(roles, list) else [str(roles)])


IN_DETAIL: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "changed the roles of": _roles_changed,
    "ended a role of": _role_ended,
    "reset the second step of": _reset,
}


def _with_count(line: Told, times: int) -> Told:
    return line if times == 1 else line._replace(what=f"{line.what}, {times} times")
