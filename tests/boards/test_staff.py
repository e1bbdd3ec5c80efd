"""Staff make a board: what they type is what people see, and nobody sees it before it is opened."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from builders import a_board, a_note, a_partnership, an_approved_note, an_engagement, open_now
from coprod.boards.models import Board
from coprod.changes import Change
from coprod.database import db, uk_today

FILLED: dict[str, Any] = {
    "asks-key": [""],
    "asks-text": ["What would make lunch better?"],
    "papers": ["Blue", "Pink"],
    "title": "Better lunchtimes",
    "summary": "Tell us about lunch.",
    "closes_on": ["11", "12", str(uk_today().year + 1)],
    "closes_time": "11:59pm",
    "minutes": "2",
    "readers": "The SEND engagement team",
    "audiences": ["young_person"],
    "purpose": "To find out what to change",
    "retention_months": "24",
    "edited": "1",
}


def create(client: FlaskClient, **changes: Any) -> Any:
    return client.post("/staff/boards/new?engagement=refresh", data=FILLED | changes)


def test_a_new_board_is_a_draft_with_an_address_from_its_title(client, sign_in):
    a_partnership()
    an_engagement()
    sign_in("engagement_lead")
    assert client.get("/staff/boards/new?engagement=refresh").status_code == 200
    made = create(client)
    assert (made.status_code, made.location) == (303, "/staff/boards/better-lunchtimes/preview")
    board = db.session.query(Board).one()
    assert (board.state, board.question) == ("draft", "What would make lunch better?")
    assert client.get("/boards/better-lunchtimes").status_code == 404
    assert create(client).location == "/staff/boards/better-lunchtimes-2/preview"


def test_a_draft_is_previewed_as_people_will_see_it(client, sign_in):
    a_partnership()
    an_engagement()
    sign_in("engagement_lead")
    page = client.get(create(client).location).text
    for words in ("What would make lunch better?", "Put it on the board", "Only staff can see this"):
        assert words in page
    assert 'type="submit"' not in page.partition('class="ask__form"')[2].partition("</form>")[0]  # nothing is sent here


def test_a_preview_shows_no_more_than_the_page_does(client, sign_in):
    a_partnership()
    board = a_board()
    an_approved_note("a quiet room", board)
    a_note("not read yet", board)
    sign_in("engagement_lead")
    page = client.get("/staff/boards/better/preview").text
    assert "a quiet room" in page and "not read yet" not in page
    assert "Preview" not in client.get("/boards/better").text


def test_what_is_wrong_is_said_and_what_was_typed_stays(client, sign_in):
    an_engagement()
    sign_in("engagement_lead")
    sent = create(client, **{"asks-text": [""]}, closes_on=["31", "2", "2027"], summary="Tell us <b>all</b>")
    assert sent.status_code == 422 and "<title>Error: " in sent.text
    assert "Enter a question" in sent.text and 'href="#closes_on"' in sent.text and 'value="31"' in sent.text
    assert "Tell us &lt;b&gt;all&lt;/b&gt;" in sent.text
    assert db.session.query(Board).count() == 0


def test_a_changed_board_changes_for_everyone(client, sign_in):
    a_partnership()
    a_board(**open_now())
    before = client.get("/boards/better")
    sign_in("engagement_lead")
    page = client.get("/staff/boards/better/edit").text
    assert "What would make school better?" in page and 'name="closes_on"' not in page
    closes = db.session.query(Board).one().closes_at
    sent = client.post("/staff/boards/better/edit", data=FILLED)
    assert sent.status_code == 303
    board = db.session.query(Board).one()
    assert (board.slug, board.question, board.closes_at) == ("better", "What would make lunch better?", closes)
    after = client.get("/boards/better", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200 and "What would make lunch better?" in after.text


def test_who_made_and_changed_it_is_written_down(client, sign_in):
    an_engagement()
    lead = sign_in("engagement_lead")
    create(client)
    client.post("/staff/boards/better-lunchtimes/edit", data=FILLED | {"title": "Lunch", "asks-key": ["question"]})
    board = db.session.query(Board).one()
    made, *changes = db.session.query(Change).order_by(Change.id)
    assert (made.field, made.by_id) == ("made", lead.id)
    assert [(c.subject, c.field, c.was, c.became, c.by_id) for c in changes] == [
        (f"activity {board.id}", "title", "Better lunchtimes", "Lunch", lead.id)
    ]


@pytest.mark.parametrize("role", ["moderator", "analyst", "event_team", "admin"])
def test_only_those_who_edit_activities_come_in(client, sign_in, role):
    a_board()
    sign_in(role)
    addresses = ("/staff/boards/new?engagement=for-better", "/staff/boards/better/edit", "/staff/boards/better/preview")
    assert {client.get(address).status_code for address in addresses} == {403}


def test_a_board_or_engagement_that_is_not_there(client, sign_in):
    sign_in("engagement_lead")
    addresses = ("new", "new?engagement=nothing", "nothing/edit", "nothing/preview")
    assert {client.get(f"/staff/boards/{address}").status_code for address in addresses} == {404}
