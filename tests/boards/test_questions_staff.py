"""Staff say what a board asks, in which order, and on which paper; what people have answered stays."""

import re

import pytest

from builders import a_board, a_note, a_partnership, a_user, an_approved_note, an_engagement
from coprod.activities.life import NotAllowed
from coprod.boards.models import Board
from coprod.boards.question import BoardQuestion
from coprod.changes import Change, Clash
from coprod.database import db
from edit_pages import fields

EDIT = "/staff/boards/better/edit"
FIRST, SECOND = "What helps?", "What gets in the way?"


@pytest.fixture
def board(client, sign_in) -> Board:
    """A board with two questions, before somebody who may edit it."""
    a_partnership()
    sign_in("engagement_lead")
    said = {"purpose": "To find out", "summary": "Tell us.", "audiences": ["young_person"]}
    return a_board(questions=[FIRST, SECOND], **said)


def asked() -> list[tuple[str, str]]:
    """What the board asks now: each part and its words."""
    db.session.rollback()
    return [(each.part, each.text) for each in db.session.query(Board).filter_by(slug="better").one().asked]


def save(client, **changes):
    """Open the edit page, change some fields, save."""
    names = {name.replace("asks_", "asks-"): value for name, value in changes.items()}
    return client.post(EDIT, data=fields(client.get(EDIT).text) | names)


def test_a_question_is_added_moved_up_and_taken_out_without_a_script(client, board):
    page = client.get(EDIT).text
    assert fields(page)["asks-text"] == [FIRST, SECOND, ""] and "More rows" in page
    assert save(client, asks_text=[FIRST, SECOND, "What is missing?"]).status_code == 303
    assert asked() == [("question", FIRST), ("question-2", SECOND), ("question-3", "What is missing?")]
    moved = save(client, rows="asks:up:2")
    assert moved.status_code == 200 and len(asked()) == 3  # a look, and nothing is saved
    opened = fields(moved.text)
    assert opened["asks-text"][:3] == [FIRST, "What is missing?", SECOND]
    assert client.post(EDIT, data=opened).status_code == 303
    assert [part for part, _ in asked()] == ["question", "question-3", "question-2"]
    assert save(client, asks_text=["", "What is missing?", SECOND, ""]).status_code == 303
    assert [part for part, _ in asked()] == ["question-3", "question-2"]
    page = client.get("/boards/better").text
    assert "Question 1 of 2" in page and FIRST not in page
    assert save(client, asks_text=["What is missing?", SECOND, FIRST]).status_code == 303
    assert asked()[-1] == ("question-4", FIRST)  # a name is never given again


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (["", "", ""], "Enter a question"),
        ([FIRST, SECOND, "x" * 201], "must be 200 letters or fewer"),
        ([f"{number}?" for number in range(7)], "Ask 6 questions or fewer"),
    ],
)
def test_what_cannot_be_is_refused_and_comes_back(client, board, typed, why):
    refused = save(client, asks_text=typed)
    assert refused.status_code == 422 and why in refused.text
    assert all(f">\n{text}</textarea>" in refused.text or f">{text}</textarea>" in refused.text for text in typed)
    assert len(asked()) == 2


def test_the_same_colour_twice_is_one_colour(client, board):
    refused = save(client, papers=["Blue", "Blue"])
    assert refused.status_code == 422 and "Choose two colours or more" in refused.text
    assert save(client, papers=["Blue", "Pink", "Blue"]).status_code == 303
    assert db.session.query(Board).one().papers == ["Blue", "Pink"]
    for names in ([], ["Blue"], ["Blue", "Red"]):
        with pytest.raises(NotAllowed):
            db.session.query(Board).one().papers = names


