"""Who letters come from, what to ask IT for, and a test letter that counts only when somebody says it arrived."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from coprod.changes import Change
from coprod.database import db, now
from coprod.mail import Message
from coprod.settings.mail.identity import MailIdentity

ADDRESS = "/staff/settings/mail"


def link_in_letter() -> str:
    db.session.rollback()
    [letter] = db.session.query(Message)
    return re.search(r"http://[^/]+(/staff/settings/mail/arrived/\S+)", letter.body)[1]


def test_a_test_letter_goes_to_whoever_asks_and_counts_when_they_press_the_button(client, admin, kept):
    assert not kept().has_letter_arrived and "Not known yet" in client.get(ADDRESS).text
    assert client.post(f"{ADDRESS}/send").location == ADDRESS
    assert "on its way to you" in client.get(ADDRESS).text
    [letter] = db.session.query(Message)
    assert letter.to == admin.email and letter.subject == "Your test letter"
    link = link_in_letter()
    page = client.get(link)
    assert "Yes, it arrived" in page.text and page.headers["Referrer-Policy"] == "no-referrer"
    assert not kept().has_letter_arrived  # a mail scanner opens links too
    assert client.post(link).location == ADDRESS
    assert kept().has_letter_arrived and "A test letter arrived on" in client.get(ADDRESS).text
    assert [change.field for change in db.session.query(Change)] == ["letter_arrived_at"]
    assert "A test letter arrived" in client.get("/staff/settings/changes").text


def test_a_letter_may_arrive_before_anything_else_is_set(client, sign_in, kept):
    sign_in("admin")
    client.post(f"{ADDRESS}/send")
    assert client.post(link_in_letter()).status_code == 303
    assert kept().has_letter_arrived and not kept().has_name_and_owners


@pytest.mark.parametrize("secret", ["none", "x" * 500, "WzEsICJhIl0.aaaa.bbbb"])
def test_a_link_that_we_did_not_send_counts_for_nothing(client, admin, kept, secret):
    for answer in (client.get(f"{ADDRESS}/arrived/{secret}"), client.post(f"{ADDRESS}/arrived/{secret}")):
        assert answer.status_code == 404 and "This link does not work" in answer.text
    assert not kept().has_letter_arrived


def test_a_link_counts_for_whom_it_was_sent_to_and_for_three_days(client, admin, sign_in, kept):
    client.post(f"{ADDRESS}/send")
    link = link_in_letter()
    with time_machine.travel(now() + timedelta(hours=73)):
        sign_in("admin")
        assert client.post(link).status_code == 404
    sign_in("moderator")
    assert client.post(link).status_code == 403
    assert not kept().has_letter_arrived


def test_the_page_says_what_is_missing(client, admin):
    page = client.get(ADDRESS).text
    assert "No mail server is set" in page and "nobody’s address" in page and "coprod@example.org" in page


def test_the_records_are_those_of_the_senders_domain_and_no_password_is_shown(client, admin):
    app = client.application
    before = app.config["COPROD"]
    app.config["COPROD"] = replace(
        before, mail_from="SEND <send@fernshire.gov.uk>", mail_url="smtp://us:s3cret@mx.fernshire.gov.uk:587"
    )
    page = client.get(ADDRESS).text
    app.config["COPROD"] = before
    for words in ("_dmarc.fernshire.gov.uk", "v=DMARC1;", "_domainkey.fernshire.gov.uk", "a:mx.fernshire.gov.uk ~all"):
        assert words in page, words
    assert "s3cret" not in page and "No mail server" not in page and "nobody’s address" not in page


@pytest.mark.parametrize(
    ("sender", "is_nobodys"),
    [
        ("a@example.org", True),
        ("a@b.example", True),
        ("a@mail.example.com", True),
        ("a@localhost", True),
        ("a@council.gov.uk", False),
        ("A B <a@nhs.net>", False),
        ("a@forexample.org", False),
    ],  # fmt: skip
)
def test_an_address_of_nobody_is_known(app, sender, is_nobodys):
    assert MailIdentity.of(replace(app.config["COPROD"], mail_from=sender)).is_nobodys is is_nobodys
