"""Opening: from which moment the public see the site. Until then they see one kind page, which says it is coming."""

from datetime import date, datetime

from flask import Flask, current_app, request
from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import UK, Base, UTCDateTime, kept, now
from coprod.one_question import first_row
from coprod.permissions import PUBLIC, access_of

# What anyone may always see: what machines ask, the two statements that the law asks for, and what pages are made of.
ALWAYS = frozenset(
    {
        "pages.health",
        "pages.ready",
        "pages.privacy",
        "pages.accessibility",
        "partnership.colours",
        "files.show",
        "static",
    }  # fmt: skip
)
SHUT = "coprod.shut"  # in what is known of a request
OPEN = "site is open"  # in `app.extensions`: a process need not ask again what is never undone


class OpenedForGood(Exception):
    """Somebody tried to change or delete the record of the opening."""


class BeingPrepared(Exception):
    """Somebody wants to see a page before the site was opened to the public."""


@kept(OpenedForGood("a site is opened once, for good"))
class SiteOpening(Base):
    """The act of opening the site to the public: when, and by whom. One row, or none yet.

    `by_id` is empty where the site was open before there was this record, and in the demonstration.
    """

    __tablename__ = "site_opening"
    __table_args__ = (CheckConstraint("id = 1", name="only_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    def __init__(self, by: int | None = None) -> None:
        super().__init__(id=1, at=now(), by_id=by)

    @property
    def day(self) -> date:
        """The UK day on which it was opened."""
        return self.at.astimezone(UK).date()


OPENED = select(SiteOpening.__table__.c.id)


def is_open() -> bool:
    """Whether the public may see the site. Once a process knows that they may, it does not ask again."""
    known = current_app.extensions
    if not known.get(OPEN):
        known[OPEN] = first_row(OPENED) is not None
    answer: bool = known[OPEN]
    return answer


def is_shut() -> bool:
    """Whether the public cannot see the site yet: what they may see leads to nothing else. Asked once a request."""
    asked = request.environ
    if SHUT not in asked:
        try:
            asked[SHUT] = not is_open()
        except DBAPIError:
            asked[SHUT] = False  # the database does not answer: the page itself says so, in its own way
    answer: bool = asked[SHUT]
    return answer


def init_app(app: Flask) -> None:
    """Before anything else is looked at: is there a site to show?"""
    app.before_request(keep_shut)
    app.jinja_env.globals["is_shut"] = is_shut


def keep_shut() -> None:
    """Raise `BeingPrepared` for a page of the public's, until the site is open. Staff come in always."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in ALWAYS or request.path.startswith("/staff/") or access_of(endpoint) != PUBLIC:
        return
    if is_shut():
        raise BeingPrepared
