"""A board that asks several questions: whoever comes answers one of them, and reads which one others answered."""

import re
from html import unescape

import pytest

from answering import code_on, proof
from builders import a_board, a_note, a_partnership, a_user, an_approved_note, closed
from coprod.boards.models import Board, Note
from coprod.boards.notes_to_read import NoteFilters
from coprod.database import db

BOARD, ADD = "/boards/better", "/boards/better/add"
FIRST, SECOND, THIRD = "What helps?", "What gets in the way?", "What is missing?"


@pytest.fixture
def board(client) -> Board:
    a_partnership()
    return a_board(questions=[FIRST, SECOND, THIRD])


def close(board: Board, part: str) -> None:
    """Staff ask this one no longer."""
    rows = [row | ({"asked": "closed"} if row["key"] == part else {}) for row in board.asks]
    board.edit({"asks": rows}, by=a_user("engagement_lead").id)
    db.session.commit()


def heading(page: str) -> str:
    return re.sub("<[^>]+>", "", re.search("<h1>(.*?)</h1>", page, re.S)[1])


def carried(page: str) -> str:
    return re.search(r'name="wording"[^>]*value="(\d+)"', page)[1]


def answer(client, part: str, words: str = "A ramp", **more: str):
    """Open the form of one question, write, send."""
    page = client.get(f"{ADD}?question={part}").text
    sent = {"words": words, "audience": "not_said", "sharing": "show", "wording": carried(page)}
    return client.post(ADD, data=sent | proof(client, ADD) | more)


def test_it_starts_at_the_first_and_a_link_leads_to_each(client, board):
    page = client.get(BOARD).text
    assert heading(page) == FIRST and "Question 1 of 3" in page
    nav = page.partition('class="which"')[2].partition("</nav>")[0]
    for place, part, text in ((1, "question", FIRST), (2, "question-2", SECOND), (3, "question-3", THIRD)):
        assert f": {text}" in nav
        there = client.get(f"{BOARD}?question={part}").text
        assert f"{BOARD}?question={part}" in nav and heading(there) == text and f"Question {place} of 3" in there
        assert f"<title>{text}" in there and carried(there) == str(board.named(part).wording_id)


def test_one_question_alone_has_none_of_this(client):
    a_partnership()
    an_approved_note("a lift", a_board())
    for address in (BOARD, ADD):
        page = client.get(address).text
        for words in ("Question 1", "All questions", "nswers to", 'class="which"', "<h4", "note__asked"):
            assert words not in page, words


def test_a_note_keeps_the_question_that_it_answers_wherever_it_is_read(client, sign_in, board):
    assert answer(client, "question-2").status_code == 303
    note = db.session.query(Note).one()
    assert (note.question.part, note.submission.prompt) == ("question-2", SECOND)
    thanks = client.get(f"{BOARD}/thanks").text
    assert SECOND in thanks and FIRST not in thanks
    assert SECOND in client.get(client.post("/receipt", data={"code": code_on(thanks)}).location or "").text
    sign_in("moderator")
    assert SECOND in client.get("/staff/moderation").text
    note.submission.approve(by=a_user("moderator").id)
    db.session.commit()
    sign_in("engagement_lead")
    assert SECOND in client.get(f"/staff{BOARD}/pins").text
    assert SECOND in client.get("/staff/feedback-log").text and SECOND in client.get("/staff/feedback-log.csv").text


def test_thank_you_leads_to_the_next_question_under_the_same_code(client, board):
    answer(client, "question")
    page = client.get(f"{BOARD}/thanks").text
    on = unescape(re.search(r'href="([^"]+)">Answer the next question', page)[1])
    assert SECOND in page
    form = client.get(on).text
    assert heading(form) == SECOND and "same code as your last one" in form
    fields = dict(re.findall(r'name="(token|same_code|wording)" type="hidden" value="([^"]*)"', form))
    client.post(ADD, data={"words": "Stairs", "audience": "not_said", "sharing": "show"} | fields)
    first, second = db.session.query(Note).order_by(Note.id)
    assert second.question.part == "question-2" and first.contribution.receipt is second.contribution.receipt
    another = unescape(re.search(r'href="([^"]+)">Add another note', client.get(f"{BOARD}/thanks").text)[1])
    assert heading(client.get(another).text) == SECOND
    answer(client, "question-3")
    assert "Answer the next question" not in client.get(f"{BOARD}/thanks").text


