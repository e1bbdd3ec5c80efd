"""When people can take part."""

from datetime import timedelta

import pytest
import time_machine

from builders import a_board, a_user, a_whole_draft, closed, saved
from coprod.activities.life import Life, NotAllowed, State
from coprod.database import db, now


def lead() -> int:
    return a_user("engagement_lead").id


def test_a_board_is_a_draft_until_staff_open_it(app):
    [board] = a_whole_draft().activities
    board.engagement.life = Life.OPEN
    assert board.state is State.DRAFT
    shown = board.shown
    board.make_ready(by=lead())
    assert board.state is State.DRAFT
    board.open(by=lead())
    saved(board)
    assert board.is_open and board.shown == shown + 2


def test_coming_open_closed(app):
    board = a_board(opens_at=now() + timedelta(hours=1), closes_at=now() + timedelta(hours=2))
    assert board.state is State.COMING
    with time_machine.travel(now() + timedelta(minutes=90), tick=False):
        assert board.state is State.OPEN
        board.close(by=lead(), reason="Enough")
        saved(board)
        assert board.state is State.CLOSED


def test_extending_opens_a_closed_board_again_but_never_backwards(app):
    board = a_board(**closed())
    with pytest.raises(NotAllowed, match="later"):
        board.extend(now() - timedelta(hours=1), by=lead(), reason="More time")
    board.extend(now() + timedelta(days=1), by=lead(), reason="More time")
    assert board.is_open


def test_what_makes_no_sense_is_refused(app):
    with pytest.raises(NotAllowed, match="opened already"):
        a_board("one").open(by=lead())
    with pytest.raises(NotAllowed, match="It is a draft"):
        a_board("two", opens_at=None).open(by=lead())
    with pytest.raises(NotAllowed, match="Only what is open"):
        a_board("three", **closed()).close(by=lead(), reason="Enough")
    with pytest.raises(NotAllowed, match="Open it first"):
        a_board("four", opens_at=None).extend(now() + timedelta(days=9), by=lead(), reason="More time")


def test_two_changes_at_once_move_the_version_twice(app):
    board = a_board()
    shown = board.shown
    board.touch()
    db.session.flush()
    board.touch()
    assert saved(board).shown == shown + 2
