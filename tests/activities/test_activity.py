"""When people can take part."""

from datetime import timedelta

import pytest

from builders import a_board, a_user, closed, saved
from coprod.activities.life import NotAllowed, State
from coprod.database import db, now


def lead() -> int:
    return a_user("engagement_lead").id


def test_a_board_is_a_draft_until_staff_open_it(app):
    board = a_board(opens_at=None)
    assert board.state is State.DRAFT
    board.open(by=lead())
    saved(board)
    assert board.is_open and board.shown == 2


def test_coming_open_closed(app):
    board = a_board(opens_at=now() + timedelta(hours=1), closes_at=now() + timedelta(hours=2))
    assert board.state is State.COMING
    board.open(by=lead())
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
    with pytest.raises(NotAllowed, match="closing time has passed"):
        a_board("two", opens_at=None, closes_at=now() - timedelta(days=1)).open(by=lead())
    with pytest.raises(NotAllowed, match="Only an open"):
        a_board("three", **closed()).close(by=lead(), reason="Enough")
    with pytest.raises(NotAllowed, match="Open it first"):
        a_board("four", opens_at=None).extend(now() + timedelta(days=9), by=lead(), reason="More time")


def test_two_changes_at_once_move_the_version_twice(app):
    board = a_board()
    board.touch()
    db.session.flush()
    board.touch()
    assert saved(board).shown == 3
