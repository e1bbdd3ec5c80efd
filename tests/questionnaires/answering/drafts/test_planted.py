"""Somebody puts the cookie of answers that they have begun into another person's browser: it opens nothing there."""

import pytest
from sqlalchemy import func, select

from answering import EVERYTHING, HERE, TOLD
from coprod.database import db
from coprod.questionnaires.answering.drafts.draft import Draft

MINE, THEIRS = "What the planter typed", "What nobody but me may read"


@pytest.fixture
def planter(client, survey):
    """Whoever has begun, and knows their own cookie."""
    client.post(f"{HERE}/2", data=TOLD | {"answer-change": MINE})
    assert MINE in client.get(f"{HERE}/2").text
    return client


def planted(app, planter, own: str | None):
    victim = app.test_client()
    victim.set_cookie("coprod", planter.get_cookie("coprod").value)
    if own == "of answers of their own":
        theirs = app.test_client()
        theirs.post(f"{HERE}/1", data=EVERYTHING[1])
        own = theirs.get_cookie("coprod_own").value
    if own is not None:
        victim.set_cookie("coprod_own", own)
    return victim


@pytest.mark.parametrize("own", [None, "", "x", "é", "of answers of their own"])
def test_nothing_of_it_opens_and_nothing_typed_goes_into_it(app, planter, own):
    victim = planted(app, planter, own)
    for place in ("", "/1", "/2", "/check", "/about-you", "/saved", "/come-back"):
        assert MINE not in victim.get(f"{HERE}{place}").text, place
    victim.get(f"{HERE}/1")
    assert victim.post(f"{HERE}/2", data=TOLD | {"answer-change": THEIRS}).status_code == 303
    assert THEIRS in victim.get(f"{HERE}/2").text
    page = planter.get(f"{HERE}/2").text
    assert MINE in page and THEIRS not in page
    assert db.session.scalar(select(func.count()).select_from(Draft)) == (3 if own and "answers" in own else 2)


def test_it_deletes_and_sends_nothing_either(app, planter):
    victim = planted(app, planter, None)
    victim.post(f"{HERE}/delete")
    victim.post(f"{HERE}/check", data={"token": "x"})
    assert MINE in planter.get(f"{HERE}/2").text


def test_the_same_browser_goes_on_in_each_of_its_tabs(app, planter):
    other = app.test_client()
    for name in ("coprod", "coprod_own"):
        other.set_cookie(name, planter.get_cookie(name).value)
    assert MINE in other.get(f"{HERE}/2").text
