"""What the holder of a receipt is told about their words."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coprod.activities.activity import Activity
from coprod.database import UK, db
from coprod.participation.contribution import Contribution, Sharing
from coprod.participation.move import Status
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.partnership.reason import Reason
from coprod.results.disclosure import people, you_and
from coprod.results.published import Published
from coprod.text import sort_key
from coprod.themes.models import Theme, submission_theme


class Happened(StrEnum):
    """What became of words. Escalated words wait, as far as this page knows: nobody must learn that a child spoke."""

    WAITING = "waiting"
    SHOWN = "shown"
    FOR_THE_TEAM = "for_the_team"
    IDEA_USED = "idea_used"
    NOT_SHOWN = "not_shown"


APPROVED = {
    Sharing.SHOW: Happened.SHOWN,
    Sharing.TEAM: Happened.FOR_THE_TEAM,
    Sharing.IDEA: Happened.IDEA_USED,
}


class Told(NamedTuple):
    """One piece of writing, and what is told about it. `hidden` is how it is shown when something was taken out."""

    prompt: str
    words: str
    outcome: Happened
    decided_on: date | None
    hidden: str | None
    why: str
    themes: list[str]


class Gone(NamedTuple):
    """One go at one activity, and what is told about it."""

    number: int
    contribution: Contribution
    lines: list[str]
    release: Published | None
    with_whom: str
    told: list[Told]


def gone(digest: str) -> list[Gone]:
    """Everything under one receipt, in the order it was sent; empty when there is no such receipt."""
    activity = Contribution.activity.of_type(Activity.all_kinds())
    contributions = db.session.scalars(
        select(Contribution)
        .join(Receipt)
        .join(activity)
        .where(Receipt.digest == digest)
        .order_by(Contribution.id)
        .options(
            contains_eager(activity),
            joinedload(Contribution.lead_message),
            selectinload(Contribution.submissions).options(
                selectinload(Submission.moves), joinedload(Submission.newest_concern)
            ),
        )
    ).all()
    themes = themes_of([submission.id for each in contributions for submission in each.submissions])
    releases = Published.latest({each.activity_id for each in contributions if not each.is_withdrawn})
    reasons = {reason.slug: reason.words for reason in Reason.all()}
    return [
        Gone(
            number,
            contribution,
            contribution.activity.receipt_lines(contribution.id, is_withdrawn=contribution.is_withdrawn),
            release := None if contribution.is_withdrawn else releases.get(contribution.activity_id),
            with_whom(contribution, release) if release else "",
            [tell(submission, reasons, themes) for submission in contribution.submissions],
        )
        for number, contribution in enumerate(contributions, start=1)
    ]


def with_whom(contribution: Contribution, release: Published) -> str:
    """Whose figures are out: theirs among them, if it counts by now and was sent before. What waits counts not yet."""
    is_in = contribution.counts and contribution.submitted_on <= release.day
    return you_and(release.shown_people) if is_in else people(release.shown_people)


def tell(submission: Submission, reasons: dict[str, str], themes: dict[int, list[str]]) -> Told:
    """What is told about one submission. Nothing but what is said here may depend on its status."""
    outcome = outcome_of(submission)
    last = submission.moves[-1] if submission.moves and outcome is not Happened.WAITING else None
    approved = outcome in APPROVED.values()
    return Told(
        prompt=submission.prompt,
        words=submission.as_written,
        outcome=outcome,
        decided_on=last.at.astimezone(UK).date() if last else None,
        hidden=submission.published_words if approved and submission.published_words != submission.words else None,
        why=reasons.get(last.reason_slug or "", "") if last and outcome is Happened.NOT_SHOWN else "",
        themes=themes.get(submission.id, []) if approved else [],
    )


def outcome_of(submission: Submission) -> Happened:
    """Where words stand, as their author may know it."""
    if submission.status in (Status.PENDING, Status.ESCALATED):
        return Happened.WAITING
    if submission.status is Status.REJECTED:
        return Happened.NOT_SHOWN
    return APPROVED[submission.contribution.sharing]


def themes_of(submission_ids: list[int]) -> dict[int, list[str]]:
    """The titles of the themes that words were put in."""
    query = (
        select(submission_theme.c.submission_id, Theme.title)
        .join(Theme, Theme.id == submission_theme.c.theme_id)
        .where(submission_theme.c.submission_id.in_(submission_ids))
    )
    found: dict[int, list[str]] = {}
    for row in sorted(db.session.execute(query), key=lambda row: sort_key(row.title)):
        found.setdefault(row.submission_id, []).append(row.title)
    return found


def to_take_back(digest: str, number: int) -> Contribution | None:
    """One go under a receipt, by its place on the page, held until this transaction ends."""
    if number < 1:
        return None
    Receipt.lock(Receipt.digest == digest)
    return db.session.scalar(
        select(Contribution)
        .join(Receipt)
        .where(Receipt.digest == digest)
        .order_by(Contribution.id)
        .offset(number - 1)
        .limit(1)
        .with_for_update(of=Contribution)
    )
