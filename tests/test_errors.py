"""Whatever goes wrong, people read plain English, nothing accepted is lost, and no traceback is shown."""

import re
import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from answering import proof
from builders import a_board, a_partnership
from coprod.boards import note_views as views
from coprod.boards.head import Head
from coprod.boards.models import Note
from coprod.database import db

FORM = "/boards/better/add"
TYPED = {"words": "A quiet room, open at lunch", "audience": "not_said", "sharing": "show"}
STRANGE = [
    "🙂" * 500,
    "‏مرحبا، مدرستي بعيدة جدا",
    "<script>alert(1)</script>",
    "a\x00b\x08c",
    "'; DROP TABLE note; --",
    "{{ 7 * 7 }} %s %(x)s",
    "\ud800 half a letter",
]


@pytest.fixture
def board(client):
    a_partnership()
    return a_board()


@pytest.mark.parametrize("words", STRANGE, ids=range(len(STRANGE)))
def test_strange_words_are_taken_and_shown_safely(client, board, words):
    sent = client.post(FORM, data=proof(client, FORM) | TYPED | {"words": words.encode("utf-8", "surrogatepass")})
    assert sent.status_code == 303
    page = client.get(sent.location).text
    assert "<script>alert" not in page and "49" not in page.split("This is what you wrote")[1].split("</div>")[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [("audience", "wizard"), ("sharing", ""), ("district", "atlantis"), ("colour", "7"), ("colour", "x")],
)
def test_a_wrong_kind_of_answer_is_refused_in_words_and_the_note_comes_back(client, board, field, value):
    data = {"words": "A quiet room", "audience": "not_said", "sharing": "show"} | {field: value}
    sent = client.post(FORM, data=data)
    assert sent.status_code == 422 and "There is a problem" in sent.text and "A quiet room" in sent.text


def test_ten_megabytes_are_refused_unread(client, board):
    sent = client.post(FORM, data={"words": "x" * 10_000_000, "audience": "not_said", "sharing": "show"})
    assert sent.status_code == 413 and "too big" in sent.text


def test_pages_that_are_not_there(client, board):
    for address in ("/nothing", "/boards/none", "/boards/none/add", "/static/none.css", "/boards/better/add/x"):
        answer = client.get(address)
        assert answer.status_code == 404 and "We cannot find that page" in answer.text, address


def test_the_wrong_method(client, board):
    answer = client.post("/boards/better")
    assert answer.status_code == 405 and "Allow" in answer.headers


@pytest.mark.parametrize(
    ("address", "start"),
    [
        ("/staff/moderation/0123456789abc/approve", "/staff/moderation"),
        ("/staff/moderation/approve-ticked", "/staff/moderation"),
        ("/staff/safeguarding/1/message/take-off", "/staff/safeguarding"),
        ("/staff/events/hall/attendees/0123456789abc/met", "/staff/events"),
        ("/staff/sign-out", "/staff"),
        ("/receipt/finish", "/receipt"),
        ("/questionnaires/travel/delete", "/questionnaires/travel"),
    ],
)
def test_the_address_of_a_button_says_that_nothing_was_changed_and_where_the_part_starts(client, board, address, start):
    answer = client.get(address)
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]
    assert "nothing was changed" in answer.text and f'href="{start}">Go to the start of this part</a>' in answer.text
    assert "csrf_token" not in answer.text and "Set-Cookie" not in answer.headers


def test_every_address_of_a_button_leads_somewhere(client, board):
    rules = list(client.application.url_map.iter_rules())
    pages = {rule.rule for rule in rules if "GET" in rule.methods}
    buttons = {rule.rule for rule in rules} - pages
    assert len(buttons) > 30
    for rule in sorted(buttons):
        address = re.sub(r"<[^>]+>", "1", re.sub("<public_id:[^>]+>", "0123456789abc", rule))
        answer = client.get(address)
        start = re.search(r'href="([^"]+)">Go to the start of this part', answer.text)
        assert answer.status_code == 405 and start and address.startswith(start[1]), address


def test_staff_pages_ask_who_it_is(client, board):
    answer = client.get("/staff/moderation?channel=boards")
    assert answer.status_code == 303 and answer.location.startswith("/staff/sign-in?next=")


def broken(*args, **kwargs):
    raise RuntimeError("the words of a traceback")


def test_our_own_mistake_is_ours(client, board, monkeypatch, app):
    monkeypatch.setattr(views, "file", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    sent = client.post(FORM, data=proof(client, FORM) | TYPED)
    assert sent.status_code == 500 and "not your fault" in sent.text and "traceback" not in sent.text


def locked(*args, **kwargs):
    raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))


def test_a_locked_database_keeps_what_was_typed(client, board, monkeypatch):
    monkeypatch.setattr(views, "file", locked)
    sent = client.post(FORM, data=proof(client, FORM) | TYPED)
    assert sent.status_code == 503 and sent.headers["Retry-After"]
    assert "A quiet room, open at lunch" in sent.text and "Send it again" in sent.text
    monkeypatch.undo()
    assert db.session.query(Note).count() == 0


def test_a_database_that_is_away_still_gives_a_page(client, monkeypatch):
    monkeypatch.setattr(Head, "find", locked)
    monkeypatch.setattr(db.session, "get", locked)
    answer = client.get("/boards/better")
    assert answer.status_code == 503 and "999" in answer.text


def test_a_number_no_database_could_have_given(client, board):
    assert client.get("/boards/better?before=99999999999999999999").status_code == 200
    assert client.get("/colours-99999999999999999999.css").status_code == 404


@pytest.mark.parametrize(("address", "status"), [("/nothing", 404), ("/help", 503), (FORM, 503)])
def test_every_page_has_words_when_the_database_is_away(client, monkeypatch, address, status):
    monkeypatch.setattr("coprod.partnership.models.first_row", locked)
    monkeypatch.setattr(db.session, "get", locked)
    monkeypatch.setattr(db.session, "scalar", locked)
    monkeypatch.setattr(db.session, "scalars", locked)
    answer = client.get(address)
    assert answer.status_code == status and "999" in answer.text


def test_a_stale_form_comes_back_when_the_database_is_away(client, monkeypatch):
    client.application.config["WTF_CSRF_ENABLED"] = True
    monkeypatch.setattr(db.session, "get", locked)
    answer = client.post(FORM, data=TYPED | {"token": "of a form that was open too long"})
    assert answer.status_code == 400 and "A quiet room, open at lunch" in answer.text


def taken(*args, **kwargs):
    raise IntegrityError("INSERT", None, sqlite3.IntegrityError("UNIQUE constraint failed: activity.slug"))


def test_two_who_do_the_same_at_once_are_told_and_lose_nothing(client, board, monkeypatch, caplog):
    monkeypatch.setattr(views, "file", taken)
    answer = client.post(FORM, data=proof(client, FORM) | TYPED)
    assert answer.status_code == 409 and "Somebody else changed this first" in answer.text
    assert "A quiet room, open at lunch" in answer.text
    assert "activity.slug" in caplog.text and "quiet room" not in caplog.text


def test_what_people_write_is_in_no_error_that_a_log_keeps(app):
    with pytest.raises(DBAPIError) as error:
        db.session.execute(text("INSERT INTO note (nothing) VALUES (:words)"), {"words": "A quiet room"})
    assert "INSERT INTO note" in str(error.value) and "quiet" not in str(error.value)
    db.session.rollback()


@pytest.mark.parametrize("address", ["/boards/%00", "/boards/better%00/add", "/boards/better?before=%00", "/?%00"])
def test_what_no_database_could_keep_is_no_page(client, board, address):
    assert client.get(address).status_code == 404
