"""A copy of what one sent: to print, and as a letter of which nothing stays with us."""

import re

import pytest

from answering import HERE, send
from coprod import mail
from coprod.database import db
from coprod.mail import Message

COPY = f"{HERE}/copy"
WORRYING = "My uncle hits me"


def said(page: str) -> str:
    return re.sub(r"\s+|<[^>]+>", " ", page)


def test_what_was_sent_can_be_read_and_printed_while_the_receipt_is_here(client, survey):
    assert client.get(COPY).location == f"{HERE}/sent"
    send(client)
    assert f'href="{COPY}"' in client.get(f"{HERE}/sent").text
    page = client.get(COPY)
    words = re.sub(r" +", " ", said(page.text))
    assert page.headers["Cache-Control"] == "no-store" and "data-print" in page.text
    for line in ("The hall", "loud", "The bells", "The hall: Yes", "By the gate: Not sure", "1. By the gate"):
        assert line in words, line
    assert words.index("loud") < words.index("The bells") < words.index("1. By the gate")
    client.post("/receipt/finish")
    assert client.get(COPY).status_code == 303 == client.post(COPY, data={"email": "pip@example.org"}).status_code
    assert not db.session.query(Message).count()


def test_a_letter_with_the_answers_leaves_nothing_behind(client, survey, monkeypatch):
    left = []
    monkeypatch.setattr(mail, "_keep", lambda email, path: left.append(email))
    send(client)
    wrong = client.post(COPY, data={"email": "pip"})
    assert wrong.status_code == 422 and "Enter an email address" in wrong.text and 'value="pip"' in wrong.text
    there = client.post(COPY, data={"email": "pip@example.org"}).location
    assert "The letter is on its way" in client.get(there).text
    waiting = db.session.query(Message).one()
    assert waiting.leaves_nothing and b"bells" not in waiting.sealed_body and b"pip" not in waiting.sealed_to
    db.session.rollback()
    assert mail.deliver_due() == 1
    letter = left[0].get_content()
    assert "The bells" in letter and "1. By the gate\n2. The hall\n" in letter and "/receipt" in letter
    assert "&" not in letter and left[0]["Subject"] == "A copy of your answers"
    assert not db.session.query(Message).count()


def test_words_that_worry_stand_in_it_as_all_others_do(client, survey):
    pages = {2: {"answer-word": "loud", "answer-change": WORRYING}}
    send(client, pages={1: {"answer-place": "hall"}, **pages, "2/2": {}, "2/4": {}, 3: {}})
    assert WORRYING in client.get(COPY).text


@pytest.mark.parametrize("limit", ["LETTERS_OF_ONE", "LETTERS_OF_ONE_NETWORK"])
def test_nobody_fills_a_letter_box(client, survey, monkeypatch, limit):
    monkeypatch.setattr(f"coprod.questionnaires.answering.copy_views.{limit}", "1 per day")
    send(client)
    sent = [client.post(COPY, data={"email": "pip@example.org"}).status_code for _ in range(2)]
    assert sent == [303, 429] and db.session.query(Message).count() == 1
