"""Who wrote on a board, and when: declared before it opens, released by two people, and under the one rule."""

from datetime import timedelta

import pytest
import time_machine

from builders import a_board, a_partnership, a_user, an_approved_note, saved
from coprod.activities.life import NotAllowed
from coprod.boards.counted import declaration_of, key, monday_of
from coprod.boards.models import Board
from coprod.database import db, now, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.results.declaration import WEEKS, Counts
from coprod.results.gate import gate
from coprod.results.published import Declared, Published
from published import released

WEEK = Counts.ANSWERS


@pytest.fixture
def board(app):
    a_partnership()
    made = a_board(opens_at=now() - timedelta(days=10), closes_at=now() - timedelta(seconds=1))
    made.declare()
    return saved(made)


def written(board: Board, number: int, **who) -> list[Contribution]:
    """So many people who wrote a note today that was approved."""
    return [an_approved_note(board=board, **who).contribution for _ in range(number)]


def in_week(board: Board) -> int:
    """How many of everyone are counted in this week."""
    tallies = board.tallied(Declared.of(board.id).declaration)
    return tallies[next(iter(tallies))].picked[WEEKS, WEEK, key(monday_of(uk_today()))]


def test_its_weeks_are_declared_when_it_opens_and_more_when_it_gets_more_time(app):
    a_partnership()
    board = a_board()
    board.declare()
    before = len(Declared.of(board.id).declaration.questions[0].options)
    board.extend(board.closes_at + timedelta(days=21), by=a_user("engagement_lead").id, reason="Term has begun.")
    [weeks] = Declared.of(board.id).declaration.questions
    assert len(weeks.options) == before + 3 and weeks == declaration_of(board).questions[0]
    assert Declared.of(board.id).number == 2


def test_people_are_counted_and_not_their_notes(board):
    one, other, *_ = written(board, 12)
    one.receipt = other.receipt = Receipt("same")
    db.session.flush()
    for each in (one, other):
        db.session.expire(each, ["under_one_receipt"])
    other.first_in_activity = False
    db.session.commit()
    assert in_week(board) == 11
    one.withdraw()
    db.session.commit()
    assert in_week(board) == 11  # they are there by the other note


def test_everyone_sees_who_wrote_and_when_once_two_people_released_it(client, board):
    written(board, 57, audience="young_person")
    written(board, 9, audience="parent_carer")
    assert client.get("/boards/better/results").status_code == 404
    assert "/results" not in client.get("/boards/better").text
    released(board)
    page = client.get("/boards/better/results").text
    assert "About 70 people took part." in page and "About 60 people" not in page  # 9 in a group are fewer than 10
    assert "wrote in the week of" in page and "fewer than 10" in page
    figures = client.get("/boards/better/results/1/figures.json").json["figures"]
    assert {each["number"] for each in figures if each["group"] == "Parents and carers"} == {None}
    assert client.get("/boards/better/results/1/figures.csv").mimetype == "text/csv"
    closed_board = client.get("/boards/better").text
    assert "About 70 people took part." in closed_board and "/boards/better/results" in closed_board
    assert "About 70 people took part" in client.get("/").text
    assert "/boards/better/results" in client.get(f"/engagements/{board.engagement.slug}").text
    assert client.get("/boards/better/results/2").status_code == 404


def test_what_was_released_does_not_open_again(board):
    written(board, 57)
    released(board)
    with pytest.raises(NotAllowed, match="does not open again"):
        board.extend(now() + timedelta(days=9), by=a_user("admin").id, reason="More time.")


def test_a_group_stays_until_twenty_more_have_written(client, board):
    written(board, 57)
    with time_machine.travel(now() - timedelta(days=1)):
        released(board)
    written(board, 19)
    stays = gate(board).release.every_table[0].rows[0]
    written(board, 1)
    moves = gate(board).release.every_table[0].rows[0]
    assert (stays.figures, moves.figures) == ((60,), (80,)) and stays.on < moves.on
    assert Published.last_of(board.id).number == 1
