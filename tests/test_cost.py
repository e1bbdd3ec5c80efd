"""What one sender can cost us: work before anybody has looked, pages that are sent back, room on the disk."""

import re
import shutil
from collections import namedtuple
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from addresses import every_address
from answering import EVERYTHING, HERE, TOLD, answer, token_on
from asking import NOTE, opened
from builders import a_board, a_partnership, a_questionnaire, a_user, staff_session
from coprod import room_left
from coprod.boards.models import Note
from coprod.concerns.concern import Concern
from coprod.database import db
from coprod.permissions import LONGEST_PUBLIC, MOST_FIELDS
from coprod.questionnaires.answering.drafts import quota
from coprod.questionnaires.answering.drafts.draft import Draft
from coprod.questionnaires.response import Response

FORM = "application/x-www-form-urlencoded"
Disk = namedtuple("Disk", "total used free")


@pytest.fixture
def careful(client: FlaskClient, app: Flask) -> FlaskClient:
    """A client whose forms need their token, as on a server."""
    app.config["WTF_CSRF_ENABLED"] = True
    a_partnership()
    a_board()
    a_questionnaire()
    return client


@pytest.mark.parametrize("role", ["", "engagement_lead"])
@pytest.mark.parametrize("pair", ["a=&", "&", "a=b&c=&"])
def test_a_body_of_fields_is_refused_before_it_is_taken_apart_at_every_address(careful, app, role, pair, monkeypatch):
    body = pair * (499_000 // len(pair))
    if role:
        with careful.session_transaction() as session:
            session.update(staff_session(a_user(role)))
    taken_apart = []
    monkeypatch.setattr("werkzeug.formparser.parse_qsl", lambda *a, **k: taken_apart.append(a) or [])
    for endpoint, address in every_address(app, "POST"):
        page = careful.post(address, data=body, content_type=FORM)
        assert page.status_code in (413, 403, 404) and len(page.data) < 50_000, (endpoint, page.status_code)
    assert not taken_apart


def test_fields_in_an_address_are_counted_too(careful):
    assert careful.get("/you-said-we-did?" + "a=&" * MOST_FIELDS).status_code == 413


@pytest.mark.parametrize("count", [1, 7, 1_900])
@pytest.mark.parametrize("letter", ['"', "<", "&", "x", "é", "\U0001f600"])
def test_what_comes_back_is_never_many_times_what_was_sent(careful, count, letter):
    for size in (1_000, 60_000, LONGEST_PUBLIC):
        for data in ({"token": "stale"}, {}):
            many = {f"f{number}": letter * (size // count) for number in range(count)}
            sent = careful.post("/boards/better/add", data=data | many)
            words = careful.post("/boards/better/add", data=data | {"words": letter * size})
            for page in (sent, words):
                assert len(page.data) < 1_400_000, (size, data, len(page.data))


def test_what_people_type_is_given_back_whole(careful):
    words = "Ünser “Hof” & <Garten> ist laut. " * 60
    page = careful.post("/boards/better/add", data={"token": "stale", "words": words})
    assert page.status_code == 400 and unescape(page.text).count(words.strip()) == 2


@pytest.mark.parametrize(
    "data",
    [
        {"answer-change": "x" * 25_001},
        {"answer-change": "\u200b" + "y" * 30_000},
        {"answer-change": ["short", "x" * 25_000]},
        {"answer-change": ["short"] * 101},
        {"read-change": "1" * 300},
        {"answer-word": "z" * 50_000},
    ],
    ids=str,
)
@pytest.mark.parametrize("go", ["back", "keep", "typed", "more"])
def test_no_button_keeps_far_more_than_fits(client, data, go):
    a_partnership()
    a_questionnaire()
    page = client.post(f"{HERE}/2", data=TOLD | data | {"go": go})
    assert page.status_code == 422 and db.session.query(Draft).count() == 0


@pytest.mark.parametrize(
    ("address", "data"),
    [
        (f"{HERE}/about-you", {"audience": "x" * 5_000, "go": "back"}),
        (f"{HERE}/2", {"skip": "word", "answer-change": "x" * 30_000}),
        (f"{HERE}/1", {"seed": "x" * 5_000, "go": "back"}),
        (f"{HERE}/1", {"time": "x" * 5_000, "go": "keep"}),
    ],
    ids=str,
)
def test_no_other_field_and_no_other_way_keeps_more_either(client, address, data):
    a_partnership()
    a_questionnaire()
    client.post(address, data=data)
    db.session.rollback()
    assert all(len(draft.sealed) < 2_000 for draft in db.session.query(Draft))


def test_what_could_not_be_kept_is_sent_again_from_the_same_browser(client, monkeypatch):
    a_partnership()
    a_questionnaire()
    for most, status in (("0 per hour", 429), ("20000 per hour", 303)):
        monkeypatch.setattr(quota, "KEPT", most)
        assert client.post(f"{HERE}/2", data=TOLD | EVERYTHING[2]).status_code == status
    assert "The bells</textarea>" in client.get(f"{HERE}/2").text


def test_one_old_cookie_begins_no_drafts_without_end(client, monkeypatch):
    a_partnership()
    a_questionnaire()
    monkeypatch.setattr(quota, "KEPT", "20 per hour")
    client.get(f"{HERE}/1")
    old = client.get_cookie("coprod")
    statuses = []
    for _ in range(40):
        client.delete_cookie("coprod")
        if old:
            client.set_cookie("coprod", old.value)
        page = client.post(f"{HERE}/2", data=TOLD | {"answer-change": "The bells are far too loud"})
        statuses.append(page.status_code)
    assert statuses[0] == 303 and statuses[-1] == 429 and statuses == sorted(statuses)
    assert page.text.count("The bells are far too loud") == 2 and "use another connection" in page.text
    assert db.session.query(Draft).count() == statuses.count(303) < 25
    elsewhere = client.post(f"{HERE}/2", data=TOLD | EVERYTHING[2], environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert elsewhere.status_code == 303, "what was not kept was not begun either"


def test_what_was_begun_can_be_sent_when_a_network_has_kept_too_much(client, monkeypatch):
    a_partnership()
    a_questionnaire()
    token = token_on(answer(client).text)
    monkeypatch.setattr(quota, "KEPT", "0 per hour")
    assert client.post(f"{HERE}/2", data=TOLD | {"answer-change": "x" * 900, "go": "back"}).status_code == 429
    assert client.post(f"{HERE}/check", data={"token": token}).status_code == 303
    assert db.session.query(Response).count() == 1


def test_when_the_disk_is_nearly_full_drafts_and_files_stop_and_concerns_do_not(client, monkeypatch, caplog):
    fields = opened(client, NOTE)
    a_questionnaire()
    token = token_on(answer(client).text)
    free = room_left.LEAST - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Disk(10**12, 10**12 - free, free))
    page = client.post(f"{HERE}/2", data=TOLD | {"answer-change": "The bells " * 40, "go": "keep"})
    assert page.status_code == 503 and "We cannot keep this just now" in page.text and "The bells The" in page.text
    assert client.post(NOTE.address, data=fields | {"words": "he hits me and i am not safe"}).status_code == 303
    assert client.post(f"{HERE}/check", data={"token": token}).status_code == 303
    assert db.session.query(Concern).count() == db.session.query(Note).count() == 1
    with pytest.raises(room_left.NoRoom):
        room_left.must_have_room()
    assert re.search(r"only \d+ MB are free", caplog.text)
