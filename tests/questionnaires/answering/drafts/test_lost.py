"""Answers that are lost, sent or another tab's say so: nobody goes on with half of them, and nothing is sent twice."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from answering import ABOUT, EVERYTHING, HERE, answer, send, token_on
from coprod.database import db
from coprod.questionnaires.answering.drafts.draft import Draft
from coprod.questionnaires.response import Response


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's first form: a browser sends them with what was typed."""
    form = re.search(r"<form class=\"one\".*?</form>", page, re.S)[0]
    return dict(re.findall(r'<input name="([\w-]+)" type="hidden" value="([^"]*)"', form))


def a_tab(client: FlaskClient, place: Any) -> dict[str, str]:
    """A page that stays open; what its form sends besides what is typed."""
    return hidden(client.get(f"{HERE}/{place}").text)


def lose_draft() -> None:
    db.session.query(Draft).delete()
    db.session.commit()


@pytest.mark.parametrize("how", ["deleted here", "gone on the server", "cookie lost"])
@pytest.mark.parametrize(("place", "said"), [(2, "page 1"), (3, "pages 1 to 2"), ("about-you", "pages 1 to 3")])
def test_answers_that_are_lost_are_never_gone_on_with_silently(client, survey, how, place, said):
    for number in (1, 2, "2/2", "2/4"):
        client.post(f"{HERE}/{number}", data=EVERYTHING[number])
    tab = a_tab(client, place)
    if how == "deleted here":
        client.post(f"{HERE}/delete")
    elif how == "gone on the server":
        lose_draft()
    else:
        client.delete_cookie("coprod")
    typed = {"answer-change": "The bells ring too loud", **ABOUT, "answer-first-1": "gate"}
    page = client.post(f"{HERE}/{place}", data=tab | typed)
    assert page.status_code == 409 and f"We do not have {said} any more" in page.text
    assert ("The bells ring too loud" in page.text) and "Start again" in page.text and "Nothing was sent" in page.text
    assert db.session.query(Draft).count() == (how == "cookie lost")
    assert client.post(f"{HERE}/1", data=EVERYTHING[1]).status_code == 303, "and they can start again"


@pytest.mark.parametrize("place", [2, 3, "about-you", "check"])
def test_who_comes_to_a_later_page_with_nothing_is_told_at_once(client, survey, place):
    page = client.get(f"{HERE}/{place}")
    text = client.get(page.location).text if page.location else page.text
    assert "We do not have" in text and "Nothing was sent" in text
    assert "We do not have" not in client.get(f"{HERE}/1").text + client.get(HERE).text


@pytest.mark.parametrize("place", [2, "2/2", 3, "about-you"])
def test_a_later_page_that_does_not_say_to_which_answers_it_belongs_begins_nothing(client, survey, place):
    typed = {"answer-change": "The bells ring too loud", **ABOUT}
    page = client.post(f"{HERE}/{place}", data=typed)
    assert page.status_code == 409 and "We do not have" in page.text and "Nothing was sent" in page.text
    assert "The bells ring too loud" in page.text and not db.session.query(Draft).count()
    # The first page is where answering begins; and who was told on a later one may go on there.
    assert client.post(f"{HERE}/1", data=EVERYTHING[1]).status_code == 303
    assert client.post(f"{HERE}/2", data=typed).status_code == 303


def test_who_was_told_on_a_later_page_goes_on_there(client, survey):
    tab = a_tab(client, 2)
    assert client.post(f"{HERE}/2", data=tab | {"answer-change": "The bells"}).status_code == 303


@pytest.mark.parametrize("opened", ["before anything", "in the middle"])
@pytest.mark.parametrize("place", [1, 2, 3, "about-you"])
def test_a_tab_left_open_is_told_that_its_answers_were_sent(client, survey, opened, place):
    if opened == "in the middle":
        client.post(f"{HERE}/1", data=EVERYTHING[1])
    tab = a_tab(client, place)
    assert send(client).status_code == 303
    page = client.post(
        f"{HERE}/{place}", data=tab | EVERYTHING[1] | ABOUT | {"answer-change": "One thing more, please"}
    )
    assert page.status_code == 409 and "You have sent this already" in page.text and "See your receipt" in page.text
    assert ("One thing more, please" in page.text) and not db.session.query(Draft).count()
    assert db.session.query(Response).count() == 1


def test_looking_again_at_a_page_that_was_sent_says_so_and_the_next_person_begins(client, survey):
    send(client)
    for place in (2, 3, "about-you"):
        assert "You have sent this already" in client.get(f"{HERE}/{place}").text
    assert client.get(f"{HERE}/check").location == f"{HERE}/sent"
    tab = a_tab(client, 1)  # opened after the sending: a sister, on the same computer
    assert client.post(f"{HERE}/1", data=tab | EVERYTHING[1]).status_code == 303
    assert send(client).status_code == 303 and db.session.query(Response).count() == 2


def test_a_tab_of_what_was_sent_adds_nothing_to_what_the_next_has_begun(client, survey):
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    old, token = a_tab(client, 2), token_on(answer(client).text)
    client.post(f"{HERE}/check", data={"token": token})
    client.post(f"{HERE}/1", data=a_tab(client, 1) | {"answer-place": "field"})
    page = client.post(f"{HERE}/2", data=old | {"answer-change": "From the old tab, by mistake"})
    assert page.status_code == 409 and "You have sent this already" in page.text
    assert "by mistake" not in client.get(f"{HERE}/2").text
    assert client.post(f"{HERE}/check", data={"token": token}).location == f"{HERE}/sent"
    assert "checked" in client.get(f"{HERE}/1").text, "what the next has begun is still there"


def test_two_tabs_that_begin_together_write_in_one(client, survey):
    one, two = a_tab(client, 1), a_tab(client, 1)
    assert client.post(f"{HERE}/1", data=one | {"answer-place": "hall"}).status_code == 303
    assert client.post(f"{HERE}/1", data=two | EVERYTHING[1]).status_code == 303
    assert client.post(f"{HERE}/2", data=a_tab(client, 2) | EVERYTHING[2]).status_code == 303
    assert db.session.query(Draft).count() == 1


def test_words_typed_on_a_page_that_is_asked_no_more_come_back(client, survey):
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    page = client.post(f"{HERE}/2/9", data=a_tab(client, 2) | {"answer-change": "The bells ring too loud"})
    assert page.status_code == 409 and "We do not ask you this any more" in page.text
    assert "The bells ring too loud" in page.text
