"""An administrator at a desk, and the letters that went out, as a mail program reads them."""

import email
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default

import pytest
from flask import Flask
from flask.testing import FlaskClient

from builders import a_partnership, a_user, an_app, staff_session
from coprod import mail
from coprod.accounts.models import User
from coprod.database import db

LINK = re.compile(r"http://\S+(/staff/people/(?:invitations|second-step)/\S+)")


@pytest.fixture
def admin(client: FlaskClient, sign_in: Callable[[str], User]) -> User:
    """An administrator, signed in on `client`. There is a safeguarding lead too, as there must be."""
    a_partnership()
    user = sign_in("admin")
    a_user("safeguarding_lead")
    an_app(user)
    return user


@pytest.fixture
def second(admin: User) -> User:
    """Another administrator."""
    return a_user("admin", "second@example.org")


@pytest.fixture
def browser_of(client: FlaskClient) -> Callable[[User], FlaskClient]:
    """Somebody else's browser, signed in."""

    def signed_in(user: User) -> FlaskClient:
        browser = client.application.test_client()
        with browser.session_transaction() as session:
            session.update(staff_session(user))
        return browser

    return signed_in


class Post:
    """What the mail program of each person has, the latest last."""

    def __init__(self, app: Flask) -> None:
        self.folder = app.config["COPROD"].instance / "mail"
        for old in self.folder.glob("*.eml"):
            old.unlink()

    def to(self, address: str) -> list[EmailMessage]:
        """Deliver what waits, and read this person's letters."""
        mail.deliver_due()
        db.session.rollback()
        files = sorted(self.folder.glob("*.eml"), key=lambda path: int(path.stem))
        letters = [email.message_from_bytes(path.read_bytes(), policy=default) for path in files]
        return [letter for letter in letters if letter["To"] == address]

    def last_link(self, address: str) -> str:
        """Where the link in the last letter to this person leads."""
        found = LINK.search(self.to(address)[-1].get_content())
        assert found, "no link in the letter"
        return found[1]


@pytest.fixture
def post(app: Flask) -> Post:
    return Post(app)
