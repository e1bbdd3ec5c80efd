"""StaffSession: one browser in which a member of staff is signed in. It is ended on the server, for good.

Who is signed in is asked once a request, and written down after it.
"""

import hashlib
import logging
import re
import secrets
from datetime import datetime, timedelta

from flask import Flask, Request, Response, g, session
from flask_login import LoginManager, current_user
from sqlalchemy import ForeignKey, delete, select, update
from sqlalchemy.exc import DBAPIError, TimeoutError as NoConnectionFree
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from coprod.accounts.models import User
from coprod.database import Base, UTCDateTime, db, now
from coprod.transactions import trace_of_a_look, write_transaction

IDLE = timedelta(hours=8)  # without a page opened, a session is over
LIFE = timedelta(hours=12)  # however much it is used: a working day, and then both steps again
SECOND_STEP_HOLDS = timedelta(hours=1)  # then it is asked for once more, where a page `asks_second_step`
SEEN_EVERY = timedelta(minutes=5)  # how often that a page was opened is written down
KEPT = timedelta(days=30)  # how long a session that is over stays in the database

COOKIE_KEY = "staff"  # where the cookie's session holds the token

log = logging.getLogger(__name__)


class StaffSession(Base):
    """Somebody signed in, in one browser. Only that browser's cookie has the token; here is its hash.

    It is over when `ended_at` is set, after 8 idle hours, 12 hours after it began, when its member of staff has left,
    and when their `sign_in_version` has moved on: with a new password, role or authenticator. `second_step_at` is when
    a code was last given in it. `browser` is as coarse as people need to tell their own apart: "Firefox on Windows".
    """

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    sign_in_version: Mapped[int]
    token_digest: Mapped[str] = mapped_column(unique=True)
    browser: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    second_step_at: Mapped[datetime] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()

    def __init__(self, *, user: User, token: str, browser: str, goes_on: "StaffSession | None" = None) -> None:
        moment = now()
        super().__init__(
            user_id=user.id,
            sign_in_version=user.sign_in_version,
            token_digest=_digest(token),
            browser=browser,
            started_at=goes_on.started_at if goes_on else moment,
            last_seen_at=moment,
            ended_at=None,
            second_step_at=goes_on.second_step_at if goes_on else moment,
        )

    @classmethod
    def begin(cls, user: User, browser: str = "", goes_on: "StaffSession | None" = None) -> str:
        """Sign somebody in, both steps done; gives the token for their cookie.

        One that `goes_on` where another was, as with a new password, lives no longer than that and proves no more.
        """
        token = secrets.token_urlsafe(32)
        db.session.add(cls(user=user, token=token, browser=browser, goes_on=goes_on))
        return token

    @classmethod
    def find(cls, token: str) -> "StaffSession | None":
        """The session this token opens, its member of staff and their roles: one statement on every staff page."""
        with_roles = contains_eager(cls.user).contains_eager(User.staff_roles)
        opens = select(cls).join(cls.user).outerjoin(User.staff_roles).options(with_roles)
        found = db.session.scalars(opens.where(cls.token_digest == _digest(token), *_not_over()))
        return found.unique().first()

    @classmethod
    def all_of(cls, user: User) -> list["StaffSession"]:
        """Where this person is signed in now, the latest first."""
        theirs = select(cls).join(cls.user).where(cls.user_id == user.id, *_not_over())
        return list(db.session.scalars(theirs.order_by(cls.last_seen_at.desc(), cls.id.desc())))

    @classmethod
    def end_others(cls, user: User, but: int | None) -> int:
        """End every session of this person except one; tells how many that were."""
        others = [one for one in cls.all_of(user) if one.id != but]
        for other in others:
            other.end()
        return len(others)

    @classmethod
    def purge(cls) -> None:
        """Forget the sessions that have been over for a month."""
        db.session.execute(delete(cls).where(cls.last_seen_at < now() - KEPT))

    @property
    def second_step_holds(self) -> bool:
        """Whether a code was given here within the last hour."""
        return now() - self.second_step_at < SECOND_STEP_HOLDS

    def end(self) -> None:
        """Over, for good: a copy of the cookie opens nothing either."""
        self.ended_at = self.ended_at or now()


def _not_over() -> tuple:
    # The next thing that would end a session belongs here, and nowhere else.
    return (
        StaffSession.ended_at.is_(None),
        StaffSession.last_seen_at > now() - IDLE,
        StaffSession.started_at > now() - LIFE,
        StaffSession.sign_in_version == User.sign_in_version,
        User.active,
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def purge_sessions() -> None:
    """Every night."""
    with write_transaction():
        StaffSession.purge()


# --- who sends this request ----------------------------------------------------------------------------------


class StaffSessions(LoginManager):
    """Flask-Login without "remember me", whose upkeep reads the session, and so marks it private, on every page."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


def init_app(app: Flask) -> None:
    """Know who is signed in."""
    sessions: LoginManager = StaffSessions()
    sessions.session_protection = None  # a moderator on a train changes networks
    sessions.request_loader(staff_of)
    sessions.init_app(app, add_context_processor=False)
    app.jinja_env.globals["current_user"] = current_user
    app.teardown_request(write_down_seen)


def staff_of(request: Request) -> User | None:
    """The member of staff whose browser this is, or None."""
    token = session.get(COOKIE_KEY)
    found = StaffSession.find(str(token)) if token else None
    if found is None:
        return None
    g.staff_session_id = found.id
    g.second_step_holds = found.second_step_holds
    if now() - found.last_seen_at > SEEN_EVERY:
        g.staff_session_seen = found.id
        session.modified = True  # the cookie, too, lasts for eight hours from now
    return found.user


def write_down_seen(error: BaseException | None) -> None:
    """After the answer, in a transaction of its own: this session has been used."""
    number = g.pop("staff_session_seen", None)
    if number is None:
        return
    try:
        with trace_of_a_look():
            db.session.execute(update(StaffSession).where(StaffSession.id == number).values(last_seen_at=now()))
    except (DBAPIError, NoConnectionFree):
        log.warning("that a session is in use could not be written down; the next page will")


def browser_name(user_agent: str) -> str:
    """ "Firefox on Windows": which of their browsers somebody used, and nothing that tells two people apart."""
    browser = next((name for pattern, name in _BROWSERS if re.search(pattern, user_agent)), "A browser")
    system = next((name for pattern, name in _SYSTEMS if re.search(pattern, user_agent)), "")
    return f"{browser} on {system}" if system else browser


# In this order: most of them also claim to be those further down.
_BROWSERS = (
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)
_SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "Mac"),
    (r"CrOS", "Chromebook"),
    (r"Linux|X11", "Linux"),
)
