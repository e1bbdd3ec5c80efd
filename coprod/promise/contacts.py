"""Who to contact about a pledge: for the few members of staff who may."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select, tuple_

from coprod.database import db, uk_today
from coprod.participation.contribution import WITH_THE_LEAD, Contribution
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.promise.models import CONTACT, ORGANISATION, Pledge
from coprod.promise.organisation import Organisation, Sector
from coprod.promise.register import PAGE


class Contact(NamedTuple):
    """A pledge as those who look after pledges see it; the name and address are empty once withdrawn or forgotten."""

    id: int
    organisation: str
    sector: Sector
    contact_name: str
    contact_email: str
    email_confirmed_at: datetime | None
    by_when: date
    status: Status
    submitted_on: date
    withdrawn_on: date | None
    held: list[str] | None

    @property
    def shown_organisation(self) -> str:
        """Its name, as everybody but the safeguarding lead reads it."""
        return WITH_THE_LEAD if ORGANISATION in (self.held or ()) else self.organisation

    @property
    def shown_contact(self) -> str:
        """Whom to contact, likewise."""
        return WITH_THE_LEAD if CONTACT in (self.held or ()) else self.contact_name

    @property
    def is_overdue(self) -> bool:
        """Whether the day by which it was to be done has gone by."""
        return self.by_when < uk_today() and self.withdrawn_on is None


def contacts(before: int | None = None) -> list[Contact]:
    """Every pledge, newest first, one page of them; `before` is the last one of the page above."""
    query = (
        select(
            Pledge.id,
            Organisation.name,
            Organisation.sector,
            Pledge.place,
            Pledge.sealed_contact_name,
            Pledge.sealed_contact_email,
            Pledge.email_confirmed_at,
            Pledge.by_when,
            Submission.status,
            Contribution.submitted_on,
            Contribution.withdrawn_on,
            Contribution.held,
        )
        .join(Pledge.organisation)
        .join(Pledge.submission)
        .join(Contribution, Contribution.id == Pledge.contribution_id)
    )
    if before is not None:
        last = select(Contribution.submitted_on).join(Pledge).where(Pledge.id == before).scalar_subquery()
        query = query.where(tuple_(Contribution.submitted_on, Pledge.id) < tuple_(last, before))
    newest = (Contribution.submitted_on.desc(), Pledge.id.desc())
    return [_opened(*row) for row in db.session.execute(query.order_by(*newest).limit(PAGE))]


def _opened(
    id: int, organisation: str, sector: Sector, place: int, name: bytes | None, email: bytes | None, *rest: Any
) -> Contact:
    contact_name = Pledge.contact_name.opened(Pledge, name, place)
    return Contact(id, organisation, sector, contact_name, Pledge.contact_email.opened(Pledge, email, place), *rest)