def test_a_question_that_people_have_answered_cannot_be_taken_out_but_closed(client, board):
    a_note("not read yet", board, part="question-2")
    refused = save(client, asks_text=[FIRST, "", ""])
    assert refused.status_code == 422 and "cannot be taken out" in refused.text and len(asked()) == 2
    assert client.post(EDIT, data=fields(refused.text)).status_code == 303  # as it stands there again
    assert asked() == [("question", FIRST)]
    opened = fields(client.get(EDIT).text)
    assert opened["asks-asked"][:2] == ["asked", "closed"]
    assert client.post(EDIT, data=opened | {"asks-asked": ["asked", "asked", ""]}).status_code == 303
    assert len(asked()) == 2
    board = db.session.query(Board).one()
    with pytest.raises(NotAllowed):
        board.edit({"asks": board.asks[:1]}, by=a_user("engagement_lead").id)


def test_two_rows_that_say_they_are_the_same_question_are_two(client, board):
    assert save(client, asks_key=["question", "question", ""], asks_text=["Why?", "How?", ""]).status_code == 303
    assert [text for _, text in asked()] == ["Why?", "How?"]


def test_one_at_least_is_asked(client, board):
    a_note("not read yet", board)
    a_note("nor this", board, part="question-2")
    refused = save(client, asks_asked=["closed", "closed", ""])
    assert refused.status_code == 422 and "Enter a question" in refused.text
    for rows in ([], [row | {"asked": "closed"} for row in board.asks], [board.asks[0] | {"key": ""}] * 7):
        with pytest.raises(NotAllowed):
            board.asks = rows
    with pytest.raises(NotAllowed):
        Board(engagement=board.engagement, slug="none", title="None", closes_at=board.closes_at)


def test_only_a_question_that_was_answered_needs_a_reason(client, board):
    an_approved_note("a ramp", board)
    assert save(client, asks_text=[FIRST, "What stops you?", ""]).status_code == 303
    refused = save(client, asks_text=["What would help?", "What stops you?", ""])
    assert refused.status_code == 422 and "Say why" in refused.text and asked()[0][1] == FIRST
    sent = save(client, asks_text=["What would help?", "What stops you?", ""], reason="Some read it as a test")
    assert sent.status_code == 303
    page = client.get("/boards/better").text
    told = page.partition("A question was changed on")[2].partition("</p>")[0]
    assert f"“{FIRST}”" in told and "Some read it as a test" in told and "What stops you?" not in told
    assert page.count("A question was changed on") == 1
    assert save(client, asks_asked=["asked", "closed", ""], reason="Not for everyone").status_code == 303
    assert "Not for everyone" not in client.get("/boards/better").text  # nobody was told anything else


def test_who_edits_what_is_answered_meanwhile_is_asked_why_and_loses_nothing(client, board, monkeypatch):
    answered = Board.answered
    at_first = []
    monkeypatch.setattr(Board, "answered", lambda board: at_first.pop() if at_first else answered(board))
    sent = fields(client.get(EDIT).text) | {"asks-text": ["What would help?", SECOND, ""]}
    an_approved_note("a ramp", db.session.query(Board).one())
    at_first.append([])  # nobody had, when the form was read
    refused = client.post(EDIT, data=sent)
    assert refused.status_code == 422 and "Say why" in refused.text
    again = fields(refused.text)
    assert again["asks-text"][0] == "What would help?" and "reason" in again
    assert client.post(EDIT, data=again | {"reason": "Plainer"}).status_code == 303
    assert asked()[0][1] == "What would help?"


def test_every_edit_is_written_down_and_put_back(client, board):
    engagement = board.engagement.slug
    assert save(client, asks_text=[SECOND, "", ""], papers=["Blue", "Pink"]).status_code == 303
    asks, papers = db.session.query(Change).order_by(Change.id)
    assert (asks.field, [row["text"] for row in asks.was], [row["text"] for row in asks.became]) == (
        "asks", [FIRST, SECOND], [SECOND],
    )  # fmt: skip
    assert (papers.field, papers.became) == ("papers", ["Blue", "Pink"])
    history = client.get(f"/staff/engagements/{engagement}/changes").text
    assert f"{FIRST}: asked" in history and "question-2" not in re.sub("<[^>]*>", "", history)
    for change in (asks, papers):
        assert f"put_back={change.id}" in history
        opened = fields(client.get(f"{EDIT}?put_back={change.id}").text)
        assert client.post(EDIT, data=opened).status_code == 303
    db.session.rollback()
    board = db.session.query(Board).one()
    assert [(each.part, each.text) for each in board.asked] == [("question", FIRST), ("question-2", SECOND)]
    assert board.colours == "123456"


