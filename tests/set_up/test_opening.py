"""Until the site is opened, the public see one kind page; then they see the site, for good."""

import re

import pytest
from sqlalchemy import select

from addresses import every_address
from builders import a_board, a_partnership, a_questionnaire, a_user, an_app, an_event, saved
from coprod.audit import Record
from coprod.database import db, now
from coprod.partnership.models import Partnership
from coprod.partnership.opening import ALWAYS, OPEN, OpenedForGood, SiteOpening
from coprod.permissions import PUBLIC, access_of

PREPARING = "We are getting this site ready"
PRIVACY = {"purposes": "We ask.", "lawful_basis": "A public task.", "officer": "Jo", "reviewed_on": "2026-11-01"}
ACCESSIBILITY = {"status": "partially", "prepared_on": "2026-11-01", "reviewed_on": "2026-11-01"}


@pytest.fixture
def shut(client):
    """An installation that was not opened yet."""
    client.application.extensions.pop(OPEN)
    return client


def everything_required() -> Partnership:
    """All that must be there, but for people."""
    partnership = db.session.get(Partnership, 1) or a_partnership()
    partnership.name, partnership.owners = "Fernshire SEND Partnership", ["Fernshire County Council"]
    partnership.help_numbers = [{"who": "In danger?", "words": "call", "number": "0800 1111"}]
    partnership.contact = {"phone": "0555 010 200", "post": "County Hall\nFernshire"}
    partnership.letter_arrived_at = now()
    partnership.privacy, partnership.accessibility = PRIVACY, ACCESSIBILITY
    db.session.commit()
    return partnership


def everybody_required() -> None:
    """Two administrators, a safeguarding lead and a deputy, each with a second step."""
    for role, email in (
        ("admin", "admin@example.org"),
        ("admin", "another@example.org"),
        ("safeguarding_lead", ""),
        ("safeguarding_deputy", ""),
    ):
        an_app(a_user(role, email))


def test_every_page_of_the_public_says_that_it_is_coming(shut):
    a_board(), an_event(), a_questionnaire()
    for method in ("GET", "POST"):
        addresses = every_address(shut.application, method)
        tried = 0
        for endpoint, address in addresses:
            if access_of(endpoint) != PUBLIC or endpoint in ALWAYS or address.startswith("/staff/"):
                continue
            answer = shut.open(address, method=method)
            assert (answer.status_code, PREPARING in answer.text) == (503, True), address
            tried += 1
        assert tried > 10


@pytest.mark.parametrize("address", ["/health", "/ready", "/privacy", "/accessibility", "/staff/sign-in"])
def test_what_anyone_may_always_see(shut, address):
    assert shut.get(address).status_code == 200


def test_the_kind_page_says_whom_to_ask_and_leads_to_nothing_that_is_shut(shut):
    everything_required()
    page = shut.get("/").text
    assert "0555\u00a0010\u00a0200" in page and "County Hall" in page and "0800" in page
    assert led_to(page) == {"/privacy", "/accessibility"}


def led_to(page: str) -> set[str]:
    """The pages of ours that a page has links to; not what it is made of."""
    return set(re.findall(r'<a [^>]*href="(/[^"#?]*)', page))


@pytest.mark.parametrize("address", ["/nothing", "/engagements/nothing/at/all", "/privacy", "/accessibility",
                                     "/staff/nothing", "/staff/sign-in"])  # fmt: skip
def test_what_can_be_seen_leads_to_nothing_that_is_shut(shut, address):
    everything_required()
    page = shut.get(address).text
    assert [link for link in led_to(page) if shut.get(link).status_code not in (200, 303)] == []
    assert 'href="#menu"' not in page


def test_what_leads_on_is_back_when_the_site_is_open(shut):
    shut.get("/privacy")
    saved(SiteOpening())
    assert {"/", "/events", "/receipt", "/help"} <= led_to(shut.get("/privacy").text)
    assert {"/", "/help"} <= led_to(shut.get("/nothing").text)


def test_staff_work_while_it_is_shut(shut, sign_in):
    sign_in("admin")
    assert shut.get("/staff").status_code == 200
    assert PREPARING in shut.get("/staff/set-up").text


def test_it_opens_only_when_everything_required_is_there(shut, sign_in):
    sign_in("admin")
    assert "Cannot start yet" in shut.get("/staff/set-up").text
    refused = shut.post("/staff/set-up/open")
    assert refused.status_code == 422 and "It was not opened" in refused.text
    assert shut.get("/").status_code == 503
    everything_required(), everybody_required()
    sign_in("admin")
    assert "Open the site" in shut.get("/staff/set-up").text
    assert shut.post("/staff/set-up/open").status_code == 303
    assert shut.get("/").status_code == 200
    opening = db.session.scalars(select(SiteOpening)).one()
    record = db.session.scalars(select(Record).where(Record.action == "opened the site to the public")).one()
    assert opening.by_id == record.by_id == a_user("admin").id


