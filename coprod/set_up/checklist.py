"""The checklist of the first hour. Each line is worked out from what is there, and never ticked by hand."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import exists, func, select

from coprod import audit
from coprod.accounts.models import StaffRole, User
from coprod.accounts.second_step import SecondStep
from coprod.activities.engagement import Engagement
from coprod.changes import Change
from coprod.database import UK, db
from coprod.partnership.district import District
from coprod.partnership.models import Partnership
from coprod.partnership.opening import SiteOpening
from coprod.permissions import Permission, Role

PARTNERSHIP = "partnership 1"  # the subject under which its changes are filed


class NotReady(Exception):
    """The site cannot be opened yet: something that has to be there is missing."""


class State(StrEnum):
    """Where one line stands."""

    DONE = "done"
    BEGUN = "begun"
    TO_DO = "to do"
    CANNOT = "cannot start yet"


class Line(NamedTuple):
    """One thing to be done. `page` is the endpoint where it is done, `minutes` about how long it takes.

    `last` is who did something about it last, and when.
    """

    title: str
    detail: str
    state: State
    page: str
    minutes: int = 0
    last: tuple[str, date] | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.state is State.DONE


class Checklist(NamedTuple):
    """What must be there before the public see anything, and what is good to have soon."""

    required: list[Line]
    soon: list[Line]

    @property
    def done(self) -> int:
        """How many of the required lines are done."""
        return sum(line.is_done for line in self.required)

    @property
    def missing(self) -> list[Line]:
        """The required lines that are not done."""
        return [line for line in self.required if not line.is_done]


def checklist(reader: User) -> Checklist:
    """How far this installation is, for an administrator to go on from."""
    partnership = Partnership.current()
    may_write = reader.reach(Permission.EDIT_ACTIVITIES) is None
    return Checklist(_required(partnership, Staff.now(), _last_changes()), _soon(partnership, may_write))


def open_to_public(by: User) -> bool:
    """From now on the public see the site, for good; it is on record who said so. False when it was open already.

    Raises `NotReady` while a required line is not done.
    """
    if db.session.get(SiteOpening, 1):
        return False
    if checklist(by).missing:
        raise NotReady("Something that has to be there first is missing.")
    db.session.add(SiteOpening(by=by.id))
    audit.record("opened the site to the public", "site", by)
    return True


class Staff(NamedTuple):
    """Who has which role, as far as the checklist asks: names, with whether they have signed in with two steps."""

    administrators: list[tuple[str, bool]]
    leads: list[tuple[str, bool]]
    deputies: list[tuple[str, bool]]

    @classmethod
    def now(cls) -> "Staff":
        """Everybody who works here now."""
        roles = (Role.ADMIN, Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY)
        rows = db.session.execute(
            select(StaffRole.role, User.name, SecondStep.user_id)
            .join(User, User.id == StaffRole.user_id)
            .outerjoin(SecondStep, SecondStep.user_id == User.id)
            .where(User.active, StaffRole.role.in_(roles))
            .order_by(User.id)
        ).all()
        return cls(*([(name, step is not None) for held, name, step in rows if held is role] for role in roles))


def _required(partnership: Partnership, staff: Staff, changed: dict[str, tuple[str, date]]) -> list[Line]:
    def line(title: str, detail: str, is_done: bool, page: str, minutes: int, *fields: str) -> Line:
        last = max((changed[field] for field in fields if field in changed), key=lambda last: last[1], default=None)
        return Line(title, detail, State.DONE if is_done else State.TO_DO, page, minutes, last)

    return [
        line(
            "Names and owners",
            " and ".join(partnership.owners) if partnership.has_name_and_owners else "Whose site this is",
            partnership.has_name_and_owners,
            "settings.names",
            3,
            "name",
            "owners",
        ),
        line(
            "Help numbers",
            f"{len(partnership.help_numbers)} on every page"
            if partnership.has_help_numbers
            else "Whoever is worried finds somebody to ring",
            partnership.has_help_numbers,
            "settings.help",
            5,
            "help_numbers",
        ),
        line(
            "A phone and a post route",
            "For whoever cannot use the site",
            partnership.has_phone_and_post,
            "settings.help",
            2,
            "contact",
        ),
        _people(
            "Two administrators",
            _ready_first(staff.administrators),
            2,
            "When one is ill, the other can let colleagues in",
        ),
        _people(
            "A safeguarding lead, and a deputy",
            _ready_first(staff.leads)[:1] + _ready_first(staff.deputies)[:1],
            2,
            "Worrying words have to reach two people",
            missing=[what for what, who in (("lead", staff.leads), ("deputy", staff.deputies)) if not who],
        ),
        line(
            "Privacy notice",
            "In its set form"
            if partnership.privacy_is_written
            else "The set form is there. Some lines are yours to write",
            partnership.privacy_is_written,
            "settings.privacy",
            15,
            "privacy",
        ),
        line(
            "Accessibility statement",
            "In its set form" if partnership.accessibility_is_written else "The law asks for it, in a set form",
            partnership.accessibility_is_written,
            "settings.accessibility",
            10,
            "accessibility",
        ),
        line(
            "A letter that arrives",
            "We send one to you, and you press its button",
            partnership.has_letter_arrived,
            "settings.show_mail",
            1,
            "letter_arrived_at",
        ),
    ]


def _people(title: str, who: Sequence[tuple[str, bool]], needed: int, why: str, missing: Sequence[str] = ()) -> Line:
    """A line about people: each has to have signed in with two steps, so that nobody is down who cannot come in."""
    ready = [name for name, signed_in in who if signed_in]
    waiting = [name for name, signed_in in who if not signed_in]
    says = [f"A {what} is missing" for what in missing]
    if not missing and len(who) < needed:
        says = ["One more is missing" if who else "Both are missing"]
    if waiting:
        says.append(f"{' and '.join(waiting)}: still to sign in with two steps")
    if len(ready) >= needed:
        return Line(title, " and ".join(ready), State.DONE, "people.staff_list")
    return Line(title, ". ".join([*says, why]), State.BEGUN if who else State.TO_DO, "people.staff_list", 2)


def _ready_first(who: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Those who have signed in with two steps before those who have not: one of several is enough."""
    return sorted(who, key=lambda person: not person[1])


