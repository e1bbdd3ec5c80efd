"""What became of what people said in one engagement, as its page tells everyone: heard, and decided."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.you_said_we_did.decisions.models import Decision, Verdict
from coprod.you_said_we_did.decisions.standing import Undecided, current, undecided
from coprod.you_said_we_did.heard.models import Heard
from coprod.you_said_we_did.not_now.models import due_on


class CameOfIt(NamedTuple):
    """What was published of what people spoke of; what stands, by verdict; what should have been decided by now.

    `due` is when somebody looks next at each that is not for now.
    """

    heard: Heard | None
    decided: dict[Verdict, list[Decision]]
    undecided: Undecided | None
    due: dict[int, date]

    @property
    def meetings(self) -> list[Decision]:
        """One decision of each meeting, the latest first."""
        of = {(each.met_on, each.meeting): each for some in self.decided.values() for each in some}
        return [of[key] for key in sorted(of, reverse=True)]


def came_of_it(engagement: Engagement) -> CameOfIt:
    """All of it, as it stands. A decision shows nothing of who said what: only that the team decided, and why.

    One on a theme that nobody has published waits: its name may be what a single child said.
    """
    decided: dict[Verdict, list[Decision]] = {verdict: [] for verdict in Verdict}
    for standing in current(engagement.id):
        for stands in standing.all_of_it:
            decision = stands.decision
            if decision and decision.theme.known_as and decision not in decided[decision.verdict]:
                decided[decision.verdict].append(decision)
    return CameOfIt(
        Heard.last_of(engagement.id),
        {verdict: some for verdict, some in decided.items() if some},
        _named(undecided(engagement)),
        _due(decided[Verdict.NOT_NOW]),
    )


def _named(late: Undecided | None) -> Undecided | None:
    return late and late._replace(themes=[each for each in late.themes if each.known_as])


def _due(not_now: list[Decision]) -> dict[int, date]:
    ids = [each.id for each in not_now]
    rows = db.session.execute(select(Decision.id, due_on()).where(Decision.id.in_(ids))) if ids else ()
    return {row[0]: row[1] for row in rows}
