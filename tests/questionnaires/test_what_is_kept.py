"""What is kept of releases, who is counted in them, and what a receipt says of them."""

import pytest

from builders import a_partnership, a_submission, a_user, saved
from coprod.activities.life import NotAllowed
from coprod.database import db, now
from coprod.participation.receipt import Receipt
from coprod.questionnaires.facts import add_page
from coprod.questionnaires.response import Response
from coprod.results.published import Declared, NeverEdited, Published
from published import answered, asked_of_people, released


@pytest.fixture(autouse=True)
def partnership(app):
    a_partnership()


def of_sixty():
    questionnaire = asked_of_people()
    answered(questionnaire, {"hall": 60})
    return released(questionnaire)


def test_what_is_published_is_never_edited(app):
    one = of_sixty()
    for row, field, value in ((one, "figures", "{}"), (Declared.of(one.activity_id), "tables", {})):
        setattr(row, field, value)
        with pytest.raises(NeverEdited):
            db.session.flush()
        db.session.rollback()
    with pytest.raises(NeverEdited):
        db.session.execute(Published.__table__.delete())


def test_what_is_asked_later_adds_tables_and_takes_none_away(app):
    questionnaire = asked_of_people(opens_at=now(), closes_at=now().replace(year=now().year + 1))
    draft = questionnaire.begin_draft()
    also = {"key": "when", "kind": "scale", "prompt": "How often?", "lowest": 1, "highest": 3, "low_words": "Never"}
    add_page(draft, {"title": "More", "questions": [also]})
    questionnaire.publish(by=a_user("engagement_lead").id)
    declared = db.session.query(Declared).order_by(Declared.number).all()
    assert [[question.key for question in each.declaration.questions] for each in declared] == [
        ["where"],
        ["where", "when"],
    ]
    assert [option.label for option in declared[1].declaration.questions[1].options] == ["1: Never", "2", "3"]


def test_once_it_has_closed_and_is_out_it_does_not_open_again(app):
    one = of_sixty()
    later = now().replace(year=now().year + 1)
    with pytest.raises(NotAllowed, match="its answers were published on .* It does not open again"):
        one.activity.extend(later, by=1, reason="More time")


# --- receipts ----------------------------------------------------------------------------------------------


def receipt_page(client, contribution):
    contribution.receipt = saved(Receipt("digest"))
    db.session.commit()
    with client.session_transaction() as session:
        session["receipt"] = {"digest": "digest", "at": int(now().timestamp())}
    return client.get("/receipt/what-happened").text


@pytest.mark.parametrize(
    ("people", "says"),
    [
        (412, "you and about 410 others"),
        (14, "you, and others too"),
        (9, "answered, by you, as at"),
        (1, "answered, by you, as at"),
    ],
)
def test_a_receipt_says_with_how_many_others(client, people, says):
    questionnaire = asked_of_people()
    sent = answered(questionnaire, {"hall": people})
    released(questionnaire)
    page = receipt_page(client, sent[0])
    assert says in page and "/questionnaires/survey/results" in page


def test_a_receipt_says_nothing_of_others_before_a_release_or_when_all_was_taken_back(client):
    questionnaire = asked_of_people()
    sent = answered(questionnaire, {"hall": 60})
    assert "others" not in receipt_page(client, sent[0])
    released(questionnaire)
    db.session.refresh(sent[0])
    sent[0].withdraw()
    db.session.commit()
    assert "/results" not in client.get("/receipt/what-happened").text


# --- who is counted ----------------------------------------------------------------------------------------


def test_who_answered_twice_with_one_code_is_one_person(app):
    questionnaire = asked_of_people()
    answered(questionnaire, {"hall": 13})
    receipt = saved(Receipt("digest"))
    for _ in range(2):
        answered(questionnaire, {"hall": 1}, receipt=receipt)
    assert released(questionnaire).people == 10  # of fifteen it would be 20


def test_words_count_once_they_were_read(app):
    questionnaire = asked_of_people()
    answered(questionnaire, {"hall": 14})
    questionnaire.responses.add(Response(contribution=a_submission("Not read", questionnaire).contribution))
    db.session.commit()
    assert released(questionnaire).people == 10
