"""Questions and what they offer in other words: what people answered stays under what they had read."""

import re

import pytest

from answering import HERE, TOLD, answer, send, token_on
from builders import a_partnership, a_questionnaire, a_user
from coprod.activities.life import NeedsReason
from coprod.changes import Change
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.questionnaires.facts import Facts, rewrite
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.response import Answer, Pick


def by() -> int:
    return a_user("engagement_lead").id


def the_survey() -> Questionnaire:
    return db.session.query(Questionnaire).one()


def question(key: str) -> QuestionVersion:
    """As it is asked now."""
    return next(asked for asked in the_survey().asks.questions if asked.key == key)


@pytest.fixture
def survey(client) -> Questionnaire:
    a_partnership()
    return a_questionnaire()


def published(key: str, facts: Facts, reason: str = "Easier to read") -> None:
    """A question put in another way, for everyone from now on."""
    survey = the_survey()
    [placed] = [each for page in survey.begin_draft().pages for each in page.placed if each.asked.key == key]
    rewrite(placed, facts)
    survey.publish(by=by(), reason=reason)
    db.session.commit()


OTHER_WORDS = {"prompt": "What would help you?"}
OTHER_PLACES = {"options": [{"key": "big-hall", "label": "The big hall"}, {"key": "field", "label": "The field"}]}


def test_an_answer_stands_under_the_question_as_it_was_read(client, survey):
    check = answer(client, {2: {**TOLD, **carried(client), "answer-change": "The bells"}, 1: {"answer-place": "hall"}})
    read = question("change")
    published("change", OTHER_WORDS)
    assert "What would you change?" in client.get(f"{HERE}/check").text
    assert "What would help you?" in client.get(f"{HERE}/2").text
    client.post(f"{HERE}/check", data={"token": token_on(check.text)})
    submission = db.session.query(Submission).one()
    assert (submission.prompt, submission.wording_id) == ("What would you change?", read.wording_id)
    assert db.session.query(Answer).filter_by(submission_id=submission.id).one().version_id == read.id


def carried(client) -> dict[str, str]:
    """What the second page says of the questions that stand on it."""
    page = client.get(f"{HERE}/2").text
    return dict(re.findall(r'name="(read-\w+)" value="(\d+)"', page))


def test_whoever_reads_the_new_words_answers_those(client, survey):
    published("change", OTHER_WORDS)
    send(client)
    prompts = {submission.prompt for submission in db.session.query(Submission)}
    assert "What would help you?" in prompts and "What would you change?" not in prompts


def test_what_is_being_written_is_asked_of_nobody(client, survey):
    [placed] = [each for page in survey.begin_draft().pages for each in page.placed if each.asked.key == "change"]
    rewrite(placed, OTHER_WORDS)
    db.session.commit()
    assert "What would you change?" in client.get(f"{HERE}/2").text


def test_what_was_answered_is_changed_only_with_a_reason(client, survey):
    send(client)
    with pytest.raises(NeedsReason):
        published("change", OTHER_WORDS, reason="")
    db.session.rollback()
    assert db.session.query(Change).count() == 0
    assert question("change").prompt == "What would you change?"


def test_an_option_is_replaced_and_answers_keep_the_one_they_picked(client, survey):
    send(client)
    published("place", OTHER_PLACES, reason="There are two")
    [pick] = [pick for pick in db.session.query(Pick) if pick.question.key == "place"]
    assert pick.version.labels[pick.option] == "The hall" and pick.version.number == 1
    assert list(question("place").labels) == ["big-hall", "field"]
    assert "There are two" in client.get(HERE).text
    page = client.get(f"{HERE}/1").text
    assert "The big hall" in page and 'value="big-hall"' in page and question("place").counts_with_earlier


def test_an_answer_that_is_offered_no_longer_is_asked_for_again(client, survey):
    answer(client)
    published("place", OTHER_PLACES)
    again = client.get(f"{HERE}/check")
    assert again.location == f"{HERE}/1?check=1"
    assert "Pick one of the answers on this page" in client.get(again.location).text
