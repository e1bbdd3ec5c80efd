"""Whom a check-back invites: who holds the receipt of something that was said before it, in the same engagement.

The invitation is worked out each time a receipt is read, and kept nowhere. Its link has no code in it, and what
somebody answers there stands under a code of its own: nothing joins the two.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select

from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC
from coprod.check_backs.models import CheckBack
from coprod.database import UK, db, now
from coprod.participation.contribution import Contribution


class Invitation(NamedTuple):
    """An open check-back: what it is called, and its address."""

    kind: str
    slug: str
    title: str


def invitations(theirs: Iterable[Contribution]) -> list[Invitation]:
    """The open check-backs of what was said under one receipt, the one that closes first first.

    Not that of an engagement in which they took everything back, nor one that they have answered with the same code.
    """
    theirs = list(theirs)
    there = [each for each in theirs if not each.is_withdrawn]
    if not there:
        return []
    moment = now()
    query = (
        select(Activity.id, Activity.kind, Activity.slug, Activity.title, Activity.engagement_id, Activity.opens_at)
        .join(CheckBack, CheckBack.questionnaire_id == Activity.id)
        .join(Engagement, Engagement.id == Activity.engagement_id)
        .where(
            Activity.engagement_id.in_({each.activity.engagement_id for each in there}),
            Activity.opens_at <= moment,
            Activity.closes_at > moment,
            Engagement.life.not_in(NOT_PUBLIC),
        )
        .order_by(Activity.closes_at, Activity.id)
    )
    answered = {each.activity_id for each in theirs}
    return [
        Invitation(row.kind, row.slug, row.title)
        for row in db.session.execute(query)
        if row.id not in answered
        and any(
            each.activity.engagement_id == row.engagement_id and each.submitted_on <= row.opens_at.astimezone(UK).date()
            for each in there
        )
    ]
