"""What people type, whatever it is: kept as it was, or sent back with a plain word of why."""

import re

import pytest

from answering import ABOUT, EVERYTHING, HERE, answer, send, token_on, values
from builders import a_board, a_partnership, a_questionnaire, some_pages


def test_the_needed_question_is_asked_for(client, survey):
    page = client.post(f"{HERE}/1", data={"answer-who": "gate"})
    assert page.status_code == 422 and "<title>Error: " in page.text
    assert 'href="#answer-place">Pick an answer to: Where?' in page.text
    assert re.search(r'value="gate" checked', page.text)


def test_pages_that_are_not_there(client, survey):
    a_questionnaire("draft", opens_at=None)
    a_board("board")
    for address in ("/0", "/4", "/99999999999999999999", "/-1", "/two"):
        assert client.get(HERE + address).status_code == 404, address
    for slug in ("nothing", "draft", "board"):
        for rest in ("", "/1", "/about-you", "/check", "/sent"):
            assert client.get(f"/questionnaires/{slug}{rest}").status_code == 404, slug + rest
        assert client.post(f"/questionnaires/{slug}/check").status_code == 404


@pytest.mark.parametrize(
    "words",
    ["👩🏽‍🦽 ❤️", "أريد مكاناً هادئاً", "<script>alert(1)</script>", "{{ 7 * 7 }} %s & so"],
)
def test_words_stay_exactly_as_they_were_written(client, survey, words):
    page = answer(client, {**EVERYTHING, 2: {"answer-change": words}})
    assert "<script>alert" not in page.text
    client.post(f"{HERE}/check", data={"token": token_on(page.text)})
    assert values()["change"] == words


def test_control_characters_and_line_ends_are_put_in_order(client, survey):
    send(client, pages={**EVERYTHING, 2: {"answer-change": " one\r\ntwo\x00 "}})
    assert values()["change"] == "one\ntwo"


def test_the_same_choice_twice_is_pointed_out_where_it_is(client, survey):
    page = client.post(f"{HERE}/3", data={"answer-first-1": "gate", "answer-first-2": "gate"})
    assert page.status_code == 422
    assert 'href="#answer-first-2">Your second choice is the same as your first choice.' in page.text
    assert 'id="answer-first-1-error"' not in page.text and 'id="answer-first-2-error"' in page.text


def test_a_ranking_may_have_holes(client, survey):
    send(client, pages={**EVERYTHING, 3: {"answer-first-1": "", "answer-first-2": "field"}})
    assert values()["first"] == ["field"]


def test_what_is_not_on_the_page_cannot_be_picked(client, survey):
    for number, fields in (
        (1, {"answer-place": "moon"}),
        (1, {"answer-place": "hall", "answer-who": ["hall", "moon"]}),
        ("2/2", {"answer-true-hall": "maybe"}),
        (3, {"answer-first-1": "moon"}),
    ):
        page = client.post(f"{HERE}/{number}", data=fields)
        assert page.status_code == 422 and "Pick one of the answers on this page" in page.text, fields
    assert client.post(f"{HERE}/about-you", data={**ABOUT, "audience": "moon"}).status_code == 422


def test_words_over_the_limit_come_back_whole(client):
    a_partnership()
    pages = some_pages()
    pages[1]["questions"][0]["prompt"] = "Is it 100% fine?"
    a_questionnaire(pages=pages)
    page = client.post(f"{HERE}/2", data={"answer-word": "y" * 21})
    assert page.status_code == 422 and "y" * 21 in page.text
    assert "Your answer must be 20 characters or fewer: Is it 100% fine?" in page.text
