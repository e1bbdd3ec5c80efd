"""A person answers a questionnaire, page by page, and sends it once."""

import re
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from builders import a_board, a_partnership, a_questionnaire, closed, saved, some_questions
from coprod.database import db, now
from coprod.participation.contribution import Audience, Contribution, Sharing
from coprod.participation.submission import Submission
from coprod.questionnaires.draft import Draft
from coprod.questionnaires.models import Answer, Response

HERE = "/questionnaires/survey"
ABOUT = {"audience": "young_person", "district": "north", "sharing": "team"}
EVERYTHING = {
    1: {"answer-place": "hall", "answer-who": ["field", "gate"]},
    2: {"answer-word": "loud", "answer-true-hall": "yes", "answer-true-gate": "not_sure", "answer-change": "The bells"},
    3: {"answer-first-1": "gate", "answer-first-2": "hall"},
}


@pytest.fixture
def survey(client):
    a_partnership()
    return a_questionnaire()


def answer(client: FlaskClient, pages: dict[int, dict] | None = None, about: dict | None = None):
    """Fill in the pages up to the last check."""
    for number, fields in (pages or EVERYTHING).items():
        assert client.post(f"{HERE}/{number}", data=fields).status_code == 303
    assert client.post(f"{HERE}/about-you", data=about or ABOUT).location == f"{HERE}/check"
    return client.get(f"{HERE}/check")


def token_on(page: str) -> str:
    return re.search(r'name="token" type="hidden" value="([^"]+)"', page)[1]


def send(client: FlaskClient, **kwargs):
    return client.post(f"{HERE}/check", data={"token": token_on(answer(client, **kwargs).text)})


def code_on(page: str) -> str:
    return "-".join(re.findall(r"<span>(\w+)</span>", re.search(r'slip__code">(.*?)</p>', page)[1]))


def values() -> dict[str, object]:
    return {row.question.slug: row.value or row.submission.words for row in db.session.query(Answer)}


def test_the_start_page_says_what_this_is_and_sets_no_cookie(client, survey):
    page = client.get(HERE)
    assert "Set-Cookie" not in page.headers
    for words in ('<p dir="auto">All of it.</p>', "5 minutes", "6 questions", "one question we need an answer to"):
        assert words in page.text
    assert "It closes at" in page.text and "safe adult" in page.text and f'href="{HERE}/1"' in page.text


def test_everything_that_was_answered_is_kept(client, survey):
    assert send(client).location == f"{HERE}/sent"
    assert values() == {
        "place": ["hall"],
        "who": ["field", "gate"],
        "word": "loud",
        "true": {"hall": "yes", "gate": "not_sure"},
        "change": "The bells",
        "first": ["gate", "hall"],
    }
    went = db.session.query(Contribution).one()
    assert (went.audience, went.district_slug, went.sharing) == (Audience.YOUNG_PERSON, "north", Sharing.TEAM)
    assert went.context == {
        "Questionnaire": "How is school?",
        "Where?": "The hall",
        "With whom?": "The field, By the gate",
    }
    said = [(row.prompt, row.words) for row in db.session.query(Submission)]
    assert said == [("One word?", "loud"), ("What would you change?", "The bells")]


def test_the_pages_follow_each_other(client, survey):
    pages = [*EVERYTHING.items()]
    assert [client.post(f"{HERE}/{number}", data=fields).location for number, fields in pages] == [
        f"{HERE}/2",
        f"{HERE}/3",
        f"{HERE}/about-you",
    ]


def test_all_but_the_one_needed_question_can_be_skipped(client, survey):
    page = answer(client, {1: {"answer-place": "gate"}, 2: {}, 3: {"answer-first-1": ""}}, {**ABOUT, "district": ""})
    assert page.text.count("You skipped this") == 5
    client.post(f"{HERE}/check", data={"token": token_on(page.text)})
    assert values() == {"place": ["gate"]} and not db.session.query(Submission).count()
    assert db.session.query(Contribution).one().counts


def test_the_needed_question_is_asked_for(client, survey):
    page = client.post(f"{HERE}/1", data={"answer-who": "gate"})
    assert page.status_code == 422 and "<title>Error: " in page.text
    assert 'href="#answer-place">Pick an answer to: Where?' in page.text
    assert re.search(r'value="gate" checked', page.text)


def test_what_was_answered_is_there_again(client, survey):
    answer(client)
    assert re.search(r'value="hall" checked', client.get(f"{HERE}/1").text)
    second = client.get(f"{HERE}/2").text
    assert "The bells</textarea>" in second and re.search(
        r'name="answer-true-gate"[^>]+value="not_sure" checked', second
    )
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


