"""The moderation log in numbers: how many decisions, for which reasons, and how long people waited for them.

Of decisions, never of the people who made them: who reads fastest is not who reads best.
"""

from collections import Counter
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, String, func, union_all

from coprod.database import db
from coprod.moderation_log.filters import Decision, ModerationLogFilters
from coprod.moderation_log.log import about, decision_of, nothing, waited
from coprod.participation.move import FirstApproval, Move
from coprod.partnership.reason import Reason


class Counted(NamedTuple):
    """What the filters show, in numbers.

    `reasons` has each label, how often it was given, and its share in percent. `half_within` and `longest` are days
    from when words were sent to when a person first decided about them; None when there was no such decision.
    """

    decisions: dict[Decision, int]
    reasons: list[tuple[str, int, int]]
    half_within: int | None
    longest: int | None

    @property
    def total(self) -> int:
        """How many decisions there are."""
        return sum(self.decisions.values())


def count(filters: ModerationLogFilters) -> Counted:
    """Everything that the filters show, counted in one statement."""
    decisions: Counter[Decision] = Counter()
    reasons: Counter[str] = Counter()
    waits: Counter[int] = Counter()
    for decision, reason, days, number in db.session.execute(union_all(_moves(filters), _first_approvals(filters))):
        decisions[Decision(decision)] += number
        if reason is not None:
            reasons[reason] += number
        if days is not None:
            waits[days] += number
    return Counted(
        decisions={kind: decisions[kind] for kind in Decision if decisions[kind]},
        reasons=[(why, number, round(100 * number / reasons.total())) for why, number in reasons.most_common()],
        half_within=_half(waits),
        longest=max(waits, default=None),
    )


def _moves(filters: ModerationLogFilters) -> Select[Any]:
    columns = {"decision": decision_of(Move), "why": Reason.label, "days": waited(Move), "number": func.count()}
    query = about(Move, filters, *(column.label(name) for name, column in columns.items()))
    return query.outerjoin(Reason, Reason.slug == Move.reason_slug).group_by("decision", "why", "days")


def _first_approvals(filters: ModerationLogFilters) -> Select[Any]:
    return about(FirstApproval, filters, decision_of(FirstApproval), nothing(String), nothing(Integer), func.count())


def _half(waits: Counter[int]) -> int | None:
    """The days within which half of them were decided."""
    so_far = 0
    for days in sorted(waits):
        so_far += waits[days]
        if 2 * so_far >= waits.total():
            return days
    return None
