"""Who to contact about a pledge: for the few members of staff who may."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, case, select

from coprod.activities.reach import activity_within
from coprod.database import UK, db, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.private_field import WITH_THE_LEAD, FieldState
from coprod.participation.submission import Submission
from coprod.partnership.sectors import Sector
from coprod.permissions import Permission
from coprod.promise.organisation import Main, Organisation, joined_name
from coprod.promise.pledge import CONTACT, Pledge
from coprod.promise.register.public_pledges import NEWEST_FIRST, PAGE
from coprod.promise.report import has_lapsed, is_overdue
from coprod.public_ids import ListPlace

# Of the organisation that it is, where staff have said that it is another one.
CHECKED_AT = case((Main.c.id.is_not(None), Main.c.checked_at), else_=Organisation.checked_at)

# What staff may choose to see of the list: organisations that nobody has checked; those that were asked what they did
# and have not answered; of those, the ones that were asked again. What was withdrawn is in none.
SHOWN = {
    "unchecked": and_(CHECKED_AT.is_(None), Contribution.withdrawn_on.is_(None)),
    "unanswered": and_(Pledge.asked_on.is_not(None), Contribution.withdrawn_on.is_(None)),
    "overdue": is_overdue(),
}


class Contact(NamedTuple):
    """A pledge as those who look after pledges see it; the name and address are empty once withdrawn or forgotten."""

    public_id: str
    organisation: str | None
    named_itself: str | None
    checked_at: datetime | None
    sector: str
    contact_name: str
    contact_email: str
    email_confirmed_at: datetime | None
    by_when: date
    status: Status
    submitted_on: date
    withdrawn_on: date | None
    is_held: bool
    contact_is_held: bool
    is_unscreened: bool
    answered_on: date | None
    asked_on: date | None
    reminded_on: date | None

    @property
    def place(self) -> ListPlace:
        """Where it stands in the list."""
        return ListPlace(self.submitted_on, self.public_id)

    @property
    def shown_organisation(self) -> str:
        """Its name, as everybody but the safeguarding lead reads it."""
        return self.organisation or WITH_THE_LEAD

    @property
    def came_after_check(self) -> bool:
        """Whether somebody pledged in its name after staff had checked it."""
        return self.checked_at is not None and self.submitted_on > self.checked_at.astimezone(UK).date()

    @property
    def shown_contact(self) -> str:
        """Whom to contact, likewise."""
        return WITH_THE_LEAD if self.contact_is_held else self.contact_name

    @property
    def has_lapsed(self) -> bool:
        """Whether nobody answered when it was asked what was done."""
        return has_lapsed(self.reminded_on)

    @property
    def is_overdue(self) -> bool:
        """Whether the day by which it was to be done has gone by."""
        return self.by_when < uk_today() and self.withdrawn_on is None


def contacts(before: ListPlace | None = None, *, show: str = "", promise: int | None = None) -> list[Contact]:
    """Every pledge, newest day first, one page of them and the next; `before` is the last one of the page above.

    `show` is one of `SHOWN`; `promise` leaves out those to others.
    """
    query = (
        select(
            Pledge.public_id,
            joined_name(),
            Organisation.name,
            CHECKED_AT,
            Sector.name,
            Pledge.place,
            Pledge.sealed_contact_name,
            Pledge.sealed_contact_email,
            Pledge.email_confirmed_at,
            Pledge.by_when,
            Submission.status,
            Pledge.submitted_on,
            Contribution.withdrawn_on,
            Contribution.has_field(FieldState.HELD),
            Contribution.has_field(FieldState.HELD, CONTACT),
            Contribution.has_field(FieldState.UNSCREENED),
            Pledge.answered_on,
            Pledge.asked_on,
            Pledge.reminded_on,
        )
        .join(Sector, Sector.slug == Pledge.sector)
        .outerjoin(Pledge.organisation)
        .outerjoin(Main, Main.c.id == Organisation.merged_into_id)
        .join(Pledge.submission)
        .join(Contribution, Contribution.id == Pledge.contribution_id)
    )
    query = query.where(activity_within(Permission.SEE_CONTACTS, Contribution.activity_id))
    if show in SHOWN:
        query = query.where(SHOWN[show])
    if promise is not None:
        query = query.where(Pledge.promise_id == promise)
    if before is not None:
        query = query.where(before.is_above(Pledge.submitted_on, Pledge.public_id))
    return [_opened(*row) for row in db.session.execute(query.order_by(*NEWEST_FIRST).limit(PAGE + 1))]


def _opened(*row: Any) -> Contact:
    place, name, email = row[5:8]
    contact_name = Pledge.contact_name.opened(Pledge, name, place)
    contact_email = Pledge.contact_email.opened(Pledge, email, place)
    return Contact._make((*row[:5], contact_name, contact_email, *row[8:]))
