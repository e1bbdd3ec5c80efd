"""The writer asks for a safe adult: how to reach them is sealed with the concern there is, or opens one."""

from typing import NamedTuple

from sqlalchemy import select

from coprod.concerns.concern import Concern, Origin
from coprod.concerns.duty_letter import LetterKind
from coprod.database import db
from coprod.participation.contribution import Contribution

PROMPT = "They asked for a safe adult"


class Asked(NamedTuple):
    """The concern that has how to reach them now, and what the lead is to be told."""

    concern: Concern
    news: LetterKind


def ask(contribution: Contribution, contact: str) -> Asked:
    """Keep `contact`, which says how and when a safe adult may reach whoever sent this.

    It goes to the newest concern under the same receipt that nobody has yet. When there is none, or a lead has it
    already and may be away, one is opened, whose clock starts now; the words that wait go on waiting as they were.
    Both ways take the same statements, so that nobody learns from the time it took whether there was a concern.
    """
    concern = db.session.scalar(
        select(Concern)
        .join(Contribution, Contribution.id == Concern.contribution_id)
        .where(Contribution.receipt_id == contribution.receipt_id, Concern.acknowledged_at.is_(None))
        .order_by(Concern.id.desc())
        .limit(1)
        .with_for_update(of=Concern)
    )
    news = LetterKind.MORE
    if concern is None:
        concern = Concern(
            contribution_id=contribution.id, prompt=PROMPT, words="", origin=Origin.AUTHOR, room=contribution.room
        )
        db.session.add(concern)
        news = LetterKind.OPENED
    concern.ask(contact)
    return Asked(concern, news)
