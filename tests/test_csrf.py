"""A form whose token is missing or stale changes nothing, and gives back what was typed."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from builders import a_board, a_partnership, a_user
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