def test_all_notes_stand_under_their_question_and_each_page_has_its_own(client, board):
    notes = {"a ramp": "question", "stairs": "question-2", "a quiet room": "question-3", "noise": "question-2"}
    for words, part in notes.items():
        an_approved_note(words, board, part=part)
    page = client.get(BOARD).text.partition('id="batch-1"')[2]
    order = [FIRST, "a ramp", SECOND, "stairs", THIRD, "a quiet room"]
    assert [page.index(f"{words}<") for words in order] == sorted(page.index(f"{words}<") for words in order)
    assert "4 notes" in page
    for part in ("question", "question-2", "question-3"):
        there = client.get(f"{BOARD}?question={part}").text
        assert {words for words in notes if f"{words}<" in there} == {w for w, p in notes.items() if p == part}
        assert "<h4" not in there and "See answers to all questions" in there
    found = client.get(f"{BOARD}?question=question-2&q=noise").text
    assert "noise<" in found and "stairs<" not in found and 'name="question" value="question-2"' in found


def test_a_pinned_note_says_what_it_answers_and_stands_on_its_own_page(client, board):
    note = an_approved_note("stairs", board, part="question-2")
    board.pin(note.public_id, by=a_user("engagement_lead").id)
    db.session.commit()

    def on_top(query: str) -> str:
        return client.get(f"{BOARD}{query}").text.partition("Pinned by the team")[2].partition("</section>")[0]

    assert SECOND in on_top("") and "stairs" in on_top("?question=question-2") and not on_top("?question=question")


def test_a_closed_question_keeps_its_notes_and_gets_no_new_ones(client, board):
    an_approved_note("stairs", board, part="question-2")
    opened = client.get(f"{BOARD}?question=question-2").text
    close(board, "question-2")
    page = client.get(BOARD).text
    assert "stairs<" in page and SECOND in page and "Question 1 of 2" in page
    there = client.get(f"{BOARD}?question=question-2").text
    assert heading(there) == SECOND and "We do not ask this any more" in there and "stairs<" in there
    assert "<textarea" not in there and f"{BOARD}?question=question-3" in there
    assert heading(client.get(f"{ADD}?question=question-2").text) == FIRST
    close(board, "question-3")
    there = client.get(f"{BOARD}?question=question-2").text
    assert f'{BOARD}?question=question"' in there.partition('class="which"')[2]  # the way on
    assert 'class="which"' not in client.get(BOARD).text
    late = {"words": "I came late", "audience": "not_said", "sharing": "show", "wording": carried(opened)}
    refused = client.post(ADD, data=late | proof(client, ADD))
    assert refused.status_code == 422 and "I came late" in refused.text and heading(refused.text) == FIRST
    assert f"We do not ask “{SECOND}” any more" in refused.text and db.session.query(Note).count() == 1
    again = client.post(ADD, data=late | proof(client, ADD) | {"wording": carried(refused.text)})
    assert again.status_code == 303 and db.session.query(Note).filter_by(question_id=board.asked[0].id).count() == 1


def test_words_stand_under_the_wording_that_was_read_of_the_same_question(client, board):
    opened = client.get(f"{ADD}?question=question-2").text
    rows = [row | ({"text": "What stops you?"} if row["key"] == "question-2" else {}) for row in board.asks]
    board.edit({"asks": rows}, by=a_user("engagement_lead").id)
    db.session.commit()
    answer(client, "question-2", wording=carried(opened))
    note = db.session.query(Note).one()
    assert (note.question.part, note.submission.prompt) == ("question-2", SECOND)
    note.submission.approve(by=a_user("moderator").id)
    db.session.commit()
    page = client.get(f"{BOARD}?question=question-2").text
    assert heading(page) == "What stops you?" and f"question as it was then: “{SECOND}”" in page


