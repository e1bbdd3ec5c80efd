"""What came to the demonstration minutes ago and is not certain: notes to read first, and a need."""

from typing import Any, NoReturn

from sqlalchemy import select

from coprod.activities.activity import Activity
from coprod.concerns.concern import Origin
from coprod.database import db, now
from coprod.demo import content
from coprod.events.models import Event
from coprod.events.sign_up import NEEDS, SignUp
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.screening.finding import Finding, FindingKind
from coprod.screening_words.look_again import ScreenedWith, shipped

Facts = dict[str, Any]


def come() -> None:
    """When nobody is at work, they are with the safeguarding lead already, as they would be."""
    facts = content.toml("not_certain")
    for note in facts["notes"]:
        write(latest_of(note["audience"]), note)
    be_quiet(facts["need"])
    db.session.add(ScreenedWith(id=1, digest=shipped()))


def latest_of(audience: str) -> Submission:
    """A note that waits, of the last but one who wrote: what the last one wrote leads to the example's code."""
    waiting = (
        select(Submission)
        .join(Contribution, Contribution.id == Submission.contribution_id)
        .join(Activity, Activity.id == Contribution.activity_id)
        .where(Submission.waiting(), Activity.kind == "boards", ~Activity.two_people, ~Contribution.unusual)
        .where(Contribution.audience == audience)
    )
    latest = waiting.order_by(Contribution.received_at.desc(), Submission.id).offset(1)
    return db.session.scalars(latest).first() or missing()


def write(submission: Submission, facts: Facts) -> None:
    """They wrote this instead."""
    submission.words = facts["words"]
    submission.findings = [finding(facts).to_dict()]
    submission.contribution.received_at = now()
    if submission.must_be_held():
        submission.escalate(by=None, origin=Origin.SCREENING)


def be_quiet(facts: Facts) -> None:
    """Somebody needs something at an event that is to come, and the lead has a copy."""
    needed = select(SignUp).join(Event, Event.id == SignUp.event_id).where(Event.ends_at > now())
    needed = needed.join(Contribution, Contribution.id == SignUp.contribution_id)
    latest = needed.where(SignUp.sealed_access_needs.is_not(None)).order_by(Contribution.submitted_on.desc(), SignUp.id)
    place = db.session.scalars(latest).first() or missing()
    place.access_needs = facts["words"]
    place.contribution.hold({NEEDS: facts["words"]}, {NEEDS: [finding(facts)]})


def finding(facts: Facts) -> Finding:
    """What screening says of the first sentence."""
    return Finding(FindingKind.READ_FIRST, 0, facts["words"].index("."), facts["why"], facts["sure"])


def missing() -> NoReturn:
    """The demonstration has changed."""
    raise LookupError("nothing waits for this")
