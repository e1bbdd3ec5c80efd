"""Ticks that come in unusual numbers are taken, and count nowhere until staff say so: for a day, both ways."""

import re
from itertools import product

import pytest

from answering import ABOUT, HERE, proof, token_on
from builders import a_partnership, a_questionnaire, a_user, an_event, people_by_activity
from coprod.counting import unusual_ticks
from coprod.counting.counting_check import what_is_wrong
from coprod.counting.unusual_ticks import TickDecision
from coprod.database import db, uk_today
from coprod.intake.many_ticks import LIMITS, ManyTicks, in_words, many_ticks
from coprod.participation.contribution import Contribution
from coprod.questionnaires.counted import folding
from coprod.questionnaires.counted.answer_count import count_now

PAGE = "/staff/results/unusual"
OPTIONS = [{"key": key, "label": key} for key in ("bus", "lunch", "bells", "halls")]
ASKED = [
    {
        "title": "Your day",
        "questions": [
            {"key": "what", "kind": "several_choices", "prompt": "What?", "options": OPTIONS},
            {"key": "word", "kind": "short_text", "prompt": "One word?", "longest": 20},
        ],
    }
]
SAME = [{"answer-what": ["bus", "bells"]}] * 66
EACH_ANOTHER = [
    {"answer-what": [option["key"] for option, ticked in zip(OPTIONS, which, strict=True) if ticked]}
    for which in product((True, False), repeat=4)
    if any(which)
]


@pytest.fixture
def survey(client):
    a_partnership()
    return a_questionnaire(pages=ASKED)


def send(client, fields, network="10.0.0.1"):
    """Somebody in a browser of their own, with a code of their own."""
    at = {"environ_overrides": {"REMOTE_ADDR": network}}
    browser = client.application.test_client()
    browser.post(f"{HERE}/1", data=fields, **at)
    browser.post(f"{HERE}/about-you", data=ABOUT, **at)
    token = token_on(browser.get(f"{HERE}/check").text)
    sent = browser.post(f"{HERE}/check", data={"token": token}, **at)
    assert sent.location == f"{HERE}/sent"
    assert browser.get(f"{HERE}/sent").status_code == 200


def answers(survey) -> int:
    """How many have answered the question, as results count it."""
    return sum(row.people for row in count_now(survey.id) if row.what == "answered")


def decide(client, survey, verb):
    return client.post(f"/staff/results/{survey.id}/unusual/{verb}", data={"day": uk_today().isoformat()})


@pytest.mark.parametrize("flood", [SAME, EACH_ANOTHER], ids=["the same answers", "each with other answers"])
@pytest.mark.parametrize("ahead", [True, False], ids=["counted ahead", "counted from rows"])
def test_a_burst_counts_nowhere_until_staff_say_so(client, sign_in, survey, flood, ahead):
    flood = flood[:14]
    for fields in flood:
        send(client, fields)
        if ahead:
            folding.count_ahead()
    assert people_by_activity()[survey.id] == answers(survey) == 0 and what_is_wrong() == []
    lead = sign_in("engagement_lead")
    assert f"{len(flood)} wait" in client.get(PAGE).text and f"{len(flood)} sets of ticks" in client.get("/staff").text
    assert decide(client, survey, "count").status_code == 303
    assert people_by_activity()[survey.id] == answers(survey) == len(flood) and what_is_wrong() == []
    page = client.get(PAGE).text
    assert f"{len(flood)} counted" in page and f"Counted by {lead.name}" in page and ">Count<" not in page
    decide(client, survey, "leave-out")
    assert people_by_activity()[survey.id] == answers(survey) == 0 and what_is_wrong() == []
    assert [each.verdict for each in db.session.query(TickDecision).order_by(TickDecision.id)] == ["count", "leave_out"]


def test_what_comes_as_usual_counts_at_once(client, survey):
    for number, fields in enumerate(EACH_ANOTHER[:8]):
        send(client, fields, f"10.0.0.{number}")
    for _ in range(5):
        send(client, SAME[0], "10.0.9.9")
    assert people_by_activity()[survey.id] == 13 == answers(survey)
    assert not db.session.query(Contribution).filter(unusual_ticks.UNUSUAL).count()


