"""What one person sent is written in one short transaction: all of it or nothing, as the unit of work would have."""

import re
from typing import Any

import pytest
from sqlalchemy import inspect, select, update

from builders import a_board, a_partnership, a_user, an_event, closed, receive, saved
from coprod.activities.activity import Activity, NotOpen
from coprod.boards.models import Note
from coprod.concerns.concern import Concern
from coprod.database import db
from coprod.events.models import TAKE_A_PLACE, Full
from coprod.intake.door import Said, file, judge
from coprod.mail import Message
from coprod.participation.contribution import Contribution
from coprod.participation.move import Move
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.prepared import dialect, prepared

# What no two of them share: their numbers, and what is made of the token or by chance.
THEIR_OWN = {"id", "digest", "token_digest", "sealed_words", "place", "public_id", "at", "opened_at", "received_at"}
THEIR_OWN |= {"next_try_at"}
WORDS = {"ordinary": "More clubs. Ring me on 07700 900123", "worrying": "he hits me when mum is out"}


@pytest.fixture
def board(app):
    a_partnership()
    a_user("safeguarding_lead")
    return a_board()


def stored(thing: Any) -> dict[str, Any]:
    """Every column of a row, but for what is its own."""
    columns = inspect(type(thing)).column_attrs
    values = {attribute.key: getattr(thing, attribute.key) for attribute in columns}
    own = re.compile("^sealed_|_id$")
    return {name: value for name, value in values.items() if name not in THEIR_OWN and not own.search(name)}


@pytest.mark.parametrize("kind", WORDS)
def test_every_column_is_what_the_unit_of_work_would_have_stored(board, kind):
    said = {"audience": "young_person", "district": "north", "sharing": "team", "context": {"Group": "Den"}}
    judged = judge(board.id, token="filed", said=[Said("What?", WORDS[kind])], **said)
    filed_note = Note(contribution=judged.sent, board_id=board.id, question_id=board.asked[0].id, colour=3)
    judged.row(filed_note, contribution_id=judged.contribution, submission_id=judged.submissions[0])
    file(judged)
    db.session.rollback()
    filed = db.session.scalars(select(Contribution)).one()

    by_hand = Contribution(activity=board, receipt=Receipt("by hand"), token_digest="by hand", **said)
    findings = filed.submissions[0].findings
    submission = Submission(contribution=by_hand, prompt="What?", words=WORDS[kind])
    submission.findings = findings
    saved(by_hand)
    if kind == "worrying":
        submission.escalate(by=None, origin="screening")
    board.notes.add(Note(contribution=by_hand, question=board.asked[0], colour=3))
    db.session.commit()

    assert stored(filed) == stored(by_hand)
    assert stored(filed.submissions[0]) == stored(by_hand.submissions[0])
    for model in (Note, Move, Concern, Message):
        rows = [stored(row) for row in db.session.scalars(select(model).order_by(*inspect(model).primary_key))]
        assert rows[: len(rows) // 2] == rows[len(rows) // 2 :], model
    assert bool(db.session.scalars(select(Concern)).all()) is (kind == "worrying")


def test_nothing_is_left_of_what_could_not_be_filed_whole(board):
    event = an_event(places=1)
    db.session.execute(update(type(event)).values(taken=1))
    db.session.commit()
    judged = judge(event.id, token="t", said=[Said("What?", "he hits me")], private={"Name": "Sam"})
    judged.demand(prepared(TAKE_A_PLACE, dialect()), {"event": event.id}, Full("full"))
    with pytest.raises(Full):
        file(judged)
    db.session.rollback()
    for model in (Contribution, Receipt, Submission, Concern, Move, Message):
        assert db.session.scalars(select(model)).all() == [], model


def test_it_is_asked_again_whether_people_may_take_part(board):
    judged = judge(board.id, token="t", said=[Said("What?", "Just in time")])
    for name, value in closed().items():
        setattr(board, name, value)
    saved(board)
    with pytest.raises(NotOpen) as refused:
        file(judged)
    assert isinstance(refused.value.activity, Activity)
    assert db.session.scalars(select(Contribution)).all() == []


def test_sent_twice_at_the_same_instant_is_one_contribution(board):
    first, second = (judge(board.id, token="t", said=[Said("What?", "Once")]) for _ in range(2))
    assert file(first).new and not file(second).new
    assert first.code == second.code
    db.session.rollback()
    assert len(db.session.scalars(select(Contribution)).all()) == 1


def test_sent_twice_is_noticed_before_the_last_place_is_missed(board):
    event = an_event(places=1)

    def one_go():
        judged = judge(event.id, token="t")
        judged.demand(prepared(TAKE_A_PLACE, dialect()), {"event": event.id}, Full("full"))
        return file(judged)

    assert one_go().new
    assert not one_go().new


def test_what_joins_an_earlier_code_has_its_receipt_also_when_that_is_forgotten(board):
    first = receive(board, token="one", said=[Said("What?", "One")])
    second = receive(board, token="two", said=[Said("What?", "Two")], same_code_as="one")
    assert second.code == first.code and second.contribution.receipt_id == first.contribution.receipt_id
    for contribution in db.session.scalars(select(Contribution)):
        contribution.receipt_id = None
    db.session.flush()
    db.session.execute(Receipt.__table__.delete())
    db.session.commit()
    third = receive(board, token="three", said=[Said("What?", "Three")], same_code_as="one")
    assert third.code == first.code and third.contribution.receipt is not None


def test_statements_inside_the_transaction(board, statements):
    for token, words, most in (("a", "More clubs", 6), ("b", "he hits me when mum is out", 9)):
        judged = judge(board.id, token=token, said=[Said("What?", words)])
        judged.row(
            Note(contribution=judged.sent, board_id=board.id, question_id=board.asked[0].id),
            contribution_id=judged.contribution,
            submission_id=judged.submissions[0],
        )
        db.session.rollback()
        statements.clear()
        file(judged)
        inside = [each for each in statements if "mail" not in each]
        assert 4 < len(inside) <= most, inside
