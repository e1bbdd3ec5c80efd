"""Themes that are signed off, and decisions on them."""

from datetime import date, timedelta
from typing import Any

from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.database import db, uk_today
from coprod.themes.models import Theme
from coprod.themes.signing_off.models import SignOff
from coprod.you_said_we_did.decisions.models import Decided, Decision, Verdict

FOR_EVERYONE = {
    "reason": "Many of you said it.",
    "meeting": "SEND Partnership Board",
    "met_on": uk_today() - timedelta(days=1),
}
NOW = Decided(Verdict.NOW, **FOR_EVERYONE, priority="Shorter waits")
NOT_OURS = Decided(
    Verdict.NOT_OURS,
    **FOR_EVERYONE,
    whose="The bus firms",
    way="Ask them on their page.",
    way_url="https://bus.example.org/ask",
)


def not_now(keeper: int, days: int = 60, **more: Any) -> Decided:
    """Not now: a member of staff keeps it, and looks again in so many days."""
    said = {"keeper": "Head of Preparing for Adulthood", "look_again_on": uk_today() + timedelta(days=days)}
    return Decided(Verdict.NOT_NOW, **(FOR_EVERYONE | said | {"keeper_id": keeper} | more))


def signed_off(engagement: Engagement, *, by: int) -> SignOff:
    """The themes of an engagement as they are, whatever is still to read."""
    zero = dict.fromkeys(("texts", "said_nothing", "themes", "kept_alone", "second_read"), 0)
    signed = SignOff(engagement_id=engagement.id, number=1, day=uk_today(), by_id=by, what="", read_by={}, **zero)
    db.session.add(signed)
    db.session.flush()
    return signed


def decide(
    theme: Theme, says: Decided, audience: Audience | None = None, *, by: int, seen: int | None = None
) -> Decision:
    """A decision, in the database, on a theme that everyone knows."""
    decided = Decision.decide(theme, says, audience, by=by, seen=seen)
    if theme.known_as is None:
        theme.publish()
    db.session.flush()
    return decided


def on_day(day: date) -> list[str]:
    """A day, as the three boxes of a form send it."""
    return [str(day.day), str(day.month), str(day.year)]
