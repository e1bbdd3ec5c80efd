"""The record of all decisions of an engagement as a file: what was decided, by whom, where, and what it replaced."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coprod import audit, exports
from coprod.activities import for_staff
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.permissions import Permission, asks_second_step, requires
from coprod.themes.models import Theme
from coprod.you_said_we_did.blueprint import blueprint
from coprod.you_said_we_did.decisions.models import Decision

HEADINGS = {
    "number": "Number",
    "theme": "Theme",
    "for": "For whom",
    "decision": "Decision",
    "why": "Why",
    "leads_to": "Leads to",
    "first_step": "First step",
    "first_step_by": "First step by",
    "keeper": "Kept by",
    "look_again": "Look again on",
    "whose": "Whose it is",
    "way": "The way there",
    "meeting": "Meeting",
    "met_on": "Met on",
    "decided_on": "Written down on",
    "by": "By",
    "agreed_by": "Agreed by",
    "stands": "Stands now",
    "replaces": "Replaces number",
    "early": "Decided before it closed, because",
}


@blueprint.get("/staff/decisions/<slug>/record.csv")
@asks_second_step
@requires(Permission.DECIDE)
def record_csv(slug: str) -> ResponseReturnValue:
    """For programs, and for other spreadsheets."""
    return downloaded(slug, "csv")


@blueprint.get("/staff/decisions/<slug>/record.xlsx")
@asks_second_step
@requires(Permission.DECIDE)
def record_xlsx(slug: str) -> ResponseReturnValue:
    """A spreadsheet file."""
    return downloaded(slug, "xlsx")


def downloaded(slug: str, kind: str) -> ResponseReturnValue:
    """Every decision that was ever made, the first one first; who took the file is written down."""
    engagement = for_staff.engagement(slug)
    found = list(rows(engagement))
    audit.look("downloaded", "decisions", current_user, kind=kind, of=engagement.subject)
    return exports.attachment(kind, f"decisions-{slug}", HEADINGS, iter(found))


def rows(engagement: Engagement) -> Iterator[Sequence[Any]]:
    """A row for each. There are as many as a team can decide: they are read at once."""
    every = select(Decision).join(Decision.theme).where(Theme.engagement_id == engagement.id)
    loads = (joinedload(Decision.theme), joinedload(Decision.by), joinedload(Decision.agreed_by))
    decisions = db.session.scalars(every.order_by(Decision.id).options(*loads)).all()
    numbers = {each.id: number for number, each in enumerate(decisions, start=1)}
    replaced = {each.replaces_id for each in decisions if each.counts}
    for each in decisions:
        yield (
            numbers[each.id],
            each.theme.title,
            each.audience.many if each.audience else "Everyone",
            each.verdict.label,
            each.reason,
            each.priority,
            each.first_step,
            each.step_by,
            each.keeper,
            each.look_again_on,
            each.whose,
            " ".join(filter(None, (each.way, each.way_url, each.way_phone))),
            each.meeting,
            each.met_on,
            each.decided_on,
            each.by.name,
            each.agreed_by.name if each.agreed_by else "",
            stands(each, each.id in replaced),
            numbers.get(each.replaces_id or 0, ""),
            each.early_why,
        )


def stands(decision: Decision, is_replaced: bool) -> str:
    """Whether it is what holds today."""
    if not decision.counts:
        return "waits for a second person"
    return "no" if is_replaced else "yes"