@pytest.mark.parametrize(
    ("part", "empty"),
    [
        ("name", "Our SEND partnership"),
        ("help_numbers", []),
        ("help_numbers", [{"who": "In danger?", "words": "call", "number": "999"}]),
        ("contact", {"phone": "0555 010 200"}),
        ("contact", {"post": "County Hall"}),
        ("letter_arrived_at", None),
        ("privacy", {}),
        ("accessibility", {}),
    ],
)
def test_each_thing_required_is_waited_for(shut, sign_in, part, empty):
    everybody_required()
    setattr(everything_required(), part, empty)
    db.session.commit()
    sign_in("admin")
    assert shut.post("/staff/set-up/open").status_code == 422


@pytest.mark.parametrize("who", ["another", "safeguarding-lead", "safeguarding-deputy"])
def test_each_person_required_is_waited_for(shut, sign_in, who):
    everything_required(), everybody_required()
    someone = db.session.query(type(a_user("admin"))).filter_by(email=f"{who}@example.org").one()
    someone.deactivate()
    db.session.commit()
    sign_in("admin")
    assert shut.post("/staff/set-up/open").status_code == 422


def test_whoever_has_not_set_up_their_second_step_does_not_count(shut, sign_in):
    everything_required(), everybody_required()
    db.session.query(type(a_user("admin"))).filter_by(email="another@example.org").one().deactivate()
    a_user("admin", "third@example.org")
    db.session.commit()
    sign_in("admin")
    page = shut.get("/staff/set-up").text
    assert "still to sign in with two steps" in page
    assert shut.post("/staff/set-up/open").status_code == 422


def test_a_gap_that_comes_later_is_shown_and_shuts_nothing(client, sign_in):
    saved(SiteOpening())
    a_partnership()
    sign_in("admin")
    page = client.get("/staff/set-up").text
    assert "missing now. Nothing was shut." in page
    assert client.get("/").status_code == 200


def test_it_is_opened_once_for_good(client, sign_in):
    opening = saved(SiteOpening())
    sign_in("admin")
    assert client.post("/staff/set-up/open").status_code == 303  # open already: nothing happens
    db.session.delete(db.session.merge(opening))
    with pytest.raises(OpenedForGood):
        db.session.commit()


def test_the_database_is_asked_once_and_never_again_when_it_is_open(shut):
    saved(SiteOpening())
    assert shut.get("/").status_code == 200
    with db.engine.begin() as connection:
        connection.execute(SiteOpening.__table__.delete())
    assert shut.get("/help").status_code == 200


def test_the_page_costs_the_same_whatever_there_is(client, sign_in, statements):
    everything_required()
    sign_in("admin")
    client.get("/staff/set-up")
    counts = []
    for number in range(2):
        statements.clear()
        client.get("/staff/set-up")
        counts.append(len(statements))
        for each in range(5):
            an_app(a_user("admin", f"{number}{each}@example.org"))
    assert counts[0] == counts[1] <= 6, counts


def test_the_first_page_of_staff_leads_to_set_up_until_it_is_open_and_names_what_is_missing_after(shut, sign_in):
    sign_in("moderator")
    assert "not open to the public yet" in shut.get("/staff").text and "/staff/set-up" not in shut.get("/staff").text
    sign_in("admin")
    assert "Go on setting up" in shut.get("/staff").text
    everything_required(), everybody_required()
    saved(SiteOpening())
    shut.application.extensions.pop(OPEN)
    sign_in("admin")
    assert "should be there" not in shut.get("/staff").text
    everything_required().privacy = {}
    db.session.commit()
    assert re.search(r"Something that should be there is missing:</strong>\s*Privacy notice", shut.get("/staff").text)


def test_whoever_writes_engagements_too_begins_one_from_here(client, sign_in):
    sign_in("admin")
    page = client.get("/staff/set-up").text
    assert "Listen, check back, decide" in page and 'name="start"' not in page
    a_user("admin").give_roles(["admin", "engagement_lead"])
    db.session.commit()
    sign_in("admin")
    assert 'name="start" value="' in client.get("/staff/set-up").text
    chosen = re.search(r'<input[^>]*value="listen[^"]*"[^>]*>', client.get("/staff/engagements/new?start=listen").text)
    assert chosen and "checked" in chosen[0]
