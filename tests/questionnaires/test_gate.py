"""The gate: what a release does, who asks, who agrees, and what is written down of it."""

import re

import pytest
import time_machine
from playwright.sync_api import expect

from accessibility import problems
from builders import a_partnership, a_questionnaire, a_user, open_now, staff_session
from coprod.audit import Record
from coprod.changes import Change
from coprod.database import db
from coprod.rendering import uk_date
from coprod.results.published import Published, ReleaseRequest
from published import answered, asked_of_people, released

GATE = "/staff/results/1/release"  # of the only activity


@pytest.fixture
def survey(app):
    a_partnership()
    questionnaire = asked_of_people()
    answered(questionnaire, {"hall": 60, "field": 13})
    return questionnaire


@pytest.fixture
def lead(client, survey):
    return as_lead(client)


def as_lead(client, email=""):
    user = a_user("engagement_lead", email)
    with client.session_transaction() as session:
        session.update(staff_session(user))
    return user


def agree(client, seen=None):
    page = client.get(GATE).text
    seen = seen or re.search(r'name="seen" value="(\w+)"', page)[1]
    return client.post(f"{GATE}/agree", data={"seen": seen})


def done():
    return [record.action for record in db.session.query(Record).order_by(Record.id) if "release" in record.action]


def test_it_says_of_each_group_what_this_release_does(client, lead, survey):
    with time_machine.travel("2026-06-03 12:00"):
        released(survey)
    answered(survey, {"gate": 19})
    answered(survey, {"gate": 60}, district="south", audience="young_person")
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", client.get(GATE).text, re.S)
    said = {re.sub(r"<.*?>|\s+", " ", row).strip() for row in rows}
    said = {re.sub(r"\s+", " ", row) for row in said}
    assert "Everyone 150 79 Moves" in said
    assert "North Test 70 19 Stays as on 3 June 2026" in said
    assert "South Test 60 60 Moves" in said
    assert "Organisations Fewer than 10 0 Stays as on 3 June 2026" in said


def test_the_first_release_says_who_is_too_few(client, lead):
    assert "Fewer than 50: no answers" in client.get(GATE).text


def test_one_asks_and_another_agrees(client, lead, survey):
    assert client.post(f"{GATE}/ask").status_code == 303
    assert client.get("/questionnaires/survey/results").status_code == 404
    refused = client.post(f"{GATE}/agree", data={"seen": "x"})
    assert refused.status_code == 409 and "You asked for it, so a second person agrees" in refused.text
    other = as_lead(client, "other@example.org")
    assert agree(client).status_code == 303
    [one] = db.session.query(Published)
    assert (one.made_by_id, one.agreed_by_id, one.number) == (lead.id, other.id, 1)
    assert client.get("/questionnaires/survey/results").status_code == 200
    assert ReleaseRequest.of(survey.id) is None
    change = db.session.query(Change).filter_by(field="release").one()
    assert (change.subject, change.by_id, change.became) == (survey.subject, other.id, uk_date(one.day, year=True))
    assert [each for each in done() if "looked" not in each] == ["asked for a release", "released results"]
    assert "Answers published, as at" in client.get(f"/staff/activities/{survey.id}").text


def test_what_staff_say_of_a_table_is_agreed_with_it_and_stays_without_numbers(client, lead, survey):
    refused = client.post(f"{GATE}/ask", data={"meaning-1": "All 73 like it"})
    assert refused.status_code == 422 and "Leave numbers out" in refused.text and "All 73 like it" in refused.text
    assert client.post(f"{GATE}/ask", data={"meaning-1": "The hall stays."}).status_code == 303
    as_lead(client, "other@example.org")
    assert "The hall stays." in client.get(GATE).text
    assert agree(client).status_code == 303
    page = client.get("/questionnaires/survey/results").text
    assert "The hall stays." in page and "About 9 in 10 said “The hall”" in page