def test_check_shows_everything_and_changes_return_to_it(client, survey):
    page = answer(client).text
    for words in ("The hall", "The field<br>By the gate", "By the gate: Not sure", "1. By the gate", "The bells"):
        assert words in page
    for words in ("A young person (up to 25)", "North Test", "Only the team", "safe adult"):
        assert words in page
    change = f"{HERE}/2?check=1"
    assert f'href="{change}#question-change"' in page
    assert client.post(change, data={"answer-change": "The lunch"}).location == f"{HERE}/check"
    assert "The lunch" in client.get(f"{HERE}/check").text
    assert client.post(f"{HERE}/about-you?check=1", data=ABOUT).location == f"{HERE}/check"


def test_nobody_can_send_what_is_not_finished(client, survey):
    assert client.get(f"{HERE}/check").location == HERE
    client.post(f"{HERE}/2", data=EVERYTHING[2])
    missing = client.get(f"{HERE}/check").location
    assert missing == f"{HERE}/1?check=1" and "Pick an answer to: Where?" in client.get(missing).text
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    assert client.get(f"{HERE}/check").location == f"{HERE}/about-you"


def test_sent_shows_the_code_and_what_happens_next(client, survey):
    page = client.get(send(client).location).text
    assert re.fullmatch(r"[a-z]+-[a-z]+-[a-z]+-\d{3}", code_on(page))
    assert "What happens next" in page and "sad or worried" in page
    a_questionnaire("another")
    assert client.get("/questionnaires/another/sent").location == "/questionnaires/another"


def test_sent_twice_is_one_contribution_with_the_same_code(client, survey):
    token = token_on(answer(client).text)
    codes = set()
    for _ in range(3):
        assert client.post(f"{HERE}/check", data={"token": token}).status_code == 303
        codes.add(code_on(client.get(f"{HERE}/sent").text))
    assert len(codes) == 1 and db.session.query(Response).count() == 1 == db.session.query(Contribution).count()


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
        saved(a_questionnaire(f"q{number}", questions=some_questions()))
        client.post(f"/questionnaires/q{number}/1", data=EVERYTHING[1])
    answer(client)
    cookie = client.get_cookie("coprod").value
    content = urlsafe_b64decode(cookie.lstrip(".").split(".")[0] + "===")
    assert b"hall" not in content and b"bells" not in content
    assert len(cookie) < 1024


def test_closed_gives_the_words_back(client, survey):
    token = token_on(answer(client).text)
    for name, value in closed().items():
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


def test_not_open_yet(client):
    a_partnership()
    a_questionnaire(opens_at=now() + timedelta(days=1))
    assert "It opens on" in client.get(HERE).text
    assert client.get(f"{HERE}/1").status_code == 409


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


def test_words_over_the_limit_come_back_whole(client):
    a_partnership()
    questions = some_questions()
    questions[2].prompt = "Is it 100% fine?"
    a_questionnaire(questions=questions)
    page = client.post(f"{HERE}/2", data={"answer-word": "y" * 21})
    assert page.status_code == 422 and "y" * 21 in page.text
    assert "Your answer must be 20 characters or fewer: Is it 100% fine?" in page.text


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
        (2, {"answer-true-hall": "maybe"}),
        (3, {"answer-first-1": "moon"}),
    ):
        page = client.post(f"{HERE}/{number}", data=fields)
        assert page.status_code == 422 and "Pick one of the answers on this page" in page.text, fields
    assert client.post(f"{HERE}/about-you", data={**ABOUT, "audience": "moon"}).status_code == 422


def test_an_old_page_can_be_sent_again(client, survey, app):
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.post(f"{HERE}/2", data={"answer-change": "The bells ring far too often"})
    assert page.status_code == 400 and "The bells ring far too often" in page.text


def test_statements_to_read_a_page(client, survey, statements):
    client.get(HERE)
    assert len(statements) <= 4, statements
    statements.clear()
    client.get(f"{HERE}/2")
    assert len(statements) <= 4, statements


def test_statements_to_keep_a_page(client, survey, statements):
    answer(client)
    statements.clear()
    assert client.post(f"{HERE}/2", data=EVERYTHING[2]).status_code == 303
    assert len(statements) <= 5, statements


def test_statements_to_send_do_not_grow_with_the_questions(client, survey, statements):
    """But for the words: SQLite takes those in one by one."""
    counts = []
    for more in ({}, {"answer-more-word": "some", "answer-more-change": "words", "answer-more-who": "hall"}):
        if more:
            for question in some_questions():
                question.slug, question.required, question.page = f"more-{question.slug}", False, 3
                survey.questions.append(question)
            saved(survey)
        token = token_on(answer(client, {**EVERYTHING, 3: EVERYTHING[3] | more}).text)
        statements.clear()
        assert client.post(f"{HERE}/check", data={"token": token}).status_code == 303
        counts.append(len([sent for sent in statements if not sent.startswith("INSERT INTO submission")]))
    assert counts[0] == counts[1] <= 10, statements
    assert db.session.query(Answer).count() == 6 + 9
