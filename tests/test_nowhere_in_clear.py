"""Who somebody is, how to reach them and what they need stand in clear nowhere on the disk, whatever becomes of it."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from answering import code_on
from builders import a_partnership, a_pledge, a_promise, a_questionnaire, a_sign_up, a_user, an_event
from coprod import mail
from coprod.concerns.concern import Concern
from coprod.config import Config
from coprod.database import db
from coprod.events.sign_up import SignUp
from coprod.mail import Message
from coprod.participation import retention
from coprod.promise.pledge import Pledge
from coprod.questionnaires.answering.drafts.draft import OpenDraft
from coprod.questionnaires.answering.drafts.draft_key import DraftKey

PERSON = {
    "name": "Zerelda Quillfeather",
    "email": "zerelda.quillfeather@mistlethrush.example.org",
    "access_needs": "A hoist, and somebody who knows Makaton signs",
    "audience": "parent_carer",
    "sharing": "show",
}
PLEDGE = {
    "organisation": "Hill School",
    "sector": "education",
    "commitments": "we-ask-first",
    "words": "Pupils plan move-up week",
    "by_when": ["1", "3", "2028"],
    "contact_name": "Ottiwell Nightingale",
    "contact_email": "ottiwell@nightingale.example.org",
}
PHONE = "07700 900461"
SEALED = {
    "name": PERSON["name"],
    "email": PERSON["email"],
    "access needs": PERSON["access_needs"],
    "contact name": PLEDGE["contact_name"],
    "contact email": PLEDGE["contact_email"],
    "phone": PHONE,
    "letter": "We hold the place for",
    "other letter": "Someone gave us this email address",
    "subject": "Please confirm your place",
    "draft": "only half written",
}


@pytest.fixture
def in_clear(app: Flask, config: Config) -> Callable[[], list[str]]:
    """Which of all that stands in clear: in a table, in the database file, its WAL, or beside them."""

    def look() -> list[str]:
        found = []
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(select(table)):
                kept = b"\0".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
                found += [f"{what} in {table.name}" for what, text in SEALED.items() if text.encode() in kept]
        db.session.rollback()
        for path in files_in(config.instance):
            kept = path.read_bytes()
            found += [f"{what} in {path.name}" for what, text in SEALED.items() if text.encode() in kept]
        return found

    return look


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def letters(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    """What a mail server was given."""
    given: list[EmailMessage] = []
    monkeypatch.setitem(app.config, "COPROD", replace(app.config["COPROD"], mail_url="smtp://mail.example"))
    monkeypatch.setattr(mail, "hand_over", lambda email, url: given.append(email))
    return given


def test_a_place_at_an_event_from_signing_up_to_cancelling(client: FlaskClient, in_clear, letters):
    a_partnership()
    an_event()
    thanks = client.post("/events/tamworth/sign-up", data=PERSON).location
    page = client.get(thanks).text
    place = db.session.query(SignUp).one()
    assert (place.name, place.email, place.access_needs) == tuple(list(PERSON.values())[:3])
    assert in_clear() == []
    assert mail.deliver_due() == 1 and "press the button" in letters[0].get_content()
    assert in_clear() == []
    client.post("/receipt", data={"code": code_on(page)})
    client.post("/receipt/take-back/1")
    assert db.session.query(SignUp).count() == 0 and in_clear() == []
    assert db.session.query(Message).count() == 0, "the letter goes with the place"


def test_a_pledge_from_sending_to_withdrawing(client: FlaskClient, in_clear, letters):
    a_partnership()
    a_promise()
    assert client.post("/promise/promise/pledge", data=PLEDGE).location == "/promise/promise/thanks"
    pledge = db.session.query(Pledge).one()
    assert (pledge.contact_name, pledge.contact_email) == (PLEDGE["contact_name"], PLEDGE["contact_email"])
    assert mail.deliver_due() == 1 and in_clear() == []
    pledge.contribution.withdraw()
    db.session.commit()
    assert pledge.contact_name == "" and in_clear() == []
    assert db.session.query(Message).count() == 0, "the letter goes with the pledge"


def test_a_draft_and_how_a_safe_adult_may_reach_somebody(client: FlaskClient, in_clear):
    a_partnership()
    draft = OpenDraft.begun(a_questionnaire(), DraftKey.new())
    filing = draft.with_typed(["a"], {"a": [f"only half written {PHONE}"]})
    db.session.rollback()
    filing.file()
    an_event()
    client.post("/events/tamworth/sign-up", data=PERSON)
    client.post("/receipt/get-in-touch?sent=1", data={"how": f"Call {PHONE} after school"})
    assert PHONE in db.session.query(Concern).one().ways_to_reach[0].words
    assert in_clear() == []


def test_a_list_by_name_costs_the_same_for_many_and_is_in_order(client: FlaskClient, sign_in, statements):
    a_partnership()
    event = an_event()
    a_sign_up(event, name="zoë")
    sign_in("event_team")
    client.get("/staff/events/tamworth/attendees")
    statements.clear()
    client.get("/staff/events/tamworth/attendees")
    for_one = len(statements)
    for name in ("Ada", "ben", "Cy", "abe"):
        a_sign_up(event, name=name)
    statements.clear()
    page = client.get("/staff/events/tamworth/attendees").text
    assert len(statements) == for_one
    in_order = ["abe", "Ada", "ben", "Cy", "zoë"]
    assert sorted(in_order, key=lambda name: page.index(f">{name}<")) == in_order


@pytest.mark.parametrize("empty", [b"", b"key:"])
@pytest.mark.parametrize(
    ("make", "column"),
    [
        (a_sign_up, "sealed_name"),
        (a_sign_up, "sealed_email"),
        (a_sign_up, "sealed_access_needs"),
        (a_pledge, "sealed_contact_name"),
        (a_pledge, "sealed_contact_email"),
    ],
)
def test_the_database_refuses_an_empty_private_field_that_is_not_null(app, make, column, empty):
    row = make()
    setattr(row, column, empty)
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_what_nobody_said_is_null_and_reads_as_nothing(app):
    place = a_sign_up(access_needs="")
    assert place.sealed_access_needs is None and place.access_needs == ""
    place.event.forget([place.contribution_id])
    db.session.commit()
    assert (place.name, place.email, place.email_digest, place.sealed_name) == ("", "", None, None)


def test_letters_are_purged_with_nothing_left(app, in_clear, letters):
    a_user("admin")
    mail.send(PERSON["email"], SEALED["subject"], f"{SEALED['letter']} {PHONE}")
    db.session.commit()
    assert mail.deliver_due() == 1
    retention.purge()
    assert db.session.query(Message).count() == 1 and in_clear() == []
