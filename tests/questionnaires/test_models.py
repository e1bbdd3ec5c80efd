"""Rules of questionnaires, answers and drafts."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import RequestEntityTooLarge

from builders import a_questionnaire, a_submission, saved, some_questions, spots
from coprod.database import db, uk_today
from coprod.intake.filing import SentBefore
from coprod.participation.contribution import Contribution
from coprod.questionnaires.draft import Draft, DraftChanged, purge_drafts
from coprod.questionnaires.models import Answer, Questionnaire, Response
from coprod.questionnaires.question import Option, Question

QUESTIONS = {question.slug: question for question in some_questions()}


def test_pages_hold_their_questions_in_order(app):
    pages = a_questionnaire().pages
    assert [(page.number, page.title) for page in pages] == [
        (1, "Your school"),
        (2, "Your day"),
        (3, "What comes first?"),
    ]
    assert [question.slug for question in pages[1].questions] == ["word", "true", "change"]


@pytest.mark.parametrize(
    "details",
    [
        {"kind": "one_choice"},
        {"kind": "one_choice", "options": [Option("a", "A"), Option("a", "Again")]},
        {"kind": "long_text"},
        {"kind": "long_text", "max_length": 5, "options": spots()},
        {"kind": "ranking", "options": spots()},
        {"kind": "ranking", "options": spots(), "choices": 4},
        {"kind": "agree", "options": spots(), "choices": 2},
        {"kind": "guess"},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(details):
    with pytest.raises(ValueError):
        Question(slug="x", prompt="What?", **details)


@pytest.mark.parametrize(
    ("slug", "value"),
    [
        ("place", ["hall"]),
        ("who", ["hall", "gate"]),
        ("first", ["gate", "hall"]),
        ("true", {"hall": "yes", "gate": "not_sure"}),
    ],
)
def test_what_can_be_answered(slug, value):
    assert QUESTIONS[slug].accepts(value)


@pytest.mark.parametrize(
    ("slug", "value"),
    [
        ("place", []),
        ("place", ["moon"]),
        ("place", ["hall", "gate"]),
        ("who", ["hall", "hall"]),
        ("first", ["hall", "field", "gate"]),
        ("first", {"hall": "yes"}),
        ("true", {"hall": "maybe"}),
        ("true", ["hall"]),
        ("change", ["hall"]),
        ("change", "words"),
    ],
)
def test_what_cannot_be_answered(slug, value):
    assert not QUESTIONS[slug].accepts(value)
    with pytest.raises(ValueError):
        Answer(question=QUESTIONS[slug], value=value)


def test_answers_read_as_people_say_them():
    assert QUESTIONS["first"].in_words(["gate", "hall"]) == ["1. By the gate", "2. The hall"]
    assert QUESTIONS["true"].in_words({"gate": "not_sure", "hall": "yes"}) == ["The hall: Yes", "By the gate: Not sure"]
    assert QUESTIONS["who"].in_words(["gate", "hall"]) == ["The hall", "By the gate"]


def a_response(questionnaire: Questionnaire) -> Response:
    place, _, word, *_ = questionnaire.questions
    submission = a_submission("good", questionnaire, word.prompt)
    answers = [Answer(question=place, value=["hall"]), Answer(question=word, submission=submission)]
    response = Response(contribution=submission.contribution, answers=answers)
    questionnaire.responses.add(response)
    return saved(response)


def test_withdrawing_forgets_what_was_ticked(app):
    contribution = a_response(a_questionnaire()).contribution
    a_response(a_questionnaire("other"))
    contribution.withdraw()
    db.session.commit()
    left = db.session.scalars(select(Answer).where(Answer.value.is_not(None))).all()
    assert [answer.response.questionnaire.slug for answer in left] == ["other"]
    assert contribution.submissions[0].words == ""


def test_the_receipt_says_that_ticks_are_counted(app):
    questionnaire = a_questionnaire()
    contribution = a_response(questionnaire).contribution
    assert questionnaire.receipt_lines(contribution.id, is_withdrawn=False) == [
        "You picked answers to 1 question. We count them together with everyone else's."
    ]
    assert questionnaire.receipt_lines(saved(Contribution(activity=questionnaire)).id, is_withdrawn=False) == []


def test_the_database_too_wants_a_value_or_words(app):
    questionnaire = a_questionnaire()
    response = a_response(questionnaire)
    answer = Answer(question=questionnaire.questions[1], value=["hall"])
    answer.value = None
    response.answers.append(answer)
    with pytest.raises(IntegrityError):
        db.session.commit()


def test_a_draft_is_sealed_and_opened_only_by_its_token(app):
    questionnaire = a_questionnaire()
    draft = Draft(questionnaire=questionnaire, token="secret token")
    draft.with_typed(["a", "b"], {"a": ["my very own words"], "b": ["x"], "c": ["not on the page"]}).file()
    db.session.rollback()
    row = db.session.execute(Draft.__table__.select()).one()
    assert b"very own" not in row.sealed and "secret" not in row.key_digest
    assert Draft.find(questionnaire, "secret token").typed == {"a": ["my very own words"], "b": ["x"]}
    assert Draft.find(questionnaire, "other token") is None
    assert Draft.find(a_questionnaire("other"), "secret token") is None


def test_saving_a_page_replaces_that_page_only(app):
    questionnaire = a_questionnaire()
    draft = Draft(questionnaire=questionnaire, token="t")
    draft.with_typed(["one", "two"], {"one": ["1"], "two": ["2"]}).file()
    db.session.rollback()
    Draft.find(questionnaire, "t").with_typed(["two", "three"], {"three": ["3"]}).file()
    db.session.rollback()
    assert Draft.find(questionnaire, "t").typed == {"one": ["1"], "three": ["3"]}


def test_two_tabs_do_not_write_over_one_another(app):
    questionnaire = a_questionnaire()
    first, second = Draft(questionnaire=questionnaire, token="t"), Draft(questionnaire=questionnaire, token="t")
    first.with_typed(["one"], {"one": ["1"]}).file()
    with pytest.raises(SentBefore):
        second.with_typed(["two"], {"two": ["2"]}).file()
    db.session.rollback()
    first, second = Draft.find(questionnaire, "t"), Draft.find(questionnaire, "t")
    first.with_typed(["two"], {"two": ["2"]}).file()
    with pytest.raises(DraftChanged):
        second.with_typed(["two"], {"two": ["of the other tab"]}).file()
    db.session.rollback()
    assert Draft.find(questionnaire, "t").typed == {"one": ["1"], "two": ["2"]}


def test_a_draft_takes_no_books(app):
    draft = Draft(questionnaire=a_questionnaire(), token="t")
    with pytest.raises(RequestEntityTooLarge):
        draft.with_typed(["one"], {"one": ["x" * 100_000]})


def test_a_draft_that_cannot_be_unsealed_is_empty(app):
    draft = Draft(questionnaire=a_questionnaire(), token="t")
    draft.sealed = b"from before the key changed"
    assert draft.typed == {}


def test_drafts_are_deleted_after_seven_days(app):
    questionnaire = a_questionnaire()
    for days in (0, 7, 8):
        draft = Draft(questionnaire=questionnaire, token=f"from {days} days ago")
        draft.saved_on = uk_today() - timedelta(days=days)
        saved(draft)
    purge_drafts()
    left = db.session.scalars(select(Draft.saved_on)).all()
    assert sorted(uk_today() - day for day in left) == [timedelta(0), timedelta(days=7)]
