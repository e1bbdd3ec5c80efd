"""Somebody takes a place at an event; nobody else learns who they are or what they need."""

import re

import pytest
from flask.testing import FlaskClient

from answering import code_on, token_on
from builders import a_partnership, a_sign_up, an_engagement, an_event, closed, saved
from coprod.activities.audience import Audience
from coprod.database import db
from coprod.events.models import Event, SignUp
from coprod.mail import Message
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission

PERSON = {"name": "Sam Example", "email": "sam@example.org", "audience": "not_said", "sharing": "show"}


def sign_up(client: FlaskClient, slug: str = "tamworth", query: str = "", **fields: str):
    """Open the form, fill it in, send it."""
    page = client.get(f"/events/{slug}/sign-up{query}").text
    same = "yes" if 'name="same_code" type="hidden" value="yes"' in page else ""
    return client.post(f"/events/{slug}/sign-up", data=PERSON | {"token": token_on(page), "same_code": same} | fields)


def test_a_place_for_someone_who_says_little(client):
    a_partnership()
    event = an_event()
    sent = sign_up(client)
    assert (sent.status_code, sent.location) == (303, "/events/tamworth/thanks")
    place = db.session.query(SignUp).one()
    assert (place.name, place.email, place.access_needs, place.access_met) == (
        "Sam Example",
        "sam@example.org",
        "",
        None,
    )
    assert not place.contribution.counts, "nobody has confirmed it yet"
    assert place.contribution.audience is Audience.NOT_SAID
    assert db.session.query(Submission).count() == 0 and db.session.get(Event, event.id).places_left == 39


def test_a_message_waits_to_be_read_and_private_things_are_not_in_it(client):
    a_partnership()
    an_event()
    sign_up(client, words="Please talk about buses", access_needs="A ramp", audience="parent_carer", district="south")
    submission = db.session.query(Submission).one()
    went = submission.contribution
    assert submission.words == "Please talk about buses" and not went.counts
    assert (went.audience, went.district_slug, went.context) == ("parent_carer", "south", {"Event": "Talk in Tamworth"})
    assert db.session.query(SignUp).one().access_needs == "A ramp"


def test_the_thanks_page_shows_the_code_and_comes_from_one_browser_only(client, app):
    a_partnership()
    an_event()
    page = client.get(sign_up(client).location)
    assert re.fullmatch(r"[a-z]+-[a-z]+-[a-z]+-\d{3}", code_on(page.text)) and "sam@example.org" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    stranger = app.test_client().get("/events/tamworth/thanks")
    assert stranger.status_code == 303 and stranger.location == "/events/tamworth"


def test_a_letter_confirms_it_and_gives_nothing_away(client):
    a_partnership()
    an_event()
    code = code_on(client.get(sign_up(client, access_needs="A ramp", words="Hello buses").location).text)
    letter = db.session.query(Message).one()
    assert (letter.to, letter.subject) == ("sam@example.org", "Please confirm your place")
    for private in ("Sam", "ramp", "buses", code, code.replace("-", " ")):
        assert private not in letter.body
    for useful in (
        "Talk in Tamworth",
        "6pm to 7:30pm",
        "Imaginary Row",
        "http://127.0.0.1:5000/confirm-place/",
        "48 hours",
    ):
        assert useful in letter.body


def test_a_strangers_letter_box_is_not_filled_by_us(client):
    a_partnership()
    an_event()
    for number in range(12):
        assert sign_up(client, name=f"Sam {number}", email="Stranger@example.org").status_code == 303
    assert (db.session.query(SignUp).count(), db.session.query(Message).count()) == (12, 10)


def test_the_same_form_twice_is_one_place_one_letter_one_code_even_when_it_was_the_last(client):
    a_partnership()
    an_event(places=1)
    token = token_on(client.get("/events/tamworth/sign-up").text)
    codes = set()
    for _ in range(2):
        assert client.post("/events/tamworth/sign-up", data=PERSON | {"token": token}).status_code == 303
        codes.add(code_on(client.get("/events/tamworth/thanks").text))
    assert len(codes) == 1
    assert db.session.query(SignUp).count() == db.session.query(Message).count() == 1


def test_someone_else_under_the_same_code(client):
    a_partnership()
    an_event()
    first = code_on(client.get(sign_up(client).location).text)
    second = code_on(client.get(sign_up(client, query="?same_code=1", name="Alex").location).text)
    assert first == second and db.session.query(SignUp).count() == 2


