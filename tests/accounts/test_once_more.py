"""The second step within the last hour, before a file with private things in it, and before a concern."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from addresses import every_address
from builders import a_concern, a_partnership, a_questionnaire, a_sign_up, a_user, an_app, an_event, staff_session
from coprod.accounts.second_step import RecoveryCode, code_now
from coprod.accounts.sessions import StaffSession
from coprod.concerns.step import ConcernStep, StepKind
from coprod.config import ROOT
from coprod.database import db, now
from coprod.permissions import Permission, Role, access_of, may

ASKED = "Show once more that it is you"
LONG_AGO = timedelta(minutes=61)
# What is open to whoever was here within eight hours: the list without words, "I have this", and what levels mean.
WITHOUT = {"safeguarding.queue", "safeguarding.acknowledge", "safeguarding.send_letters_again", "safeguarding.levels"}


def signed_in(client, role: Role, ago: timedelta = LONG_AGO) -> str:
    """A member of staff on `client`, who gave their last code so long ago; the key of their app."""
    user = a_user(role)
    key = an_app(user)
    with client.session_transaction() as session:
        session.update(staff_session(user, code_at=now() - ago))
    return key


@pytest.fixture
def concern(client) -> str:
    """The address of a concern."""
    a_partnership()
    return f"/staff/safeguarding/{a_concern().id}"


def notes() -> list[str]:
    db.session.rollback()
    return [step.words for step in db.session.scalars(select(ConcernStep).filter_by(what=StepKind.NOTE))]


def test_everything_of_concerns_but_the_list_and_i_have_this_asks(app):
    of_concerns = {
        rule.endpoint for rule in app.url_map.iter_rules() if access_of(rule.endpoint) == Permission.READ_CONCERNS
    }
    asks = {name for name in of_concerns if hasattr(app.view_functions[name], "asks_second_step")}
    assert of_concerns - asks == WITHOUT


# Files without anything private in them: the questions, and a table to fill in.
HARMLESS = {"questionnaires.as_json", "brought_in.template"}


def test_no_file_of_staff_leaves_without_a_code_within_the_hour(demo_client):
    """Every address that staff open is opened, by somebody who gave their last code before that."""
    app = demo_client.application
    seen, took = set(), set()
    for endpoint, address in every_address(app):
        access = access_of(endpoint)
        if endpoint in seen or access == "public":
            continue
        if not (re.search(r"\.[a-z]+$", address) or hasattr(app.view_functions[endpoint], "asks_second_step")):
            continue
        seen.add(endpoint)
        role = next(role for role in Role if may(role, Permission(access)))
        with app.app_context():
            session_now = staff_session(a_user(role), code_at=now() - LONG_AGO)
        with demo_client.session_transaction() as session:
            session.clear()
            session.update(session_now)
        answer = demo_client.get(address)
        if "attachment" in answer.headers.get("Content-Disposition", ""):
            took.add(endpoint)
        elif hasattr(app.view_functions[endpoint], "asks_second_step"):
            assert answer.location.startswith("/staff/your-sign-in/second-step?next="), address
    assert took == HARMLESS and len(seen) > 12


def test_whatever_sends_a_file_asks_first_or_is_known_to_be_harmless():
    views = {f"{path.parent.name}/{path.name}": path.read_text() for path in (ROOT / "coprod").rglob("*views.py")}
    files = {name: text for name, text in views.items() if "attachment" in text}
    assert {name for name, text in files.items() if "@asks_second_step" not in text and "proves(" not in text} == {
        "files/views.py",  # for everyone
        "events/views.py",  # for everyone: a calendar
        "editing/sharing_views.py",  # the questions
        "brought_in/views.py",  # a table to fill in
    }


def test_a_page_asks_and_goes_on_to_where_they_were(client, concern):
    key = signed_in(client, Role.SAFEGUARDING_LEAD)
    asked = client.get(f"{concern}?alone=1")
    assert asked.status_code == 303
    assert ASKED in client.get(asked.location).text
    wrong = client.post(asked.location, data={"second_step": "12345"})
    assert wrong.status_code == 422 and "That code is not right" in wrong.text
    right = client.post(asked.location, data={"second_step": code_now(key)})
    assert (right.status_code, right.location) == (303, f"{concern}?alone=1")
    assert client.get(concern).status_code == 200


@pytest.mark.parametrize("minutes", [0, 59])
def test_within_the_hour_nobody_is_asked(client, concern, minutes):
    signed_in(client, Role.SAFEGUARDING_LEAD, timedelta(minutes=minutes))
    assert client.get(concern).status_code == 200


def test_who_comes_to_an_event_is_asked_about_on_entering_and_not_while_people_work_there(client):
    a_partnership()
    place = a_sign_up(access_needs="A ramp")
    here = f"/staff/events/{place.event.slug}/attendees"
    key = signed_in(client, Role.EVENT_TEAM)
    assert client.get(here).status_code == client.get(here.replace("attendees", "door-list")).status_code == 303
    began = now()
    asked = client.get(here)
    assert client.post(asked.location, data={"second_step": code_now(key)}).location == here
    # Three hours at the door, a press every half hour or so.
    for minutes in range(0, 180, 40):
        with time_machine.travel(began + timedelta(minutes=minutes)):
            done = client.post(f"{here}/{place.public_id}/met")
            assert done.status_code == 303 and done.location.startswith(here)
            assert "A ramp" in client.get(f"{here}?show=needs").text, minutes
            # Nothing else opens by it.
            assert minutes < 60 or client.get(here.replace("attendees", "door-list")).status_code == 303
    with time_machine.travel(began + timedelta(minutes=160 + 61)):
        assert client.get(here).status_code == 303, "left for an hour"


def test_another_event_is_entered_anew(client):
    a_partnership()
    here, there = (f"/staff/events/{an_event(slug).slug}/attendees" for slug in ("tamworth", "leek"))
    key = signed_in(client, Role.EVENT_TEAM)
    began = now()
    client.post(client.get(here).location, data={"second_step": code_now(key)})
    client.get(here)
    with time_machine.travel(began + timedelta(minutes=50)):
        assert client.get(here).status_code == 200
    with time_machine.travel(began + timedelta(minutes=70)):
        assert client.get(here).status_code == 200 and client.get(there).status_code == 303


def test_codes_to_answer_with_are_made_after_a_code_within_the_hour(client):
    a_partnership()
    here = f"/staff/questionnaires/{a_questionnaire().slug}/codes"
    key = signed_in(client, Role.ENGAGEMENT_LEAD)
    assert client.get(here).status_code == 303
    fields = {"number": "2", "seen": "0", "as": "csv"}
    asked = client.post(here, data=fields)
    assert asked.status_code == 401 and ASKED in asked.text
    made = client.post(here, data=fields | {"second_step": code_now(key)})
    assert made.headers["Content-Disposition"].startswith("attachment")


def test_what_was_typed_is_sent_with_the_code(client, concern):
    key = signed_in(client, Role.SAFEGUARDING_LEAD)
    typed = "Rang the school.\n<b>Nobody</b> answered"
    asked = client.post(f"{concern}/note", data={"words": typed, "together": "3"})
    assert asked.status_code == 401 and ASKED in asked.text and notes() == []
    fields = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>', asked.text, re.S))
    assert fields == {"words": "Rang the school.\n&lt;b&gt;Nobody&lt;/b&gt; answered", "together": "3"}
    wrong = client.post(f"{concern}/note", data={"words": typed, "second_step": "12345"})
    assert wrong.status_code == 422 and "Rang the school" in wrong.text and notes() == []
    sent = client.post(f"{concern}/note", data={"words": typed, "second_step": code_now(key)})
    assert sent.status_code == 303 and notes() == [typed]
    assert client.post(f"{concern}/note", data={"words": "And again"}).status_code == 303


def test_i_have_this_and_the_list_need_no_code(client, concern):
    signed_in(client, Role.SAFEGUARDING_LEAD)
    assert client.get("/staff/safeguarding").status_code == 200
    assert client.post(f"{concern}/acknowledge").status_code == 303
    assert client.get(concern).status_code == 303


def test_a_file_is_offered_after_the_code(client):
    a_partnership()
    key = signed_in(client, Role.ANALYST)
    asked = client.get("/staff/feedback-log.csv?words=bus")
    done = client.post(asked.location, data={"second_step": code_now(key)})
    offered = client.get(done.location)
    address = re.search(r'href="([^"]+)" download', offered.text)[1].replace("&amp;", "&")
    assert address == "/staff/feedback-log.csv?words=bus"
    assert client.get(address).headers["Content-Disposition"].startswith("attachment")


def test_a_recovery_code_will_do_once(client, concern):
    signed_in(client, Role.SAFEGUARDING_LEAD)
    codes = RecoveryCode.new_set(a_user(Role.SAFEGUARDING_LEAD))
    db.session.commit()
    assert client.post(f"{concern}/note", data={"words": "A", "second_step": codes[0]}).status_code == 303
    for one in db.session.scalars(select(StaffSession)):
        one.second_step_at = now() - LONG_AGO
    db.session.commit()
    assert client.post(f"{concern}/note", data={"words": "B", "second_step": codes[0]}).status_code == 422
    assert notes() == ["A"]


def test_wrong_codes_make_whoever_tries_wait(client, concern):
    key = signed_in(client, Role.SAFEGUARDING_LEAD)
    with time_machine.travel(now(), tick=False):
        statuses = [client.post(f"{concern}/note", data={"words": "A", "second_step": "12345"}) for _ in range(5)]
        late = client.post(f"{concern}/note", data={"words": "A", "second_step": code_now(key)})
    assert [each.status_code for each in statuses] == [422] * 5
    assert late.status_code == 429 and "Wait" in late.text and notes() == []


def test_who_may_not_open_it_is_not_asked(client, concern):
    signed_in(client, Role.ANALYST)
    assert client.get(concern).status_code == 403
    assert client.post(f"{concern}/note", data={"words": "A"}).status_code == 403


def test_another_app_needs_the_second_step_that_there_is(client, concern):
    """Else whoever has a left computer and a password has the second step, too."""
    signed_in(client, Role.SAFEGUARDING_LEAD)
    assert client.get("/staff/your-sign-in/app").location.startswith("/staff/your-sign-in/second-step")


@pytest.mark.browser
def test_in_a_browser(app, server, phone, concern):
    key = an_app(a_user(Role.SAFEGUARDING_LEAD))
    session = staff_session(a_user(Role.SAFEGUARDING_LEAD), code_at=now() - timedelta(minutes=59, seconds=50))
    one = db.session.scalars(select(StaffSession)).one()
    with app.test_request_context():
        value = app.session_interface.get_signing_serializer(app).dumps(session)
    phone.context.add_cookies([{"name": "coprod", "value": value, "url": server}])
    one.second_step_at = now()
    db.session.commit()
    phone.goto(concern)
    phone.get_by_label("A note", exact=True).fill("Two lines\n\nof it")
    one.second_step_at = now() - LONG_AGO
    db.session.commit()
    phone.get_by_role("button", name="Add this note").click()
    box = phone.get_by_label("Six numbers from your app, or a recovery code")
    box.fill(code_now(key))
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_role("listitem").filter(has_text="added a note").wait_for()
    assert [words.replace("\r", "") for words in notes()] == ["Two lines\n\nof it"]
    phone.troubles = [trouble for trouble in phone.troubles if "status of 401" not in trouble]