def test_the_second_looks_again_when_it_would_be_another_by_now(client, lead, survey):
    client.post(f"{GATE}/ask")
    as_lead(client, "other@example.org")
    seen = re.search(r'name="seen" value="(\w+)"', client.get(GATE).text)[1]
    answered(survey, {"gate": 20})
    refused = agree(client, seen)
    assert refused.status_code == 409 and "More people have answered since you looked" in refused.text
    assert db.session.query(Published).count() == 0
    assert agree(client).status_code == 303


def test_it_can_be_agreed_on_another_day(client, lead):
    with time_machine.travel("2026-06-03 12:00"):
        as_lead(client)
        client.post(f"{GATE}/ask")
        as_lead(client, "other@example.org")
        seen = re.search(r'name="seen" value="(\w+)"', client.get(GATE).text)[1]
    with time_machine.travel("2026-06-04 12:00"):
        as_lead(client, "other@example.org")
        assert agree(client, seen).status_code == 303


def test_what_was_asked_can_be_taken_back_by_either(client, lead, survey):
    client.post(f"{GATE}/ask")
    as_lead(client, "other@example.org")
    assert client.post(f"{GATE}/take-back").status_code == 303
    assert ReleaseRequest.of(survey.id) is None
    late = client.post(f"{GATE}/agree", data={"seen": "x"})
    assert late.status_code == 409 and "Nobody asks for a release now" in late.text


def test_nothing_is_asked_for_when_all_would_stay(client, lead, survey):
    released(survey)
    answered(survey, {"gate": 19})
    assert "There is nothing to publish" in client.get(GATE).text
    refused = client.post(f"{GATE}/ask")
    assert refused.status_code == 409 and "No group has 20 new people" in refused.text


def test_what_has_not_opened_has_nothing_to_publish(client, lead):
    draft = a_questionnaire("draft", opens_at=None)
    page = client.get(f"/staff/results/{draft.id}/release")
    assert page.status_code == 200 and "It has not opened yet" in page.text
    assert client.get(f"/staff/results/{draft.id}/release/preview").status_code == 303


def test_it_warns_while_people_still_answer(client, lead):
    assert "it is still open".casefold() not in client.get(GATE).text.casefold()
    still = asked_of_people("open", **open_now())
    answered(still, {"hall": 60})
    page = client.get(f"/staff/results/{still.id}/release").text
    assert "Best is one, at the close." in page and "It is still open" in page


def test_it_can_be_looked_at_as_people_will(client, lead):
    page = client.get(f"{GATE}/preview").text
    assert "<strong>Preview.</strong>" in page and "About 70 people took part." in page and "figures.csv" not in page


def test_a_look_at_small_numbers_is_written_down(client, lead):
    client.get(GATE)
    assert done() == ["looked at what a release does"]


@pytest.mark.parametrize("role", ["admin", "moderator", "analyst"])
def test_others_do_not_get_there(client, sign_in, survey, role):
    sign_in(role)
    assert client.get(GATE).status_code == 403
    assert client.post(f"{GATE}/ask").status_code == 403


def test_the_page_of_the_activity_leads_there_and_offers_no_more_time(client, lead, survey):
    released(survey)
    page = client.get(f"/staff/activities/{survey.id}").text
    assert GATE in page and "It does not open again" in page


@pytest.mark.browser
def test_two_people_make_a_release_and_everyone_can_use_the_page(app, desk, server, survey):
    signed_in(app, desk, server, a_user("engagement_lead"))
    for width in (390, 1280):
        desk.set_viewport_size({"width": width, "height": 800})
        desk.goto(GATE)
        expect(desk.get_by_role("heading", name="Release results")).to_be_visible()
        assert problems(desk) == []
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.get_by_role("button", name="Ask a second person to agree").click()
    expect(desk.get_by_text("You asked for it.")).to_be_visible()
    signed_in(app, desk, server, a_user("engagement_lead", "other@example.org"))
    desk.goto(GATE)
    desk.get_by_role("button", name="Agree, and publish it now").click()
    expect(desk.get_by_role("link", name="Release 1")).to_be_visible()


def signed_in(app, desk, server, user):
    value = app.session_interface.get_signing_serializer(app).dumps(staff_session(user))
    desk.context.add_cookies([{"name": "coprod", "value": value, "url": server}])
