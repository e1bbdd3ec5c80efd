"""A letter about a concern arrives, or somebody knows: it is tried without end, listed, and told on every page."""

from datetime import timedelta
from smtplib import SMTPAuthenticationError, SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from ssl import SSLCertVerificationError

import pytest
import time_machine
from flask import Flask

from builders import a_partnership, a_user, saved
from coprod import mail
from coprod.concerns import undelivered
from coprod.concerns.letters import tell
from coprod.database import db, now
from coprod.heartbeat import Heartbeat, give_sign
from coprod.key_ring import Broken
from coprod.mail import Message
from outgoing import mail_server

ANNA = "anna@fernshire.example"
NOBODY = SMTPRecipientsRefused({ANNA: (550, b"5.1.1 <anna@fernshire.example> no such person")})
LATER = SMTPRecipientsRefused({ANNA: (451, b"try later")})


def a_letter(to: str = ANNA, urgent: bool = False) -> Message:
    letter = mail.send(to, "Your place", "Hello", urgent=urgent)
    db.session.commit()
    return letter


def refuse(error: Exception):
    def takes(email):
        raise error

    return takes


@pytest.mark.parametrize(
    ("error", "is_given_up", "said"),
    [
        (NOBODY, True, "refuses this letter for good (550)"),
        (SMTPDataError(554, b"spam"), True, "refuses this letter for good (554)"),
        (LATER, False, "cannot take letters just now (451)"),
        (SMTPDataError(452, b"full"), False, "cannot take letters just now (452)"),
        (
            SMTPAuthenticationError(535, b"who are you"),
            False,
            "does not accept our name and password (535): see MAIL_URL",
        ),
        (SMTPSenderRefused(553, b"not you", ANNA), False, "does not accept our sender (553): see MAIL_FROM"),
        (ConnectionRefusedError(), False, "Nothing answers"),
        (TimeoutError(), False, "does not answer in time"),
        (SSLCertVerificationError(), False, "certificate"),
        (ValueError("smtp://user:hunter2@host"), False, "MAIL_URL cannot be read"),
        (RuntimeError("what nobody thought of"), False, "RuntimeError"),
    ],
    ids=repr,
)
def test_what_is_refused_for_good_is_given_up_and_all_else_is_tried_again(
    app: Flask, monkeypatch, caplog, error, is_given_up, said
):
    mail_server(app, monkeypatch, refuse(error))
    letter, urgent = a_letter(), a_letter(urgent=True)
    behind = a_letter("ben@fernshire.example")
    assert mail.deliver_due() == 0
    assert (letter.next_try_at is None) is is_given_up
    assert urgent.next_try_at and behind.tries == 1, "one about a concern is never given up, and none holds up others"
    assert said in caplog.text
    assert ("is given up after try 1" in caplog.text) is is_given_up and "is tried again" in caplog.text
    for secret in (ANNA, "anna", "no such person", "hunter2"):
        assert secret not in caplog.text + letter.last_error


def test_the_last_try_is_told_from_a_retry(app: Flask, monkeypatch, caplog):
    mail_server(app, monkeypatch, refuse(TimeoutError()))
    letter = a_letter()
    letter.tries = mail.MOST_TRIES - 1
    db.session.commit()
    mail.deliver_due()
    assert "is given up after try 8" in caplog.text and "ERROR" in caplog.text


def test_a_letter_whose_key_is_away_is_listed_and_tried_again(app: Flask, monkeypatch, caplog):
    a_user("safeguarding_lead", ANNA)
    letter = a_letter(urgent=True)

    def broken(*args, **kwargs):
        raise Broken("no such key")

    monkeypatch.setattr(Message, "as_email", broken)
    assert mail.deliver_due() == 0
    (listed,) = undelivered.about_concerns()
    assert "sealed with a key that is not here" in listed.why and letter.next_try_at


