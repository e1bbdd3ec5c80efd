"""A session that ends while somebody types: nothing is saved, and nothing of what they typed is lost."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from builders import PASSWORD, a_concern, a_partnership, a_user, an_app, staff_session
from coprod import transactions
from coprod.accounts.second_step import code_now
from coprod.accounts.sessions import StaffSession
from coprod.concerns.step import ConcernStep, StepKind
from coprod.database import db
from coprod.permissions import Role

NOTE = "Rang the school, and nobody answered"
HEADING = "You were signed out. Nothing was saved yet"


@pytest.fixture
def address(app: Flask) -> str:
    """Where a note about a concern is sent."""
    a_partnership()
    return f"/staff/safeguarding/{a_concern().id}/note"


def notes() -> list[str]:
    db.session.rollback()
    return [step.words for step in db.session.query(ConcernStep).filter_by(what=StepKind.NOTE).order_by(ConcernStep.id)]


def test_what_was_typed_comes_back_with_a_way_to_sign_in(client, address):
    sent = client.post(address, data={"words": NOTE})
    assert sent.status_code == 401 and f"<h1>{HEADING}</h1>" in sent.text
    assert sent.text.count(NOTE) == 2  # to read, and in the form that sends it again
    assert '<a href="/staff/sign-in" target="_blank" rel="noopener">Sign in (opens in a new tab)</a>' in sent.text
    assert "Send it again" in sent.text and "Passwords and codes" not in sent.text
    assert sent.headers["Cache-Control"] == "no-store" and notes() == []


def test_sent_again_after_signing_in_it_is_saved(client, address, sign_in):
    client.application.config["WTF_CSRF_ENABLED"] = True
    page = client.post(address, data={"words": NOTE, "csrf_token": "of a session that is over"}).text
    sign_in(Role.SAFEGUARDING_LEAD)
    fields = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.S))
    token = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', client.get("/staff/your-sign-in").text)[1]
    assert client.post(address, data=fields | {"csrf_token": token}).status_code == 303
    assert notes() == [NOTE]


def test_a_session_that_has_ended_is_none(client, address, sign_in):
    user = sign_in(Role.SAFEGUARDING_LEAD)
    StaffSession.end_others(user, but=None)
    db.session.commit()
    assert client.post(address, data={"words": NOTE}).status_code == 401 and notes() == []


def test_passwords_and_codes_do_not_come_back(client):
    a_partnership()
    typed = {"password": "lantern orbit pickle", "new_password": "marigold teapot cloud", "one_time_code": "123456"}
    for page in ("password", "app", "recovery-codes/new"):
        sent = client.post(f"/staff/your-sign-in/{page}", data=typed | {"recovery_code": "abcd-efgh-jkmn"})
        assert sent.status_code == 401 and "Passwords and codes are not kept" in sent.text
        for secret in ("lantern", "marigold", "123456", "abcd-efgh"):
            assert secret not in sent.text, page


def test_it_waits_for_nobody_who_writes(client, address, monkeypatch):
    monkeypatch.setattr(transactions, "PATIENCE", 0.05)
    with transactions._turn:
        sent = client.post(address, data={"words": NOTE})
    assert sent.status_code == 401 and NOTE in sent.text and "Testshire SEND Partnership" in sent.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_sends_is_not_given_back_and_signs_nobody_out(client, address, site):
    sent = client.post(address, data={"words": NOTE}, headers={"Sec-Fetch-Site": site})
    assert (sent.status_code, sent.location) == (303, "/staff/sign-in")
    assert NOTE not in sent.text and "Set-Cookie" not in sent.headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://another.example.org",
        "http://localhost:81",
        "https://localhost.example.org",
        "null",
        "",
        "https://[",
        "x",
    ],
)
def test_an_older_browser_says_by_its_origin_that_another_site_sent_it(client, address, origin):
    sent = client.post(address, data={"words": NOTE}, headers={"Origin": origin})
    assert (sent.status_code, sent.location) == (303, "/staff/sign-in") and NOTE not in sent.text


@pytest.mark.parametrize("origin", ["http://localhost", "https://LOCALHOST"])
def test_an_older_browser_on_our_own_page_gets_back_what_was_typed(client, address, origin):
    assert client.post(address, data={"words": NOTE}, headers={"Origin": origin}).text.count(NOTE) == 2


def test_what_a_newer_browser_says_of_the_site_comes_before_the_origin(client, address):
    said = {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}
    assert client.post(address, data={"words": NOTE}, headers=said).status_code == 303


def test_a_stale_form_of_another_site_is_not_shown_back_either(client, address):
    client.application.config["WTF_CSRF_ENABLED"] = True
    sent = client.post("/boards/x/add", data={"words": NOTE}, headers={"Origin": "https://another.example.org"})
    assert NOTE not in sent.text


def test_whoever_signs_out_twice_is_asked_nothing(client):
    a_partnership()
    sent = client.post("/staff/sign-out")
    assert (sent.status_code, sent.location) == (303, "/staff/sign-in")


def test_a_page_that_is_only_opened_leads_to_sign_in_and_back(client, address):
    page = address.removesuffix("/note")
    asked = client.get(page)
    assert asked.status_code == 303 and asked.location.startswith("/staff/sign-in?next=/staff/safeguarding/")


@pytest.mark.browser
def test_in_a_browser_with_another_tab(app, server, phone: Page, address, request):
    lead = a_user(Role.SAFEGUARDING_LEAD)
    key = an_app(lead)
    with app.test_request_context():
        value = app.session_interface.get_signing_serializer(app).dumps(staff_session(lead))
    phone.context.add_cookies([{"name": "coprod", "value": value, "url": server}])
    phone.goto(address.removesuffix("/note"))
    phone.get_by_label("A note", exact=True).fill(NOTE)
    StaffSession.end_others(lead, but=None)
    db.session.commit()
    phone.get_by_role("button", name="Add this note").click()
    expect(phone.get_by_role("heading", name=HEADING)).to_be_visible()
    with phone.expect_popup() as opened:
        phone.get_by_role("link", name="Sign in (opens in a new tab)").click()
    come_in(opened.value, lead.email, key)
    phone.get_by_role("button", name="Send it again").click()
    if not request.node.callspec.params["phone"]:  # without scripts there is one page, and one press, more
        expect(phone.get_by_role("heading", name="This page was open for a long time")).to_be_visible()
        phone.get_by_role("button", name="Send it again").click()
    expect(phone.get_by_role("listitem").filter(has_text="added a note")).to_contain_text(NOTE)
    assert notes() == [NOTE]
    phone.troubles = [trouble for trouble in phone.troubles if not re.search("status of 40[01]", trouble)]


def come_in(tab: Page, email: str, key: str) -> None:
    """Both steps of signing in."""
    tab.get_by_role("textbox", name="Work email").fill(email)
    tab.get_by_role("textbox", name="Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    tab.get_by_role("textbox", name="Six numbers").fill(code_now(key))
    tab.get_by_role("button").last.click()
    expect(tab.get_by_role("link", name="Your sign-in")).to_be_visible()
