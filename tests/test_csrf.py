"""A form whose token is missing or stale changes nothing, and gives back what was typed."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from builders import a_board, a_partnership, a_promise, a_questionnaire, a_user, an_event
from coprod.boards.models import Note
from coprod.database import db

IDEA = "A quiet room that is open at lunch"


@pytest.fixture
def careful(client: FlaskClient, app: Flask) -> FlaskClient:
    """A client whose forms need their token, as on a server."""
    app.config["WTF_CSRF_ENABLED"] = True
    return client


def field(page: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]


def test_without_its_proof_nothing_is_taken_and_nothing_is_lost(careful):
    a_partnership()
    a_board()
    typed = {"words": IDEA, "audience": "parent_carer", "sharing": "show"}
    sent = careful.post("/boards/better/add", data=typed | {"token": "of a form that was open too long"})
    assert sent.status_code == 400 and sent.text.count(IDEA) == 2  # to read, and in the form that sends it again
    assert db.session.query(Note).count() == 0


def test_sending_it_again_works(careful):
    a_partnership()
    a_board()
    first = careful.get("/boards/better/add").text
    refused = careful.post(
        "/boards/better/add",
        data={
            "csrf_token": "stale",
            "token": field(first, "token"),
            "words": IDEA,
            "audience": "not_said",
            "sharing": "show",
        },
    )
    fields = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>', refused.text, re.S))
    fields["csrf_token"] = field(refused.text, "csrf_token")
    assert careful.post("/boards/better/add", data=fields).status_code == 303
    assert db.session.query(Note).one().submission.words == IDEA


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/boards/better/add", {"words": IDEA, "token": "old"}),
        ("/receipt", {"code": IDEA}),
        ("/promise/promise/link", {"email": "a-very-long-name@example.org"}),
        ("/questionnaires/survey/1", {"answer-place": "hall", "answer-why": IDEA}),
        ("/events/tamworth/sign-up", {"name": "Sam", "access_needs": IDEA}),
        ("/staff/sign-in", {"email": "moderator@example.org"}),
    ],
)
def test_a_blocked_cookie_is_told_from_a_stale_form_and_no_page_comes_for_ever(careful, app, address, typed):
    a_partnership(contact={"email": "send@example.org", "phone": "01234 567890", "post": "1 Test Street\nTestbury"})
    a_board(), a_promise(), a_questionnaire(), an_event()
    careful.get("/receipt")  # what it was given is there
    stale = careful.post(address, data={"csrf_token": "stale"} | typed)
    assert "This page was open for a long time" in stale.text and "blocks" not in stale.text
    blocked = app.test_client(use_cookies=False)
    pages, sent = [], {"csrf_token": "stale"} | typed
    for _ in range(2):
        page = blocked.post(address, data=sent)
        assert page.status_code == 400 and all(escape(value) in page.text for key, value in typed.items())
        fields = dict(re.findall(r'<textarea name="([\w-]+)"[^>]*>\n(.*?)</textarea>', page.text, re.S))
        sent = fields | {name: field(page.text, name) for name in ("csrf_token", "no_cookie")}
        pages.append(page.text)
    lost, told = pages
    assert "Your browser did not send our cookie" in lost and "Your browser blocks our cookie" in told
    assert "Open the settings of your browser" in told and "another browser" in told
    if not address.startswith("/staff"):
        assert "01234" in told and "1 Test Street<br>Testbury" in told and "01234" in lost


def test_a_cookie_that_was_lost_is_there_the_next_time(careful):
    """A phone closed the browser and opened the page again, without its cookie."""
    a_partnership()
    a_board()
    lost = careful.post("/boards/better/add", data={"csrf_token": "old", "token": "old", "words": IDEA})
    fields = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>', lost.text, re.S))
    fields |= {name: field(lost.text, name) for name in ("csrf_token", "no_cookie")}
    fields |= {"audience": "not_said", "sharing": "show"}
    assert careful.post("/boards/better/add", data=fields).status_code == 303
    assert db.session.query(Note).one().submission.words == IDEA


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_sends_is_not_given_back(careful, site):
    a_partnership()
    a_board()
    sent = careful.post("/boards/better/add", data={"words": IDEA}, headers={"Sec-Fetch-Site": site})
    assert sent.status_code == 400 and IDEA not in sent.text


def test_a_password_never_comes_back(careful):
    a_user()
    sent = careful.post("/staff/sign-in", data={"email": "moderator@example.org", "password": "a long enough password"})
    assert sent.status_code == 400 and "a long enough password" not in sent.text
