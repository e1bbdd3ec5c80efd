"""What the holder of a receipt is told about their words."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coprod.activities.activity import Activity
from coprod.activities.per_kind import ToCome
from coprod.database import UK, db
from coprod.participation.contribution import Contribution, Sharing
from coprod.participation.move import Status
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.partnership.models import Partnership
from coprod.partnership.reason import Reason
from coprod.receipts.what_came_of_it import Came, WhatCame
from coprod.results.disclosure import people, you_and
from coprod.results.published import Published
from coprod.text import sort_key
from coprod.themes.coding import in_themes
from coprod.themes.models import Theme
from coprod.working_days import working_days_after


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
    """One piece of writing, and what is told about it. `hidden` is how it is shown when something was taken out.

    `read_by` is the day by which somebody should have read it; `can_change`: its author may put it otherwise.
    """

    prompt: str
    words: str
    outcome: Happened
    decided_on: date | None
    hidden: str | None
    why: str
    came: list[Came]
    read_by: date
    can_change: bool


class Gone(NamedTuple):
    """One go at one activity, and what is told about it."""

    number: int
    contribution: Contribution
    lines: list[str]
    release: Published | None
    with_whom: str
    told: list[Told]
    to_come: list[ToCome]


def gone(digest: str) -> list[Gone]:
    """Everything under one receipt, in the order it was sent; empty when there is no such receipt."""
    every = Activity.all_kinds()
    activity = Contribution.activity.of_type(every)
    contributions = db.session.scalars(
        select(Contribution)
        .join(Receipt)
        .join(activity)
        .where(Receipt.digest == digest)
        .order_by(Contribution.id)
        .options(
            contains_eager(activity).joinedload(every.engagement),
            joinedload(Contribution.lead_message),
            selectinload(Contribution.submissions).options(
                selectinload(Submission.moves), joinedload(Submission.newest_concern)
            ),
        )
    ).all()
    themes = themes_of([submission.id for each in contributions for submission in each.submissions])
    came = WhatCame.of({each.activity.engagement_id for each in contributions})
    releases = Published.latest({each.activity_id for each in contributions if not each.is_withdrawn})
    reasons = {reason.slug: reason.words for reason in Reason.all()}
    return [
        Gone(
            number,
            contribution,
            contribution.activity.receipt_lines(contribution.id, is_withdrawn=contribution.is_withdrawn),
            release := None if contribution.is_withdrawn else releases.get(contribution.activity_id),
            with_whom(contribution, release) if release else "",
            [tell(submission, reasons, themes, came) for submission in contribution.submissions],
            [] if contribution.is_withdrawn else contribution.activity.steps_to_come(contribution.id),
        )
        for number, contribution in enumerate(contributions, start=1)
    ]


def with_whom(contribution: Contribution, release: Published) -> str:
    """Whose figures are out: theirs among them, if it counts by now and was sent before. What waits counts not yet."""
    is_in = contribution.counts and contribution.submitted_on <= release.day
    return you_and(release.shown_people) if is_in else people(release.shown_people)


def tell(submission: Submission, reasons: dict[str, str], themes: dict[int, list[Theme]], came: WhatCame) -> Told:
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
        came=[
            came.for_words(theme, known, submission.contribution)
            for theme in themes.get(submission.id, [])
            if approved and (known := came.known(theme))
        ],
        read_by=working_days_after(submission.submitted_on, Partnership.current().reading_days),
        can_change=may_change(submission),
    )


def may_change(submission: Submission) -> bool:
    """Whether its author may put it otherwise: it is still there, and what it is about is not put away."""
    contribution = submission.contribution
    gone = contribution.is_withdrawn or submission.words == ""
    return not gone and not contribution.activity.engagement.archived


def outcome_of(submission: Submission) -> Happened:
    """Where words stand, as their author may know it."""
    if submission.status in (Status.PENDING, Status.ESCALATED):
        return Happened.WAITING
    if submission.status is Status.REJECTED:
        return Happened.NOT_SHOWN
    return APPROVED[submission.contribution.sharing]


def themes_of(submission_ids: list[int]) -> dict[int, list[Theme]]:
    """The themes that words were put in, in the order of their names."""
    query = (
        select(in_themes.c.submission_id, Theme)
        .join(Theme, Theme.id == in_themes.c.theme_id)
        .where(in_themes.c.submission_id.in_(submission_ids))
    )
    found: dict[int, list[Theme]] = {}
    for submission_id, theme in sorted(db.session.execute(query), key=lambda row: sort_key(row[1].title)):
        found.setdefault(submission_id, []).append(theme)
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
