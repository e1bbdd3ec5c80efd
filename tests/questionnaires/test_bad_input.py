"""What people type, whatever it is: kept as it was, or sent back with a plain word of why."""

import re

import pytest

from answering import ABOUT, EVERYTHING, HERE, TOLD, answer, send, token_on, values
from builders import a_board, a_partnership, a_questionnaire, one_page, some_pages


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
    page = client.post(f"{HERE}/3", data=TOLD | {"answer-first-1": "gate", "answer-first-2": "gate"})
    assert page.status_code == 422
    assert 'href="#answer-first-2">Your second choice is the same as your first choice.' in page.text
    assert 'id="answer-first-1-error"' not in page.text and 'id="answer-first-2-error"' in page.text


def test_what_is_not_on_the_page_cannot_be_picked(client, survey):
    for number, fields in (
        (1, {"answer-place": "moon"}),
        (1, {"answer-place": "hall", "answer-who": ["hall", "moon"]}),
        ("2/2", {"answer-true-hall": "maybe"}),
        (3, {"answer-first-1": "moon"}),
    ):
        page = client.post(f"{HERE}/{number}", data=TOLD | fields)
        assert page.status_code == 422 and "Pick one of the answers on this page" in page.text, fields
    assert client.post(f"{HERE}/about-you", data={**TOLD, **ABOUT, "audience": "moon"}).status_code == 422


def test_words_over_the_limit_come_back_whole(client):
    a_partnership()
    pages = some_pages()
    pages[1]["questions"][0]["prompt"] = "Is it 100% fine?"
    a_questionnaire(pages=pages)
    page = client.post(f"{HERE}/2", data=TOLD | {"answer-word": "y" * 21})
    assert page.status_code == 422 and "y" * 21 in page.text
    assert "Your answer must be 20 characters or fewer: Is it 100% fine?" in page.text


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ({"2": "gate"}, "You have a second choice and no first choice. Pick your first choice"),
        ({"1": "hall", "3": "gate"}, "You have a third choice and no second choice"),
        ({"3": "gate"}, "You have a third choice and no first choice"),
        ({"2": "gate", "3": "hall"}, "You have a second choice and no first choice"),
    ],
)
@pytest.mark.parametrize("required", [False, True])
def test_a_ranking_with_a_hole_is_asked_about(client, typed, asked, required):
    places = ["hall", "field", "gate", "roof"]
    question = {"key": "first", "kind": "ranking", "prompt": "Where first?", "most": 3, "required": required}
    a_partnership()
    a_questionnaire(pages=one_page(question | {"options": [{"key": key, "label": key} for key in places]}))
    fields = {f"answer-first-{place}": option for place, option in typed.items()}
    page = client.post(f"{HERE}/1", data=fields)
    assert page.status_code == 422 and asked in page.text and "Error: " in page.text
    assert all(f'value="{option}" selected' in page.text for option in typed.values()), "what was picked stays"
    assert client.post(f"{HERE}/1", data=fields | {"go": "back"}).status_code == 303, "and Back keeps it"
    assert client.get(f"{HERE}/check").location.startswith((f"{HERE}/1", f"{HERE}/about-you"))
    whole = {f"answer-first-{place}": option for place, option in zip("123", typed.values(), strict=False)}
    assert client.post(f"{HERE}/1", data=whole).status_code == 303


@pytest.mark.parametrize("letter", ["ا", "あ", "e", "é", "😀", '"'])
def test_twenty_thousand_letters_and_back_keep_the_words(client, survey, letter):
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    words = letter * 20_000
    assert client.post(f"{HERE}/2", data={"answer-change": words, "go": "back"}).location == f"{HERE}/1"
    assert words.replace('"', "&#34;") in client.get(f"{HERE}/2").text
    page = client.post(f"{HERE}/2", data={"answer-change": words})
    assert page.status_code == 422 and words.replace('"', "&#34;") in page.text


def test_more_than_can_be_kept_is_given_back(client, survey):
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    words = "ا" * 26_000
    page = client.post(f"{HERE}/2", data={"answer-change": words, "go": "back"})
    assert page.status_code == 422 and page.text.count(words) == 1 and "or fewer" in page.text
