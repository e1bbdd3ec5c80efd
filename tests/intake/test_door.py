"""The one door in."""

import pytest

from builders import a_board, a_partnership, closed, receive, saved
from coprod.activities.activity import NotOpen
from coprod.database import db
from coprod.intake.door import Said
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status


@pytest.fixture
def board(app):
    a_partnership()
    return a_board()


def test_words_wait_for_a_person(board):
    received = receive(board, token="t1", said=[Said("What?", "A quiet room")])
    [submission] = received.contribution.submissions
    assert (submission.prompt, submission.words, submission.status) == ("What?", "A quiet room", Status.PENDING)
    assert received.new and not received.contribution.counts


def test_words_are_kept_as_written_but_for_line_ends_and_control_characters(board):
    received = receive(board, token="t1", said=[Said("What?", " <b>Dont</b>\r\n\x00 stop \u202etxet 👩‍👧 ")])
    assert received.contribution.submissions[0].as_written == "<b>Dont</b>\n stop txet 👩‍👧"


def test_empty_answers_are_no_submissions_and_ticks_alone_count_at_once(board):
    received = receive(board, token="t1", said=[Said("What?", " \n")])
    assert received.contribution.submissions == [] and received.contribution.counts


def test_the_same_form_twice_is_one_contribution_with_one_code(board):
    first = receive(board, token="t1", said=[Said("What?", "Once")])
    db.session.commit()
    second = receive(board, token="t1", said=[Said("What?", "Once, again")])
    assert (second.code, second.new, second.contribution.id) == (first.code, False, first.contribution.id)
    assert db.session.query(Contribution).count() == 1


def test_different_forms_have_different_codes_and_no_code_is_kept(board):
    codes = {receive(board, token=f"t{i}").code for i in range(20)}
    db.session.commit()
    assert len(codes) == 20
    kept = repr([row.receipt.digest for row in db.session.query(Contribution)])
    assert not any(part in kept for code in codes for part in code.split("-")[:3])


def test_findings_are_kept_beside_the_words(board):
    received = receive(board, token="t1", said=[Said("What?", "Ring me on 07700 900123")])
    [finding] = received.contribution.submissions[0].findings
    assert (finding["kind"], finding["start"], finding["end"]) == ("phone", 11, 23)


def test_nothing_is_taken_after_the_close(board):
    for name, value in closed().items():
        setattr(board, name, value)
    saved(board)
    with pytest.raises(NotOpen):
        receive(board, token="t1", said=[Said("What?", "Late")])


def test_the_moment_is_kept_only_while_words_wait(board):
    assert receive(board, token="t1").contribution.received_at is None
    assert receive(board, token="t2", said=[Said("What?", "A lift")]).contribution.received_at is not None
