"""Questions and what they offer in other words: what people answered stays under what they had read."""

import re

import pytest

from answering import HERE, answer, send, token_on
from builders import a_partnership, a_questionnaire, a_user
from coprod.activities.life import NeedsReason
from coprod.changes import Change
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.questionnaires.models import Answer, Questionnaire
from coprod.questionnaires.question import Question


def by() -> int:
    return a_user("engagement_lead").id


def question(slug: str) -> Question:
    return db.session.query(Question).filter_by(slug=slug).one()


@pytest.fixture
def survey(client) -> Questionnaire:
    a_partnership()
    return a_questionnaire()


def reworded(survey: Questionnaire) -> None:
    survey.reword(question("change"), "What would help you?", by=by(), reason="Easier to read")
    db.session.commit()


def test_an_answer_stands_under_the_question_as_it_was_read(client, survey):
    check = answer(client, {2: {**carried(client), "answer-change": "The bells"}, 1: {"answer-place": "hall"}})
    read = question("change").wording_id
    reworded(survey)
    assert "What would you change?" in client.get(f"{HERE}/check").text
    assert "What would help you?" in client.get(f"{HERE}/2").text
    client.post(f"{HERE}/check", data={"token": token_on(check.text)})
    submission = db.session.query(Submission).one()
    assert (submission.prompt, submission.wording_id) == ("What would you change?", read)
    assert db.session.query(Answer).filter_by(submission_id=submission.id).one().wording_id == read


def carried(client) -> dict[str, str]:
    """What the second page says of the questions that stand on it."""
    page = client.get(f"{HERE}/2").text
    return dict(re.findall(r'name="(read-\w+)" type="hidden" value="(\d+)"', page))


def test_whoever_reads_the_new_words_answers_those(client, survey):
    reworded(survey)
    send(client)
    prompts = {submission.prompt for submission in db.session.query(Submission)}
    assert "What would help you?" in prompts and "What would you change?" not in prompts


def test_what_was_answered_is_changed_only_with_a_reason(client, survey):
    send(client)
    survey = db.session.query(Questionnaire).one()
    with pytest.raises(NeedsReason):
        survey.reword(question("change"), "What would help you?", by=by())
    with pytest.raises(NeedsReason):
        survey.replace(question("place").options[0], "The big hall", by=by())
    assert db.session.query(Change).count() == 0


def test_an_option_is_replaced_and_answers_keep_the_one_they_picked(client, survey):
    send(client)
    survey, place = db.session.query(Questionnaire).one(), question("place")
    survey.replace(place.options[0], "The big hall", by=by(), reason="There are two")
    db.session.commit()
    assert list(place.labels.values()) == ["The big hall", "The field", "By the gate"]
    assert place.in_words(["hall"]) == ["The hall"] and not place.accepts(["hall"]) and place.accepts(["hall-2"])
    assert "There are two" in client.get(HERE).text
    page = client.get(f"{HERE}/1").text
    assert "The big hall" in page and 'value="hall-2"' in page
