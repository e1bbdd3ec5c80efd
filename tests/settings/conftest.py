"""An admin in front of the settings of a partnership."""

from collections.abc import Callable

import pytest

from builders import a_partnership
from coprod.accounts.models import User
from coprod.changes import Change
from coprod.database import db
from coprod.partnership.models import Partnership
from edit_pages import fields


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
