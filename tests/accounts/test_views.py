"""Signing in and out, as staff and as somebody who should not get in."""

import contextvars
import re
from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, Response
from flask.globals import request_ctx
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from builders import PASSWORD, a_partnership, a_user
from coprod import rate_limits
from coprod.accounts import models
from coprod.accounts.models import User
from coprod.audit import Record
from coprod.database import db
from coprod.permissions import Role

WRONG = "The email or password is not right"
MAYA = "moderator@example.org"


class Visitor(FlaskClient):
    """Somebody at their own computer: nothing that the test or an earlier request left behind is around them."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.rollback()
        return contextvars.Context().run(super().open, *args, **kwargs)


def signed_in(client: FlaskClient) -> bool:
    """Whether this visitor is let through: the sign-in page has nothing to ask them."""
    return client.get("/staff/sign-in").status_code == 303


@pytest.fixture
def client(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """A visitor whose forms need their token, before limits that have counted nothing. Passwords are cheap."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(models, "hasher", cheap)
    monkeypatch.setattr(models, "NOBODYS_HASH", cheap.hash("nobody"))
    a_partnership()
    rate_limits.init_app(app)
    before, app.test_client_class = app.test_client_class, Visitor
    yield app.test_client()
    app.test_client_class = before


@pytest.fixture
def maya(client: FlaskClient) -> int:
    """A moderator; gives their number."""
    number = a_user("moderator").id
    db.session.rollback()
    return number


