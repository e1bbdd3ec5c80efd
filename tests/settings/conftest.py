"""An admin in front of the settings of a partnership."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from builders import a_partnership
from coprod.accounts.models import User
from coprod.changes import Change
from coprod.database import db
from coprod.partnership.models import Partnership


@pytest.fixture
def admin(client, sign_in) -> User:
    """Signed in; the partnership is there."""
    a_partnership()
    return sign_in("admin")


@pytest.fixture
def typed(client) -> Callable[[str], dict[str, list[str]]]:
    """`typed(address)`: what the form on that page would send, as it stands there."""

    def on(address: str) -> dict[str, list[str]]:
        return fields(client.get(address).text)

    return on


def fields(page: str) -> dict[str, list[str]]:
    """What the form on a page sends, by the name of each field."""
    form = page.partition('id="edit"')[2].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for tag, attributes, inside in re.findall(r"<(input|textarea)\b([^>]*)>(?:([^<]*)</textarea>)?", form):
        known = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        unticked = known.get("type") in ("checkbox", "radio") and not re.search(r"\bchecked\b", attributes)
        if "name" in known and known["name"] != "csrf_token" and not unticked:
            value = inside.removeprefix("\n") if tag == "textarea" else known.get("value", "")
            found.setdefault(known["name"], []).append(unescape(value))
    return found


@pytest.fixture
def kept() -> Callable[[], Partnership]:
    """`kept()`: the partnership as the database has it now."""

    def now() -> Partnership:
        db.session.rollback()
        return db.session.get_one(Partnership, 1, populate_existing=True)

    return now


@pytest.fixture
def changed() -> Callable[[], list[tuple[str, object, object]]]:
    """`changed()`: (field, was, became) of every change, the oldest first."""

    def now() -> list[tuple[str, object, object]]:
        db.session.rollback()
        return [(each.field, each.was, each.became) for each in db.session.query(Change).order_by(Change.id)]

    return now
