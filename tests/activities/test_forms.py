"""What staff fill in for any activity: the closing time people expect, and errors they can act on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from werkzeug.datastructures import MultiDict

from builders import a_board, a_user
from coprod.activities.forms import ActivityForm, free_slug, slug_of
from coprod.boards.models import Board
from coprod.database import now

FILLED: dict[str, Any] = {
    "title": "Better lunchtimes",
    "summary": "Tell us about lunch.",
    "closes_on": ["11", "12", "2026"],
    "closes_time": "11:59pm",
    "minutes": "2",
    "readers": "The SEND engagement team",
    "audiences": ["young_person", "parent_carer"],
    "purpose": "To find out what to change",
    "retention_months": "24",
}


def filled(app: Flask, activity: Board | None = None, **changes: Any) -> ActivityForm:
    """The form as it is sent, and checked on 1 June 2026."""
    sent = MultiDict(FILLED | changes)
    with app.test_request_context(method="POST"), time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False):
        form = ActivityForm(formdata=sent, activity=activity, meta={"csrf": False})
        form.validate()
    return form


def test_all_of_it_makes_the_details_of_an_activity(app):
    form = filled(app)
    assert form.errors == {}
    assert form.details() == {
        "title": "Better lunchtimes",
        "summary": "Tell us about lunch.",
        "closes_at": datetime(2026, 12, 12, tzinfo=UTC),
        "minutes": 2,
        "readers": "The SEND engagement team",
        "audiences": ["young_person", "parent_carer"],
        "purpose": "To find out what to change",
        "retention_months": 24,
        "two_people": False,
        "made_safe": "",
        "ways_to_say": "",
        "can_change": "",
    }


@pytest.mark.parametrize(("sent", "kept"), [({"two_people": "y"}, True), ({}, False)])
def test_two_people_have_to_approve_only_where_that_is_ticked(app, sent, kept):
    board = a_board(two_people=not kept)
    board.edit(filled(app, board, **sent).details(), by=a_user("engagement_lead").id, reason="Clearer")
    assert board.two_people is kept


def test_the_closing_time_is_uk_time(app):
    summer = filled(app, closes_on=["11", "7", "2026"], closes_time="5:30pm")
    assert summer.details()["closes_at"] == datetime(2026, 7, 11, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["midnight", "12am", "00:00", "11:59pm", "23:59"])
def test_midnight_is_the_end_of_the_day(app, typed):
    assert filled(app, closes_time=typed).details()["closes_at"] == datetime(2026, 12, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": " "}, "title", "Enter a title"),
        ({"closes_on": ["", "", ""]}, "closes_on", "Enter the last day"),
        ({"closes_on": ["31", "2", "2027"]}, "closes_on", "must be a real date"),
        ({"closes_on": ["1", "1", "27"]}, "closes_on", "must be a real date"),
        ({"closes_on": ["31", "5", "2026"]}, "closes_on", "must be in the future"),
        ({"closes_time": "5"}, "closes_time", "must be a time"),
        ({"closes_time": ""}, "closes_time", "Enter the closing time"),
        ({"minutes": "none"}, "minutes", "Enter a number of minutes"),
        ({"minutes": "0"}, "minutes", "Enter a number of minutes"),
        ({"audiences": []}, "audiences", "Choose who it is for"),
        ({"retention_months": "900"}, "retention_months", "from 1 to 120"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(app, changes, field, words):
    form = filled(app, **changes)
    assert list(form.errors) == [field]
    assert words in str(form.errors[field])


def test_it_is_filled_from_an_activity(app):
    board = a_board(opens_at=None, closes_at=datetime(2026, 12, 12, tzinfo=UTC), audiences=["parent_carer"])
    with app.test_request_context():
        form = ActivityForm(activity=board)
        assert form.title.data == "Make it better" and form.audiences.data == ["parent_carer"]
        assert form.closes_on.parts == ["11", "12", "2026"] and form.closes_time._value() == "11:59pm"


def test_the_closing_time_of_an_open_activity_is_a_promise(app):
    board = a_board(opens_at=datetime(2026, 5, 1, tzinfo=UTC), closes_at=datetime(2026, 12, 1, tzinfo=UTC))
    form = filled(app, board, closes_on=["1", "7", "2026"])
    assert form.errors == {} and "closes_at" not in form.details()


def test_an_address_is_made_from_the_title_and_is_free(app):
    assert slug_of("What's next? Café & chips") == "whats-next-cafe-chips"
    assert slug_of("word " * 40) == "-".join(["word"] * 12)
    assert free_slug(Board, "Better") == "better"
    board = a_board("better")
    a_board("better-2", engagement=board.engagement, closes_at=now() + timedelta(days=1))
    assert free_slug(Board, "Better!") == "better-3"
    assert free_slug(Board, "❤") == "untitled"
