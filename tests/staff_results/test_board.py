"""Results of a board: notes over time, by whom, by theme."""

import re
from datetime import timedelta

import pytest

from builders import a_board, a_note, a_partnership, a_theme, an_approved_note
from coprod.audit import Record
from coprod.database import db, uk_today


@pytest.fixture
def board(client, sign_in):
    a_partnership()
    sign_in("analyst")
    return a_board()


def text(client, board, filters: str = "") -> str:
    page = client.get(f"/staff/results/{board.id}?{filters}").text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main")[1]))


def test_approved_notes_are_counted_by_whom_and_by_theme(client, board):
    theme = a_theme("Clubs", board.engagement)
    first = an_approved_note("More clubs", board, audience="young_person", district="north")
    an_approved_note("More buses", board, audience="young_person")
    a_note("Not read yet", board, audience="professional")
    gone = an_approved_note("Taken back", board)
    gone.contribution.withdraw()
    theme.add([first.submission_id])
    db.session.commit()
    page = text(client, board)
    assert "2 notes in all" in page and "A young person 2 (100%)" in page and "works with children 0 (0%)" in page
    assert "North Test 1 (50%)" in page and "Did not say 1 (50%)" in page and "Clubs 1 (50%)" in page
    assert db.session.query(Record).filter_by(action="looked at results of").count() == 1


def test_filters_leave_those_who_fit(client, board):
    an_approved_note("More clubs", board, audience="young_person", district="north")
    an_approved_note("More buses", board, audience="professional")
    assert "1 note in all , of those" in text(client, board, "audience=professional").replace("all,", "all ,")
    assert "1 note in all" in text(client, board, "district=none")
    assert "No note fits" in text(client, board, "source=paper")


def test_weeks_say_when_notes_were_sent(client, board):
    last_week = uk_today() - timedelta(days=7)
    monday = last_week - timedelta(days=last_week.weekday())
    an_approved_note("More clubs", board, submitted_on=last_week)
    assert f"{monday.day} {monday.strftime('%B')} 1" in text(client, board)


def test_an_empty_board_says_what_to_do(client, board, sign_in):
    assert "Notes are counted once they are approved" in text(client, board)
    sign_in("engagement_lead")
    assert "Read what waits" in text(client, board)
