"""Passwords are cheap here; a moderator is called Maya, and may have an app."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from builders import a_partnership, a_user, an_app
from coprod.accounts import passwords
from coprod.accounts.models import User
from signing_in import Visitor


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", cheap)
    monkeypatch.setattr(passwords, "NOBODYS_HASH", cheap.hash("nobody"))


@pytest.fixture
def site(client: FlaskClient) -> Iterator[Flask]:
    """The application with its partnership; forms need their token."""
    app = client.application
    app.config["WTF_CSRF_ENABLED"] = True
    a_partnership()
    return app


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    """Somebody at the sign-in page."""
    return Visitor(site)


@pytest.fixture
def maya(site: Flask) -> User:
    """A moderator who has still to set up an app."""
    return a_user("moderator")


@pytest.fixture
def key(maya: User) -> str:
    """The key of the moderator's app."""
    return an_app(maya)
