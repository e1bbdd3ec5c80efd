"""A person answers a questionnaire, page by page, and sends it once."""

import re
from datetime import timedelta

import pytest
import time_machine

from answering import ABOUT, EVERYTHING, HERE, TOLD, answer, code_on, send, token_on, values
from builders import a_partnership, a_questionnaire, a_user, saved, some_pages
from coprod.activities.audience import Audience
from coprod.database import db, now
from coprod.intake.timed_screening import own_words
from coprod.participation.contribution import Contribution, Sharing
from coprod.participation.submission import Submission
from coprod.questionnaires.facts import add_page
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.response import Answer, Pick, Response
from coprod.sealing import ring


def test_the_start_page_says_what_this_is_and_sets_no_cookie(client, survey):
    page = client.get(HERE)
    assert "Set-Cookie" not in page.headers
    for words in ('<p dir="auto">All of it.</p>', "5 minutes", "8 questions", "one question we need an answer to"):
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
    said = [(row.prompt, row.words) for row in db.session.query(Submission).order_by(Submission.id)]
    assert said == [("One word?", "loud"), ("What would you change?", "The bells")]


def test_the_pages_follow_each_other(client, survey):
    pages = [*EVERYTHING.items()]
    assert [client.post(f"{HERE}/{number}", data=fields).location for number, fields in pages] == [
        f"{HERE}/2",
        f"{HERE}/2/2",
        f"{HERE}/2/3",
        f"{HERE}/3",
        f"{HERE}/about-you",
    ]


def test_all_but_the_one_needed_question_can_be_skipped(client, survey):
    page = answer(client, {1: {"answer-place": "gate"}, 2: {}, 3: {"answer-first-1": ""}}, {**ABOUT, "district": ""})
    assert page.text.count("You skipped this") == 7
    client.post(f"{HERE}/check", data={"token": token_on(page.text)})
    assert values() == {"place": ["gate"]} and not db.session.query(Submission).count()
    assert db.session.query(Contribution).one().counts


def test_check_shows_everything_and_changes_return_to_it(client, survey):
    page = answer(client).text
    for words in ("The hall", "The field<br>By the gate", "1. By the gate", "The bells"):
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
    client.post(f"{HERE}/2", data=TOLD | EVERYTHING[2])
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


def test_not_open_yet(client):
    a_partnership()
    a_questionnaire(opens_at=now() + timedelta(days=1))
    assert "It opens on" in client.get(HERE).text
    assert client.get(f"{HERE}/1").status_code == 409


def test_statements_to_read_a_page(client, survey, statements):
    client.get(HERE)
    assert len(statements) <= 5, statements  # and what it asks is kept from now on
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
    own_words(), ring()  # kept for a minute once they were read, and compared with the database's once
    for more in (
        {},
        {4: {"answer-more-who": "hall"}, 5: {"answer-more-word": "some", "answer-more-change": "words"}, 6: {}},
    ):
        if more:
            more_pages = some_pages()
            for question in (question for page in more_pages for question in page["questions"]):
                question |= {"key": f"more-{question['key']}", "required": False}
            draft = survey.begin_draft()
            for page in more_pages:
                add_page(draft, page)
            survey.publish(by=a_user("engagement_lead").id, reason="More to ask")
            saved(survey)
        token = token_on(answer(client, {**EVERYTHING, **more}).text)
        statements.clear()
        assert client.post(f"{HERE}/check", data={"token": token}).status_code == 303
        counts.append(len([sent for sent in statements if not sent.startswith("INSERT INTO submission")]))
    assert counts[0] == counts[1] <= 13, statements  # one says that somebody took part
    assert (db.session.query(Answer).count(), db.session.query(Pick).count()) == (2 + 4, 7 + 8)


def its_title_changes(survey: Questionnaire) -> None:
    survey.title = "How is the new school?"


def its_engagement_has_another_name(survey: Questionnaire) -> None:
    survey.engagement.title = "Refreshed"


def it_has_a_question_less(survey: Questionnaire) -> None:
    survey.begin_draft().pages.pop()
    survey.publish(by=a_user("engagement_lead").id)


def it_closes_later(survey: Questionnaire) -> None:
    survey.closes_at += timedelta(days=1)


@pytest.mark.parametrize(
    "change", [its_title_changes, its_engagement_has_another_name, it_has_a_question_less, it_closes_later]
)
def test_the_first_page_says_what_has_changed(client, survey, change):
    before = client.get(HERE)
    assert client.get(HERE, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    change(survey)
    saved(survey)
    assert client.get(HERE).text != before.text


def test_the_first_page_says_that_it_has_closed(client, survey):
    assert "Start" in client.get(HERE).text
    with time_machine.travel(survey.closes_at + timedelta(minutes=1)):
        page = client.get(HERE).text
    assert "It closed at" in page and "Start" not in page
