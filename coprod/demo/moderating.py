"""What the staff of the demonstration did with what people said: read it and decided."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm.attributes import set_committed_value

from coprod.accounts.models import User
from coprod.activities.audience import Audience
from coprod.database import UK, db, now, uk_today
from coprod.demo import concerns, content, not_certain
from coprod.demo.decisions import leave, second_thoughts, show
from coprod.demo.said.people import Voice
from coprod.participation import receipt
from coprod.participation.contribution import Contribution
from coprod.participation.counted import count_once
from coprod.participation.move import Status
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.permissions import Role
from coprod.screening.screen import screen
from coprod.sealing import ring

# The latest contributions with words: nobody has read these yet. Every so many of them came in unusually fast.
UNREAD, UNUSUAL = 40, 12
# How many of 100 submissions staff looked at twice, and how many people took back what had been decided.
LOOKED_AT_TWICE, TAKEN_BACK = 3, 5
# The board on which two people approve each note.
TWO_PEOPLE = "help-in-time"
# Made from this in place of a form's one-use token, and so found again at every start.
EXAMPLE = "the example of the demonstration"


class Staff:
    """Those who read. `members` are already in the database."""

    def __init__(self, rng: Random, members: Sequence[User]) -> None:
        self.rng = rng
        # Those who are there for everything: not whoever is there for one engagement.
        ids = {role: [member.id for member in members if (role, None) in member.held] for role in Role}
        self.readers = ids[Role.MODERATOR] * 4 + ids[Role.ENGAGEMENT_LEAD]
        [lead] = ids[Role.SAFEGUARDING_LEAD]
        self.lead = concerns.Lead(rng, lead)

    def take_in(self, voices: Sequence[Voice]) -> None:
        """File what everyone sent, in the order in which they came, and decide most of it."""
        filed = [file(voice) for voice in voices]
        may = [(voice, sent) for voice, sent in zip(voices, filed, strict=True) if may_wait(voice, sent)]
        # And one for two people, who may not have written to that board at the hour at which this is loaded.
        needs_two = [
            voice for voice, sent in may if sent.activity.slug == TWO_PEOPLE and not sent.submissions[0].findings
        ]
        unread = [voice for voice, _ in may[-UNREAD:]] + needs_two[-1:]
        db.session.flush()  # a concern knows what it is about by number
        nothing_happened_yet(filed)
        for voice, contribution in zip(voices, filed, strict=True):
            if voice not in unread:
                self.read(voice, contribution)
        for voice, contribution in zip(voices, filed, strict=True):
            contribution.unusual = voice in unread[::UNUSUAL]
        give_receipts(filed)
        opened = concerns.opened()
        db.session.flush()
        self.lead.work(opened)
        self.take_back(voices, filed)
        self.ask_for_two(filed)
        db.session.flush()
        not_certain.come()

    def read(self, voice: Voice, contribution: Contribution) -> None:
        """One person of the staff decides about everything that somebody wrote."""
        reader, at = self.rng.choice(self.readers), self.some_time_after(voice.at)
        for (_, line), submission in zip(voice.said, contribution.submissions, strict=True):
            twice = self.rng.randrange(100) < LOOKED_AT_TWICE and not submission.findings
            decide = second_thoughts if twice and line.decide is show else line.decide
            if line.decide is leave and submission.worry:  # it cannot wait: somebody read it first
                decide = show
            if submission.worry:  # it came while people were at work
                submission.read_first_until = now()
            decide(submission, reader)
            for move in submission.moves:
                later = min(now(), at + timedelta(seconds=self.rng.randint(20, 240)))
                move.at = at = later if move.by_id else voice.at
                move.made_on = at.astimezone(UK).date()

    def some_time_after(self, moment: datetime) -> datetime:
        """When it is read: within the promised days, and some time ago, but never before it was sent."""
        return max(moment, min(now() - timedelta(minutes=20), moment + timedelta(hours=self.rng.uniform(2, 48))))

    def take_back(self, voices: Sequence[Voice], filed: Sequence[Contribution]) -> None:
        """Some cancel their place, some think again, and one of them wrote something that was escalated."""
        cancelled = [contribution for voice, contribution in zip(voices, filed, strict=True) if voice.takes_back]
        escalated = [c for c in filed if any(s.status is Status.ESCALATED for s in c.submissions)]
        decided = [c for c in filed if c.counts and c.submissions and c.activity.kind in ("boards", "questionnaires")]
        # Not of the latest: among those is the example.
        thought_again = self.rng.sample(decided[: len(decided) // 2], TAKEN_BACK)
        for contribution in [*cancelled, escalated[0], *thought_again]:
            contribution.withdraw()
            days = timedelta(days=self.rng.randint(1, 6))
            contribution.withdrawn_on = min(uk_today(), contribution.submitted_on + days)

    def ask_for_two(self, filed: Sequence[Contribution]) -> None:
        """From now on one board asks for two people; the first of them has said yes to one note."""
        waits = [c for c in filed if c.activity.slug == TWO_PEOPLE and c.received_at and not c.submissions[0].findings]
        waits[-1].activity.two_people = True
        waits[-1].submissions[0].approve(by=self.readers[0], note="Kind, and clear. What do you think?")


def file(voice: Voice) -> Contribution:
    """What somebody sent, waiting to be read; as `receive` files it, but at the hour at which they came."""
    contribution = voice.contribution()
    for asked, line in voice.said:
        read = {"prompt": asked} if isinstance(asked, str) else {"prompt": asked.text, "wording_id": asked.id}
        Submission(contribution=contribution, words=line.words, findings=screen(line.words), **read)
    db.session.add(contribution)
    voice.row(contribution)
    return contribution


def may_wait(voice: Voice, sent: Contribution) -> bool:
    """Whether words of theirs may wait for days: they are no worry, and what becomes of them is not settled."""
    return (
        bool(voice.said)
        and not any(line.is_sorted for _, line in voice.said)
        and not any(submission.worry for submission in sent.submissions)
    )


def nothing_happened_yet(contributions: Sequence[Contribution]) -> None:
    """There are no moves and no receipts so far. Said here, or the database is asked of each, 1,700 times."""
    for contribution in contributions:
        set_committed_value(contribution, "under_one_receipt", [])
        for submission in contribution.submissions:
            set_committed_value(submission, "moves", [])


def give_receipts(contributions: Sequence[Contribution]) -> None:
    """A receipt for everyone. The example's leads to what was shown, what was not, what waits, and what we did."""
    for number, contribution in enumerate(contributions):
        contribution.receipt = receipt_for(f"{EXAMPLE} {number}")
    example = receipt_for(EXAMPLE)
    for status in (Status.APPROVED, Status.REJECTED, Status.PENDING):
        latest = [c for c in contributions if [s.status for s in c.submissions] == [status] and is_a_note(c)][-1]
        latest.receipt = example
    answered = content.toml("heard")
    notes = (c for c in contributions if is_a_note(c) and c.activity.engagement.slug == answered["engagement"])
    next(
        c for c in notes if any(s.is_heard and answered["example"] in (s.words or "") for s in c.submissions)
    ).receipt = example
    theirs = [each for each in contributions if each.receipt is example]
    for each in theirs:
        db.session.expire(each, ["under_one_receipt"])
    count_once(theirs)
    come_back([each for each in contributions if each.receipt is not example])


def come_back(contributions: Sequence[Contribution]) -> None:
    """Whoever answers what `joins` does so with the code of something that they sent before."""
    slugs = {each["slug"] for each in content.toml("questionnaires")["questionnaires"] if each.get("joins")}
    before: defaultdict[tuple[int, Audience], list[Contribution]] = defaultdict(list)
    for each in contributions:
        whose = (each.activity.engagement_id, each.audience)
        if each.activity.slug not in slugs:
            before[whose].append(each)
        elif before[whose]:
            known = before[whose].pop()
            each.receipt, each.district_slug = known.receipt, known.district_slug
            for one in (known, each):  # nobody has to know any longer that there was nothing else
                db.session.expire(one, ["under_one_receipt"])
            count_once([known, each])


def is_a_note(contribution: Contribution) -> bool:
    """Whether it is a young person's note."""
    return contribution.activity.kind == "boards" and contribution.audience is Audience.YOUNG_PERSON


def receipt_for(token: str) -> Receipt:
    """The receipt that a form with this token would have been given."""
    return Receipt(next(iter(receipt.codes(ring(), token))))
