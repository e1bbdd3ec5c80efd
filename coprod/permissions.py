"""Who may do what: roles, permissions, the map between them, and the one guard that enforces it."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, has_request_context, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import ColumnElement, false, true
from werkzeug.exceptions import Unauthorized

from coprod import transactions
from coprod.database import db

csrf = CSRFProtect()
View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    """What a member of staff is here for. A person may hold several; see `HELD_ALONE` for those who may not."""

    ADMIN = "admin"
    ENGAGEMENT_LEAD = "engagement_lead"
    MODERATOR = "moderator"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    SAFEGUARDING_DEPUTY = "safeguarding_deputy"
    EVENT_TEAM = "event_team"
    ANALYST = "analyst"

    @property
    def words(self) -> str:
        """As people say it: "engagement lead"."""
        return self.value.replace("_", " ")


class Permission(StrEnum):
    """One thing that somebody may or may not do."""

    USE_STAFF_PAGES = "use_staff_pages"
    READ_QUEUE = "read_queue"
    MODERATE = "moderate"
    READ_MODERATION_LOG = "read_moderation_log"
    EDIT_SCREENING = "edit_screening"
    EDIT_BREAKS = "edit_breaks"
    READ_CONCERNS = "read_concerns"
    READ_LOG = "read_log"
    DOWNLOAD_LOG = "download_log"
    ADD_THEMES = "add_themes"
    DECIDE = "decide"
    SEE_RESULTS = "see_results"
    DOWNLOAD_RESPONSES = "download_responses"
    EDIT_ACTIVITIES = "edit_activities"
    PUBLISH = "publish"
    RELEASE = "release"
    BRING_BACK = "bring_back"
    TYPE_IN = "type_in"
    SEE_ATTENDEES = "see_attendees"
    SEE_CONTACTS = "see_contacts"
    MANAGE_SETTINGS = "manage_settings"
    MANAGE_PEOPLE = "manage_people"


P = Permission
# Reads what was escalated, and the queue it came from. The deputy does the same, and is asked second.
SAFEGUARDING = frozenset(
    {
        P.USE_STAFF_PAGES,
        P.READ_QUEUE,
        P.MODERATE,
        P.READ_MODERATION_LOG,
        P.EDIT_SCREENING,
        P.READ_CONCERNS,
    }
)
ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        {
            P.USE_STAFF_PAGES,
            P.READ_LOG,
            P.DOWNLOAD_LOG,
            P.READ_MODERATION_LOG,
            P.EDIT_SCREENING,
            P.EDIT_BREAKS,
            P.MANAGE_SETTINGS,
            P.BRING_BACK,
            P.MANAGE_PEOPLE,
        }
    ),
    Role.ENGAGEMENT_LEAD: frozenset(
        {
            P.USE_STAFF_PAGES,
            P.READ_QUEUE,
            P.MODERATE,
            P.READ_MODERATION_LOG,
            P.EDIT_SCREENING,
            P.EDIT_BREAKS,
            P.READ_LOG,
            P.DOWNLOAD_LOG,
            P.ADD_THEMES,
            P.DECIDE,
            P.SEE_RESULTS,
            P.DOWNLOAD_RESPONSES,
            P.EDIT_ACTIVITIES,
            P.PUBLISH,
            P.RELEASE,
            P.TYPE_IN,
            P.SEE_CONTACTS,
        }
    ),
    Role.MODERATOR: frozenset(
        {P.USE_STAFF_PAGES, P.READ_QUEUE, P.MODERATE, P.READ_MODERATION_LOG, P.EDIT_SCREENING, P.READ_LOG}
    ),
    Role.SAFEGUARDING_LEAD: SAFEGUARDING,
    Role.SAFEGUARDING_DEPUTY: SAFEGUARDING,
    # Access needs are for those who lay out the room, and for nobody else.
    Role.EVENT_TEAM: frozenset({P.USE_STAFF_PAGES, P.TYPE_IN, P.SEE_ATTENDEES}),
    Role.ANALYST: frozenset(
        {P.USE_STAFF_PAGES, P.READ_LOG, P.DOWNLOAD_LOG, P.ADD_THEMES, P.SEE_RESULTS, P.DOWNLOAD_RESPONSES}
    ),
}

# A person who holds one of these holds nothing else: whoever judges a concern has no part in what was asked.
HELD_ALONE = frozenset({Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY})
# These are always for the whole installation, and never for one engagement.
FOR_EVERYTHING = HELD_ALONE | {Role.ADMIN}
# What a role gives that is held for one engagement, and gives there alone. The rest needs the role for everything.
BY_ENGAGEMENT = frozenset(
    {
        P.USE_STAFF_PAGES,
        P.READ_QUEUE,
        P.MODERATE,
        P.READ_MODERATION_LOG,
        P.READ_LOG,
        P.DOWNLOAD_LOG,
        P.ADD_THEMES,
        P.DECIDE,
        P.SEE_RESULTS,
        P.DOWNLOAD_RESPONSES,
        P.EDIT_ACTIVITIES,
        P.TYPE_IN,
        P.SEE_ATTENDEES,
        P.SEE_CONTACTS,
    }
)

PUBLIC = "public"
# The most that anybody types at one time, percent signs and all: 20,000 letters of any script, and what stands beside
# them. And the most fields: ten times any page that we have, and more rows than staff can type in a list.
LONGEST_PUBLIC, MOST_FIELDS, MOST_FIELDS_OF_STAFF = 300_000, 2_000, 20_000


class SignedOut(Unauthorized):
    """Somebody sent something to a staff page, and is not signed in any more: what they typed must not be lost."""


def may(role: Role, permission: Permission) -> bool:
    """Whether this role holds this permission."""
    return permission in ALLOWED[role]


def reach(roles: Iterable[tuple[Role, int | None]], permission: Permission) -> frozenset[int] | None:
    """For which engagements these roles hold this permission: their ids, or None for everything there is.

    `roles` are each with the id of the engagement it is held for, or None where it is held for everything.
    """
    held = {engagement for role, engagement in roles if may(role, permission)}
    if None in held:
        return None
    return frozenset(id for id in held if id is not None) if permission in BY_ENGAGEMENT else frozenset()


def within(permission: Permission, engagement_id: Any) -> ColumnElement[bool]:
    """The condition under which a row is one of an engagement for which whoever asks holds this permission.

    Every list, count, search and download of staff has it. Where no person asks, as in a job, it is always met.
    """
    if not has_request_context():
        return true()
    ids = current_user.reach(permission) if current_user.is_authenticated else frozenset()
    return true() if ids is None else engagement_id.in_(sorted(ids)) if ids else false()


def public(view: View) -> View:
    """Anyone may open this view."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Only staff who hold `permission`, for some engagement at least, may open this view."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


