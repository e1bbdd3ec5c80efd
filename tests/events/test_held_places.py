"""A place is held until the button in a letter is pressed; then it goes to who waits. Only a person presses it."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from answering import token_on
from builders import a_partnership, a_sign_up, a_user, an_event, people_by_activity, saved, uk_evening
from coprod import mail
from coprod.counting.counting_check import what_is_wrong
from coprod.database import db, now
from coprod.events.held_places import see_to_places
from coprod.events.models import Event
from coprod.events.sign_up import PlaceState, SignUp
from coprod.mail import Message
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.transactions import write_transaction

PERSON = {"name": "Sam", "email": "sam@example.org", "audience": "not_said", "sharing": "show"}


@pytest.fixture(autouse=True)
def a_mail_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes every letter; without one, letters would stay behind in a folder."""
    monkeypatch.setitem(app.config, "COPROD", replace(app.config["COPROD"], mail_url="smtp://mail.example"))
    monkeypatch.setattr(mail, "hand_over", lambda email, url: None)


def sign_up(client: FlaskClient, query: str = "", **fields: str) -> Any:
    page = client.get(f"/events/tamworth/sign-up{query}").text
    waits = "yes" if query else ""
    sent = PERSON | {"token": token_on(page), "waits": waits} | fields
    answer = client.post("/events/tamworth/sign-up", data=sent)
    assert answer.status_code == 303, answer.text
    db.session.rollback()
    return db.session.query(SignUp).order_by(SignUp.id.desc()).first()


def link() -> str:
    """Where the button in the last letter is."""
    body = db.session.query(Message).order_by(Message.id.desc()).first().body
    return re.search(r"(/confirm-place/\S+)", body)[1]


def runs(**later: float) -> None:
    """The worker comes round, so much later."""
    with time_machine.travel(now() + timedelta(**later), tick=False):
        see_to_places()
    db.session.rollback()


def state_of(place: SignUp) -> PlaceState:
    db.session.expire_all()
    return db.session.get(SignUp, place.id).state


def taken() -> tuple[int, int]:
    db.session.expire_all()
    event = db.session.query(Event).one()
    return event.taken, event.waiting


def test_only_the_button_confirms_however_often_the_link_is_opened(client):
    a_partnership()
    an_event()
    place = sign_up(client)
    assert place.state is PlaceState.HELD and taken() == (1, 0)
    at = link()
    for method in ("GET", "HEAD", "GET", "OPTIONS"):
        answer = client.open(at, method=method)
        assert answer.status_code == 200 and state_of(place) is PlaceState.HELD
    assert client.post(at).status_code == 303 and state_of(place) is PlaceState.COMING
    assert client.post(at).status_code == 303
    assert "You have a place" in client.get(at).text
    assert [m.subject for m in db.session.query(Message).order_by(Message.id)][1:] == ["Your place is booked"]
    assert taken() == (1, 0)
    assert client.get("/confirm-place/nothing").status_code == 404
    assert client.post("/confirm-place/nothing").status_code == 303


def test_the_clock_starts_when_the_letter_has_left(client):
    a_partnership()
    an_event()
    place = sign_up(client)
    runs(hours=60)  # the mail server is away: it was written, and has not left
    assert state_of(place) is PlaceState.HELD
    mail.deliver_due()
    left = now()
    see_to_places()
    db.session.rollback()
    held_until = db.session.get(SignUp, place.id).held_until
    assert timedelta(hours=47, minutes=59) < held_until - left <= timedelta(hours=48, minutes=1)
    runs(hours=47)
    assert state_of(place) is PlaceState.HELD
    runs(hours=49)
    assert state_of(place) is PlaceState.LAPSED and taken() == (0, 0)
    assert db.session.query(Message).order_by(Message.id.desc()).first().subject == "Your place has gone back"


def test_it_is_too_late_when_the_time_is_over_even_if_nobody_has_come_round(client):
    a_partnership()
    an_event()
    place = sign_up(client)
    at = link()
    mail.deliver_due()
    see_to_places()
    with time_machine.travel(now() + timedelta(hours=50), tick=False):
        assert client.get(at).status_code == 410
        client.post(at)
        assert state_of(place) is PlaceState.HELD
    runs(hours=50)
    assert "gone back" in client.get(at).text and "sign up again" in client.get(at).text


def counted() -> tuple[int, list[str]]:
    """How many people took part in the event, and what is wrong with that."""
    db.session.expire_all()
    [number] = people_by_activity().values()
    return number, what_is_wrong()


def test_a_place_counts_its_person_once_it_is_confirmed_and_never_when_it_went_back(client):
    a_partnership()
    an_event()
    confirmed = sign_up(client)
    assert counted() == (0, [])
    at = link()
    for _ in range(2):
        client.post(at)
    assert state_of(confirmed) is PlaceState.COMING and counted() == (1, [])
    lapsed = sign_up(client.application.test_client(), email="lee@example.org")
    mail.deliver_due()
    runs()
    runs(hours=50)
    assert state_of(lapsed) is PlaceState.LAPSED and counted() == (1, [])


