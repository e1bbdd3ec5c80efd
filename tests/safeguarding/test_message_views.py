"""A message on the receipt: seen as it will look, put there only when that is safe, and kept in all its versions."""

import pytest

from builders import a_board, a_concern, a_partnership, saved
from coprod.audit import Record
from coprod.concerns.concern import Concern
from coprod.concerns.step import StepKind
from coprod.database import db
from coprod.participation.lead_message import LeadMessage
from coprod.participation.receipt import Receipt

WORDS = "Thank you for writing.\n\nCall us on 01632 960 118 & ask for Ada."


@pytest.fixture
def concern(client, sign_in) -> Concern:
    a_partnership()
    found = a_concern("he hits me", a_board(), receipt=saved(Receipt("digest")))
    sign_in("safeguarding_lead")
    return found


def send(client, concern: Concern, **fields):
    return client.post(f"/staff/safeguarding/{concern.id}/message", data=fields)


def put(client, concern: Concern, words: str = WORDS, **fields):
    return send(client, concern, **({"words": words, "previewed": words, "go": "put", "is_safe": "yes"} | fields))


def message(concern: Concern) -> str | None:
    left = db.session.get(LeadMessage, concern.contribution_id, populate_existing=True)
    return left and left.words


def test_it_is_seen_before_it_is_put_there(client, concern):
    page = client.get(f"/staff/safeguarding/{concern.id}/message").text
    assert "Put it on the receipt" not in page
    page = send(client, concern, words=WORDS, go="look")
    assert page.status_code == 200 and "A message for you" in page.text and "Put it on the receipt" in page.text
    assert '<p dir="auto">Call us on 01632 960 118 &amp; ask for Ada.</p>' in page.text
    assert message(concern) is None
    answer = put(client, concern)
    assert answer.location == f"/staff/safeguarding/{concern.id}#past"
    assert message(concern) == WORDS
    concern = db.session.get_one(Concern, concern.id)
    assert [step.what for step in concern.steps] == [StepKind.ACKNOWLEDGED, StepKind.MESSAGE]
    [record] = db.session.query(Record).filter_by(action="left a message on the receipt of")
    assert record.details == {}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"is_safe": ""}, "Tick that it is safe"),
        ({"previewed": ""}, "You changed the words. Look at them again"),
        ({"previewed": "Something else"}, "You changed the words. Look at them again"),
        ({"words": " ", "previewed": " "}, "Write the message"),
        ({"words": "x" * 501, "previewed": "x" * 501}, "must be 500 characters or fewer"),
    ],
)
def test_it_is_not_put_there(client, concern, fields, says):
    page = put(client, concern, **fields)
    assert page.status_code == 422 and says in page.text
    assert message(concern) is None and db.session.get_one(Concern, concern.id).steps == []


def test_it_can_be_replaced_and_taken_off_and_every_version_stays(client, concern):
    put(client, concern, "The first")
    put(client, concern, "The second")
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    assert "The first" in page and "Take it off" in page and message(concern) == "The second"
    for _ in range(2):
        assert client.post(f"/staff/safeguarding/{concern.id}/message/take-off").status_code == 303
    assert message(concern) is None
    steps = db.session.get_one(Concern, concern.id).steps
    assert [(step.what, step.words) for step in steps[1:]] == [
        (StepKind.MESSAGE, "The first"),
        (StepKind.MESSAGE, "The second"),
        (StepKind.MESSAGE_OFF, ""),
    ]
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    assert "took the message off the receipt" in page and "The second" in page and "Take it off" not in page


def test_where_nobody_holds_a_receipt_there_is_no_message(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    assert "Nobody can look it up any more" in page
    assert client.get(f"/staff/safeguarding/{concern.id}/message").status_code == 404
    assert put(client, concern).status_code == 404
