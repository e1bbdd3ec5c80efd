"""Those who look after pledges see who to contact; nobody else does, and each look is recorded."""

import re

import pytest
from sqlalchemy import select

from builders import a_partnership, a_pledge, a_promise, a_shown_pledge, saved
from coprod.audit import Record
from coprod.database import db
from coprod.permissions import Role


def test_the_engagement_lead_sees_contacts_and_that_is_recorded(client, sign_in):
    a_partnership()
    promise = a_promise()
    a_shown_pledge("shown", promise, "Hill School")
    a_pledge("waiting", promise, "Wood <Clinic>")
    lead = sign_in("engagement_lead")
    page = client.get("/staff/pledges")
    assert "Ottilie Chalk" in page.text and "ottilie@hill.example" in page.text and "Wood &lt;Clinic&gt;" in page.text
    for words in ("Approved", "Waiting", "Confirmed", "Not confirmed"):
        assert words in page.text
    assert page.headers["Cache-Control"] == "no-store"
    [record] = db.session.scalars(select(Record))
    assert (record.action, record.by_id) == ("read pledge contacts", lead.id)
    assert "ttilie" not in str(record.details)
    assert 'href="/staff/pledges"' in client.get("/staff/pledges").text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ENGAGEMENT_LEAD}))
def test_nobody_else_does(client, sign_in, role):
    a_shown_pledge()
    sign_in(role)
    assert client.get("/staff/pledges").status_code == 403
    assert db.session.query(Record).count() == 0


def test_a_withdrawn_pledge_has_no_contact_left(client, sign_in):
    a_partnership()
    pledge = a_shown_pledge()
    pledge.contribution.withdraw()
    saved(pledge)
    sign_in("engagement_lead")
    page = client.get("/staff/pledges").text
    assert "Withdrawn" in page and "Deleted" in page and "ttilie" not in page


def test_the_list_goes_on_page_by_page_at_the_same_cost(client, sign_in, statements):
    a_partnership()
    promise = a_promise()
    sign_in("engagement_lead")
    counts = []
    for number in (2, 30):
        for i in range(number):
            a_pledge(f"{number} {i}", promise, f"School {number}-{i}.")
        statements.clear()
        page = client.get("/staff/pledges").text
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 7, statements
    older = re.search(r'<a class="more" href="([^"]+)"', page)[1]
    seen = re.findall(r"School ([\d-]+)\.", page + client.get(older).text)
    assert len(seen) == len(set(seen)) == 32
