"""The gate: what a release would do now, who asked for it, and who may agree."""

from typing import NamedTuple

from sqlalchemy import select

from coprod.accounts.models import User
from coprod.activities.life import NotAllowed
from coprod.database import db, uk_today
from coprod.permissions import ALLOWED, Permission, Role
from coprod.results.disclosure import FEWEST
from coprod.results.published import Declared, Published, ReleaseRequest
from coprod.results.releasable import Releasable
from coprod.results.release import Outlook, Release, outlook_of, release_of
from coprod.text import sort_key


class Gate(NamedTuple):
    """A release that is not out yet. `request` is there once somebody has asked; `last` is the one before."""

    activity: Releasable
    release: Release
    outlook: list[Outlook]
    last: Published | None
    request: ReleaseRequest | None

    @property
    def number(self) -> int:
        """Which one it would be."""
        return self.last.number + 1 if self.last else 1

    @property
    def has_small_numbers(self) -> bool:
        """Whether whoever looks at it sees a number that nobody else may."""
        return any(each.new < FEWEST for each in self.outlook)

    @property
    def moving(self) -> int:
        """How many groups move."""
        return sum(each.stays_as_on is None for each in self.outlook)

    @property
    def asked_by(self) -> User | None:
        """Who asked for it."""
        return db.session.get(User, self.request.asked_by_id) if self.request else None


def gate(activity: Releasable) -> Gate:
    """What would be published at this moment. Raises `NotAllowed` where there is nothing to publish."""
    declared = Declared.of(activity.id)
    if declared is None:
        raise NotAllowed("It has not opened yet. When it opens, what will be published is written down.")
    declaration, last = declared.declaration, Published.last_of(activity.id)
    before = last.whole if last else None
    tallies = activity.tallied(declaration)
    return Gate(
        activity,
        release_of(declaration, tallies, last=before, on=uk_today()),
        outlook_of(tallies, last=before),
        last,
        ReleaseRequest.of(activity.id),
    )


def who_may_agree(asked_by: int) -> list[str]:
    """The names of all others who may release."""
    roles = [role for role in Role if Permission.RELEASE in ALLOWED[role]]
    others = select(User).where(User.active, User.id != asked_by, User.holds(*roles))
    names = (user.name for user in db.session.scalars(others) if user.may(Permission.RELEASE))
    return sorted(names, key=sort_key)
