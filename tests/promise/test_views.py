"""An organisation pledges, confirms its email address, and sees its pledge on the register."""

import logging
import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from builders import a_partnership, a_promise, a_user, closed, saved
from coprod.activities.audience import Audience
from coprod.database import db, uk_today
from coprod.mail import Message
from coprod.participation.contribution import Contribution, Sharing
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.promise.pledge import Pledge

ADDRESS = "/promise/promise/pledge"


def fields(client: FlaskClient, **changes):
    """The form as somebody opened it, filled in."""
    page = client.get(ADDRESS).text
    return {
        "token": re.search(r'name="token" type="hidden" value="([^"]+)"', page)[1],
        "organisation": "Hill School",
        "sector": "education",
        "commitments": ["we-ask-first", "we-come-back"],
        "words": "Pupils plan move-up week",
        "by_when": ["30", "6", str(uk_today().year + 1)],
        "contact_name": "Ottilie Chalk",
        "contact_email": "ottilie@hill.example",
    } | changes


def pledge(client: FlaskClient, **changes):
    """Open the form, fill it in, send it."""
    return client.post(ADDRESS, data=fields(client, **changes))


def link() -> str:
    """The path of the link in the only letter."""
    body = db.session.scalars(select(Message)).one().body
    return urlsplit(re.search(r"http\S+", body)[0]).path


def test_a_pledge_goes_to_the_register_once_read_and_confirmed(client):
    a_partnership()
    a_promise()
    sent = pledge(client)
    assert (sent.status_code, sent.location) == (303, "/promise/promise/thanks")
    thanks = client.get(sent.location).text
    assert "check your email" in thanks and "Pupils plan move-up week" in thanks and "slip__code" in thanks
    assert "Pupils" not in client.get("/promise/promise/pledges").text
    db.session.scalars(select(Submission)).one().approve(by=a_user("moderator").id)
    db.session.commit()
    assert "Pupils" not in client.get("/promise/promise/pledges").text
    assert "Is this pledge yours?" in client.get(link()).text
    assert "Pupils" not in client.get("/promise/promise/pledges").text, "opening a link is not yet a yes"
    confirmed = client.post(link())
    assert confirmed.status_code == 303 and "is confirmed" in client.get(confirmed.location).text
    shown = client.get("/promise/promise/pledges").text
    assert "Pupils plan move-up week" in shown and "Hill School" in shown and "We come back" in shown


def test_everything_said_is_kept_and_the_moderator_sees_what_will_be_public(client):
    a_partnership()
    a_promise()
    pledge(client, organisation="  Hill\tSchool ", sector="social-care")
    made = db.session.scalars(select(Pledge)).one()
    went = made.contribution
    assert (went.audience, went.sharing, went.district_slug) == (Audience.ORGANISATION, Sharing.SHOW, None)
    assert (made.organisation.name, made.sector) == ("Hill School", "social-care")
    assert [each.title for each in made.commitments] == ["We ask first", "We come back"]
    assert made.by_when == date(uk_today().year + 1, 6, 30)
    assert (made.contact_name, made.contact_email) == ("Ottilie Chalk", "ottilie@hill.example")
    assert made.submission.prompt == "What will your organisation do?" and made.submission.status is Status.PENDING
    assert went.context["Organisation"] == "Hill School" and went.context["Sector"] == "Social care"
    assert "Ottilie" not in str(went.context) and "hill.example" not in str(went.context)


def test_the_form_says_that_it_is_public_and_who_reads_it(client):
    a_partnership()
    a_promise()
    page = client.get(ADDRESS).text
    assert "A pledge is public" in page and "safe adult" in page and "Who will read this?" in page


def test_the_letter_holds_nothing_that_was_typed(client):
    a_partnership()
    a_promise()
    pledge(client, organisation="Buy at scam.example", words="Click here", contact_name="Scammer")
    letter = db.session.scalars(select(Message)).one()
    assert letter.to == "ottilie@hill.example" and letter.subject == "Please confirm your pledge"
    for typed in ("scam.example", "Click here", "Scammer", "ottilie"):
        assert typed not in letter.body
    assert link().split("/")[-1] != db.session.scalars(select(Pledge.link_digest)).one()


def test_a_form_sent_twice_makes_one_pledge_one_letter_and_one_code(client):
    a_partnership()
    a_promise()
    form, codes = fields(client), set()
    for _ in range(2):
        client.post(ADDRESS, data=form)
        codes.add(re.search(r'slip__code">(.*?)</p>', client.get("/promise/promise/thanks").text)[1])
    assert len(codes) == 1
    for kind in (Pledge, Message, Contribution):
        assert db.session.query(kind).count() == 1


def test_a_withdrawn_pledge_is_thanked_for_no_more(client):
    a_partnership()
    a_promise()
    pledge(client)
    db.session.scalars(select(Contribution)).one().withdraw()
    db.session.commit()
    assert client.get("/promise/promise/thanks").status_code == 303


