"""When the page of an engagement was last updated: what people would call a change, and not each approved note."""

import re
from datetime import timedelta

import pytest
import time_machine

from builders import LUNDY, a_board, a_note, a_partnership, a_user, an_engagement, saved
from coprod.database import now, uk_today
from coprod.rendering import uk_date

PAGE = "/engagements/refresh"


@pytest.fixture
def board(app):
    """An open board in an engagement whose page was last changed nine days ago; it closes in seven."""
    a_partnership()
    engagement = an_engagement()
    board = a_board("better", engagement)
    engagement.updated_at = now() - timedelta(days=9)
    return saved(board)


def last_updated(client) -> str:
    return re.search(r"last updated on (.*?)\.", client.get(PAGE).text)[1]


def day(days: int) -> str:
    return uk_date(uk_today() + timedelta(days=days), year=True)


def test_an_approval_is_no_change_of_the_page_and_neither_is_taking_it_back(client, board):
    note = a_note("More clubs", board)
    note.submission.approve(by=a_user("moderator").id)
    saved(note)
    assert last_updated(client) == day(-9)
    note.submission.contribution.withdraw()
    saved(note)
    assert last_updated(client) == day(-9)


EDITS = {
    "its text": lambda board, by: board.engagement.change({"summary": "Help us"}, by=by),
    "its documents": lambda board, by: board.engagement.change({"documents": [{"title": "A", "formats": []}]}, by=by),
    "an activity's text": lambda board, by: board.edit({"summary": "Write a note"}, by=by),
    "more time": lambda board, by: board.extend(now() + timedelta(days=20), by=by, reason="Half-term"),
    "closed by hand": lambda board, by: board.close(by=by, reason="Enough"),
    "the whole closed by hand": lambda board, by: board.engagement.close(by=by, reason="Enough"),
    "a part of an activity": lambda board, by: board.edit_a_part(by=by),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_staff_edit_is_a_change(client, board, edit):
    edit(board, a_user("engagement_lead").id)
    saved(board)
    assert last_updated(client) == day(0)


def test_an_activity_that_opens_is_a_change_and_a_draft_nobody_can_see_is_none(client, board):
    lead = a_user("engagement_lead").id
    draft = a_board("draft", board.engagement, opens_at=None, **LUNDY)
    board.engagement.lawful_basis = "public_task"
    board.engagement.updated_at = now() - timedelta(days=9)
    draft.edit({"title": "Another name"}, by=lead)
    draft.make_ready(by=lead)
    saved(draft)
    assert last_updated(client) == day(-9)
    draft.open(by=lead)
    saved(draft)
    assert last_updated(client) == day(0)


@pytest.mark.parametrize(("thing", "field"), [("engagement", "two_to_open"), ("board", "two_people")])
def test_what_only_staff_read_is_no_change(client, board, thing, field):
    thing = board if thing == "board" else board.engagement
    assert thing.change({field: True}, by=a_user("engagement_lead").id)
    saved(board)
    assert last_updated(client) == day(-9)


def test_it_closes_by_itself_and_that_is_a_change(client, board):
    with time_machine.travel(now() + timedelta(days=6), tick=False):
        assert last_updated(client) == day(-15)
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        assert last_updated(client) == day(-1)


def test_what_changed_is_a_change(client, board):
    with time_machine.travel(now() + timedelta(days=12), tick=False):
        board.engagement.answer("There is a new rule.", by=a_user("engagement_lead").id)
        saved(board)
        assert last_updated(client) == day(0)