@pytest.mark.parametrize("state", [PlaceState.ASKED, PlaceState.LAPSED, PlaceState.HELD, PlaceState.WAITING])
def test_who_is_given_a_place_counts_from_then_on(client, sign_in, state):
    a_partnership()
    an_event()
    place = sign_up(client, email="")
    assert place.state is PlaceState.ASKED and counted() == (0, [])
    place.state = state
    place.event.taken, place.event.waiting = int(state is PlaceState.HELD), int(state is PlaceState.WAITING)
    db.session.commit()
    sign_in("event_team")
    for _ in range(2):
        client.post(f"/staff/events/tamworth/attendees/{place.public_id}/give")
        assert state_of(place) is PlaceState.COMING and counted() == (1, [])
    with write_transaction():
        db.session.get(SignUp, place.id).contribution.withdraw()
    assert counted() == (0, []) and taken() == (0, 0)


def test_who_does_two_things_with_one_code_is_one_person_whichever_is_confirmed(client):
    """The place was asked for first, and the pledge counts: once the place is theirs, they still are one person."""
    a_partnership()
    event = an_event()
    place = sign_up(client)
    code = db.session.get(Receipt, place.contribution.receipt_id)
    a_sign_up(an_event("later", engagement=event.engagement), receipt=code)
    db.session.expire_all()
    assert place.contribution.first_on_site is False and what_is_wrong() == []
    client.post(link())
    db.session.expire_all()
    assert sum(each.first_on_site for each in db.session.query(Contribution)) == 1 and what_is_wrong() == []
    assert place.contribution.first_on_site


@pytest.mark.parametrize("hours", [1, 336])
def test_staff_say_how_long_a_place_is_held(client, sign_in, hours):
    a_partnership(hold_hours=hours)
    an_event(starts_at=uk_evening(30), ends_at=uk_evening(31), doors_at=None)
    place = sign_up(client)
    mail.deliver_due()
    runs()
    runs(hours=hours - 0.5)
    assert state_of(place) is PlaceState.HELD
    runs(hours=hours + 0.5)
    assert state_of(place) is PlaceState.LAPSED


def test_it_is_not_held_longer_than_until_the_event_starts(client):
    a_partnership()
    starts = now() + timedelta(hours=5)
    an_event(starts_at=starts, ends_at=starts + timedelta(hours=1), doors_at=None)
    place = sign_up(client)
    mail.deliver_due()
    runs()
    assert db.session.get(SignUp, place.id).held_until == starts


def test_a_script_that_takes_the_last_six_places_holds_them_for_a_time_only(client):
    a_partnership()
    an_event(places=6)
    for number in range(6):
        sign_up(client, email=f"script{number}@example.org")
    assert taken() == (6, 0)
    person = sign_up(client, "?waits=1", email="ann@example.org")
    assert person.state is PlaceState.WAITING and taken() == (6, 1)
    mail.deliver_due()
    runs()
    runs(hours=49)
    assert state_of(person) is PlaceState.HELD and taken() == (1, 0)
    letter = db.session.query(Message).filter(Message.about == person.contribution.public_id).one()
    assert (letter.to, letter.subject) == ("ann@example.org", "A place has come free")
    at = re.search(r"(/confirm-place/\S+)", letter.body)[1]
    assert client.post(at).status_code == 303 and state_of(person) is PlaceState.COMING


def test_without_an_address_no_place_is_held_and_staff_say_yes(client, sign_in):
    a_partnership()
    an_event(places=1)
    place = sign_up(client, email="")
    assert place.state is PlaceState.ASKED and taken() == (0, 0) and db.session.query(Message).count() == 0
    assert "You asked for a place" in place.event.receipt_lines(place.contribution_id, is_withdrawn=False)[0]
    sign_in("event_team")
    assert "1 to say yes to" in client.get("/staff/events").text
    page = client.get("/staff/events/tamworth/attendees").text
    assert "Asks for a place" in page and "No email" in page
    give = f"/staff/events/tamworth/attendees/{place.public_id}/give"
    assert client.post(give).status_code == client.post(give).status_code == 303
    assert state_of(place) is PlaceState.COMING and taken() == (1, 0)


def test_staff_give_no_place_that_is_not_there(client, sign_in):
    a_partnership()
    event = an_event(places=1)
    asks = sign_up(client, email="")
    a_sign_up(event)
    sign_in("event_team")
    answer = client.post(f"/staff/events/tamworth/attendees/{asks.public_id}/give")
    assert answer.status_code == 409 and "no place to give" in answer.text
    assert state_of(asks) is PlaceState.ASKED and taken() == (1, 0)


