"""What came of the themes that words were put in: what was decided, what was done, and what is to come.

All of it is asked of the engagements in which something was sent, whatever became of the words: the same statements
for words that wait, for words that only the safeguarding lead may read, and for words that everyone reads.
"""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.activities.life import NOT_PUBLIC
from coprod.check_backs.challenge import Challenge, challenge_theme
from coprod.check_backs.models import CheckBack
from coprod.database import db, last_day, now, uk_today
from coprod.participation.contribution import Contribution
from coprod.results.disclosure import HIDDEN, STEP, Figure, in_words, people
from coprod.results.published import Published
from coprod.results.releasable import Releasable
from coprod.themes.models import InPublic, Theme
from coprod.you_said_we_did.decisions.models import Decision, Verdict
from coprod.you_said_we_did.decisions.standing import Standing, in_each
from coprod.you_said_we_did.heard.models import Heard
from coprod.you_said_we_did.not_now.models import due_on
from coprod.you_said_we_did.replies.for_words import Whose, replies_to_themes
from coprod.you_said_we_did.replies.models import ReplyVersion
from coprod.you_said_we_did.replies.published_replies import latest_heard


class Checked(NamedTuple):
    """A check-back that people could answer about a theme. `picked` says how many did pick it, once that is out."""

    kind: str
    slug: str
    title: str
    closed_on: date | None
    picked: str


class Came(NamedTuple):
    """What came of one theme, for somebody whose words are in it.

    `others` is how many spoke of it with them, in words, as far as everyone may know; `like_you` is how many of those
    are of their audience, where that is out and is another number. `told_on` is when everyone could read of it, with
    them in it. `reply` is ours, if it is out.
    """

    title: str
    told_on: date | None
    others: str
    like_you: str
    checked: Checked | None
    decision: Decision | None
    decide_by: date | None
    look_again_on: date | None
    reply: ReplyVersion | None

    @property
    def is_done(self) -> bool:
        """Whether we have said that it was done."""
        return self.reply is not None and self.reply.done_on is not None

    @property
    def first_step(self) -> tuple[str, date, bool] | None:
        """The first step that is to come, by when, and whether that day has gone by; None once all is done."""
        step = self.decision
        if step is None or not step.step_by or self.is_done:
            return None
        return step.first_step, step.step_by, step.step_by < uk_today()


class WhatCame(NamedTuple):
    """All that is known of the themes of some engagements."""

    standing: dict[int, Standing]
    heard: dict[int, Heard]
    checked: dict[int, Checked]
    due: dict[int, date]
    replies: dict[Whose, ReplyVersion]

    @classmethod
    def of(cls, engagement_ids: Collection[int]) -> "WhatCame":
        """In the same few statements, whatever was sent."""
        standing = {each.theme.id: each for some in in_each(engagement_ids).values() for each in some}
        ids = sorted(engagement_ids)
        return cls(standing, latest_heard(ids), _checked(ids), _due(ids), replies_to_themes(ids))

    def known(self, theme: Theme) -> InPublic | None:
        """A theme as everyone knows it, if they do: what was published says how, or else what people check now."""
        return theme.known_as or (InPublic(theme.title) if theme.id in self.checked else None)

    def for_words(self, theme: Theme, known: InPublic, contribution: Contribution) -> Came:
        """What came of one theme, which everyone knows by these words, for whoever sent this."""
        audience = Audience(contribution.audience)
        stands = self.standing[theme.id].of(audience) if theme.id in self.standing else None
        decision = stands.decision if stands else None
        reply = self.replies.get((theme.id, stands.audience)) if stands else None
        same = reply is not None and decision is not None and reply.verdict is decision.verdict
        heard = self.heard.get(theme.engagement_id)
        return Came(
            title=known.title,
            told_on=heard.day if heard and contribution.submitted_on <= heard.day else None,
            others=_others(heard, theme, contribution),
            like_you=_like_you(heard, theme, contribution),
            checked=self.checked.get(theme.id),
            decision=decision,
            decide_by=None if decision else contribution.activity.engagement.decide_by,
            look_again_on=self._look_again(decision, reply if same else None),
            reply=reply if same else None,
        )

    def _look_again(self, decision: Decision | None, reply: ReplyVersion | None) -> date | None:
        if decision is not None and decision.verdict is Verdict.NOT_NOW:
            return self.due.get(decision.id)
        return reply.look_again_on if reply is not None else None


def _others(heard: Heard | None, theme: Theme, contribution: Contribution) -> str:
    """Who spoke of it too: only what was published says how many, and only of what was sent by then are they one."""
    figure: Figure = heard.figure_of(theme.id) if heard else HIDDEN
    if heard is None or figure is HIDDEN:
        return ""
    if contribution.submitted_on > heard.day:
        return f"{people(figure)} spoke of it before you"
    return "with others too" if figure < 2 * STEP else f"with about {in_words(figure)} others"


def _like_you(heard: Heard | None, theme: Theme, contribution: Contribution) -> str:
    """How many of those who spoke of it are of the same audience: only where both numbers were published."""
    audience = Audience(contribution.audience)
    if heard is None or audience is Audience.NOT_SAID or contribution.submitted_on > heard.day:
        return ""
    all_together, figure = heard.figure_of(theme.id), heard.figure_of(theme.id, audience)
    if all_together is HIDDEN or figure is HIDDEN or figure >= all_together:
        return ""
    return f"About {in_words(figure)} of you are {audience.many.lower()}."


def _checked(engagement_ids: Collection[int]) -> dict[int, Checked]:
    was = aliased(Theme)
    query = (
        select(func.coalesce(was.became_id, was.id), Activity, Challenge.key)
        .select_from(challenge_theme)
        .join(Challenge, Challenge.id == challenge_theme.c.challenge_id)
        .join(CheckBack, CheckBack.id == Challenge.check_back_id)
        .join(Activity, Activity.id == CheckBack.questionnaire_id)
        .join(Engagement, Engagement.id == Activity.engagement_id)
        .join(was, was.id == challenge_theme.c.theme_id)
        .where(
            Activity.engagement_id.in_(engagement_ids), Activity.opens_at <= now(), Engagement.life.not_in(NOT_PUBLIC)
        )
        .order_by(Activity.closes_at, Activity.id)
    )
    rows = db.session.execute(query).all()
    closed = {activity.id: activity for _, activity, _ in rows if activity.closes_at <= now()}
    out = Published.latest(closed)
    reports = {
        id: activity.reported(out[id].as_shown)
        for id, activity in closed.items()
        if id in out and isinstance(activity, Releasable)
    }
    found = {}
    for theme, activity, key in rows:
        said = reports.get(activity.id)
        closed_on = last_day(activity.closes_at) if activity.id in closed else None
        picked = said.how_picked(key) if said else ""
        found[theme] = Checked(activity.kind, activity.slug, activity.title, closed_on, picked)
    return found


def _due(engagement_ids: Collection[int]) -> dict[int, date]:
    """When somebody looks next at each decision of "not now"."""
    kept = select(Decision.id, due_on()).join(Decision.theme).where(Decision.verdict == Verdict.NOT_NOW)
    rows = db.session.execute(kept.where(Theme.engagement_id.in_(engagement_ids)))
    return {row[0]: row[1] for row in rows}