def _first_engagement(there_is_one: bool, may_write: bool) -> Line:
    """Whoever leads engagements writes it: an administrator is led to who that is."""
    title, page = "Your first engagement", "engagements.create"
    if there_is_one:
        return Line(title, "There is one", State.DONE, "engagements.staff_list" if may_write else "people.staff_list")
    if not may_write:
        why = "An engagement lead writes it. Invite one, or take that role yourself as well"
        return Line(title, why, State.CANNOT, "people.staff_list")
    return Line(title, "You can write it now and look at it. It opens when the site is open", State.TO_DO, page, 10)


def _soon(partnership: Partnership, may_write: bool) -> list[Line]:
    def line(title: str, detail: str, is_done: object, page: str, minutes: int) -> Line:
        return Line(title, detail, State.DONE if is_done else State.TO_DO, page, minutes)

    reads = (Role.MODERATOR, Role.ENGAGEMENT_LEAD)
    districts, readers, engagements = db.session.execute(
        select(
            select(func.count()).select_from(District).scalar_subquery(),
            exists().where(User.holds(*reads), User.active),
            exists().select_from(Engagement),
        )
    ).one()
    where = f"{districts} to choose from" if districts else "Where people say they live, and never finer"
    return [
        line("Colours", "Measured as you choose them", partnership.colours, "settings.names", 5),
        line("Districts", where, districts, "settings.districts", 5),
        line(
            "School holidays",
            "So that nothing is open mostly in the holidays",
            partnership.holidays,
            "settings.holidays",
            5,
        ),
        line(
            "Local Offer and newsletter links",
            "Shown where people look for more",
            partnership.links,
            "settings.links",
            2,
        ),
        line("People who read what is sent", "Moderators, and an engagement lead", readers, "people.staff_list", 2),
        _first_engagement(engagements, may_write),
    ]


def _last_changes() -> dict[str, tuple[str, date]]:
    """For each thing that a partnership sets: who changed it last, and when."""
    newest = select(func.max(Change.id)).where(Change.subject == PARTNERSHIP).group_by(Change.field)
    rows = db.session.execute(
        select(Change.field, User.name, Change.at).join(User, User.id == Change.by_id).where(Change.id.in_(newest))
    )
    return {field: (name, at.astimezone(UK).date()) for field, name, at in rows}
