"""The box on the board itself: the page is the same for everyone, so what is sent first proves where it is from."""

import re
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from builders import a_board, a_partnership, a_user, closed, saved
from coprod.boards.models import Board, Note
from coprod.database import db

BOARD, ADD, TOKEN = "/boards/better", "/boards/better/add", "/boards/better/token"
TYPED = {
    "words": "A quiet <b>room</b>",
    "audience": "young_person",
    "district": "north",
    "sharing": "team",
    "colour": "4",
}


@pytest.fixture
def careful(client: FlaskClient, app: Flask) -> FlaskClient:
    """A client whose forms need their token, as on a server, on a site with a board."""
    app.config["WTF_CSRF_ENABLED"] = True
    a_partnership()
    a_board()
    return client


def hidden(page: str) -> dict[str, str]:
    """What the first form of a page sends back untouched."""
    form = page[page.index("<form") : page.index("</form>")]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    found += re.findall(r'<input (?:id="\w+" )?name="(\w+)" type="hidden" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def notes() -> list[Note]:
    return db.session.query(Note).all()


def test_what_comes_without_a_token_is_shown_back_and_not_filed(careful):
    shown = careful.post(ADD, data=TYPED)
    assert shown.status_code == 200 and notes() == []
    assert "It is not sent yet." in shown.text and shown.text.count("A quiet &lt;b&gt;room&lt;/b&gt;") == 3
    assert '<div class="note note--4">' in shown.text and "A young person" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    button = re.search(r'<button[^>]*name="sharing" value="(\w+)"[^>]*>([^<]+)</button>', shown.text)
    assert button.groups() == ("team", "Only for the team")  # the one that was pressed


def test_what_is_sent_from_there_is_filed_as_it_was_typed(careful):
    sent = careful.post(ADD, data=hidden(careful.post(ADD, data=TYPED).text) | {"sharing": "team"})
    assert (sent.status_code, sent.location) == (303, f"{BOARD}/thanks")
    [note] = notes()
    went = note.contribution
    assert (note.submission.words, note.colour, went.district_slug) == ("A quiet <b>room</b>", 4, "north")
    assert (went.audience, went.sharing) == ("young_person", "team")


def test_it_is_asked_before_sending_as_on_the_form(careful):
    shown = careful.post(ADD, data=TYPED | {"words": "Ring me on 07700 900123"})
    assert "Is there a phone number in your words?" in shown.text and notes() == []
    sent = careful.post(ADD, data=hidden(shown.text) | {"sharing": "show"})
    assert sent.status_code == 303 and len(notes()) == 1


@pytest.mark.parametrize("wrong", [{"words": " "}, {"words": "x" * 501}, {"sharing": ""}, {"colour": "x"}])
def test_what_is_wrong_is_said_and_nothing_is_lost(careful, wrong):
    refused = careful.post(ADD, data=TYPED | wrong)
    assert refused.status_code == 422 and "There is a problem" in refused.text and notes() == []
    assert 'value="young_person" selected' in refused.text
    assert wrong.get("words", "A quiet").strip()[:8] in refused.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_gets_nothing_shown_back(careful, site):
    sent = careful.post(ADD, data=TYPED, headers={"Sec-Fetch-Site": site})
    assert sent.status_code == 400 and "quiet" not in sent.text and notes() == []


def test_a_file_in_the_place_of_words_is_no_note(careful):
    sent = careful.post(ADD, data=TYPED | {"words": (BytesIO(b"x" * 100), "words.txt")})
    assert sent.status_code == 422 and notes() == []


def test_a_token_without_proof_files_nothing(careful):
    tokens = careful.get(TOKEN).json
    for given in ({"token": tokens["token"]}, {"token": "x"}, {"token": tokens["token"], "csrf_token": "x"}):
        assert careful.post(ADD, data=TYPED | given).status_code == 400
    assert notes() == []


def test_whoever_begins_to_write_is_given_tokens_and_then_it_is_filed_at_once(careful):
    answer = careful.get(TOKEN)
    assert set(answer.json) == {"csrf_token", "token"} and answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" in answer.headers
    assert careful.post(ADD, data=TYPED | answer.json).status_code == 303 and len(notes()) == 1


def test_a_board_that_is_not_open_gives_no_token(careful):
    board = saved(a_board("over", **closed()))
    assert careful.get(f"/boards/{board.slug}/token").status_code == 404
    assert careful.get("/boards/nothing/token").status_code == 404


def test_it_stands_under_the_question_that_was_read(careful):
    carried = hidden(careful.get(BOARD).text)
    board = db.session.query(Board).one()
    asked = board.question
    board.edit({"asks": [board.asks[0] | {"text": "Something else?"}]}, by=a_user("engagement_lead").id)
    db.session.commit()
    careful.post(ADD, data=TYPED | careful.get(TOKEN).json | {"wording": carried["wording"]})
    assert notes()[0].submission.prompt == asked != "Something else?"


def test_words_never_stand_in_an_address(careful):
    page = careful.get(BOARD).text
    form = re.search(r'<form class="ask__form"[^>]*>', page)[0]
    assert 'method="post"' in form and "get" not in form.partition("method=")[2][:6]
    assert "csrf_token" not in page and 'name="token"' not in page
