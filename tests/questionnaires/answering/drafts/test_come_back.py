"""Come back on any device: a code, a letter to oneself, and still one contribution."""

import re
from datetime import timedelta
from threading import BoundedSemaphore

import pytest
import time_machine

from answering import ABOUT, EVERYTHING, HERE, TOLD, answer, code_on, token_on
from builders import a_partnership, a_questionnaire, one_page, saved
from coprod import mail
from coprod.database import db, now
from coprod.mail import Message
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import normalise
from coprod.questionnaires.answering.drafts import come_back_code, come_back_views
from coprod.questionnaires.answering.drafts.come_back_code import draw
from coprod.questionnaires.answering.drafts.draft import Draft
from coprod.questionnaires.response import Response


def save_on(client, number=1):
    """Save and come back; gives the page with the code."""
    page = client.post(f"{HERE}/{number}", data=EVERYTHING[number] | {"go": "keep"})
    assert page.location.startswith(f"{HERE}/saved")
    return client.get(page.location)


def come_back(client, code):
    return client.post(f"{HERE}/come-back", data={"code": code})


@pytest.fixture
def other(app):
    """Another phone."""
    return app.test_client()


def test_a_code_is_four_words_and_three_digits():
    codes = {draw() for _ in range(50)}
    assert len(codes) == 50
    assert all(re.fullmatch(r"([a-z]{3,7}-){4}[2-9]{3}", code) for code in codes)
    assert {normalise(f" {code.upper().replace('-', ', ')}.", 4) for code in codes} == codes


def test_going_on_elsewhere_finds_everything_where_it_was(client, survey, other):
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    saved = save_on(client, 2)
    assert saved.headers["Cache-Control"] == "no-store" and "Nobody can read your answers" in saved.text
    back = come_back(other, code_on(saved.text).upper().replace("-", "  "))
    assert back.location == f"{HERE}/2"
    assert "The bells</textarea>" in other.get(back.location).text
    assert 'value="hall" checked' in other.get(f"{HERE}/1").text


def test_the_code_stays_the_same_and_is_shown_on_both(client, survey, other):
    code = code_on(save_on(client).text)
    come_back(other, code)
    other.post(f"{HERE}/2", data=EVERYTHING[2])
    assert code_on(save_on(other, 3).text) == code == code_on(client.get(f"{HERE}/saved").text)


def test_what_is_not_finished_can_be_saved(client, survey, other):
    client.post(f"{HERE}/2", data=TOLD | {"answer-change": "x" * 501, "go": "keep"})
    come_back(other, code_on(client.get(f"{HERE}/saved").text))
    assert "x" * 501 in other.get(f"{HERE}/2").text


def test_sent_from_both_is_one_contribution_with_one_code(client, survey, other):
    token = token_on(answer(client).text)
    client.post(f"{HERE}/2", data=EVERYTHING[2] | {"go": "keep"})
    come_back(other, code_on(client.get(f"{HERE}/saved").text))
    # The same form; its signature has the second in which the page was made.
    assert token_on(other.get(f"{HERE}/check").text).split(".")[0] == token.split(".")[0]
    codes = set()
    for browser in (other, client, other):
        assert browser.post(f"{HERE}/check", data={"token": token}).location == f"{HERE}/sent"
        codes.add(code_on(browser.get(f"{HERE}/sent").text))
    assert len(codes) == 1 and db.session.query(Response).count() == 1 == db.session.query(Contribution).count()


def test_a_phone_left_behind_is_told_that_it_was_sent_and_keeps_its_words(client, survey, other):
    token = token_on(answer(client).text)
    come_back(other, code_on(save_on(client).text))
    client.post(f"{HERE}/check", data={"token": token})
    page = other.post(f"{HERE}/2", data={"answer-change": "One more thing"})
    assert page.status_code == 409 and "have been sent already" in page.text and "One more thing" in page.text
    assert other.get(f"{HERE}/sent").status_code == 200
    assert not db.session.query(Draft).count()


def test_wrong_or_too_old_is_one_message(client, survey, other):
    code = code_on(save_on(client).text)
    wrong = come_back(other, "otter-otter-otter-otter-222")
    client.post(f"{HERE}/delete")
    old = come_back(other, code)
    for page in (wrong, old):
        assert page.status_code == 422 and "We cannot find answers with that code" in page.text
    assert "four words and three numbers" in come_back(other, "otter").text
    receipt = come_back(other, "otter-lantern-maple-427").text
    assert "code for answers you have sent" in receipt


def test_too_many_tries_from_one_network_must_wait(client, survey, monkeypatch):
    for _ in range(60):
        client.post(f"{HERE}/come-back", data={"code": "no"})
    assert client.post(f"{HERE}/come-back", data={"code": "no"}).status_code == 429


