"""Who may do what: roles, permissions, the map between them, and the one guard that enforces it."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import Unauthorized

from coprod import transactions
from coprod.database import db

csrf = CSRFProtect()
View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    """What a member of staff is here for. One each."""

    ADMIN = "admin"
    ENGAGEMENT_LEAD = "engagement_lead"
    MODERATOR = "moderator"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    SAFEGUARDING_DEPUTY = "safeguarding_deputy"
    EVENT_TEAM = "event_team"
    ANALYST = "analyst"


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
    EDIT_ACTIVITIES = "edit_activities"
    PUBLISH = "publish"
    SEE_ATTENDEES = "see_attendees"
    SEE_CONTACTS = "see_contacts"


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
        {P.USE_STAFF_PAGES, P.READ_LOG, P.DOWNLOAD_LOG, P.READ_MODERATION_LOG, P.EDIT_SCREENING, P.EDIT_BREAKS}
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
            P.EDIT_ACTIVITIES,
            P.PUBLISH,
            P.SEE_CONTACTS,
        }
    ),
    Role.MODERATOR: frozenset(
        {P.USE_STAFF_PAGES, P.READ_QUEUE, P.MODERATE, P.READ_MODERATION_LOG, P.EDIT_SCREENING, P.READ_LOG}
    ),
    Role.SAFEGUARDING_LEAD: SAFEGUARDING,
    Role.SAFEGUARDING_DEPUTY: SAFEGUARDING,
    # Access needs are for those who lay out the room, and for nobody else.
    Role.EVENT_TEAM: frozenset({P.USE_STAFF_PAGES, P.SEE_ATTENDEES}),
    Role.ANALYST: frozenset({P.USE_STAFF_PAGES, P.READ_LOG, P.DOWNLOAD_LOG, P.ADD_THEMES}),
}

PUBLIC = "public"


class SignedOut(Unauthorized):
    """Somebody sent something to a staff page, and is not signed in any more: what they typed must not be lost."""


def may(role: Role, permission: Permission) -> bool:
    """Whether this role holds this permission."""
    return permission in ALLOWED[role]


def public(view: View) -> View:
    """Anyone may open this view."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Only staff whose role holds `permission` may open this view."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


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


def init_app(app: Flask) -> None:
    """Put the guard before every request."""
    csrf.init_app(app)
    app.before_request(guard)
    app.teardown_request(lambda error: transactions.end_of_request())
    app.jinja_env.globals["may"] = lambda permission: (
        current_user.is_authenticated and current_user.may(Permission(permission))
    )


def guard() -> ResponseReturnValue | None:
    """Let a request through, or send the person to where they can go on. Silence means shut."""
    if request.endpoint is None:
        return None  # no such page: Flask says so itself
    if "\0" in request.path or b"%00" in request.query_string:
        abort(404)  # nothing is called that, and PostgreSQL does not even look
    access = access_of(request.endpoint)
    # Nothing is written by looking. A public POST decides first, and opens a short transaction of its own to write.
    transactions.only_read()
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


def from_another_site() -> bool:
    """Whether another site made this browser send it, and not a person on one of our pages."""
    # "same-site" is another site too: somebody else's pages under the same council's domain.
    return request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")


def must_be_proved(endpoint: str) -> None:
    """What is sent shows by its token that it came from a page of ours, or it `may_come_unproved`."""
    takes_it = hasattr(current_app.view_functions[endpoint], "may_come_unproved")
    g.unproved = takes_it and not request.form.get("token") and not from_another_site()
    if not g.unproved and current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect()
