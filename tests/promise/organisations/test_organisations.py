"""Staff check an organisation, correct its name, and say that it is the same as another one."""

import pytest
from sqlalchemy import select

from builders import a_partnership, a_pledge, a_promise, a_shown_pledge, a_user, an_engagement, saved, staff_session
from coprod.audit import Record
from coprod.changes import Change
from coprod.database import db
from coprod.participation.private_field import PrivateField
from coprod.permissions import Role
from coprod.promise.organisation import Organisation
from coprod.promise.pledge import Pledge

VERBS = ("check", "take-back-check", "correct", "merge", "separate")


def page_of(pledge: Pledge) -> str:
    return f"/staff/pledges/{pledge.public_id}/organisation"


def after(client, pledge: Pledge, verb: str, **form: object) -> str:
    """The page to which a button leads."""
    answer = client.post(f"{page_of(pledge)}/{verb}", data=form)
    assert answer.status_code == 303, answer.text
    return client.get(answer.location).text


def edited(pledge: Pledge) -> int:
    return db.session.scalars(select(Organisation.edited).where(Organisation.id == pledge.organisation_id)).one()


@pytest.fixture
def two(client, sign_in) -> tuple[Pledge, Pledge]:
    """Two pledges on one register, of organisations that are written differently."""
    a_partnership()
    promise = a_promise()
    pair = a_shown_pledge("One.", promise, "Hill School"), a_shown_pledge("Two.", promise, "Hil Scool")
    sign_in("engagement_lead")
    return pair


def test_an_organisation_is_checked_by_somebody_and_shows_nothing_more(client, two, sign_in):
    waiting = a_pledge("Waiting.", two[0].promise, "Wood Clinic")
    before = client.get("/promise/promise/pledges").text
    lead = sign_in("engagement_lead")
    for _ in range(2):
        page = after(client, waiting, "check")
        assert "It is marked as checked" in page and lead.name in page
    assert client.get("/promise/promise/pledges").text == before and "Wood Clinic" not in before
    [record] = db.session.scalars(select(Record).where(Record.action == "checked"))
    assert (record.by_id, record.subject) == (lead.id, f"organisation {waiting.organisation_id}")
    assert "Wood Clinic" not in client.get("/staff/pledges?show=unchecked").text
    client.post(f"{page_of(waiting)}/take-back-check")
    assert "Wood Clinic" in client.get("/staff/pledges?show=unchecked").text
    assert db.session.scalars(select(Record).where(Record.action == "took back the check of")).one()


def test_who_pledges_in_a_checked_name_later_is_said_to(client, two, sign_in):
    client.post(f"{page_of(two[0])}/check")
    assert "before this pledge" not in client.get("/staff/pledges").text
    two[0].submitted_on = two[0].submitted_on.replace(year=two[0].submitted_on.year + 1)
    saved(two[0])
    assert "before this pledge" in client.get("/staff/pledges").text


def test_a_corrected_name_is_what_everyone_reads_and_what_was_written_stays(client, two):
    page = after(client, two[1], "correct", shown_name="Hill  Junior School", edited=edited(two[1]))
    assert (
        "The name is saved" in page
        and "Hil Scool" in page
        and 'Everyone reads <strong dir="auto">Hill Junior School' in page
    )
    register = client.get("/promise/promise/pledges").text
    assert "Hill Junior School" in register and "Hil Scool" not in register
    assert db.session.query(Change).filter_by(field="corrected_name").one().became == "Hill Junior School"
    again = a_pledge("Three.", two[0].promise, "Hil Scool")
    assert again.organisation_id == two[1].organisation_id
    back = {"shown_name": "Hil Scool", "edited": edited(two[1])}
    client.post(f"{page_of(two[1])}/correct", data=back)
    assert "Hil Scool" in client.get("/promise/promise/pledges").text


def test_two_that_are_one_count_as_one_under_one_name_and_can_be_two_again(client, two):
    assert "2 organisations" in client.get("/promise/promise/pledges").text
    page = after(client, two[1], "merge", other="the hill-school", edited=edited(two[1]))
    assert "They are one now" in page and 'It is the same as <strong dir="auto">Hill School' in page
    register = client.get("/promise/promise/pledges").text
    assert "1 organisation." in register and register.count("Hill School") == 2 and "Hil Scool" not in register
    assert "Pledged by 1 organisation<" in client.get("/promise/promise").text
    client.post(f"{page_of(two[0])}/check")
    assert "Every organisation on this list is checked" in client.get("/staff/pledges?show=unchecked").text
    client.post(f"{page_of(two[1])}/separate")
    register = client.get("/promise/promise/pledges").text
    assert "2 organisations" in register and "Hil Scool" in register


