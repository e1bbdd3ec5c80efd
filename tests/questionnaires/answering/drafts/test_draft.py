"""Answers that are not sent yet: nothing is lost, and nobody else sees them."""

import re
from base64 import urlsafe_b64decode

from answering import EVERYTHING, HERE, answer, send, token_on
from builders import a_questionnaire, closed, saved
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.questionnaires.answering.drafts.draft import Draft
from coprod.questionnaires.response import Response


def test_what_was_answered_is_there_again(client, survey):
    answer(client)
    assert re.search(r'value="hall" checked', client.get(f"{HERE}/1").text)
    second = client.get(f"{HERE}/2").text
    assert "The bells</textarea>" in second
    assert re.search(r'value="not_sure" aria-describedby="mine"', client.get(f"{HERE}/2/4").text)
    assert re.search(r'value="gate" selected', client.get(f"{HERE}/3").text)
    assert re.search(r'value="young_person" checked', client.get(f"{HERE}/about-you").text)


def test_back_loses_nothing_and_asks_for_nothing(client, survey):
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    back = client.post(f"{HERE}/2", data={"answer-change": "x" * 501, "go": "back"})
    assert back.location == f"{HERE}/1"
    assert "x" * 501 in client.get(f"{HERE}/2").text
    assert client.post(f"{HERE}/1", data={"go": "back"}).location == HERE
    assert client.post(f"{HERE}/about-you", data={"go": "back"}).location == f"{HERE}/3"


def test_what_back_kept_unchecked_is_checked_before_sending(client, survey):
    answer(client)
    client.post(f"{HERE}/2", data={"answer-change": "x" * 501, "go": "back"})
    asked_again = client.get(f"{HERE}/check")
    assert asked_again.location == f"{HERE}/2?check=1"
    assert "must be 500 characters or fewer" in client.get(asked_again.location).text


def test_unticking_is_an_answer_too(client, survey):
    answer(client)
    client.post(f"{HERE}/1", data={"answer-place": "hall"})
    assert "By the gate" not in client.get(f"{HERE}/check").text.split("With whom?")[1].split("One word?")[0]


def test_nothing_is_left_of_a_draft_that_was_sent(client, survey):
    send(client)
    assert not db.session.query(Draft).count()
    assert "checked" not in client.get(f"{HERE}/1").text
    assert send(client).status_code == 303 and db.session.query(Response).count() == 2


def test_a_draft_that_is_gone_says_so(client, survey):
    token = token_on(answer(client).text)
    db.session.query(Draft).delete()
    db.session.commit()
    for sent in (token, "made up", ""):
        page = client.post(f"{HERE}/check", data={"token": sent})
        assert page.status_code == 409 and "are not here any more" in page.text
    assert client.post(f"{HERE}/1", data=EVERYTHING[1]).status_code == 303  # and one can start again


def test_deleting_the_answers(client, survey):
    answer(client)
    assert client.post(f"{HERE}/delete").location == HERE
    assert not db.session.query(Draft).count()
    assert client.get(f"{HERE}/check").location == HERE


def test_another_browser_sees_none_of_it(client, survey, app):
    answer(client)
    other = app.test_client()
    assert "The bells" not in other.get(f"{HERE}/2").text
    assert other.get(f"{HERE}/check").location == HERE


def test_the_cookie_holds_no_answers_and_stays_small(client, survey):
    answer(client)
    for number in range(5):
        saved(a_questionnaire(f"q{number}"))
        client.post(f"/questionnaires/q{number}/1", data=EVERYTHING[1])
    answer(client)
    cookie = client.get_cookie("coprod").value
    content = urlsafe_b64decode(cookie.lstrip(".").split(".")[0] + "===")
    assert b"hall" not in content and b"bells" not in content
    assert len(cookie) < 1024


def test_closed_gives_the_words_back(client, survey):
    token = token_on(answer(client).text)
    for name, value in (closed() | {"grace_days": 0}).items():
        setattr(survey, name, value)
    saved(survey)
    for page in (
        client.post(f"{HERE}/check", data={"token": token}),
        client.get(f"{HERE}/check"),
        client.post(f"{HERE}/2", data={"answer-change": "The bells, again"}),
    ):
        assert page.status_code == 409 and "has closed" in page.text and "The bells" in page.text
    assert not db.session.query(Contribution).count()
    assert "It closed at" in client.get(HERE).text and f"{HERE}/1" not in client.get(HERE).text


def test_sending_again_after_the_close_still_shows_the_code(client, survey):
    token = token_on(answer(client).text)
    client.post(f"{HERE}/check", data={"token": token})
    for name, value in closed().items():
        setattr(survey, name, value)
    saved(survey)
    assert client.post(f"{HERE}/check", data={"token": token}).location == f"{HERE}/sent"


def test_an_old_page_can_be_sent_again(client, survey, app):
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.post(f"{HERE}/2", data={"answer-change": "The bells ring far too often"})
    assert page.status_code == 400 and "The bells ring far too often" in page.text