def asks_second_step(view: View) -> View:
    """This view opens for whoever has given a code within the last hour; of others it is asked once more first."""
    view.asks_second_step = True  # type: ignore[attr-defined]
    return view


def asks_second_step_on_entering(view: View) -> View:
    """The same, of a page on which people work for longer: it stays open to them until they leave it for an hour."""
    view.stays_entered = True  # type: ignore[attr-defined]
    return asks_second_step(view)


def may_come_unproved(view: View) -> View:
    """This view takes a POST without a one-use token, from the box on a page that is the same for everyone.

    Nothing shows that such a form came from a page of ours: the view files nothing of it while `is_unproved`.
    """
    view.may_come_unproved = True  # type: ignore[attr-defined]
    return view


def is_unproved() -> bool:
    """Whether what was sent may have come from anywhere: it is shown back to whoever sent it, and no more."""
    return bool(g.get("unproved"))


def access_of(endpoint: str) -> str | None:
    """Who may open an endpoint: `public`, a permission, or None, which means nobody."""
    return getattr(current_app.view_functions[endpoint], "access", None)


def asked_for() -> Permission:
    """The permission that the page in hand asks for. A person may hold one for all, and another for one engagement."""
    return Permission(str(access_of(request.endpoint or "")))


def init_app(app: Flask) -> None:
    """Put the guard before every request."""
    csrf.init_app(app)
    app.before_request(guard)
    app.teardown_request(lambda error: transactions.end_of_request())
    app.jinja_env.globals["may"] = lambda permission, engagement_id=None: (
        current_user.is_authenticated and current_user.may(Permission(permission), engagement_id)
    )


def guard() -> ResponseReturnValue | None:
    """Let a request through, or send the person to where they can go on. Silence means shut."""
    if request.endpoint is None:
        return None  # no such page: Flask says so itself
    if "\0" in request.path or b"%00" in request.query_string:
        abort(404)  # nothing is called that, and PostgreSQL does not even look
    access = access_of(request.endpoint)
    must_be_bounded(access)
    # Nothing is written by looking. A public POST decides first, and opens a short transaction of its own to write.
    transactions.only_read(looks=request.method != "POST")
    if access is None:
        abort(403)
    if access != PUBLIC:
        if not current_user.is_authenticated:
            if request.method == "POST":
                raise SignedOut
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
        if not current_user.may(Permission(access)):
            abort(403)
        if request.method == "POST":
            db.session.rollback()  # who asks was only read
            transactions.begin_writing()
    if request.method == "POST":
        must_be_proved(request.endpoint)
    return None


def must_be_bounded(access: str | None) -> None:
    """What is sent is measured, and its fields are counted, before anybody takes it apart: each costs us work."""
    if access == PUBLIC:
        request.max_content_length = LONGEST_PUBLIC
    fields = request.query_string.count(b"&")
    if request.method == "POST" and request.mimetype == "application/x-www-form-urlencoded":
        fields = max(fields, request.get_data().count(b"&"))
    if fields >= (MOST_FIELDS if access == PUBLIC else MOST_FIELDS_OF_STAFF):
        abort(413)


def from_another_site() -> bool:
    """Whether another site made this browser send it, and not a person on one of our pages."""
    # "same-site" is another site too: somebody else's pages under the same council's domain.
    if (site := request.headers.get("Sec-Fetch-Site")) is not None:
        return site not in ("same-origin", "none")
    return (origin := request.headers.get("Origin")) is not None and not _is_ours(origin)


def _is_ours(origin: str) -> bool:
    """Whether a page of this site has this origin. Older browsers say this alone; of a page that hides it, "null"."""
    try:
        scheme, host = urlsplit(origin)[:2]
    except ValueError:
        return False
    right_way = scheme == "https" or (scheme == "http" and not current_app.config["SESSION_COOKIE_SECURE"])
    return right_way and host.lower() in (request.host, urlsplit(current_app.config["COPROD"].base_url).netloc)


def must_be_proved(endpoint: str) -> None:
    """What is sent shows by its token that it came from a page of ours, or it `may_come_unproved`."""
    view = current_app.view_functions[endpoint]
    request.max_content_length = getattr(view, "largest_sent", request.max_content_length)
    g.unproved = hasattr(view, "may_come_unproved") and not request.form.get("token") and not from_another_site()
    if not g.unproved and current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect()