def test_a_clash_shows_both_lists_and_saves_over_it(client, board):
    opened = fields(client.get(EDIT).text)
    colleague = a_user("engagement_lead", "colleague@example.org")
    theirs = {"key": "", "text": "What is missing?", "asked": "asked"}
    board.edit({"asks": [*board.asks, theirs]}, by=colleague.id)
    db.session.commit()
    a_note("a ramp", board, part="question-3")
    clash = client.post(EDIT, data=opened | {"asks-text": [FIRST, "Mine?", ""]})
    assert clash.status_code == 409 and "What is missing?" in clash.text and "Mine?" in clash.text
    again = client.post(EDIT, data=fields(clash.text) | {"reason": "Clearer"})
    assert again.status_code == 422 and "People have answered “What is missing?”" in again.text
    assert client.post(EDIT, data=fields(again.text)).status_code == 303
    assert asked() == [("question", FIRST), ("question-2", "Mine?")]
    with pytest.raises(Clash):
        board.edit({"asks": board.asks[:1]}, by=colleague.id, seen=1)


def test_two_papers_at_least_are_offered(client, board):
    for chosen in ([], ["Blue"], ["Blue", "Brown"]):
        assert save(client, papers=chosen).status_code == 422
    assert save(client, papers=["Pink", "Blue"]).status_code == 303
    db.session.rollback()
    assert db.session.query(Board).one().papers == ["Blue", "Pink"]


def test_a_copy_asks_what_is_asked_now_on_the_same_paper(client, board):
    a_note("a ramp", board)
    rows = [board.asks[0] | {"asked": "closed"}, board.asks[1], {"key": "", "text": "Third?", "asked": "asked"}]
    board.edit({"asks": rows, "papers": ["Blue", "Pink"]}, by=a_user("engagement_lead").id)
    db.session.commit()
    client.post(f"/staff/activities/{board.id}/copy")
    copy = db.session.query(Board).filter_by(slug="make-it-better").one()
    assert [each.row for each in copy.questions] == [
        {"key": "question", "text": SECOND, "asked": "asked"},
        {"key": "question-2", "text": "Third?", "asked": "asked"},
    ]
    assert copy.papers == ["Blue", "Pink"]
    db.session.rollback()
    assert client.post(f"/staff/activities/{copy.id}/delete", data={"edited": "1"}).status_code == 303
    assert db.session.query(BoardQuestion).count() == 3


def test_a_preview_leads_from_question_to_question_also_in_a_draft(client, sign_in):
    a_partnership()
    a_board(questions=[FIRST, SECOND], engagement=an_engagement(life="draft"), opens_at=None)
    sign_in("engagement_lead")
    page = client.get("/staff/boards/better/preview").text
    assert "/staff/boards/better/preview?question=question-2" in page and "/boards/better?question" not in page.replace(
        "/staff/boards/better/preview?question", ""
    )
    page = client.get("/staff/boards/better/preview?question=question-2").text
    assert "Question 2 of 2" in page and f"<title>Preview: {SECOND}" in page


@pytest.mark.parametrize("role", ["moderator", "analyst", "event_team"])
def test_only_those_who_edit_activities_change_what_is_asked(client, board, sign_in, role):
    opened = fields(client.get(EDIT).text)
    sign_in(role)
    assert client.post(EDIT, data=opened | {"asks-text": ["Mine?", ""]}).status_code == 403 and len(asked()) == 2
