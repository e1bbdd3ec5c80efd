"""Answers counted ahead: right at every moment, whatever was counted, sent or taken back meanwhile."""

from collections import Counter

import pytest

from builders import a_partnership, a_questionnaire, a_user, saved
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.questionnaires.counted import folding
from coprod.questionnaires.counted.answer_count import AnswerCount, CountedUpTo, What, count_now
from coprod.questionnaires.facts import rewrite
from coprod.questionnaires.kinds import Given, chose, judged_each, ranked
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.response import Response
from coprod.transactions import write_transaction

ONE = {"place": chose("hall"), "who": chose("field", "gate"), "true": judged_each({"hall": "yes", "gate": "no"})}


def sent(survey: Questionnaire, answers: dict[str, Given] | None = None, **whose: str) -> Contribution:
    asked = {each.key: each for each in survey.asks.questions}
    contribution = Contribution(activity=survey, **whose)
    given = {asked[key]: value for key, value in (answers or ONE).items()}
    survey.responses.add(Response.of(contribution, given))
    return saved(contribution)


def counts(survey: Questionnaire, **of: str) -> dict[tuple[str, ...], int]:
    """What is counted now: (key of the question, what was picked, of which group) and how many."""
    keys = {question.id: question.key for question in survey.questions}
    found: Counter[tuple[str, ...]] = Counter()
    for row in count_now(survey.id, **of):
        if row.what != What.ANSWERED:
            said = (keys[row.question_id], row.option, row.detail, row.group)
            found[tuple(part for part in said if part)] += row.people
    return found


def taken_back(contribution: Contribution) -> None:
    with write_transaction():
        db.session.get_one(Contribution, contribution.id).withdraw()


@pytest.fixture(params=["counted ahead", "not yet"])
def after_a_while(app, request):
    """Time goes by; a worker counts ahead, or none runs: nobody sees a difference."""
    a_partnership()
    return folding.count_ahead if request.param == "counted ahead" else lambda: None


def test_each_thing_is_counted_once(after_a_while):
    survey = a_questionnaire()
    sent(survey)
    sent(survey, {"place": chose("gate")})
    after_a_while()
    sent(survey, {"place": chose("gate")})
    assert counts(survey) == {
        ("place", "hall"): 1, ("place", "gate"): 2, ("who", "field"): 1, ("who", "gate"): 1,
        ("true", "hall", "yes"): 1, ("true", "gate", "no"): 1,
    }  # fmt: skip
    after_a_while()
    after_a_while()
    assert counts(survey)["place", "gate"] == 2


def test_who_answered_is_counted_once_however_much_they_picked(after_a_while):
    survey = a_questionnaire()
    sent(survey)
    after_a_while()
    sent(survey, {"who": chose("gate")})
    answered: Counter[int] = Counter()
    for row in count_now(survey.id):
        if row.what == What.ANSWERED:
            answered[row.question_id] += row.people
    assert sorted(answered.values()) == [1, 1, 2]


def test_people_who_rank_alike_are_counted_together(after_a_while):
    survey = a_questionnaire()
    sent(survey, {"first": ranked("gate", "hall")})
    sent(survey, {"first": ranked("hall", "gate")})
    after_a_while()
    sent(survey, {"first": ranked("gate", "hall")})
    sent(survey, {"first": ranked("field")})
    assert counts(survey) == {("first", "gate>hall"): 2, ("first", "hall>gate"): 1, ("first", "field"): 1}


def test_who_takes_it_back_is_counted_no_longer(after_a_while):
    survey = a_questionnaire()
    gone, stays = sent(survey, ONE | {"first": ranked("gate", "hall")}), sent(survey, {"place": chose("hall")})
    after_a_while()
    taken_back(gone)
    assert counts(survey) == {("place", "hall"): 1}
    after_a_while()
    assert counts(survey) == {("place", "hall"): 1}
    taken_back(stays)
    taken_back(gone)
    assert counts(survey) == {}


def test_groups_are_told_apart(after_a_while):
    survey = a_questionnaire()
    sent(survey, {"place": chose("hall")}, audience="young_person", district="north")
    sent(survey, {"place": chose("hall")}, audience="young_person", source="paper")
    after_a_while()
    sent(survey, {"place": chose("hall")}, audience="professional", district="north")
    assert counts(survey, audience="young_person") == {("place", "hall"): 2}
    assert counts(survey, audience="young_person", district="north") == {("place", "hall"): 1}
    assert counts(survey, district="") == {("place", "hall"): 1}
    assert counts(survey, by="audience") == {
        ("place", "hall", "young_person"): 2, ("place", "hall", "professional"): 1}  # fmt: skip
    assert counts(survey, source="paper", by="district") == {("place", "hall"): 1}


def test_wordings_are_told_apart(after_a_while):
    survey = a_questionnaire()
    sent(survey, {"place": chose("hall")})
    after_a_while()
    survey.begin_draft()
    [placed] = [each for page in survey.draft.pages for each in page.placed if each.asked.key == "place"]
    rewrite(placed, {"prompt": "Where at school?"})
    survey.publish(by=a_user("engagement_lead").id, reason="Clearer")
    db.session.commit()
    sent(survey, {"place": chose("hall")})
    after_a_while()
    assert len({row.version_id for row in count_now(survey.id)}) == 2


def test_one_questionnaire_knows_nothing_of_another(after_a_while):
    first, second = a_questionnaire(), a_questionnaire("other")
    sent(first)
    sent(second, {"place": chose("gate")})
    after_a_while()
    sent(first)
    assert counts(second) == {("place", "gate"): 1}


def test_much_is_counted_in_pieces(app, monkeypatch):
    monkeypatch.setattr(folding, "AT_A_TIME", 2)
    a_partnership()
    survey = a_questionnaire()
    for _ in range(5):
        sent(survey, {"place": chose("hall")})
    folding.count_ahead()
    assert [row.people for row in db.session.query(AnswerCount).filter_by(what=What.PICKED)] == [5]
    assert db.session.query(CountedUpTo).one().response_id == db.session.query(Response).order_by(
        Response.id.desc()).first().id  # fmt: skip


def test_none_is_passed_over_that_is_sent_but_not_there_yet(app):
    """On PostgreSQL a later response may be there before an earlier one."""
    a_partnership()
    survey = a_questionnaire()
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    survey_id, asked = survey.id, survey.asks.questions[0]
    with db.engine.connect() as slow:
        slow.exec_driver_sql(
            "INSERT INTO contribution (public_id, activity_id, audience, sharing, source, context, submitted_on,"
            " unusual, ticked, ticks, came, counts, first_in_activity, first_in_engagement, first_on_site, forgotten)"
            f" VALUES ('a', {survey_id}, 'not_said', 'show', 'online', '{{}}', now(),"
            " false, true, 'usual', true, true, true, true, true, false)"
        )
        slow.exec_driver_sql(
            "INSERT INTO response (questionnaire_id, contribution_id)"
            f" VALUES ({survey_id}, currval('contribution_id_seq'))"
        )
        slow.exec_driver_sql(
            "INSERT INTO pick (response_id, question_id, option, detail, version_id, audience, source) VALUES"
            f" (currval('response_id_seq'), {asked.question_id}, 'gate', '', {asked.id}, 'not_said', 'online')"
        )
        sent(survey, {"place": chose("hall")})
        folding.count_ahead()
        slow.commit()
    folding.count_ahead()
    assert counts(survey) == {("place", "hall"): 1, ("place", "gate"): 1}
