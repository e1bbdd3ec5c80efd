"""What comes next in engagements that have closed, as everyone reads it: nobody waits without knowing for what."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Protocol

from sqlalchemy import Select, select

from coprod.activities.activity import Activity
from coprod.activities.life import PUT_AWAY, Life
from coprod.activities.per_kind import ToCome
from coprod.database import db, uk_today
from coprod.themes.models import Theme
from coprod.you_said_we_did.decisions.models import Decision, Verdict
from coprod.you_said_we_did.decisions.standing import Standing, in_each
from coprod.you_said_we_did.not_now.models import due_on
from coprod.you_said_we_did.replies.for_words import replies_to_themes
from coprod.you_said_we_did.replies.published_replies import latest_heard

STEPS_SHOWN = 3  # the next ones of what was decided


class Closed(Protocol):
    """An engagement in which nobody can take part any longer."""

    @property
    def id(self) -> int: ...
    @property
    def life(self) -> Life: ...
    @property
    def decide_by(self) -> date | None: ...


def what_comes_next(closed: Collection[Closed]) -> dict[int, list[ToCome]]:
    """For each of these engagements, in the same few statements; nothing for one that is put away."""
    ids = [each.id for each in closed if each.life is not Life.ARCHIVED]
    if not ids:
        return {}
    standing, heard, decides = in_each(ids), latest_heard(ids), _are_decided_on(ids)
    done = {theme for (theme, _), reply in replies_to_themes(ids).items() if reply.done_on}
    due = {row[0]: row[1] for row in db.session.execute(_looks(ids))}
    return {
        each.id: [
            *_until_answered(each, each.id in heard, standing[each.id], each.id in decides),
            *_of_decisions(standing[each.id], done, due),
        ]
        for each in closed
        if each.id in standing
    }


def _until_answered(each: Closed, is_heard: bool, themes: Sequence[Standing], decides: bool) -> list[ToCome]:
    if each.life in PUT_AWAY:
        return []
    steps = [ToCome("We say here what changed, and what did not", "pen")]
    if decides and not (themes and all(theme.is_decided for theme in themes)):
        steps.insert(0, ToCome("We decide what to do", "talk", each.decide_by))
    if decides and not is_heard:
        steps.insert(0, ToCome("We read all of it, and put it in themes", "group"))
    return steps


def _of_decisions(themes: Sequence[Standing], done: Collection[int], due: dict[int, date]) -> list[ToCome]:
    """First steps by their days, and when we look again at what is not for now; of themes that everyone knows."""
    known = [theme for theme in themes if theme.theme.known_as]
    said = {stands.decision: theme.theme.id for theme in known for stands in theme.all_of_it if stands.decision}
    first = {
        ToCome(each.first_step, "clock", each.step_by)
        for each, theme in said.items()
        if each.verdict is Verdict.NOW and each.step_by and each.step_by >= uk_today() and theme not in done
    }
    again = [due[each.id] for each in said if each.id in due]
    looks = [ToCome("We look again at what is not for now", "clock", min(again))] if again else []
    return sorted([*first, *looks], key=lambda step: (step.day or date.max, step.title))[:STEPS_SHOWN]


def _looks(ids: Collection[int]) -> Select[Any]:
    kept = select(Decision.id, due_on()).join(Decision.theme)
    return kept.where(Decision.verdict == Verdict.NOT_NOW, Theme.engagement_id.in_(ids))


def _are_decided_on(ids: Collection[int]) -> set[int]:
    """Those in which something is asked that is put in themes, and decided."""
    kinds = [kind for kind, each in Activity.kinds().items() if each.decided_on]
    asked = select(Activity.engagement_id).where(Activity.engagement_id.in_(ids), Activity.kind.in_(kinds))
    return set(db.session.scalars(asked.where(Activity.opens_at.is_not(None))))
