"""What the demonstration's people answer beneath replies: most tick, some write; one reply is written again for it."""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import count
from typing import Any

from coprod.accounts.models import User
from coprod.activities.audience import Audience
from coprod.clock_times import uk_moment
from coprod.database import db, now
from coprod.demo import content
from coprod.demo.backdating import were_on
from coprod.participation import receipt
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.permissions import Role
from coprod.screening.screen import screen
from coprod.sealing import ring
from coprod.you_said_we_did.got_it_right.models import ASKS, MISSED, GotItRight, GotItRightAnswer, RightAnswer
from coprod.you_said_we_did.got_it_right.releases import GotItRightRelease
from coprod.you_said_we_did.replies.models import Reply, ReplyVersion
from coprod.you_said_we_did.replies.says import Says

Facts = dict[str, Any]


def say_if_right(replies: Sequence[tuple[Reply, Facts]], staff: Sequence[User]) -> None:
    """In the caller's transaction, when the replies are out. `replies` have what the file says of each."""
    writer, publisher = [person for person in staff if Role.ENGAGEMENT_LEAD in person.roles][:2]
    reader = next(person for person in staff if Role.MODERATOR in person.roles)
    numbers = count(1)
    for reply, facts in replies:
        asked = GotItRight.of(reply.id)
        if asked is None:
            continue
        asked.opens_at = uk_moment(content.day(facts["published"]), time(9))
        first = reply.newest
        if "again" in facts:
            write_again(reply, facts["again"], by=writer.id, publisher=publisher.id)
        for some in facts.get("right", ()):
            day = day_of(some)
            for answer in RightAnswer:
                for _ in range(some[answer.value]):
                    sent(asked, version_on(reply, first, day), answer, day, next(numbers))
        for said in facts.get("said", ()):
            day = day_of(said)
            version = version_on(reply, first, day)
            theirs = sent(asked, version, RightAnswer(said["answer"]), day, next(numbers))
            write(theirs, said, version, by=reader.id)
        db.session.flush()
        if "right_shown" in facts:
            on = content.day(facts["right_shown"])
            db.session.add(GotItRightRelease.as_it_would_be(asked, by=publisher.id, on=on))


def day_of(facts: Facts) -> date:
    """When: so many days ago; or in the middle of a month, so that it is one month whatever day it is today."""
    if "ago" in facts:
        return content.day(-facts["ago"])
    last = content.day(-6)
    months = 12 * last.year + last.month - 1 - facts["months_ago"]
    return last.replace(year=months // 12, month=months % 12 + 1, day=12) if facts["months_ago"] else last


def version_on(reply: Reply, first: ReplyVersion, day: date) -> ReplyVersion:
    """The one that stood on that day."""
    newest = reply.newest
    return newest if newest.published_on and newest.published_on <= day else first


def sent(asked: GotItRight, version: ReplyVersion, answer: RightAnswer, day: date, number: int) -> GotItRightAnswer:
    """One answer, with a receipt of its own."""
    code = Receipt(next(iter(receipt.codes(ring(), f"did we get it right {number}"))))
    theirs = Contribution(
        activity=asked,
        receipt=code,
        context={ASKS: answer.label},
        submitted_on=day,
        came=False,
    )
    theirs.received_at = None
    db.session.add(theirs)
    made = GotItRightAnswer(contribution=theirs, answer=answer, got_it_right_id=asked.id, version_id=version.id)
    db.session.add(made)
    return made


def write(answer: GotItRightAnswer, said: Facts, version: ReplyVersion, *, by: int) -> None:
    """Words, approved; but for those that wait."""
    theirs = answer.contribution
    theirs.audience = Audience(said["who"])
    came: datetime = uk_moment(theirs.submitted_on, time(16, 20))
    prompt = f"We said: “{version.title}”. {ASKS} {MISSED}"
    words = Submission(contribution=theirs, prompt=prompt, words=said["words"], findings=screen(said["words"]))
    theirs.received_at = came
    db.session.add(words)
    db.session.flush()
    if not said.get("waits"):
        words.read_first_until = now() if words.worry else None
        words.approve(by=by, no_worry=True)


def write_again(reply: Reply, facts: Facts, *, by: int, publisher: int) -> None:
    """Another version, after people had said that it is not so."""
    was = reply.newest
    about = {each.theme: each.decision for each in was.about}
    says = Says(facts["title"], text="\n\n".join(facts["text"]), easy_read=was.easy_read, late_why=was.late_why,
                look_again_on=was.look_again_on)  # fmt: skip
    reply.write(says, about, [each.submission for each in was.quotes], by=by, seen=was.number)
    db.session.flush()
    reply.make_ready(by=by, seen=was.number + 1)
    db.session.flush()
    reply.publish(by=publisher, seen=was.number + 1)
    day = content.day(facts["published"])
    for column in ("written_on", "ready_on", "published_on"):
        were_on(ReplyVersion, day, column, ReplyVersion.id == reply.newest.id)
    were_on(ReplyVersion, day, "ended_on", ReplyVersion.id == was.id)
    db.session.expire(reply.newest)
    db.session.expire(was)
