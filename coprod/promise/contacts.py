"""Who to contact about a pledge: for the few members of staff who may."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from coprod.activities.reach import activity_within
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.private_field import WITH_THE_LEAD, FieldState
from coprod.participation.submission import Submission
from coprod.partnership.sectors import Sector
from coprod.permissions import Permission
from coprod.promise.organisation import Organisation
from coprod.promise.pledge import CONTACT, Pledge
from coprod.promise.register import NEWEST_FIRST, PAGE
from coprod.public_ids import ListPlace


class Contact(NamedTuple):
    """A pledge as those who look after pledges see it; the name and address are empty once withdrawn or forgotten."""

    public_id: str
    organisation: str | None
    sector: Sector
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

    @property
    def place(self) -> ListPlace:
        """Where it stands in the list."""
        return ListPlace(self.submitted_on, self.public_id)

    @property
    def shown_organisation(self) -> str:
        """Its name, as everybody but the safeguarding lead reads it."""
        return self.organisation or WITH_THE_LEAD

    @property
    def shown_contact(self) -> str:
        """Whom to contact, likewise."""
        return WITH_THE_LEAD if self.contact_is_held else self.contact_name

    @property
    def is_overdue(self) -> bool:
        """Whether the day by which it was to be done has gone by."""
        return self.by_when < uk_today() and self.withdrawn_on is None


def contacts(before: ListPlace | None = None) -> list[Contact]:
    """Every pledge, newest day first, one page of them; `before` is the last one of the page above."""
    query = (
        select(
            Pledge.public_id,
            Organisation.name,
            Pledge.sector,
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
        )
        .outerjoin(Pledge.organisation)
        .join(Pledge.submission)
        .join(Contribution, Contribution.id == Pledge.contribution_id)
    )
    query = query.where(activity_within(Permission.SEE_CONTACTS, Contribution.activity_id))
    if before is not None:
        query = query.where(before.is_above(Pledge.submitted_on, Pledge.public_id))
    return [_opened(*row) for row in db.session.execute(query.order_by(*NEWEST_FIRST).limit(PAGE))]


def _opened(
    public_id: str, organisation: str, sector: Sector, place: int, name: bytes | None, email: bytes | None, *rest: Any
) -> Contact:
    contact_name = Pledge.contact_name.opened(Pledge, name, place)
    return Contact(
        public_id, organisation, sector, contact_name, Pledge.contact_email.opened(Pledge, email, place), *rest
    )
