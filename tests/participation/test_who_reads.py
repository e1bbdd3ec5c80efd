"""Beside every box that people write in: who reads it and by when, what is shown, how long we know whose it is."""

import re

import pytest

from builders import a_board, a_partnership, a_promise, a_questionnaire, an_event


@pytest.mark.parametrize(("months", "words"), [(24, "2 years"), (12, "1 year"), (18, "18 months"), (1, "1 month")])
@pytest.mark.parametrize(
    ("make", "address", "what"),
    [
        (a_board, "/boards/better", "who wrote it, and all words that we did not say yes to"),
        (a_questionnaire, "/questionnaires/survey", "who wrote it, and all words that we did not say yes to"),
        (an_event, "/events/tamworth/sign-up", "who you are, what you need, and all words"),
        (a_promise, "/promise/promise/pledge", "your own name and email address"),
    ],
)
def test_how_long_words_are_kept(client, make, address, what, months, words):
    a_partnership()
    make(retention_months=months)
    panel = re.search(r"Who will read this.*?</div>", client.get(address).text, re.DOTALL)[0]
    assert f"At most {words} after this closes, we forget {what}" in panel


RULES = ["We keep your spelling.", "We hide <names>."]
EVERY_BOX = [
    (a_board, "/boards/better"),
    (a_board, "/boards/better/add"),
    (a_questionnaire, "/questionnaires/survey"),
    (a_questionnaire, "/questionnaires/survey/2"),
    (an_event, "/events/tamworth/sign-up"),
    (a_promise, "/promise/promise/pledge"),
]


@pytest.mark.parametrize(("make", "address"), EVERY_BOX)
def test_what_is_shown_and_by_when_it_is_read_stands_where_people_write(client, make, address):
    a_partnership(moderation_rules=RULES, reading_days=4)
    make()
    page = client.get(address).text
    rules = re.search(r"<details.*?What do we show, and what not\?.*?</details>", page, re.DOTALL)[0]
    assert re.findall("<li>(.*?)</li>", rules) == ["We keep your spelling.", "We hide &lt;names&gt;."]
    assert "up to 4 working days" in page


@pytest.mark.parametrize(("make", "address"), EVERY_BOX)
def test_a_partnership_without_rules_shows_none(client, make, address):
    a_partnership()
    make()
    assert "What do we show" not in client.get(address).text and "What do we show" not in client.get("/help").text


def test_a_page_of_questions_without_a_box_to_write_in_says_nothing_of_it(client):
    a_partnership(moderation_rules=RULES)
    a_questionnaire()
    assert "What do we show" not in client.get("/questionnaires/survey/1").text


def test_the_rules_stand_on_the_help_page_in_full(client):
    a_partnership(moderation_rules=RULES)
    page = client.get("/help").text
    assert "What do we show, and what not?" in page and "<li>We hide &lt;names&gt;.</li>" in page