def test_words_count_once_they_are_read_however_many_come(client, survey):
    for number in range(12):
        send(client, {"answer-what": ["bus"], "answer-word": f"loud {number}"})
    assert people_by_activity()[survey.id] == 0
    one = db.session.query(Contribution).order_by(Contribution.id.desc()).first()
    one.submissions[0].approve(by=a_user("moderator").id)
    db.session.commit()
    assert people_by_activity()[survey.id] == 1 == answers(survey) and what_is_wrong() == []


def test_who_takes_theirs_back_is_in_no_line_and_comes_back_with_none(client, sign_in, survey):
    for fields in SAME[:8]:
        send(client, fields)
    db.session.query(Contribution).order_by(Contribution.id).first().withdraw()
    db.session.commit()
    sign_in("engagement_lead")
    decide(client, survey, "count")
    assert people_by_activity()[survey.id] == 7 == answers(survey) and what_is_wrong() == []


@pytest.mark.parametrize("number", range(len(LIMITS)))
def test_each_limit_finds_what_passes_it_and_nothing_before(app, number):
    """By itself: from as many networks, or with as many other answers, as leave the others alone."""
    limit = LIMITS[number]
    usual = int(limit.usual.split()[0])

    def one(place):
        network = f"10.0.{place // 200}.{place % 200}" if limit.from_anywhere else "10.0.0.1"
        with app.test_request_context(environ_overrides={"REMOTE_ADDR": network}):
            return many_ticks(1, "the same" if limit.same else f"{place}")

    others = [each for each in LIMITS if each.from_anywhere == limit.from_anywhere and each is not limit]
    quicker = [each for each in others if int(each.usual.split()[0]) < usual]
    found = [one(place) for place in range(usual + 1)]
    if not quicker or limit.same:
        assert not any(each.found for each in found[:usual])
    assert found[usual].found and found[usual].before == usual
    assert one(usual + 1).found and one(usual + 1).before in {0, *(int(each.usual.split()[0]) for each in others)}


def test_the_page_says_what_is_unusual(client, sign_in):
    sign_in("analyst")
    page = client.get(PAGE).text
    assert all(words in page for words in in_words()) and "Nothing unusual came" in page
    assert in_words()[1] == "More than 10 from one network, within a minute"


def test_places_booked_without_a_word_wait_too(client):
    a_partnership()
    event = an_event(places=50)
    for number in range(12):
        browser = client.application.test_client()
        person = {"name": "Sam", "email": f"sam{number}@example.org", "audience": "not_said", "sharing": "show"}
        address = f"/events/{event.slug}/sign-up"
        assert browser.post(address, data=person | proof(browser, address)).status_code == 303
    assert people_by_activity()[event.id] == 0 and what_is_wrong() == []
    assert unusual_ticks.waiting() == 12


@pytest.mark.parametrize(
    ("day", "status"), [("", 422), ("yesterday", 422), ("2026-02-30", 422), ("0001-01-01", 409), ("2026-01-01", 409)]
)
def test_a_day_on_which_nothing_came(client, sign_in, survey, day, status):
    sign_in("engagement_lead")
    answer = client.post(f"/staff/results/{survey.id}/unusual/count", data={"day": day})
    assert answer.status_code == status and "There is a problem" in answer.text


def test_who_sees_results_and_no_more_decides_nothing(client, sign_in, survey):
    for fields in SAME[:7]:
        send(client, fields)
    sign_in("analyst")
    page = client.get(PAGE).text
    assert "7 wait" in page and "A colleague who leads it decides" in page
    assert not re.search(r'action="/staff/results/\d+/unusual', page)
    assert decide(client, survey, "count").status_code == 403 and people_by_activity()[survey.id] == 0


def test_lines_cost_the_same_for_one_and_for_many(client, sign_in, statements, survey):
    for fields in SAME[:6]:
        send(client, fields)
    a_user("engagement_lead")
    sign_in("engagement_lead")
    client.get(PAGE)
    statements.clear()
    client.get(PAGE)
    few = len(statements)
    other = a_questionnaire("other")
    for each in db.session.query(Contribution).order_by(Contribution.id).limit(3):
        each.activity_id = other.id
    db.session.commit()
    statements.clear()
    assert client.get(PAGE).text.count("<form") > 3 and len(statements) == few


def test_nothing_is_held_before_the_first_that_passes_a_limit(app):
    assert ManyTicks(1).hold_those_before() is None
