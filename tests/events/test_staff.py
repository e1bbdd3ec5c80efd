"""The event team sees who is coming and what they need, and that they looked is written down."""

import pytest

from builders import a_partnership, a_sign_up, an_event, saved, uk_evening
from coprod.audit import Record
from coprod.database import db
from coprod.events.models import SignUp
from coprod.permissions import Role
from coprod.public_ids import new_public_id


def test_the_list_counts_places_and_needs(client, sign_in):
    a_partnership()
    event = an_event(places=12)
    a_sign_up(event, access_needs="A ramp")
    a_sign_up(event)
    an_event("draft", title="Still a draft", opens_at=None)
    sign_in("event_team")
    page = client.get("/staff/events").text
    assert "2 of 12" in page and "1 to sort out" in page and "Still a draft" in page


def test_attendees_with_what_they_need(client, sign_in):
    a_partnership()
    event = an_event()
    a_sign_up(event, "Zoe", "A signer\n\nand a ramp")
    a_sign_up(event, "adam", audience="parent_carer")
    team = sign_in("event_team")
    page = client.get("/staff/events/tamworth/attendees").text
    assert page.index("adam") < page.index("Zoe") and "A signer" in page and "A parent or carer" in page
    only_needs = client.get("/staff/events/tamworth/attendees?show=needs").text
    assert "Zoe" in only_needs and "adam" not in only_needs
    looks = db.session.query(Record).filter_by(action="read the attendees", subject=f"event {event.id}").all()
    assert [look.by_id for look in looks] == [team.id] * 2
    assert "Zoe" not in str([look.details for look in looks])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EVENT_TEAM])
def test_nobody_else_may_look(client, sign_in, role):
    place = a_sign_up(an_event(), "Zoe", "A ramp")
    sign_in(role)
    for address in ("/staff/events", "/staff/events/tamworth/attendees", "/staff/events/tamworth/door-list"):
        assert client.get(address).status_code == 403
    assert client.post(f"/staff/events/tamworth/attendees/{place.public_id}/met").status_code == 403
    assert db.session.query(Record).filter(Record.action.like("read the %")).count() == 0


def test_needs_met_and_not_met(client, sign_in):
    a_partnership()
    place = a_sign_up(an_event(), "Zoe", "A ramp")
    sign_in("event_team")
    at = f"/staff/events/tamworth/attendees/{place.public_id}"
    for verb, met in (("met", True), ("not-met", False)):
        answer = client.post(f"{at}/{verb}", data={"show": "needs"})
        assert answer.location == f"/staff/events/tamworth/attendees?show=needs#s{place.public_id}"
        assert db.session.get(SignUp, place.id).access_met is met
    records = db.session.query(Record).filter_by(subject=f"sign-up {place.public_id}").order_by(Record.id)
    assert [record.action for record in records] == ["met access needs", "did not meet access needs"]


def test_needs_of_someone_who_has_none_is_not_there_or_comes_to_another_event(client, sign_in):
    place = a_sign_up(an_event())
    other = a_sign_up(an_event("other"), "Zoe", "A ramp")
    sign_in("event_team")
    for sign_up_id in (place.public_id, other.public_id, new_public_id()):
        assert client.post(f"/staff/events/tamworth/attendees/{sign_up_id}/met").status_code == 404
    assert client.get("/staff/events/nothing/attendees").status_code == 404


def test_statements_do_not_grow(client, sign_in, statements):
    a_partnership()
    sign_in("event_team")
    event = an_event()
    counts = []
    for number in (2, 30):
        for i in range(number):
            a_sign_up(event, f"Person {i}", "A ramp")
            a_sign_up(an_event(f"e-{number}-{i}", starts_at=uk_evening(20), ends_at=uk_evening(21), doors_at=None))
        statements.clear()
        client.get("/staff/events")
        listing = len(statements)
        statements.clear()
        client.get("/staff/events/tamworth/attendees")
        counts.append((listing, len(statements)))
    assert counts[0] == counts[1], counts
    assert counts[0][0] <= 5 and counts[0][1] <= 10, counts


def test_needs_are_counted_by_kind_with_how_many_are_still_to_sort_out(client, sign_in):
    a_partnership()
    event = an_event()
    met = a_sign_up(event, "Zoe", "A BSL interpreter")
    a_sign_up(event, "Ann", "signing, and a quiet corner")
    a_sign_up(event, "Bo")
    met.met()
    saved(met)
    sign_in("event_team")
    page = " ".join(client.get("/staff/events/tamworth/attendees").text.split())
    assert '<b>2</b> Signing or interpreting <span class="soft">1 to sort out</span>' in page
    assert "<b>1</b> A quiet place" in page and "Something else" not in page


def test_the_door_list_has_names_and_nothing_else(client, sign_in):
    a_partnership()
    event = an_event()
    a_sign_up(event, "Zoe", "A signer for my epilepsy")
    a_sign_up(event, "adam")
    team = sign_in("event_team")
    page = client.get("/staff/events/tamworth/door-list").text
    assert page.index("adam") < page.index("Zoe") and "★" not in page
    assert not any(word in page for word in ("epilepsy", "signer", "3@example.org", "4@example.org"))
    [look] = db.session.query(Record).filter_by(action="read the door list", subject=f"event {event.id}")
    assert look.by_id == team.id
    assert client.get("/staff/events/nothing/door-list").status_code == 404