@pytest.mark.parametrize("part", ["question-9", "question-0", "Question", "x" * 5000, "question-٢", ""])
def test_a_question_that_is_not_there_is_left_out(client, board, part):
    an_approved_note("a ramp", board)
    page = client.get(f"{BOARD}?question={part}")
    assert page.status_code == 200 and heading(page.text) == FIRST and "a ramp<" in page.text
    assert heading(client.get(f"{ADD}?question={part}").text) == FIRST


def test_kept_are_the_first_page_and_one_for_each_question_with_notes(client, app, board):
    an_approved_note("a ramp", board, part="question-2", audience="young_person")
    kept = app.extensions["kept_pages"]
    for query, many in (
        ("", 1),
        ("?question=question-2", 2),
        ("?question=question-2&audience=young_person", 2),
        ("?question=question-3", 2),
        ("?question=question-77", 2),
        ("?question=junk", 2),  # the first page
        ("?audience=young_person", 3),
    ):
        assert client.get(f"{BOARD}{query}").status_code == 200
        assert len(kept) == many, query


def test_statements_do_not_grow_with_the_questions_or_their_notes(client, statements):
    a_partnership()
    few, many = a_board("few", questions=[FIRST]), a_board("many", questions=[f"{n}?" for n in range(6)])
    an_approved_note("a ramp", few)
    for number in range(18):
        an_approved_note(f"note {number}", many, part=f"question-{number % 6 + 1}" if number % 6 else "question")
    client.get("/help")  # reads the partnership, which is then kept
    for address in ("/boards/few", "/boards/many", "/boards/many?question=question-4"):
        statements.clear()
        client.get(address)
        assert len(statements) <= 3, address  # and one from the driver itself: see one_question.py
        statements.clear()
        client.get(address)
        assert statements == []


def test_taking_a_note_to_a_later_question_costs_six_statements_at_most(client, statements, board):
    for _ in "the first reads the screening words, which are then kept", "counted":
        page = client.get(f"{ADD}?question=question-3").text
        fields = dict(re.findall(r'name="(token|wording)" type="hidden" value="([^"]*)"', page))
        statements.clear()
        sent = client.post(ADD, data={"words": "Hi", "audience": "not_said", "sharing": "show"} | fields)
        assert sent.status_code == 303
    assert len(statements) <= 6, statements


def test_a_board_that_has_closed_still_leads_from_question_to_question(client):
    a_partnership()
    an_approved_note("stairs", a_board(questions=[FIRST, SECOND], **closed()), part="question-2")
    page = client.get(f"{BOARD}?question=question-2").text
    assert heading(page) == SECOND and "stairs<" in page and "<textarea" not in page


def test_an_address_says_which_question_and_nothing_that_is_none():
    assert NoteFilters.from_address({"question": "question-12"}).question == "question-12"
    assert NoteFilters.from_address({"question": "question-1 OR 1=1"}).question is None


def test_only_the_papers_that_staff_chose_are_offered_and_none_is_chosen_for_people(client):
    a_partnership()
    a_board(papers=["Blue", "Pink"])
    for address in (BOARD, ADD):
        dots = client.get(address).text.partition('class="dots ')[2].partition("</fieldset>")[0]
        assert re.findall(r'value="(\d)"', dots) == ["2", "6"] and " checked" not in dots
        assert "Blue" in dots and "Pink" in dots and "Yellow" not in dots
    refused = client.post(ADD, data={"words": "", "sharing": "show", "colour": "6"}).text
    assert re.search(r'value="6" checked', refused), "what people chose stays"
    for colour in ("6", "1", ""):
        sent = {"words": "Hi", "audience": "not_said", "sharing": "show", "colour": colour}
        assert client.post(ADD, data=sent | proof(client, ADD)).status_code == 303
    colours = [note.colour for note in db.session.query(Note).order_by(Note.id)]
    assert colours[0] == 6 and set(colours) <= {2, 6}


def test_a_note_that_waits_shows_nobody_that_it_is_there(client, board):
    a_note("not read yet", board, part="question-2")
    assert "not read yet" not in client.get(f"{BOARD}?question=question-2").text
