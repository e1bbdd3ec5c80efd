"""Questions about equality: numbers that move by ten, and nothing that joins them to anybody."""

from datetime import timedelta

import pytest

from builders import a_questionnaire, saved
from coprod.activities.audience import Audience
from coprod.database import db, now
from coprod.questionnaires.equality.counting import EqualityAnswer, EqualityCount, answers_of, count_in_tens
from coprod.questionnaires.equality.questions import QUESTIONS, RATHER_NOT

YOUNG, PARENT = Audience.YOUNG_PERSON, Audience.PARENT_CARER


def answered(questionnaire, people: int, audience=YOUNG, **picked: str) -> None:
    for _ in range(people):
        db.session.add_all(answers_of(questionnaire.id, audience, picked))
    db.session.commit()


def counted() -> dict[tuple[str, str, str], int]:
    db.session.expire_all()
    return {(row.audience, row.question, row.option): row.people for row in db.session.query(EqualityCount)}


def test_everybody_can_say_that_they_would_rather_not():
    assert all(RATHER_NOT in question.options for question in QUESTIONS.values())


def test_numbers_move_by_ten_of_one_audience(app):
    questionnaire = a_questionnaire()
    answered(questionnaire, 9, age="16_25", sex="female")
    answered(questionnaire, 9, PARENT, age="26_44")
    count_in_tens()
    assert counted() == {}
    answered(questionnaire, 4, age="16_25")
    for _ in range(2):
        count_in_tens()
        assert counted() == {(YOUNG, "age", "16_25"): 10}
    assert db.session.query(EqualityAnswer).count() == 3 + 9 + 9
    answered(questionnaire, 7, age="11_15")
    count_in_tens()
    assert sum(counted().values()) == 20


def test_what_is_left_is_counted_when_nobody_can_answer_any_more(app):
    questionnaire = a_questionnaire()
    answered(questionnaire, 13, sex=RATHER_NOT)
    count_in_tens()
    questionnaire.opens_at, questionnaire.closes_at = now() - timedelta(days=9), now() - timedelta(days=2)
    saved(questionnaire)
    count_in_tens()
    assert counted() == {(YOUNG, "sex", RATHER_NOT): 10}, "it can be finished still"
    questionnaire.grace_days = 0
    saved(questionnaire)
    count_in_tens()
    assert counted() == {(YOUNG, "sex", RATHER_NOT): 13} and not db.session.query(EqualityAnswer).count()


@pytest.mark.parametrize(("parents", "together"), [(9, 10), (8, 0)])
def test_fewer_than_ten_are_counted_with_others_or_not_at_all(app, parents, together):
    questionnaire = a_questionnaire(grace_days=0)
    answered(questionnaire, 1, Audience.ORGANISATION, sex=RATHER_NOT)
    answered(questionnaire, parents, PARENT, sex=RATHER_NOT)
    questionnaire.opens_at, questionnaire.closes_at = now() - timedelta(days=9), now() - timedelta(days=2)
    saved(questionnaire)
    count_in_tens()
    assert counted() == ({(Audience.NOT_SAID, "sex", RATHER_NOT): together} if together else {})
    assert not db.session.query(EqualityAnswer).count()


def test_an_answer_knows_nobody(app):
    columns = {column.name for column in EqualityAnswer.__table__.columns}
    assert columns == {"number", "questionnaire_id", "audience", "question", "option"}
    rows = answers_of(1, YOUNG, {"age": "16_25", "sex": "female", "disability": "no", "ethnic_group": "mixed"})
    assert [row.number for row in rows] == sorted(row.number for row in rows)


@pytest.mark.parametrize("picked", [{"age": "200"}, {"shoes": "yes"}])
def test_what_is_not_asked_is_refused(app, picked):
    with pytest.raises(ValueError, match="not an answer"):
        answers_of(1, YOUNG, picked)