@pytest.mark.parametrize("hours", [2, -2])
def test_a_letter_leaves_at_once_whatever_the_clock_says_of_the_machine_that_wrote_it(app, monkeypatch, hours):
    left = []
    mail_server(app, monkeypatch, left.append)
    with time_machine.travel(now() + timedelta(hours=hours)):
        a_letter(urgent=True)
    assert mail.deliver_due() == 1 and len(left) == 1


def test_a_letter_that_has_not_left_stands_on_every_page_of_those_who_have_to_know(client, sign_in, monkeypatch):
    a_partnership()
    lead = a_user("safeguarding_lead", ANNA)
    app = client.application
    mail_server(app, monkeypatch, refuse(NOBODY))
    a_letter(ANNA, urgent=True)
    sign_in("admin")
    assert "not left" not in client.get("/staff").text, "it is still to be tried"
    mail.deliver_due()
    for role, addresses in {
        "admin": ["/staff", "/staff/people", "/staff/settings/system"],
        "safeguarding_lead": ["/staff", "/staff/moderation", "/staff/safeguarding"],
        "safeguarding_deputy": ["/staff", "/staff/safeguarding"],
    }.items():
        sign_in(role)
        for address in addresses:
            assert "1 letter about concerns has not left" in client.get(address).text, (role, address)
    sign_in("moderator")
    assert "not left" not in client.get("/staff").text
    with_times, by_day = (sign_in(role) and client.get(address).text for role, address in PAGES.items())
    assert lead.name in with_times and "Last " in with_times and "refuses this letter for good (550)" in with_times
    assert lead.name in by_day and "Last " not in by_day and "refuses this letter for good (550)" in by_day
    assert "Your place" not in with_times + by_day and ANNA not in with_times + by_day


PAGES = {"safeguarding_lead": "/staff/safeguarding", "admin": "/staff/settings/system"}


def test_a_concern_for_which_nobody_is_there_is_told_too(client, sign_in):
    a_partnership()
    tell()
    db.session.commit()
    sign_in("admin")
    assert "not left" not in client.get("/staff").text
    with time_machine.travel(now() + timedelta(minutes=6)):
        page = client.get("/staff/settings/system").text
        assert "1 letter about concerns has not left" in page and "Whoever has the duty" in page


def test_a_worker_that_gives_no_sign_is_told(client, sign_in):
    a_partnership()
    give_sign()
    give_sign()
    for role in PAGES:
        sign_in(role)
        assert "No worker" not in client.get("/staff").text
        with time_machine.travel(now() + timedelta(minutes=6)):
            assert "No worker has given a sign since" in client.get("/staff").text
    assert db.session.query(Heartbeat).count() == 1


@pytest.mark.parametrize(
    ("role", "address", "again"),
    [
        ("admin", "/staff/settings/system/send-again", {"urgent", "given up"}),
        ("safeguarding_lead", "/staff/safeguarding/letters/send-again", {"urgent"}),
        ("", "send-again", {"urgent", "given up"}),
    ],
)
def test_letters_that_did_not_leave_are_sent_again_by_a_button_and_by_a_command(
    client, sign_in, monkeypatch, role, address, again
):
    a_partnership()
    app = client.application
    mail_server(app, monkeypatch, refuse(NOBODY))
    sent = a_letter()
    saved(sent).sent_on, sent.next_try_at = now().date(), None
    letters = {"urgent": a_letter(urgent=True), "given up": a_letter()}
    numbers = {letter.id: kind for kind, letter in letters.items()}
    mail.deliver_due()
    left = []
    mail_server(app, monkeypatch, left.append)
    assert mail.deliver_due() == 0
    if role:
        sign_in(role)
        assert client.post(address).status_code == 303
        assert "not left" in client.get("/staff").text, "until it has left"
    else:
        result = app.test_cli_runner().invoke(args=[address])
        assert result.output == "2 letters will be tried again now.\n"
    assert mail.deliver_due() == len(again)
    db.session.rollback()
    gone = {numbers[each.id] for each in db.session.query(Message).filter(Message.id.in_(numbers)) if each.sent_on}
    assert gone == again
    if role:
        assert "not left" not in client.get("/staff").text
