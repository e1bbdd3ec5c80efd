"""Which part of the moderation log is looked at."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, false, true

from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.participation.move import FirstApproval, Move, Status
from coprod.reading import address_filters as filters
from coprod.reading.address_filters import DATE, LIST, Readers
from coprod.text import day, row_number

# Who decided, when nobody of the staff did.
SCREENING = "screening"

DecisionTable = type[Move] | type[FirstApproval]


class Decision(StrEnum):
    """What was decided: a move, by where it led, or the first of two approvals, which moves nothing."""

    APPROVED = Status.APPROVED.value
    REJECTED = Status.REJECTED.value
    ESCALATED = Status.ESCALATED.value
    RETURNED = Status.PENDING.value
    FIRST_APPROVAL = "first_approval"

    @property
    def label(self) -> str:
        """As staff read it."""
        return DECISION_LABELS[self]


DECISION_LABELS = {
    Decision.APPROVED: "Approved",
    Decision.REJECTED: "Rejected",
    Decision.ESCALATED: "Escalated",
    Decision.RETURNED: "Returned to the queue",
    Decision.FIRST_APPROVAL: "First of two approvals",
}


class ModerationLogFilters(NamedTuple):
    """What is chosen. `by` is the number of a member of staff, or "screening"; the days are of the UK calendar."""

    decision: Decision | None = None
    reason: str = ""
    by: int | str | None = None
    channel: str = ""
    engagement: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> "ModerationLogFilters":
        """What the address says. Raises `NotAFilter`."""
        return cls(**filters.chosen(args, READ))

    def address(self) -> dict[str, str]:
        """For `url_for`: only what is chosen."""
        return filters.address(self._asdict(), READ)

    def conditions(self, table: DecisionTable) -> list[ColumnElement[bool]]:
        """The same in SQL, about moves or about first approvals; `Contribution` is joined."""
        asked = []
        if self.decision:
            asked.append(_decided(table, self.decision))
        if self.reason:
            asked.append(Move.reason_slug == self.reason if table is Move else false())
        if self.by:
            asked.append(table.by_id == self.by if self.by != SCREENING else table.by_id.is_(None))
        if self.since:
            asked.append(table.made_on >= self.since)
        if self.until:
            asked.append(table.made_on <= self.until)
        return asked + filters.about_activities({Activity.kind: self.channel, Engagement.slug: self.engagement})


def _decided(table: DecisionTable, decision: Decision) -> ColumnElement[bool]:
    if decision is Decision.FIRST_APPROVAL:
        return true() if table is FirstApproval else false()
    return Move.to_status == Status(decision.value) if table is Move else false()


def _channel(typed: str) -> str:
    if typed not in Activity.channels():
        raise ValueError("no such channel")
    return typed


def _by(typed: str) -> int | str:
    return SCREENING if typed == SCREENING else row_number(typed)


READ: Readers = {
    "decision": ("decision", Decision, f"{LIST} of decisions"),
    "reason": ("reason", str, f"{LIST} of reasons"),
    "by": ("by", _by, f"{LIST} of those who decided"),
    "channel": ("channel", _channel, f"{LIST} of channels"),
    "engagement": ("engagement", str, f"{LIST} of engagements"),
    "since": ("from", day, f"The first day {DATE}"),
    "until": ("to", day, f"The last day {DATE}"),
}
