"""Those of the demonstration who only tick are written all at once: the same rows as if each had sent a form."""

from sqlalchemy import select

from builders import a_partnership, a_questionnaire
from coprod.activities.audience import Audience
from coprod.counting import counting_check
from coprod.counting.counting import TookPartChange
from coprod.database import db, uk_today
from coprod.demo.said.ticking import Ticker, hand_in_all
from coprod.intake.door import file, judge
from coprod.participation.contribution import Contribution, Sharing, Source
from coprod.participation.receipt import Receipt
from coprod.questionnaires.answering.sending_views import add_answers
from coprod.questionnaires.kinds import Given, chose, judged_each, ranked
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.response import Pick, Response

# What differs between any two people who send the same, and may: chance, and the numbers of rows.
OWN = {"id", "public_id", "digest", "token_digest", "receipt_id", "contribution_id", "response_id"}
WHO = {"audience": Audience.PARENT_CARER, "district": "north", "sharing": Sharing.TEAM, "source": Source.PAPER}


def test_who_is_written_in_bulk_is_stored_as_who_sends_a_form(app):
    a_partnership()
    questionnaire = a_questionnaire()
    db.session.commit()
    answers = ticked(questionnaire)
    judged = judge(questionnaire.id, token="filed", context=questionnaire.context(answers), ticked=True, **WHO)
    add_answers(judged, questionnaire, answers)
    file(judged)
    filed = everything()
    questionnaire = db.session.get_one(Questionnaire, questionnaire.id)
    hand_in_all(questionnaire, [Ticker("bulk", uk_today(), answers=ticked(questionnaire), **WHO)])
    db.session.commit()
    both = everything()
    assert {name: len(rows) for name, rows in filed.items()} == {
        "receipt": 1, "contribution": 1, "response": 1, "pick": 8, "took_part_change": 1,
    }  # fmt: skip
    for name, rows in filed.items():
        assert both[name] == rows * 2, name
    assert counting_check.what_is_wrong() == []


def ticked(questionnaire: Questionnaire) -> dict[QuestionVersion, Given]:
    """An answer of each kind that is ticked."""
    given = {
        "place": chose("field"),
        "who": chose("hall", "gate"),
        "true": judged_each({"hall": "yes", "field": "no", "gate": "not_sure"}),
        "first": ranked("gate", "hall"),
    }
    return {version: given[version.key] for version in questionnaire.asks.questions if version.key in given}


def everything() -> dict[str, list[dict]]:
    """All rows that people make, without what is each one's own."""
    found = {}
    for model in (Receipt, Contribution, Response, Pick, TookPartChange):
        table = model.__table__
        rows = db.session.execute(select(table).order_by(*table.primary_key.columns)).mappings().all()
        found[table.name] = [{key: value for key, value in row.items() if key not in OWN} for row in rows]
    db.session.rollback()
    return found