def token(client: FlaskClient, path: str = "/staff/sign-in") -> str:
    """The token in the form on a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)
    assert found, f"no form on {path}"
    return found[1]


def sign_in(client: FlaskClient, email: str = MAYA, password: str = PASSWORD, next: str = "") -> TestResponse:
    """Fill in the sign-in page and send it."""
    typed = {"email": email, "password": password, "csrf_token": token(client)}
    return client.post("/staff/sign-in", query_string={"next": next} if next else None, data=typed)


def actions() -> list[tuple[str, str, int | None]]:
    """What the audit record says."""
    return [(row.action, row.subject, row.by_id) for row in db.session.scalars(select(Record).order_by(Record.id))]


def test_sign_in_opens_the_staff_pages(client, maya):
    assert sign_in(client).location == "/staff"
    assert signed_in(client)


def test_sign_in_goes_on_to_the_page_they_asked_for(client, maya):
    assert sign_in(client, next="/?audience=all").location == "/?audience=all"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/staff",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "staff",
        "/no-such-page",
        "/staff/sign-out",
    ],
)
def test_sign_in_leads_nowhere_else(client, maya, elsewhere):
    assert sign_in(client, next=elsewhere).location == "/staff"
    assert client.get("/staff/sign-in", query_string={"next": elsewhere}).location == "/staff"


def test_wrong_password_and_unknown_address_look_the_same(client, maya):
    wrong = sign_in(client, password="not the password")
    unknown = sign_in(client, email="nobody@example.org", password="not the password")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    for page, email in ((wrong, "moderator@example.org"), (unknown, "nobody@example.org")):
        assert WRONG in page.text
        assert f'value="{email}"' in page.text
        assert "not the password" not in page.text
        assert "<title>Error: Sign in" in page.text
    blank = wrong.text.replace("moderator@example.org", "nobody@example.org")
    assert _without_tokens(blank) == _without_tokens(unknown.text)


def _without_tokens(page):
    return [line for line in page.splitlines() if "csrf_token" not in line]


def test_an_empty_form_is_refused_in_plain_words(client):
    page = client.post("/staff/sign-in", data={"csrf_token": token(client)})
    assert page.status_code == 422
    assert "Enter your email" in page.text
    assert "Enter your password" in page.text


def test_somebody_who_has_left_is_told_what_everybody_is_told(client, maya):
    db.session.get_one(User, maya).active = False
    db.session.commit()
    assert WRONG in sign_in(client).text


def test_sign_in_starts_a_new_session_of_eight_hours(client, maya):
    client.get("/staff/sign-in")
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"
    answer = sign_in(client)
    with client.session_transaction() as after:
        assert "planted" not in after
        assert after.permanent
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "Expires=" in cookie


def test_sign_out_closes_the_staff_pages(client, maya, monkeypatch):
    sign_in(client)
    assert client.get("/staff/sign-out").status_code == 405
    monkeypatch.setitem(client.application.config, "WTF_CSRF_ENABLED", False)
    assert client.post("/staff/sign-out").location == "/staff/sign-in"
    assert not signed_in(client)
    assert actions() == [("signed in", f"user {maya}", maya), ("signed out", f"user {maya}", maya)]


def test_a_refused_sign_in_leaves_a_row_without_what_was_typed(client, maya):
    sign_in(client, password="not the password")
    sign_in(client, email="nobody@example.org")
    assert actions() == [
        ("sign-in refused", f"user {maya}", None),
        ("sign-in refused", "nobody we know", None),
    ]


@pytest.mark.parametrize("change", ["password", "role", "active"])
def test_a_session_ends_when_the_account_changes(client, maya, change):
    sign_in(client)
    db.session.rollback()
    user = db.session.get_one(User, maya)
    if change == "password":
        user.set_password("another good password")
    elif change == "role":
        user.role = Role.ADMIN
    else:
        user.active = False
    db.session.commit()
    assert not signed_in(client)


def test_a_session_cannot_be_made_up(client):
    for identity in ("1", "1.0", "x.y", ".", "999999.abc"):
        with client.session_transaction() as session:
            session["_user_id"] = identity
        assert not signed_in(client)


def test_guessing_at_one_account_stops_the_guesser_and_says_how_long(client, maya, monkeypatch):
    monkeypatch.setattr(rate_limits, "SIGN_IN_TO_ONE_ACCOUNT", "2 per 15 minutes")
    for _ in range(2):
        assert sign_in(client, password="not the password").status_code == 422
    refused = sign_in(client)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60
    assert not signed_in(client)


def test_guessing_does_not_shut_the_owner_out_elsewhere(app, client, maya, monkeypatch):
    monkeypatch.setattr(rate_limits, "SIGN_IN_TO_ONE_ACCOUNT", "1 per 15 minutes")
    sign_in(client, password="not the password")
    assert sign_in(client).status_code == 429
    owner = app.test_client()
    owner.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert sign_in(owner).location == "/staff"


def test_signing_in_wipes_earlier_mistakes_away(client, maya, monkeypatch):
    monkeypatch.setattr(rate_limits, "SIGN_IN_TO_ONE_ACCOUNT", "2 per 15 minutes")
    for _ in range(3):
        assert sign_in(client, password="not the password").status_code == 422
        assert sign_in(client).status_code == 303
        client.delete_cookie("coprod")


def test_everybody_guessing_at_one_account_is_stopped(app, client, maya, monkeypatch):
    monkeypatch.setattr(rate_limits, "SIGN_INS_TO_ONE_ACCOUNT", "3 per hour")
    for last in range(3):
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{last}"
        assert sign_in(client, password="not the password").status_code == 422
    client.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    assert sign_in(client).status_code == 429
    assert sign_in(client, email="nobody@example.org").status_code == 422


def test_one_client_trying_many_accounts_is_stopped(client):
    value = token(client)
    answers = [client.post("/staff/sign-in", data={"csrf_token": value}).status_code for _ in range(61)]
    assert answers == [422] * 60 + [429]


def test_nobody_waits_for_the_database_while_a_password_is_checked(client, maya, monkeypatch):
    seen = []
    real = User.verify

    def watched(self, password):
        seen.append(db.session().in_transaction())
        return real(self, password)

    monkeypatch.setattr(User, "verify", watched)
    assert sign_in(client).status_code == 303
    assert seen == [False]


def test_knowing_who_is_signed_in_does_not_make_public_pages_private(app):
    with app.test_request_context("/"):
        app.login_manager._update_remember_cookie(Response())
        assert not request_ctx._session.accessed
