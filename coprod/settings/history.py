"""What staff have changed in the settings, as staff read it: from what, to what, who, when, and the way back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from coprod.accounts.models import User
from coprod.changes import Change
from coprod.database import db
from coprod.partnership.colours import LABELS as COLOURS
from coprod.rendering import plural, uk_date, uk_date_time
from coprod.settings.sections import SUBJECT, Section, section_of

A_PAGE = 50
# How settings are called where their own name does not say it.
NAMES = {
    "short_name": "Short name",
    "strapline": "The line about it",
    "help_numbers": "Help numbers",
    "reading_days": "Promised reading time",
    "hard_before_break": "Hard things before a break",
    "purposes": "Why we ask",
    "lawful_basis": "Lawful basis",
    "who_else": "Who else sees it",
    "how_long": "How long we keep it",
    "officer": "Data protection officer",
    "privacy": "Privacy notice",
    "accessibility": "Accessibility statement",
    "tested": "How it was tested",
    "answer_days": "Working days until an answer",
    "problems": "What does not work yet",
    "burden": "Disproportionate burden",
    "prepared_on": "Prepared",
    "reviewed_on": "Reviewed",
    "acknowledge_minutes": "Minutes until the next person is told of a concern",
    "moderation_rules": "Rules",
    "retention_months": "Months we keep who said what",
    "hold_hours": "Hours a place is held",
    "holidays": "School holidays",
    "local_offer": "Local Offer",
    "wording": "Who people are",
    "choice": "In forms",
    "label": "Beside their words",
    "first": "On the first page",
    "sector": "Kinds of organisations",
    "sectors": "Kinds of organisations",
    "letter_arrived_at": "A test letter arrived",
    "mail_lookup": "Mail records",
    "at": "Looked up",
    "spf": "SPF",
    "dkim": "DKIM",
    "dmarc": "DMARC",
    "screening_words": "Words to look for",
} | COLOURS


# Parts of a kept value that say nothing to people.
FOR_MACHINES = frozenset({"slug", "file", "kind", "width", "height"})


class Line(NamedTuple):
    """One change: of what, from what, to what, who, when; `section` is the page where it can be put back."""

    id: int
    field: str
    was: Sequence[str]
    became: Sequence[str]
    by: str
    at: datetime
    section: Section | None


def lines(section: Section | None, before: int | None) -> list[Line]:
    """The changes of one page of settings, or of all, the latest first: those before this number, a page of them."""
    query = select(Change, User.name).join(User, User.id == Change.by_id).where(Change.subject == SUBJECT)
    if section:
        query = query.where(Change.field.in_(section.fields))
    if before:
        query = query.where(Change.id < before)
    found = db.session.execute(query.order_by(Change.id.desc()).limit(A_PAGE + 1))
    return [_line(change, name) for change, name in found]


def _line(change: Change, by: str) -> Line:
    was, became = what_differs(change.was, change.became)
    return Line(change.id, called(change.field), was, became, by, change.at, section_of(change.field))


def called(name: str) -> str:
    """How a setting is called."""
    return NAMES.get(name) or name.replace("_", " ").replace("-", " ").capitalize()


def what_differs(was: Any, became: Any) -> tuple[list[str], list[str]]:
    """Both as lines that people read; of long lists, and of what has many parts, only what is another."""
    if isinstance(was, dict) and isinstance(became, dict):
        names = [name for name in {**was, **became} if was.get(name) != became.get(name)]
        return [_part(name, was.get(name)) for name in names], [_part(name, became.get(name)) for name in names]
    if isinstance(was, list) and isinstance(became, list):
        gone = [in_words(each) for each in was if each not in became]
        new = [in_words(each) for each in became if each not in was]
        if gone or new:
            return gone or ["nothing"], new or ["nothing"]
        return list(map(in_words, was)), ["In another order:", *map(in_words, became)]
    return [in_words(was)], [in_words(became)]


def _part(name: str, value: Any) -> str:
    return f"{called(name)}: {in_words(value)}"


def in_words(value: Any) -> str:
    """A kept value as people read it."""
    if value in (None, "", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return " · ".join(
            in_words(part) for name, part in value.items() if part not in ("", None) and name not in FOR_MACHINES
        )
    if isinstance(value, list):
        return f"{plural(len(value), 'line')}: " + "; ".join(map(in_words, value))
    return _day(value) or str(value)


def _day(value: Any) -> str | None:
    """A date or a moment, as JSON keeps it, in words."""
    try:
        if len(value) == 10:
            return uk_date(date.fromisoformat(value), year=True)
        return uk_date_time(datetime.fromisoformat(value)) if value[10] == "T" else None
    except (ValueError, TypeError, IndexError):
        return None
