"""What the safeguarding lead of the demonstration did with each concern. One came in minutes ago: nobody has it yet."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import delete, select

from coprod.activities.audience import Audience
from coprod.concerns.concern import Concern, Origin, Outcome
from coprod.database import UK, db, now
from coprod.demo import content
from coprod.events.models import Event
from coprod.events.sign_up import NEEDS, SignUp
from coprod.mail import Message
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.screening.finding import Finding, FindingKind

OPENED_BEFORE = ("acknowledged_at", "closed_at", "asked_at")


class Lead:
    """The safeguarding lead, who has finished most of it."""

    def __init__(self, rng: Random, id: int) -> None:
        self.rng, self.id = rng, id
        self.facts = content.toml("concerns")

    def work(self, new: Sequence[Concern]) -> None:
        """Those about words, but for the latest; then a private field, and somebody who wants a safe adult."""
        for facts in self.facts["finished"]:
            self.finish(about(facts["begins"], new), facts)
        self.refer(about(self.facts["referred"], new))
        self.answer(about(self.facts["answered"], new))
        self.took_on(self.of_a_private_field(), timedelta(minutes=12))
        self.took_on(self.of_somebody_who_asked(), timedelta(minutes=31))
        db.session.flush()
        db.session.execute(delete(Message))  # all of this is told: no letter about it is still to leave

    def finish(self, concern: Concern, facts: dict[str, str]) -> None:
        """Done with, within the day."""
        self.took_on(concern, timedelta(minutes=self.rng.randint(4, 50)))
        ended = {"outcome": Outcome(facts["outcome"]), "words": facts["words"]}
        self.do(concern, timedelta(hours=self.rng.uniform(1, 20)), concern.close, **ended)

    def refer(self, concern: Concern) -> None:
        """One that goes on: notes, and those who were told."""
        self.took_on(concern, timedelta(minutes=9))
        for number, note in enumerate(self.facts["notes"], start=1):
            self.do(concern, timedelta(minutes=25 * number), concern.note, words=note)
        self.do(concern, timedelta(hours=2), concern.refer, words=self.facts["referral"])

    def answer(self, concern: Concern) -> None:
        """Another, with a message on the receipt, and a referral."""
        self.took_on(concern, timedelta(minutes=17))
        self.do(concern, timedelta(hours=1), concern.refer, words=self.facts["referral"])
        contribution = db.session.get_one(Contribution, concern.contribution_id)
        leave_message = partial(contribution.leave_message, concern)
        self.do(concern, timedelta(hours=3), leave_message, words=self.facts["message"])
        contribution.message_on = self.moment(concern, timedelta(hours=3)).astimezone(UK).date()

    def took_on(self, concern: Concern, after: timedelta) -> None:
        """Somebody said: I have this."""
        self.do(concern, after, concern.acknowledge)

    def do(self, concern: Concern, after: timedelta, verb: Callable[..., object], **how: object) -> None:
        """Do something about a concern, so long after it was opened."""
        before = len(concern.steps)
        empty = [name for name in OPENED_BEFORE if getattr(concern, name) is None]
        verb(by=self.id, **how)
        moment = self.moment(concern, after)
        for name in empty:
            if getattr(concern, name) is not None:
                setattr(concern, name, moment)
        for step in concern.steps[before:]:
            step.at = moment

    def moment(self, concern: Concern, after: timedelta) -> datetime:
        """So long after it was opened, and before now."""
        return min(now(), concern.opened_at + after)

    def of_a_private_field(self) -> Concern:
        """Screening held what somebody needs at an event that is still to come."""
        words = self.facts["access_needs"]
        place = db.session.scalars(
            select(SignUp)
            .join(Event, Event.id == SignUp.event_id)
            .join(Contribution, Contribution.id == SignUp.contribution_id)
            .where(
                Contribution.audience == Audience.PARENT_CARER,
                SignUp.sealed_access_needs.is_(None),
                Event.ends_at > now(),
            )
            .order_by(SignUp.id.desc())
        ).first()
        if place is None:
            raise LookupError("nobody has signed up for an event that is to come")
        place.access_needs = words
        found = Finding(FindingKind.CONCERN, 0, len(words), self.facts["access_needs_why"])
        place.contribution.hold({NEEDS: words}, {NEEDS: [found]})
        concern = newest(place.contribution)
        concern.opened_at = now() - timedelta(hours=5)
        return concern

    def of_somebody_who_asked(self) -> Concern:
        """Somebody whose words wait like all the others left a way to be reached."""
        waiting = select(Submission).where(Submission.status == Status.PENDING, Submission.words != "")
        submission = db.session.scalars(waiting.order_by(Submission.id.desc()).offset(2)).first()
        if submission is None:
            raise LookupError("nothing waits")
        concern = Concern(
            contribution_id=submission.contribution_id,
            prompt="They asked for a safe adult",
            words="",
            origin=Origin.AUTHOR,
            at=now() - timedelta(hours=3),
        )
        db.session.add(concern)
        concern.ask(self.facts["contact"])
        concern.asked_at = concern.steps[-1].at = concern.opened_at
        return concern


def opened() -> list[Concern]:
    """The concerns about words, not yet in the database, each as old as the move that opened it."""
    found = []
    for one in db.session.new:
        if isinstance(one, Concern) and one.submission_id is not None:
            one.opened_at = db.session.get_one(Submission, one.submission_id).moves[-1].at
            found.append(one)
    return found


def newest(contribution: Contribution) -> Concern:
    """The concern that was opened about it just now."""
    [concern] = [one for one in db.session.new if isinstance(one, Concern) and one.contribution_id == contribution.id]
    return concern


def about(begins: str, concerns: Sequence[Concern]) -> Concern:
    """The one about words that begin like this."""
    [found] = [concern for concern in concerns if concern.words.startswith(begins)]
    return found