def test_what_was_merged_into_one_goes_with_it(client, two):
    third = a_shown_pledge("Three.", two[0].promise, "H. School")
    client.post(f"{page_of(third)}/merge", data={"other": "Hil Scool", "edited": edited(third)})
    client.post(f"{page_of(two[1])}/merge", data={"other": "Hill School", "edited": edited(two[1])})
    assert client.get("/promise/promise/pledges").text.count("Hill School") == 3
    back = client.post(f"{page_of(two[0])}/merge", data={"other": "Hil Scool", "edited": edited(two[0])})
    assert back.status_code == 422 and "That is this organisation" in back.text


@pytest.mark.parametrize(
    ("verb", "field", "typed", "words"),
    [
        ("correct", "shown_name", "", "Enter a name"),
        ("correct", "shown_name", "...", "in letters or numbers"),
        ("correct", "shown_name", "x" * 121, "Use 120 letters or fewer"),
        ("merge", "other", "", "Enter the name of the other organisation"),
        ("merge", "other", "Nobody <b>", "No other organisation of this name has pledged"),
        ("merge", "other", "Hill School", "No other organisation of this name has pledged"),
    ],
)
def test_what_cannot_be_saved_is_said_and_kept(client, two, verb, field, typed, words):
    answer = client.post(f"{page_of(two[0])}/{verb}", data={field: typed, "edited": "1"})
    assert answer.status_code == 422 and words in answer.text
    assert 'class="govuk-error-summary' in answer.text and "<b>" not in answer.text
    assert db.session.query(Change).count() == 0


@pytest.mark.parametrize(("verb", "field"), [("correct", "shown_name"), ("merge", "other")])
def test_a_colleague_who_was_faster_is_not_written_over(client, two, verb, field):
    client.post(f"{page_of(two[1])}/correct", data={"shown_name": "First", "edited": "1"})
    clash = client.post(f"{page_of(two[1])}/{verb}", data={field: "Hill School", "edited": "1"})
    assert clash.status_code == 409 and "Somebody else changed this" in clash.text and "Hill School" in clash.text
    assert db.session.get(Organisation, two[1].organisation_id).shown_name == "First"


def test_nothing_is_decided_before_screening_has_looked(client, two):
    saved(PrivateField(label="Organisation", contribution_id=two[0].contribution_id))
    for verb, form in (("check", {}), ("correct", {"shown_name": "Other", "edited": "1"})):
        answer = client.post(f"{page_of(two[0])}/{verb}", data=form)
        assert answer.status_code == 422 and "Screening has still to look" in answer.text
    merge = client.post(f"{page_of(two[1])}/merge", data={"other": "Hill School", "edited": "1"})
    assert merge.status_code == 422 and "Screening has still to look" in merge.text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ENGAGEMENT_LEAD}))
def test_nobody_else_may(client, sign_in, role):
    pledge = a_shown_pledge()
    sign_in(role)
    assert client.get(page_of(pledge)).status_code == 403
    for verb in VERBS:
        assert client.post(f"{page_of(pledge)}/{verb}", data={"edited": "1"}).status_code == 403


def test_whoever_works_on_one_engagement_sees_its_organisations_alone(client):
    a_partnership()
    here, there = an_engagement("here"), an_engagement("there")
    mine = a_shown_pledge("Mine.", a_promise("mine", here), "Hill School")
    theirs = a_shown_pledge("Theirs.", a_promise("theirs", there), "Wood Clinic")
    one = a_user("engagement_lead", "one@example.org", roles=[(Role.ENGAGEMENT_LEAD, here.id)])
    with client.session_transaction() as session:
        session.update(staff_session(one))
    assert client.get(page_of(mine)).status_code == 200 and "Wood Clinic" not in client.get(page_of(mine)).text
    assert client.get(page_of(theirs)).status_code == client.post(f"{page_of(theirs)}/check").status_code == 404
    merge = client.post(f"{page_of(mine)}/merge", data={"other": "Wood Clinic", "edited": "1"})
    assert merge.status_code == 422 and "No other organisation" in merge.text
    a_shown_pledge("Elsewhere.", theirs.promise, "Hill School")
    refused = client.post(f"{page_of(mine)}/correct", data={"shown_name": "Other", "edited": "1"})
    assert refused.status_code == 422 and "It has pledged elsewhere too" in refused.text


def test_the_page_costs_the_same_for_many_pledges(client, two, statements):
    counts = []
    for number in (1, 12):
        for i in range(number):
            a_pledge(f"{number} {i}", two[0].promise, "Hill School")
            a_pledge(f"{number} {i} other", two[0].promise, f"Other {number} {i}")
        statements.clear()
        assert client.get(page_of(two[0])).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10, statements
