"""Nothing the public writes is shown before a person approves it: no page and no setting gets round that."""

import json

import pytest
from markupsafe import escape
from sqlalchemy import ColumnElement, not_, select

from addresses import public_addresses
from builders import a_user, staff_session
from coprod.database import db
from coprod.events.sign_up import SignUp
from coprod.participation.contribution import Contribution, Sharing
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.permissions import Role
from coprod.promise.pledge import Pledge

# Shorter ones ("yes", "the bus") could stand on a page by chance.
LONG_ENOUGH = 25

HIDDEN = {
    "pending": Submission.status == Status.PENDING,
    "rejected": Submission.status == Status.REJECTED,
    "escalated": Submission.status == Status.ESCALATED,
    "team only": Contribution.sharing == Sharing.TEAM,
    "idea only": Contribution.sharing == Sharing.IDEA,
}


def words_where(condition: ColumnElement[bool]) -> list[str]:
    said = db.session.scalars(select(Submission).join(Contribution).where(condition).order_by(Submission.id))
    return [each.as_written for each in said.all() if len(each.as_written) >= LONG_ENOUGH]


@pytest.fixture
def public_pages(demo_client) -> dict[str, str]:
    """Everything a stranger can read, and the download that is made for publishing."""
    pages = {address: demo_client.get(address).text for address in public_addresses(demo_client.application)}
    with demo_client.session_transaction() as session:
        session.update(staff_session(a_user(Role.ANALYST)))
    for kind in ("csv", "jsonl"):
        pages[kind] = demo_client.get(f"/staff/feedback-log.{kind}?publishable=1").get_data(as_text=True)
    return pages


def test_unapproved_words_stand_on_no_public_page(public_pages):
    everything = "\n".join(public_pages.values())
    for status, condition in HIDDEN.items():
        hidden = words_where(condition)
        assert hidden, f"the demonstration has nothing {status}: this would prove nothing"
        shown = [words for words in hidden if str(escape(words)) in everything or words in everything]
        assert shown == [], status
        assert [words for words in hidden if json.dumps(words)[1:-1] in everything] == [], status


def test_the_hidden_part_of_approved_words_stands_nowhere(public_pages):
    everything = "\n".join(public_pages.values())
    hidden = words_where((Submission.status == Status.APPROVED) & (Submission.words != Submission.published_words))
    assert hidden
    assert [words for words in hidden if str(escape(words)) in everything or words in everything] == []


def test_approved_words_do_stand_there(public_pages):
    approved = words_where(Submission.shown() & (Submission.words == Submission.published_words))
    in_log = [words for words in approved if words.replace('"', '""') in public_pages["csv"]]
    assert len(in_log) > 0.95 * len(approved) > 100
    on_pages = "\n".join(page for address, page in public_pages.items() if address not in ("csv", "jsonl"))
    assert sum(str(escape(words)) in on_pages for words in approved) > 100


def test_the_publishable_download_holds_what_may_be_shown_and_no_more(public_pages):
    rows = [json.loads(line) for line in public_pages["jsonl"].splitlines()]
    shown = len(db.session.scalars(select(Submission.id).join(Contribution).where(Submission.shown())).all())
    other = db.session.scalars(select(Submission.id).join(Contribution).where(not_(Submission.shown()))).all()
    assert len(rows) == shown and other


def test_private_details_stand_on_no_public_page(public_pages):
    everything = "\n".join(public_pages.values())
    for kind, fields in {SignUp: ("name", "email"), Pledge: ("contact_name", "contact_email")}.items():
        for field in fields:
            private = [getattr(row, field) for row in db.session.query(kind)]
            assert any(private)
            assert [value for value in private if value and len(value) > 5 and str(escape(value)) in everything] == []
    needs = [place.access_needs for place in db.session.query(SignUp)]
    assert [value for value in needs if value and len(value) >= LONG_ENOUGH and value in everything] == []