def test_thanks_without_a_pledge_goes_back_to_the_promise(client):
    a_promise()
    sent = client.get("/promise/promise/thanks")
    assert (sent.status_code, sent.location) == (303, "/promise/promise")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("organisation", "  ", "Enter the name of your organisation"),
        ("organisation", "🎉🎉", "in letters or numbers"),
        ("organisation", "x" * 121, "120 characters or fewer"),
        ("sector", "", "Choose what kind of organisation it is"),
        ("sector", "made-up", "Not a valid choice"),
        ("commitments", [], "Choose one commitment or more"),
        ("commitments", ["made-up"], "not a valid choice"),
        ("words", "\x00 \n", "Enter what your organisation will do"),
        ("words", "x" * 1001, "1,000 characters or fewer"),
        ("contact_name", "", "Enter your name"),
        ("contact_name", "x" * 101, "100 characters or fewer"),
        ("contact_email", "", "Enter your email address"),
        ("contact_email", "ottilie", "Enter an email address like name@example.com"),
        ("contact_email", "a@example.org, b@example.org", "Enter an email address like name@example.com"),
        ("contact_email", "ö@example.org", "Enter an email address like name@example.com"),
        ("by_when", ["", "", ""], "Enter the date you will do it by"),
        ("by_when", ["31", "2", "2027"], "must be a real date"),
        ("by_when", ["", "6", "2027"], "must be a real date"),
        ("by_when", ["soon"], "must be a real date"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(client, field, value, said):
    a_partnership()
    a_promise()
    form = fields(client) | {field: value}
    sent = client.post(ADDRESS, data=form)
    assert sent.status_code == 422 and said in sent.text and "<title>Error: " in sent.text
    for name in ("organisation", "words", "contact_name", "contact_email"):
        assert form[name].strip("\x00 \n") in sent.text, name
    if field not in ("sector", "commitments"):
        assert re.search(r'value="education"[^>]*checked', sent.text)
        assert len(re.findall(r'name="commitments"[^>]*checked', sent.text)) == 2
    assert f'href="#{field}' in sent.text and f'id="{field}' in sent.text
    assert db.session.query(Contribution).count() == 0


@pytest.mark.parametrize(("days", "said"), [(0, "must be in the future"), (-1, "must be in the future"), (1, "")])
def test_the_date_is_after_today(client, days, said):
    a_partnership()
    a_promise()
    day = uk_today() + timedelta(days=days)
    sent = pledge(client, by_when=[str(day.day), str(day.month), str(day.year)])
    assert said in sent.text and sent.status_code == (422 if said else 303)


def test_the_date_is_within_five_years(client):
    a_partnership()
    a_promise()
    today = uk_today()
    late = pledge(client, by_when=["31", "12", str(today.year + 6)])
    assert late.status_code == 422 and f"{today.year + 5} or sooner" in late.text
    assert 'value="31"' in late.text and f'value="{today.year + 6}"' in late.text
    assert pledge(client, by_when=["1", "1", str(today.year + 5)]).status_code == 303


def test_words_of_every_kind_come_back_as_they_were_written(client):
    a_partnership()
    a_promise()
    words = '👩🏽‍🦽 سنستمع إليكم <script>alert("1")</script>'
    pledge(client, words=words, organisation="<b>نادي</b> & Co")
    made = db.session.scalars(select(Pledge)).one()
    assert made.submission.words == words and made.organisation.name == "<b>نادي</b> & Co"
    for page in (client.get("/promise/promise/thanks").text, client.get(link()).text):
        assert "<script>alert" not in page and "<b>نادي" not in page and "&lt;b&gt;نادي" in page


def test_a_closed_promise_says_so_and_gives_the_words_back(client):
    a_partnership()
    promise = a_promise()
    form = fields(client)
    for name, value in closed().items():
        setattr(promise, name, value)
    saved(promise)
    sent = client.post(ADDRESS, data=form)
    assert sent.status_code == 409 and "Pupils plan move-up week" in sent.text and "has closed" in sent.text
    assert db.session.query(Message).count() == 0


def test_nobody_is_sent_letter_after_letter(client):
    a_partnership()
    a_promise()
    for _ in range(10):
        assert pledge(client, contact_email="stranger@example.org").status_code == 303
    sent = pledge(client, contact_email="Stranger@example.org")
    assert sent.status_code == 422 and "many emails today" in sent.text and "Pupils plan" in sent.text
    assert pledge(client, contact_email="other@example.org").status_code == 303
    assert db.session.query(Message).count() == 11


def test_contacts_and_secrets_stay_out_of_the_log(client, caplog):
    a_partnership()
    a_promise()
    with caplog.at_level(logging.DEBUG):
        pledge(client)
        pledge(client, words="")
        secret = link().split("/")[-1]
        client.post(link())
    for private in ("Ottilie", "hill.example", secret):
        assert private not in caplog.text
