"""Roles, and what each of them may do, in plain words. The words come from the map that the guard itself goes by."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select

from coprod.accounts.models import Held
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.permissions import ALLOWED, BY_ENGAGEMENT, FOR_EVERYTHING, PUBLIC, Permission, Role, reach
from coprod.text import sort_key

P = Permission
# What comes after "may", in the order in which people read about it.
WORDS: Mapping[Permission, str] = {
    P.USE_STAFF_PAGES: "sign in to the staff pages",
    P.READ_QUEUE: "read what waits",
    P.MODERATE: "decide: approve, reject, escalate",
    P.READ_MODERATION_LOG: "read the moderation log",
    P.READ_CONCERNS: "read concerns and act on them",
    P.EDIT_SCREENING: "say which words screening looks for",
    P.EDIT_BREAKS: "say when readers are offered a break",
    P.READ_LOG: "read the feedback log, without names",
    P.DOWNLOAD_LOG: "download the feedback log",
    P.ADD_THEMES: "make themes and sort into them",
    P.DECIDE: "sign off themes, and decide what becomes of them",
    P.SEE_RESULTS: "see exact results",
    P.DOWNLOAD_RESPONSES: "download what each person answered",
    P.EDIT_ACTIVITIES: "make activities, change and close them",
    P.PUBLISH: "open to the public, and say what changed",
    P.RELEASE: "publish what people answered, with a second person",
    P.TYPE_IN: "type in forms that came on paper",
    P.SEE_ATTENDEES: "see who signed up, and access needs",
    P.SEE_CONTACTS: "see contacts of organisations",
    P.MANAGE_SETTINGS: "set up the site, and change its settings",
    P.BRING_BACK: "bring back what was archived",
    P.MANAGE_PEOPLE: "invite people, change roles, end accounts",
}
# The most common first; those that are held alone last.
IN_ORDER = (
    Role.ENGAGEMENT_LEAD,
    Role.MODERATOR,
    Role.ANALYST,
    Role.EVENT_TEAM,
    Role.ADMIN,
    Role.SAFEGUARDING_LEAD,
    Role.SAFEGUARDING_DEPUTY,
)
# The columns of the map. Lead and deputy may do the same.
COLUMNS = (
    ("Admin", (Role.ADMIN,)),
    ("Lead", (Role.ENGAGEMENT_LEAD,)),
    ("Moderator", (Role.MODERATOR,)),
    ("Safeguarding", (Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY)),
    ("Event team", (Role.EVENT_TEAM,)),
    ("Analyst", (Role.ANALYST,)),
)
EVERYTHING = "Everything"


class MapRow(NamedTuple):
    """One permission in the map: what it lets people do, under which columns somebody may."""

    what: str
    by_engagement: bool
    cells: list[tuple[str, bool]]


class Share(NamedTuple):
    """Roles that are held for the same thing, or what may be done there."""

    what: str
    where: str

    @property
    def in_words(self) -> str:
        """In the middle of a sentence, after "for"."""
        return "everything" if self.where == EVERYTHING else f"“{self.where}”"


def name_of(role: Role) -> str:
    """As people say it in the middle of a sentence."""
    return "administrator" if role is Role.ADMIN else role.words


def titles() -> dict[int, str]:
    """Every engagement there is, by its id, in the order of their titles."""
    rows = db.session.execute(select(Engagement.id, Engagement.title)).all()
    return dict(sorted(rows, key=lambda row: sort_key(row[1])))


def in_words(held: Collection[Held]) -> list[str]:
    """Roles as people say them: moderator, or moderator for “The refresh”."""
    known = titles() if any(id is not None for _, id in held) else {}
    return [name_of(role) if id is None else f"{name_of(role)} for “{known[id]}”" for role, id in _sorted(held)]


def shares(held: Collection[Held], known: Mapping[int, str]) -> list[Share]:
    """Roles by what they are for: "Moderator, analyst" and "The refresh"."""
    by_place: dict[int | None, list[str]] = {}
    for role, id in _sorted(held):
        by_place.setdefault(id, []).append(name_of(role))
    return [Share(_capital(", ".join(names)), _where(id, known)) for id, names in by_place.items()]


def may_in_words(held: Collection[Held], known: Mapping[int, str]) -> list[Share]:
    """What these roles let somebody do, by where they may: first what holds for everything there is."""
    by_place: dict[frozenset[int] | None, list[str]] = {None: []}
    for permission in _used():
        ids = reach(held, permission) if permission is not P.USE_STAFF_PAGES else frozenset()
        if ids is None or ids:
            by_place.setdefault(ids, []).append(WORDS[permission])
    return [
        Share("; ".join(words), " and ".join(known[id] for id in sorted(ids)) if ids else EVERYTHING)
        for ids, words in by_place.items()
        if words
    ]


def what_each_may() -> list[tuple[Role, str, str]]:
    """Each role with its name, and a sentence that says what it lets people do."""
    more = {role: [WORDS[each] for each in _used() if each in ALLOWED[role] - {P.USE_STAFF_PAGES}] for role in IN_ORDER}
    return [(role, _capital(name_of(role)), "; ".join(words)) for role, words in more.items()]


def permission_map() -> list[MapRow]:
    """Who may do what, as the guard has it: only what some page really asks for."""
    return [
        MapRow(
            _capital(WORDS[permission]),
            permission in BY_ENGAGEMENT,
            [(name, all(permission in ALLOWED[role] for role in roles)) for name, roles in COLUMNS],
        )
        for permission in _used()
    ]


def is_mixture(held: Collection[Held]) -> bool:
    """Whether the roles that can be for one engagement are for different ones: one "For" does not say that."""
    return len({id for role, id in held if role not in FOR_EVERYTHING}) > 1


def _used() -> Iterator[Permission]:
    asked_for = {getattr(view, "access", PUBLIC) for view in current_app.view_functions.values()}
    return (permission for permission in WORDS if permission in asked_for)


def _sorted(held: Iterable[Held]) -> list[Held]:
    return sorted(held, key=lambda one: (IN_ORDER.index(one[0]), one[1] or 0))


def _where(id: int | None, known: Mapping[int, str]) -> str:
    return EVERYTHING if id is None else known[id]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