def test_a_full_event_says_so_gives_back_what_was_typed_and_other_ways(client):
    a_partnership(contact={"phone": "01632 960 001", "email": "send@example.org"})
    engagement = an_engagement()
    event = an_event(engagement=engagement, places=1)
    an_event("stafford", engagement, title="Talk in Stafford")
    token = token_on(client.get("/events/tamworth/sign-up").text)
    a_sign_up(event)
    late = client.post(
        "/events/tamworth/sign-up",
        data=PERSON | {"token": token, "words": "Buses please", "access_needs": "A <ramp>"},
    )
    assert late.status_code == 409
    for words in ("this event is full", "Buses please", "A &lt;ramp&gt;", "Talk in Stafford", "01632"):
        assert words in late.text
    assert db.session.query(SignUp).count() == db.session.query(Contribution).count() == 1
    assert db.session.query(Message).count() == 0
    assert "this event is full" in client.get("/events/tamworth/sign-up").text
    page = client.get("/events/tamworth").text
    assert "Every place is taken" in page and "tamworth/sign-up?waits=1" in page and 'tamworth/sign-up"' not in page


def test_a_cancelled_place_can_be_had_by_someone_else(client):
    a_partnership()
    first = a_sign_up(an_event(places=1)).contribution
    first.withdraw()
    db.session.commit()
    assert sign_up(client, name="Next").status_code == 303
    assert db.session.query(SignUp).one().name == "Next"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": "  "}, "Enter a name we can call you by"),
        ({"name": "x" * 101}, "100 characters or fewer"),
        ({"email": "not an address"}, "Enter an email address like"),
        ({"email": "sam@example.org\r\nBcc: all@example.org"}, "Enter an email address like"),
        ({"email": "sam@example.org,all@example.org"}, "Enter an email address like"),
        ({"email": "用户@example.org"}, "Enter an email address like"),
        ({"email": f"{'a' * 300}@example.org"}, "254 characters or fewer"),
        ({"access_needs": "n" * 1001}, "1,000 characters or fewer"),
        ({"words": "w" * 501}, "500 characters or fewer"),
        ({"audience": "the queen"}, "There is a problem"),
        ({"district": "atlantis"}, "There is a problem"),
    ],
)
def test_what_is_refused_comes_back(client, fields, message):
    a_partnership()
    an_event()
    sent = sign_up(client, **{"access_needs": "A quiet corner", **fields})
    assert sent.status_code == 422 and message in sent.text and "<title>Error: " in sent.text
    assert fields.get("access_needs", "A quiet corner") in sent.text
    assert db.session.query(SignUp).count() == db.session.query(Message).count() == 0


@pytest.mark.parametrize("name", ["😀 Zoë", "محمد علي", "<script>alert(1)</script>", "O'Brien-Smith 李"])
def test_any_name_is_kept_as_it_is_and_harms_nobody(client, sign_in, name):
    a_partnership()
    an_event()
    assert sign_up(client, name=name, access_needs=name).status_code == 303
    assert db.session.query(SignUp).one().name == name
    sign_in("event_team")
    page = client.get("/staff/events/tamworth/attendees").text
    assert "<script>alert" not in page and name.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;") in page


def test_a_name_stays_on_one_line(client):
    an_event()
    sign_up(client, name="Sam\r\nBcc: all@example.org\x00")
    assert db.session.query(SignUp).one().name == "Sam Bcc: all@example.org"


def test_an_address_with_an_accent_in_its_domain_can_be_delivered(client):
    an_event()
    assert sign_up(client, email="sam@bücher.de").status_code == 303
    assert db.session.query(Message).one().as_email("a@example.org")["To"] == "sam@xn--bcher-kva.de"


def test_a_form_that_comes_after_closing_is_given_back(client):
    a_partnership()
    event = an_event()
    token = token_on(client.get("/events/tamworth/sign-up").text)
    for name, value in closed().items():
        setattr(event, name, value)
    saved(event)
    sent = client.post("/events/tamworth/sign-up", data=PERSON | {"token": token, "words": "I wanted to talk of buses"})
    assert sent.status_code == 409 and "I wanted to talk of buses" in sent.text
    assert db.session.query(SignUp).count() == 0


def test_a_place_costs_ten_statements_at_most(client, statements):
    a_partnership()
    an_event()
    token = token_on(client.get("/events/tamworth/sign-up").text)
    statements.clear()
    assert client.post("/events/tamworth/sign-up", data=PERSON | {"token": token, "words": "Hi"}).status_code == 303
    assert len(statements) <= 10, statements
