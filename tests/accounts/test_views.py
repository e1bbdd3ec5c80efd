"""Signing in, in two steps, and out: as staff, and as somebody who should not get in."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Response
from flask.globals import request_ctx

from builders import PASSWORD, a_user, an_app
from coprod.accounts.models import User
from coprod.accounts.second_step import SecondStep, code_now
from coprod.accounts.sessions import StaffSession
from coprod.audit import Record
from coprod.database import db, now
from signing_in import MAYA, Visitor, actions

WRONG = "The email or password is not right"


def test_both_steps_open_the_staff_pages(visitor, key):
    first = visitor.first_step()
    assert (first.status_code, first.location) == (303, "/staff/sign-in/code")
    assert visitor.second_step(key).location == "/staff"
    assert visitor.is_in


def test_a_password_alone_opens_nothing(visitor, key):
    visitor.first_step()
    assert not visitor.is_in
    assert visitor.get("/staff").location.startswith("/staff/sign-in")
    for step in ("set-up", "recovery-code", "code"):  # nor does a round through the other steps
        visitor.get(f"/staff/sign-in/{step}")
        assert not visitor.is_in


def test_a_code_is_asked_for_only_after_the_right_password(visitor, key):
    for step in ("code", "recovery-code", "set-up"):
        assert visitor.get(f"/staff/sign-in/{step}").location.startswith("/staff/sign-in")
    visitor.first_step(password="not the password")
    assert visitor.get("/staff/sign-in/code").location == "/staff/sign-in"


def test_the_first_step_is_remembered_for_ten_minutes(visitor, key):
    visitor.first_step()
    with time_machine.travel(now() + timedelta(minutes=9)):
        assert visitor.get("/staff/sign-in/code").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=11)):
        late = visitor.get("/staff/sign-in/code?next=/staff/moderation")
        assert late.location == "/staff/sign-in?next=/staff/moderation&late=1"
        assert "More than 10 minutes went by" in visitor.get(late.location).text


@pytest.mark.parametrize("change", ["password", "leaving", "reset"])
def test_the_first_step_is_undone_when_the_account_changes(visitor, maya, key, change):
    visitor.first_step()
    page = visitor.get("/staff/sign-in/code").text
    user = db.session.get_one(User, maya.id)
    if change == "password":
        user.set_password("another good password")
    elif change == "leaving":
        user.deactivate()
    else:
        SecondStep.forget(user)
    db.session.commit()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    sent = visitor.browser.post("/staff/sign-in/code", data={"csrf_token": token, "one_time_code": code_now(key)})
    assert sent.location.startswith("/staff/sign-in")
    assert not visitor.is_in


def test_a_code_works_once(site, visitor, key):
    with time_machine.travel(now(), tick=False):
        visitor.sign_in(key)
        second = Visitor(site)
        second.first_step()
        sent = second.second_step(key)
    assert sent.status_code == 422
    assert "That code is not right, or it has been used" in sent.text
    assert not second.is_in


def test_a_wrong_code_is_refused_and_does_not_come_back(visitor, key):
    visitor.first_step()
    wrong = f"{(int(code_now(key)) + 1) % 1_000_000:06}"
    sent = visitor.fill_in("/staff/sign-in/code", one_time_code=wrong)
    assert sent.status_code == 422
    assert wrong not in sent.text
    assert "<title>Error: Your code" in sent.text
    assert visitor.second_step(key).status_code == 303


def test_sign_in_goes_on_to_the_page_they_asked_for(visitor, key):
    first = visitor.first_step(next="?next=/%3Faudience=all")
    assert first.location == "/staff/sign-in/code?next=/?audience%3Dall"
    assert visitor.second_step(key, next="?next=/%3Faudience=all").location == "/?audience=all"


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
def test_sign_in_leads_nowhere_else(visitor, key, elsewhere):
    visitor.first_step()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.get("/staff/sign-in/code").text)[1]
    typed = {"csrf_token": token, "one_time_code": code_now(key)}
    assert (
        visitor.browser.post("/staff/sign-in/code", query_string={"next": elsewhere}, data=typed).location == "/staff"
    )
    assert visitor.get("/staff/sign-in", query_string={"next": elsewhere}).location == "/staff"
    page = visitor.get("/staff/your-sign-in", query_string={"next": elsewhere, "without_phone": 1}).text
    assert 'href="/staff">Go on' in page


def test_wrong_password_and_unknown_address_look_the_same(site, key):
    answers = []
    for email in (MAYA, "nobodyhere@example.org"):
        visitor = Visitor(site)
        for _ in range(7):  # past the point where they have to wait
            sent = visitor.first_step(email=email, password="not the password")
            headers = [(name, len(value)) for name, value in sent.headers if name != "Date"]
            answers.append((sent.status_code, headers, as_anybody(sent.text, email)))
    assert answers[:7] == answers[7:]
    assert [status for status, *_ in answers[:7]] == [422] * 5 + [429] * 2
    assert WRONG in answers[0][2] and "not the password" not in answers[0][2]


def as_anybody(page: str, email: str) -> str:
    """A page without what differs for everybody: the token, and the address that was typed."""
    return re.sub(r'(name="csrf_token"[^>]*value=)"[^"]+"', r"\1", page).replace(email, "somebody")


def test_an_empty_form_is_refused_in_plain_words(visitor):
    page = visitor.fill_in("/staff/sign-in")
    assert page.status_code == 422
    assert "Enter your email" in page.text
    assert "Enter your password" in page.text


def test_password_managers_can_fill_in_every_box(visitor, key):
    first = visitor.get("/staff/sign-in").text
    assert 'autocomplete="username"' in first and 'autocomplete="current-password"' in first
    visitor.first_step()
    assert 'autocomplete="one-time-code"' in visitor.get("/staff/sign-in/code").text
    visitor.second_step(key)
    change = visitor.get("/staff/your-sign-in/password").text
    assert 'autocomplete="current-password"' in change and 'autocomplete="new-password"' in change
    assert "maxlength" not in first + change


def test_somebody_who_has_left_is_told_what_everybody_is_told(visitor, maya):
    db.session.get_one(User, maya.id).deactivate()
    db.session.commit()
    assert WRONG in visitor.first_step().text


def test_nobody_elsewhere_comes_in_with_a_password_that_is_printed(site):
    db.session.add(
        User(email="made.up@example.org", name="Up", roles=["analyst"], password=PASSWORD, demonstration=True)
    )
    db.session.commit()
    elsewhere, through_a_proxy = Visitor(site, "192.0.2.1"), Visitor(site)
    through_a_proxy.browser.environ_base["HTTP_X_FORWARDED_FOR"] = "192.0.2.1"
    for visitor in (elsewhere, through_a_proxy):
        assert WRONG in visitor.first_step(email="made.up@example.org").text
    for here in ("127.0.0.1", "::1"):
        assert Visitor(site, here).first_step(email="made.up@example.org").status_code == 303


def test_sign_in_starts_a_new_session_of_eight_hours(visitor, key):
    visitor.get("/staff/sign-in")
    with visitor.browser.session_transaction() as before:
        before["planted"] = "by somebody else"
    first = visitor.first_step()
    assert "Expires=" not in first.headers["Set-Cookie"]
    with visitor.browser.session_transaction() as between:
        assert set(between) == {"first_step"}
    answer = visitor.second_step(key)
    with visitor.browser.session_transaction() as after:
        assert set(after) == {"staff", "_permanent"}
    cookie = next(cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("coprod="))
    assert "HttpOnly" in cookie
    assert "Expires=" in cookie


def test_sign_out_closes_the_staff_pages(visitor, maya, key):
    visitor.sign_in(key)
    assert visitor.get("/staff/sign-out").status_code == 405
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.get("/staff").text)[1]
    assert visitor.browser.post("/staff/sign-out", data={"csrf_token": token}).location == "/staff/sign-in"
    assert not visitor.is_in
    assert actions() == ["password accepted", "signed in", "signed out"]


def test_a_refused_sign_in_leaves_a_row_without_what_was_typed(visitor, maya, key):
    visitor.first_step(password="not the password")
    visitor.first_step(email="nobody@example.org")
    visitor.first_step()
    visitor.fill_in("/staff/sign-in/code", one_time_code="12345")
    visitor.fill_in("/staff/sign-in/recovery-code", recovery_code="abcd-efgh-jkmn")
    db.session.rollback()
    rows = db.session.query(Record).order_by(Record.id).all()
    assert [(row.action, row.subject, row.by_id, row.details) for row in rows] == [
        ("sign-in refused", f"user {maya.id}", None, {}),
        ("sign-in refused", "nobody we know", None, {}),
        ("password accepted", f"user {maya.id}", None, {}),
        ("code refused", f"user {maya.id}", None, {}),
        ("recovery code refused", f"user {maya.id}", None, {}),
    ]


def test_nobody_waits_for_the_database_while_a_password_is_checked(visitor, key, monkeypatch):
    seen = []
    real = User.verify

    def watched(self, password):
        seen.append(db.session().in_transaction())
        return real(self, password)

    monkeypatch.setattr(User, "verify", watched)
    assert visitor.first_step().status_code == 303
    assert seen == [False]


def test_two_people_share_a_computer(site, visitor, key):
    visitor.sign_in(key)
    other = an_app(a_user("analyst"))
    visitor.browser.delete_cookie("coprod")
    visitor.sign_in(other, email="analyst@example.org")
    assert sorted(session.user.roles[0] for session in db.session.query(StaffSession)) == ["analyst", "moderator"]


def test_knowing_who_is_signed_in_does_not_make_public_pages_private(app):
    with app.test_request_context("/"):
        app.login_manager._update_remember_cookie(Response())
        assert not request_ctx._session.accessed
