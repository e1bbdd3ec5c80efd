"""Rules of questionnaires, answers and drafts."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from builders import SPOTS, a_questionnaire, a_submission, saved, some_pages
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.questionnaires.facts import add_page, question_version
from coprod.questionnaires.kinds import Given, chose, counted, judged_each, ranked, said
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import Question, QuestionVersion
from coprod.questionnaires.response import Pick, Response, rows_of
from coprod.rendering import uk_date


def a_version(**facts: Any) -> QuestionVersion:
    return question_version(Question(key="x"), {"prompt": "What?"} | facts)


QUESTIONS = {
    facts["key"]: question_version(Question(key=facts["key"]), facts)
    for page in some_pages()
    for facts in page["questions"]
} | {
    "number": a_version(kind="number", lowest=0, highest=18),
    "scale": a_version(kind="scale", lowest=1, highest=5),
    "date": a_version(kind="date"),
    "two": a_version(kind="several_choices", fewest=2, most=2, options=SPOTS),
    "other": a_version(kind="one_choice", options=["Mum", {"key": "other", "label": "Other", "box": True}]),
    "more": a_version(kind="agree", options=SPOTS, says_more=True),
    "told": a_version(kind="information"),
}


def test_pages_hold_their_questions_in_order(app):
    pages = a_questionnaire().asks.pages
    assert [(page.number, page.title) for page in pages] == [
        (1, "Your school"),
        (2, "Your day"),
        (3, "What comes first?"),
    ]
    assert [question.key for question in pages[1].questions] == ["word", "change", "true"]


def test_what_is_asked_no_more_keeps_its_key(app):
    questionnaire = a_questionnaire(pages=[{"title": "You", "questions": [{"kind": "date", "prompt": "When?"}]}])
    draft = questionnaire.begin_draft()
    draft.pages.pop()
    add_page(draft, {"title": "You", "questions": [{"kind": "number", "prompt": "When?"}]})
    saved(questionnaire)
    assert [question.key for question in questionnaire.questions] == ["when", "when-2"]


NONSENSE = [
    {"kind": "one_choice"},
    {"kind": "one_choice", "options": ["Only this"]},
    {"kind": "one_choice", "options": [{"key": "a", "label": "A"}, {"key": "a", "label": "Again"}]},
    {"kind": "one_choice", "options": [{"key": "a", "label": "A"}, {"key": "b", "label": "A"}]},
    {"kind": "one_choice", "options": SPOTS, "longest": 50},
    {"kind": "one_choice", "options": SPOTS, "most": 2},
    {"kind": "long_text"},
    {"kind": "long_text", "longest": 5, "options": SPOTS},
    {"kind": "several_choices", "options": SPOTS, "fewest": 3, "most": 2},
    {"kind": "several_choices", "options": SPOTS, "most": 4},
    {"kind": "ranking", "options": SPOTS},
    {"kind": "ranking", "options": SPOTS, "most": 4},
    {"kind": "agree", "options": SPOTS, "most": 2},
    {"kind": "agree"},
    {"kind": "scale"},
    {"kind": "scale", "lowest": 1, "highest": 50},
    {"kind": "number", "lowest": 5, "highest": 5},
    {"kind": "date", "lowest": 5},
    {"kind": "information", "required": True},
    {"kind": "guess"},
    {"kind": "date", "prompt": " "},
]


@pytest.mark.parametrize("facts", NONSENSE)
def test_a_question_that_makes_no_sense_is_refused(facts):
    with pytest.raises(ValueError):
        a_version(**facts)


@pytest.mark.parametrize(
    ("of", "change"),
    [
        ("place", {"longest": 5}),
        ("change", {"longest": None}),
        ("place", {"most": 2}),
        ("first", {"most": None}),
        ("true", {"lowest": 1, "highest": 5}),
        ("place", {"number": 0}),
    ],
)
def test_the_database_too_refuses_it(app, of, change):
    version = next(each for each in a_questionnaire().asks.questions if each.key == of)
    for name, value in change.items():
        setattr(version, name, value)
    with pytest.raises(IntegrityError):
        db.session.commit()


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("place", chose("hall")),
        ("who", chose("hall", "gate")),
        ("first", ranked("gate", "hall")),
        ("true", judged_each({"hall": "yes", "gate": "not_sure"})),
        ("change", said("The bells")),
        ("number", counted(0)),
        ("scale", counted(5)),
        ("date", counted(date(2026, 8, 7).toordinal())),
        ("two", chose("hall", "gate")),
        ("other", Given(chose("other").picks, {"other": "My gran"})),
        ("more", Given(words={"hall": "It is cold"})),
    ],
)
def test_what_can_be_answered(key, given):
    assert QUESTIONS[key].accepts(given)


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("place", Given()),
        ("place", chose("moon")),
        ("place", chose("hall", "gate")),
        ("place", said("The hall")),
        ("who", chose("hall", "hall")),
        ("first", ranked("hall", "field", "gate")),
        ("first", chose("hall")),
        ("true", judged_each({"hall": "maybe"})),
        ("true", chose("hall")),
        ("change", chose("hall")),
        ("number", counted(19)),
        ("number", chose("hall")),
        ("scale", counted(0)),
        ("two", chose("hall")),
        ("other", Given(chose("mum").picks, {"other": "My gran"})),
        ("other", Given(words={"other": "My gran"})),
        ("told", said("Thank you")),
    ],
)
def test_what_cannot_be_answered(key, given):
    assert not QUESTIONS[key].accepts(given)
    with pytest.raises(ValueError):
        rows_of(Contribution, {QUESTIONS[key]: given})


def test_answers_read_as_people_say_them():
    assert QUESTIONS["first"].in_words(ranked("gate", "hall")) == ["1. By the gate", "2. The hall"]
    opinions = judged_each({"gate": "not_sure", "hall": "yes"})
    assert QUESTIONS["true"].in_words(opinions) == ["The hall: Yes", "By the gate: Not sure"]
    assert QUESTIONS["who"].in_words(chose("gate", "hall")) == ["The hall", "By the gate"]
    assert QUESTIONS["date"].in_words(counted(date(2026, 8, 7).toordinal())) == [uk_date(date(2026, 8, 7), year=True)]
    assert QUESTIONS["other"].in_words(Given(chose("other").picks, {"other": "My gran"})) == ["Other (My gran)"]


def a_response(questionnaire: Questionnaire) -> Response:
    place, _, word, *_ = questionnaire.asks.questions
    submission = a_submission("good", questionnaire, word.prompt)
    response = Response.of(submission.contribution, {place: chose("hall"), word: said("good")})
    questionnaire.responses.add(response)
    return saved(response)


def test_withdrawing_forgets_what_was_ticked(app):
    contribution = a_response(a_questionnaire()).contribution
    a_response(a_questionnaire("other"))
    contribution.withdraw()
    db.session.commit()
    assert [pick.response.questionnaire.slug for pick in db.session.scalars(select(Pick))] == ["other"]
    assert contribution.submissions[0].words == ""


def test_the_receipt_says_that_ticks_are_counted(app):
    questionnaire = a_questionnaire()
    contribution = a_response(questionnaire).contribution
    assert questionnaire.receipt_lines(contribution.id, is_withdrawn=False) == [
        "You picked answers to 1 question. We count them together with everyone else's."
    ]
    assert questionnaire.receipt_lines(saved(Contribution(activity=questionnaire)).id, is_withdrawn=False) == []
