"""What the demonstration's staff brought in from elsewhere: cards that families wrote after a short break."""

import json
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from coprod.accounts.models import User
from coprod.activities.engagement import Engagement
from coprod.brought_in.batch import Batch, Row
from coprod.brought_in.models import BroughtIn
from coprod.database import UK, db, now
from coprod.demo import content
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.permissions import Role
from coprod.screening.screen import screen


def bring_in(staff: Sequence[User]) -> None:
    """In the caller's transaction. Most of it was read on the day on which it came."""
    facts = content.toml("compliments")
    [lead, *_] = [person for person in staff if Role.ENGAGEMENT_LEAD in person.roles]
    engagement = db.session.scalars(select(Engagement).where(Engagement.slug == facts["engagement"])).one()
    named = ("title", "source", "came_from", "right_to_quote")
    source = BroughtIn(engagement=engagement, **{name: facts[name] for name in named})
    came = now() - timedelta(days=facts["brought_in_days_ago"])
    sent = json.dumps(facts["said"]).encode()
    batch = Batch(engagement, by=lead, text="-", sent=sent, choices="")
    db.session.add_all([source, batch])
    db.session.flush()
    batch.bring_in(source, text="-", rows=len(facts["said"]), refused=facts["refused"], by=lead)
    batch.is_in()
    batch.made_at, batch.brought_in_on = came, came.astimezone(UK).date()
    for said in facts["said"]:
        contribution = Contribution(
            activity=source,
            audience=said["audience"],
            sharing=source.sharing,
            source=source.source,
            submitted_on=content.day(-said["days_ago"]),
        )
        contribution.received_at = came
        words = Submission(
            contribution=contribution, prompt=source.title, words=said["words"], findings=screen(said["words"])
        )
        db.session.add(contribution)
        db.session.flush()
        row = Row(batch.id)
        row.contribution_id = contribution.id
        db.session.add(row)
        if not said.get("waits") or words.worry:  # what screening is not certain of cannot wait: somebody read it first
            words.read_first_until = now() if words.worry else None
            words.approve(by=lead.id, no_worry=True)
            for move in words.moves:
                move.at, move.made_on = came, came.astimezone(UK).date()