def test_when_two_codes_are_worked_on_the_third_is_asked_to_wait(client, survey, other, monkeypatch):
    code = code_on(save_on(client).text)
    monkeypatch.setattr(come_back_code, "AT_ONCE", BoundedSemaphore(1))
    monkeypatch.setattr(come_back_code, "PATIENCE", 0.01)
    with come_back_code._one_of_two():
        page = come_back(other, code)
        assert page.status_code == 503 and "We are busy" in page.text and code in page.text
        busy = save_on(other).text
        assert "We are busy" in busy and "Get a code" in busy
    assert code_on(other.get(other.post(f"{HERE}/saved").location).text) != code
    assert come_back(other, code).location == f"{HERE}/1"


def test_the_start_page_leads_on(client, survey, other):
    answer(client, {1: EVERYTHING[1]}, ABOUT)
    for browser in (other, client):
        assert f'href="{HERE}/come-back"' in browser.get(HERE).text
    assert "Go on where you were" in client.get(HERE).text and f'href="{HERE}/check"' in client.get(HERE).text
    page = other.get(HERE)
    assert "Go on where you were" not in page.text and "Set-Cookie" not in page.headers


def test_answers_that_wait_here_are_not_left_behind_unawares(client, survey, other):
    assert "Other answers wait" not in other.get(f"{HERE}/come-back").text
    save_on(other)
    assert "Other answers wait" in other.get(f"{HERE}/come-back").text


def test_a_letter_to_oneself_leaves_nothing_behind(client, survey, monkeypatch):
    left = []
    monkeypatch.setattr(mail, "_keep", lambda email, path: left.append(email))
    code = code_on(save_on(client).text)
    assert "Enter an email address" in client.post(f"{HERE}/saved", data={"email": "pip"}).text
    assert client.post(f"{HERE}/saved", data={"email": "pip@example.org"}).status_code == 303
    waiting = db.session.query(Message).one()
    assert code.replace("-", " ") in waiting.body and code.encode() not in waiting.sealed_body
    db.session.rollback()
    assert mail.deliver_due() == 1 and code.replace("-", " ") in left[0].get_content()
    assert f"{HERE}/come-back" in left[0].get_content() and code not in left[0]["Subject"]
    assert not db.session.query(Message).count()


def test_a_letter_with_a_code_that_cannot_leave_is_not_kept(client, survey, monkeypatch):
    save_on(client)
    client.post(f"{HERE}/saved", data={"email": "pip@example.org"})
    db.session.query(Message).update({"next_try_at": None, "tries": mail.MOST_TRIES})
    db.session.commit()
    assert mail.purge() == 1 and not db.session.query(Message).count()


def test_nobody_fills_a_letter_box(client, survey):
    save_on(client)
    sent = [client.post(f"{HERE}/saved", data={"email": "pip@example.org"}).status_code for _ in range(4)]
    assert sent == [303, 303, 303, 429] and come_back_views.LETTERS_OF_ONE_DRAFT == "3 per day"


def test_while_somebody_types_it_is_kept_and_goes_nowhere(client, survey):
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    half = client.post(f"{HERE}/2", data={"answer-word": "lo", "answer-change": "x" * 501, "go": "typed"})
    assert (half.status_code, half.data) == (204, b"")
    assert ">lo</textarea>" in client.get(f"{HERE}/2").text


def test_a_browser_that_stays_open_has_the_key_as_long_as_the_draft_is_there(client, survey):
    survey.closes_at += timedelta(days=60)
    saved(survey)
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    for days, is_there in ((29, True), (32, False)):
        with time_machine.travel(now() + timedelta(days=days)):
            assert ("Go on where you were" in client.get(HERE).text) is is_there


def test_going_on_leads_to_the_very_screen(client, survey, other):
    """Ten items of one question are ten screens of one page."""
    for place in (1, 2, "2/2"):
        client.post(f"{HERE}/{place}", data=EVERYTHING[place])
    client.post(f"{HERE}/2/3", data={"go": "keep"})
    assert come_back(other, code_on(client.get(f"{HERE}/saved").text)).location == f"{HERE}/2/3"
    assert f'href="{HERE}/2/3"' in client.get(HERE).text


def test_the_code_stands_beside_every_step_once_it_was_asked_for(client, survey):
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    steps = (1, 2, "2/2", "about-you")
    assert all("slip__code" not in client.get(f"{HERE}/{step}").text for step in steps)
    code = code_on(save_on(client).text)
    for step in steps:
        page = client.get(f"{HERE}/{step}")
        assert code_on(page.text) == code and page.headers["Cache-Control"] == "no-store"


def test_what_is_typed_beside_an_item_is_kept_before_any_button(client):
    item = {"key": "wait", "label": "We wait too long"}
    asked = {"key": "true", "kind": "agree", "prompt": "Is it so?", "says_more": True, "options": [item]}
    a_partnership()
    a_questionnaire(pages=one_page(asked))
    assert client.post(f"{HERE}/1/1/more", data={"words-true-wait": "Two y", "go": "typed"}).status_code == 204
    assert f'href="{HERE}/1/1/more"' in client.get(HERE).text
    assert "Two y</textarea>" in client.get(f"{HERE}/1/1/more").text
