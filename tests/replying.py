"""Replies, written and published, for tests; and words in themes that may be quoted."""

from typing import Any

from builders import a_board, a_partnership, a_theme, a_user, closed, heard
from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.permissions import Role
from coprod.themes.code_text import Said, code_text
from coprod.themes.models import Theme
from coprod.you_said_we_did.decisions.models import Decided
from coprod.you_said_we_did.decisions.standing import current
from coprod.you_said_we_did.replies.models import Reply
from coprod.you_said_we_did.replies.says import Says
from deciding_on import NOW, decide, signed_off

EASY = [{"picture": "clock", "words": "You wait less."}]


def lead() -> int:
    """Who writes replies."""
    return a_user(Role.ENGAGEMENT_LEAD).id


def colleague() -> int:
    """Who publishes them."""
    return a_user(Role.ENGAGEMENT_LEAD, "second@example.org").id


def a_decided_theme(title: str = "Waits", says: Decided = NOW, audience: Audience | None = None) -> Theme:
    """On a board that has closed; decided once the themes are signed off."""
    if db.session.query(Activity).filter(Activity.is_listed).first() is None:
        a_partnership()
        a_board(**closed())
    theme = a_theme(title)
    if not db.session.query(Reply).first():
        signed_off(theme.engagement, by=lead()) if not current_decisions(theme) else None
    decide(theme, says, audience, by=lead())
    db.session.commit()
    return theme


def current_decisions(theme: Theme) -> bool:
    """Whether anything is decided in its engagement."""
    return any(each.for_all.decision or each.own for each in current(theme.engagement_id))


def said_in(theme: Theme, words: str = "I waited two years", good: bool = True, **who: Any) -> Submission:
    """Approved words in a theme, which whoever read them calls a good quote."""
    said = heard(words, **({"audience": "young_person", "sharing": "show"} | who))
    code_text(said.id, Said({theme.id: None}, good_quote=good), by=a_user("analyst").id, seen=said.moves_made)
    db.session.commit()
    return said


def decided(*themes: Theme, audience: Audience | None = None) -> dict[Theme, Any]:
    """What stands for each of these."""
    stands = {each.theme: each.of(audience).decision for each in current(themes[0].engagement_id)}
    return {theme: stands[theme] for theme in themes}


def a_reply(theme: Theme, *quotes: Submission, title: str = "Two new teams", **says: Any) -> Reply:
    """Written by the lead, and ready for a second person."""
    audience = says.pop("audience", None)
    about = decided(theme, audience=audience)
    reply = Reply.begin(theme.engagement, title, about, audience, by=lead())
    db.session.flush()
    said = Says(title, **({"text": "The wait was **104** weeks. Now it is 97.", "easy_read": EASY} | says))
    reply.write(said, about, quotes, by=lead(), seen=1)
    db.session.flush()
    reply.make_ready(by=lead(), seen=2)
    db.session.commit()
    return reply


def a_published_reply(theme: Theme, *quotes: Submission, **says: Any) -> Reply:
    """One that everyone can read."""
    reply = a_reply(theme, *quotes, **says)
    reply.publish(by=colleague(), seen=2)
    db.session.commit()
    return reply
