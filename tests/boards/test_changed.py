"""Staff change a board that others change too, or that people have answered: nothing typed or answered is lost."""

import re

import pytest

from answering import proof
from builders import a_board, a_note, a_partnership, a_user, an_approved_note, saved
from coprod.boards.models import Board, Note
from coprod.changes import Change
from coprod.database import db
from edit_pages import fields

EDIT = "/staff/boards/better/edit"
NEW = {"asks-text": ["What would help?"], "reason": "Some read it as a test"}


def reword(text: str, by: int, reason: str = "") -> None:
    """Somebody asks the first question in other words."""
    board = the_board()
    board.edit({"asks": [board.asks[0] | {"text": text}]}, by=by, reason=reason)
    db.session.commit()


@pytest.fixture
def lead(client, sign_in):
    a_partnership()
    a_board(purpose="To find out", summary="Tell us.", audiences=["young_person"])
    return sign_in("engagement_lead")


def the_board() -> Board:
    return db.session.query(Board).one()


def test_a_clash_shows_both_texts_and_one_button_saves_over_it(client, lead):
    opened = fields(client.get(EDIT).text)
    colleague = a_user("engagement_lead", "colleague@example.org")
    colleague.name = "Ottoline"
    the_board().edit({"summary": "Theirs: tell us all."}, by=colleague.id)
    db.session.commit()
    clash = client.post(EDIT, data=opened | {"summary": "Mine: tell us some."})
    assert clash.status_code == 409 and the_board().summary == "Theirs: tell us all."
    for words in ("Ottoline saved a change", "You typed", "What stands there now", "Theirs: tell us all."):
        assert words in clash.text, words
    assert clash.text.count("Mine: tell us some.") == 2  # beside theirs, and still in its field
    assert "Save mine over it" in clash.text and '<h3 class="h4">Title</h3>' not in clash.text
    assert client.post(EDIT, data=fields(clash.text)).status_code == 303
    assert the_board().summary == "Mine: tell us some."


def test_a_form_that_does_not_say_what_it_was_opened_from_changes_nothing(client, lead):
    opened = fields(client.get(EDIT).text)
    del opened["edited"]
    assert client.post(EDIT, data=opened | {"summary": "Mine"}).status_code == 409
    assert the_board().summary == "Tell us."


def test_an_approval_meanwhile_is_no_clash(client, lead):
    opened = fields(client.get(EDIT).text)
    an_approved_note("A quiet room", the_board())
    assert client.post(EDIT, data=opened | {"summary": "Mine"}).status_code == 303


def test_another_question_needs_a_reason_once_people_have_answered(client, lead):
    assert 'name="reason"' not in client.get(EDIT).text
    a_note("A quiet room", the_board())
    opened = fields(client.get(EDIT).text)
    refused = client.post(EDIT, data=opened | NEW | {"reason": ""})
    assert refused.status_code == 422 and "Say why" in refused.text and the_board().question != "What would help?"
    assert client.post(EDIT, data=opened | {"reason": "", "title": "Other"}).status_code == 303
    opened = fields(client.get(EDIT).text)
    assert client.post(EDIT, data=opened | NEW).status_code == 303
    page = client.get("/boards/better").text
    assert "Some read it as a test" in page and "What would make school better?" in page
    assert {change.reason for change in db.session.query(Change).filter_by(field="title")} == {""}


def test_a_note_stands_under_the_question_as_it_was_asked(client, lead):
    an_approved_note("A quiet room", the_board())
    reword("What would help?", lead.id, "Clearer")
    an_approved_note("A lift", the_board())
    page = client.get("/boards/better").text
    heading, old_heading = page.index("This week"), page.index("These answer the question as it was then")
    assert heading < page.index("A lift") < old_heading < page.index("A quiet room")
    assert "What would make school better?" in page[old_heading : page.index("A quiet room")]


def test_words_stand_under_what_was_read_when_the_form_was_opened(client, lead):
    carried = re.search(r'name="wording" type="hidden" value="(\d+)"', client.get("/boards/better/add").text)[1]
    reword("What would help?", lead.id, "Clearer")
    sent = {"words": "A lift", "audience": "not_said", "sharing": "show"}
    sent |= proof(client, "/boards/better/add") | {"wording": carried}
    assert (
        client.post("/boards/better/add", data=sent | {"words": ""}).text.count("What would make school better?") == 1
    )
    assert client.post("/boards/better/add", data=sent).status_code == 303
    submission = db.session.query(Note).one().submission
    assert (submission.prompt, submission.wording_id) == ("What would make school better?", int(carried))


@pytest.mark.parametrize("carried", ["", "0", "x", "99999999999999999999", "of another board"])
def test_a_wording_that_is_not_of_this_board_is_not_believed(client, lead, carried):
    other = saved(a_board("other", question="Something rude?"))
    carried = str(other.asked[0].wording_id) if carried.startswith("of") else carried
    sent = {"words": "A lift", "audience": "not_said", "sharing": "show"}
    sent |= proof(client, "/boards/better/add") | {"wording": carried}
    assert client.post("/boards/better/add", data=sent).status_code == 303
    assert db.session.query(Note).one().submission.prompt == "What would make school better?"
