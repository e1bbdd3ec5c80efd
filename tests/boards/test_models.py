"""What a board shows, and in which order."""

from datetime import date, timedelta

from builders import a_board, a_note, an_approved_note, saved
from coprod.boards.models import Board, by_week


def words(board: Board, **which) -> list[str]:
    return [note.published_words for note in board.shown_notes(**which)]


def test_newest_first_page_by_page(app, monkeypatch):
    monkeypatch.setattr(Board, "PAGE", 2)
    board = a_board()
    for number in range(5):
        an_approved_note(f"note {number}", board)
    first = board.shown_notes()
    assert [note.published_words for note in first] == ["note 4", "note 3"] and first[0].count == 5
    assert words(board, before=first[-1].id) == ["note 2", "note 1"]


def test_only_one_audience(app):
    board = a_board()
    an_approved_note("mine", board, audience="young_person")
    an_approved_note("ours", board, audience="parent_carer")
    assert words(board, audience="young_person") == ["mine"]


def test_taken_back_is_gone(app):
    board = a_board()
    note = an_approved_note("I was wrong", board)
    note.contribution.withdraw()
    saved(note)
    assert words(board) == [] and note.submission.words == ""


def test_an_undecided_note_is_not_shown(app):
    board = a_board()
    a_note("not read yet", board)
    assert words(board) == []


def test_batches_of_a_week(app):
    board = a_board()
    today = date(2026, 11, 19)  # a Thursday
    days = [today, today - timedelta(days=3), today - timedelta(days=4), today - timedelta(days=17), date(2025, 12, 31)]
    for day in days:
        an_approved_note(f"{day}", board, submitted_on=day)
    batches = by_week(board.shown_notes(), board.wording_id, today)
    assert [(batch.title, len(batch.notes)) for batch in batches] == [
        ("This week", 2),
        ("Last week", 1),
        ("2 to 8 November", 1),
        ("29 December to 4 January", 1),
    ]


def test_a_note_on_paper_that_comes_in_late_stands_in_its_own_week(app):
    board = a_board()
    today = date(2026, 11, 19)
    for day in (today - timedelta(days=7), today, today - timedelta(days=8)):
        an_approved_note(f"{day}", board, submitted_on=day)
    assert [(b.title, len(b.notes)) for b in by_week(board.shown_notes(), board.wording_id, today)] == [
        ("This week", 1),
        ("Last week", 2),
    ]
