"""What a board shows, and in which order."""

from datetime import date, timedelta

import pytest

from builders import a_board, a_note, an_approved_note, saved
from coprod.boards import notes_to_read
from coprod.boards.batches import by_week, jumps_to
from coprod.boards.models import Board
from coprod.boards.notes_to_read import NoteFilters, days_of, page_of, shown_notes
from coprod.public_ids import ListPlace


def words(board: Board, **which) -> list[str]:
    return [note.published_words for note in shown_notes(board, NoteFilters(**which))]


def some_days(board: Board, days: list[date]) -> None:
    for number, day in enumerate(days):
        an_approved_note(f"note {number}", board, submitted_on=day)


def test_newest_first_page_by_page(app, monkeypatch):
    monkeypatch.setattr(notes_to_read, "PAGE", 2)
    board = a_board()
    some_days(board, [date(2026, 3, number) for number in range(1, 6)])
    wanted, read = NoteFilters(), []
    for first, last in ((1, 2), (3, 4), (5, 5)):
        page = page_of(board, wanted)
        assert (page.first, page.last, page.in_all) == (first, last, 5)
        read += [note.published_words for batch in page.batches for note in batch.notes]
        wanted = wanted._replace(before=page.older)
    assert read == [f"note {number}" for number in (4, 3, 2, 1, 0)] and page.older is None


def test_notes_of_one_day_stand_on_two_pages_and_none_is_lost(app, monkeypatch):
    monkeypatch.setattr(notes_to_read, "PAGE", 2)
    board = a_board()
    some_days(board, [date(2026, 3, 2)] * 5)
    wanted, read = NoteFilters(), []
    while True:
        page = page_of(board, wanted)
        assert page.first == len(read) + 1
        read += [note.published_words for batch in page.batches for note in batch.notes]
        assert all(batch.of == 5 for batch in page.batches)  # so many of that week, on all pages
        if page.older is None:
            break
        wanted = wanted._replace(before=page.older)
    assert sorted(read) == [f"note {number}" for number in range(5)]


def test_a_week_and_what_is_older(app):
    board = a_board()
    monday = date(2026, 3, 9)
    some_days(board, [monday + timedelta(days=number) for number in (-8, -1, 0, 6, 7)])
    page = page_of(board, NoteFilters(week=monday))
    read = [note.published_words for batch in page.batches for note in batch.notes]
    assert read == ["note 3", "note 2", "note 1", "note 0"] and (page.first, page.in_all) == (2, 5)


@pytest.mark.parametrize(
    ("before", "first"), [(-7, 5), (0, 4), (7, 3), (14, 3)], ids=["older", "in it", "next", "newer"]
)
def test_a_week_and_a_place_together_begin_at_the_older_of_both(app, before, first):
    board = a_board()
    monday = date(2026, 3, 9)
    some_days(board, [monday + timedelta(days=number) for number in (-8, 0, 1, 7, 14)])
    place = ListPlace(monday + timedelta(days=before), "z" * 13)
    page = page_of(board, NoteFilters(week=monday, before=place))
    read = [note.published_words for batch in page.batches for note in batch.notes]
    assert read[0] == f"note {5 - first}" and (page.first, page.last, page.in_all) == (first, 5, 5)


def test_a_word_is_found_in_what_is_shown_and_nowhere_else(app):
    board = a_board()
    an_approved_note("A quiet room", board)
    an_approved_note("Quieter halls please", board)
    an_approved_note("More clubs", board)
    a_note("quiet, not read yet", board)
    an_approved_note("A quiet bus", a_board("other"))
    an_approved_note("quiet, for the team", board, sharing="team")
    assert sorted(words(board, q="QUIET")) == ["A quiet room", "Quieter halls please"]
    assert page_of(board, NoteFilters(q="quiet")).in_all == 2
    assert words(board, q="quiet", audience="organisation") == [] and words(board, q="!?") == []


def test_one_can_jump_to_some_weeks_and_then_to_months(app):
    today = date(2026, 11, 19)
    ago = [0, 1, 8, 15, 22, 40, 41, 70, 330]
    jumps = jumps_to({today - timedelta(days=days): 1 for days in ago}, today)
    assert [jump.title for jump in jumps] == [
        "This week", "Last week", "2 to 8 November", "October", "September", "December 2025",
    ]  # fmt: skip
    assert jumps[3].week == date(2026, 10, 26)  # a month begins where its newest notes are


def test_all_notes_of_a_day_are_counted_for_everyone_alike(app):
    board = a_board()
    some_days(board, [date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 3)])
    a_note("not read yet", board)
    assert days_of(board, NoteFilters()) == {date(2026, 3, 2): 2, date(2026, 3, 3): 1}


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
    batches = by_week(shown_notes(board), board.questions, today)
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
    assert [(b.title, len(b.notes)) for b in by_week(shown_notes(board), board.questions, today)] == [
        ("This week", 1),
        ("Last week", 2),
    ]
