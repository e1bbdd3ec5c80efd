"""What stands beside the results: the release that is not out yet, what it does with each group, and who is asked."""

from typing import NamedTuple

from flask_login import current_user

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.activities.life import NotAllowed
from coprod.database import db
from coprod.permissions import Permission
from coprod.results.gate import Gate, gate
from coprod.results.published import Published, ReleaseRequest
from coprod.results.releasable import Releasable

COUNTED_HERE = 5000  # people; to count more would keep whoever wants to see results waiting


class ReleasePanel(NamedTuple):
    """`gate` is there where what it does was counted; `asked_by` once somebody has asked for it."""

    out: list[Published]
    gate: Gate | None
    asked_by: User | None

    @property
    def number(self) -> int:
        """Which release it would be."""
        return self.out[0].number + 1 if self.out else 1

    @property
    def has_small_number(self) -> bool:
        """Whether it shows so few that one might know who they are."""
        return self.gate is not None and self.gate.has_small_numbers


def release_panel(activity: Activity, people: int) -> ReleasePanel | None:
    """For whoever may release what people answered; `people` is how many took part."""
    if not (isinstance(activity, Releasable) and activity.was_public):
        return None
    if not current_user.may(Permission.RELEASE, activity.engagement_id):
        return None
    request = ReleaseRequest.of(activity.id)
    return ReleasePanel(
        Published.of(activity.id),
        _counted(activity) if people <= COUNTED_HERE else None,
        db.session.get(User, request.asked_by_id) if request else None,
    )


def _counted(activity: Releasable) -> Gate | None:
    try:
        return gate(activity)
    except NotAllowed:
        return None  # nothing was declared: there is nothing to say of it
