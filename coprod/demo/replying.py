"""What everyone reads at "You said, we did": replies to the themes of the engagement that is finished."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from coprod.accounts.models import User
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.demo import content
from coprod.demo.backdating import were_on
from coprod.demo.saying_if_right import say_if_right
from coprod.participation.submission import Submission
from coprod.permissions import Role
from coprod.themes.models import Theme
from coprod.you_said_we_did.decisions.models import Decision
from coprod.you_said_we_did.decisions.standing import current
from coprod.you_said_we_did.replies.models import Reply, ReplyVersion
from coprod.you_said_we_did.replies.quotes import candidates
from coprod.you_said_we_did.replies.says import Says

Facts = dict[str, Any]


def reply(staff: Sequence[User]) -> None:
    """In the caller's transaction, when all is decided: one lead writes, the other publishes, people answer."""
    facts = content.toml("heard")
    engagement = db.session.scalars(select(Engagement).where(Engagement.slug == facts["engagement"])).one()
    writer, publisher = [person for person in staff if Role.ENGAGEMENT_LEAD in person.roles][:2]
    made_of = []
    decisions = {each.theme.title: (each.theme, each.for_all.decision) for each in current(engagement.id)}
    for each in facts["replies"]:
        about = {theme: decision for theme, decision in map(decisions.__getitem__, each["themes"]) if decision}
        made = Reply.begin(engagement, each["title"], about, by=writer.id)
        db.session.flush()
        made.write(says(each), about, quotes(engagement, about, each), by=writer.id, seen=1)
        db.session.flush()
        made.make_ready(by=writer.id, seen=2)
        db.session.flush()
        made.publish(by=publisher.id, seen=2)
        for column in ("written_on", "ready_on", "published_on"):
            were_on(ReplyVersion, content.day(each["published"]), column, ReplyVersion.id == made.newest.id)
        made_of.append((made, each))
    db.session.expire_all()
    say_if_right(made_of, staff)


def says(facts: Facts) -> Says:
    """What the file says of one."""
    days = {"done": "done_on", "look_again": "look_again_on"}
    on = {name: content.day(facts[key]) for key, name in days.items() if key in facts}
    text, late = "\n\n".join(facts["text"]), facts.get("late", "")
    return Says(facts["title"], text=text, easy_read=facts["easy_read"], late_why=late, **on)


def quotes(engagement: Engagement, about: Mapping[Theme, Decision], facts: Facts) -> list[Submission]:
    """Those of the words in the file whose author lets us show them."""
    offered = [each.submission for each in candidates(engagement.id, [theme.id for theme in about])]
    return [each for piece in facts["quotes"] for each in offered if piece in (each.published_words or "")]