def test_a_place_that_comes_free_belongs_to_who_has_waited_longest(client):
    a_partnership()
    event = an_event(places=1)
    token = token_on(client.get("/events/tamworth/sign-up").text)  # this form stayed open on somebody's desk
    first = a_sign_up(event)
    one = sign_up(client, "?waits=1", email="one@example.org")
    two = sign_up(client, "?waits=1", email="two@example.org")
    first.contribution.withdraw()
    db.session.commit()
    assert "this event is full" in client.get("/events/tamworth/sign-up").text  # nobody is faster than who waits
    assert client.post("/events/tamworth/sign-up", data=PERSON | {"token": token}).status_code == 409
    runs()
    runs()
    assert (state_of(one), state_of(two), taken()) == (PlaceState.HELD, PlaceState.WAITING, (1, 1))


def test_more_places_are_for_those_who_wait_too(client):
    a_partnership()
    event = an_event(places=1)
    a_sign_up(event)
    waits = [sign_up(client, "?waits=1", email=f"w{number}@example.org") for number in range(3)]
    event = db.session.get(Event, event.id)
    event.places = 3
    saved(event)
    runs()
    assert [state_of(each) for each in waits] == [PlaceState.HELD, PlaceState.HELD, PlaceState.WAITING]
    assert taken() == (3, 1)


def test_whoever_waits_gives_an_address(client):
    a_partnership()
    a_sign_up(an_event(places=1))
    page = client.get("/events/tamworth/sign-up?waits=1").text
    sent = PERSON | {"token": token_on(page), "waits": "yes", "email": ""}
    answer = client.post("/events/tamworth/sign-up", data=sent)
    assert answer.status_code == 422 and "so that we can tell you when a place comes free" in answer.text


@pytest.mark.parametrize("state", PlaceState)
def test_cancelling_twice_gives_back_what_was_had_once(app, state):
    event = an_event(places=3)
    a_sign_up(event)
    place = a_sign_up(event)
    place.state = state
    event.taken, event.waiting = 1 + place.has_place, int(state is PlaceState.WAITING)
    saved(place)
    for _ in range(2):
        place.contribution.withdraw()
        db.session.commit()
    assert taken() == (1, 0)


def test_nobody_moves_up_or_loses_a_place_when_the_event_is_called_off(client):
    a_partnership()
    event = an_event(places=1)
    held = sign_up(client)
    waits = sign_up(client, "?waits=1", email="w@example.org")
    mail.deliver_due()
    runs()
    event = db.session.get(Event, event.id)
    event.called_off_at, event.called_off_why = now(), "Rain"
    saved(event)
    at = link()
    runs(hours=50)
    assert (state_of(held), state_of(waits), taken()) == (PlaceState.HELD, PlaceState.WAITING, (1, 1))
    assert "is called off" in client.get(at).text
    client.post(at)
    assert state_of(held) is PlaceState.HELD


def test_while_it_was_called_off_nobody_could_confirm_so_the_time_for_it_begins_anew(client):
    a_partnership()
    event, by = an_event(), a_user("engagement_lead").id
    held = sign_up(client)
    at = link()
    mail.deliver_due()
    runs()
    event = db.session.get(Event, event.id)
    event.call_off(by=by, reason="Rain")
    db.session.commit()
    with time_machine.travel(now() + timedelta(hours=50), tick=False):
        event.take_place(by=by)
        db.session.commit()
        see_to_places()
        db.session.rollback()
        assert state_of(held) is PlaceState.HELD
    runs(hours=97)
    assert state_of(held) is PlaceState.HELD
    with time_machine.travel(now() + timedelta(hours=97), tick=False):
        client.post(at)
    assert state_of(held) is PlaceState.COMING


@pytest.mark.parametrize("state", [PlaceState.HELD, PlaceState.WAITING, PlaceState.ASKED, PlaceState.LAPSED])
@pytest.mark.parametrize("why", ["called off", "has been"])
def test_no_place_is_given_at_what_does_not_take_place_or_is_over(client, sign_in, state, why):
    a_partnership()
    event = an_event()
    place = a_sign_up(event, access_needs="A ramp")
    a_sign_up(event, access_needs="A hearing loop")
    place.state = state
    event.taken, event.waiting = 1 + int(place.has_place), int(state is PlaceState.WAITING)
    if why == "called off":
        event.called_off_at, event.called_off_why = now(), "Rain"
    else:
        event.starts_at, event.ends_at, event.doors_at = now() - timedelta(hours=3), now() - timedelta(hours=1), None
    db.session.commit()
    sign_in("event_team")
    at = "/staff/events/tamworth/attendees"
    assert "Give a place" not in client.get(at).text and "Confirm<" not in client.get(at).text
    assert "to sort out" not in client.get("/staff/events").text
    answer = client.post(f"{at}/{place.public_id}/give")
    assert answer.status_code == 409 and why in answer.text
    assert state_of(place) is state and not db.session.query(Message).count()
    db.session.query(SignUp).update({"state": state})
    db.session.commit()
    if state is PlaceState.HELD:
        assert "Nobody has confirmed a place yet" in client.get("/staff/events/tamworth/door-list").text
