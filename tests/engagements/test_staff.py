"""Staff open, close and extend what people can take part in."""

from datetime import timedelta

import pytest

from builders import a_board, a_partnership, an_approved_note, an_engagement, an_event, closed
from coprod.activities.life import State
from coprod.boards.models import Board
from coprod.changes import Change
from coprod.database import UK, db, now

WHY = {"edited": "1", "reason": "Two schools asked for it"}


def the_board() -> Board:
    return db.session.query(Board).one()


def later(days: int = 30) -> dict[str, object]:
    """A last day some days from now, as the form sends it."""
    day = (now() + timedelta(days=days)).astimezone(UK)
    return WHY | {"closes_on": [str(day.day), str(day.month), str(day.year)], "closes_time": "5pm"}


def test_the_list_shows_every_activity_with_its_state(client, sign_in):
    a_partnership()
    engagement = an_engagement()
    an_approved_note("a note", a_board("open", engagement, title="An open one"))
    a_board("draft", engagement, title="A draft", opens_at=None)
    a_board("over", engagement, title="An old one", **closed())
    an_event("tamworth", engagement, title="A talk")
    sign_in("engagement_lead")
    page = client.get("/staff/activities").text
    for words in ("The refresh", "An open one", "A draft", "An old one", "A talk", "7 days left"):
        assert words in page, words
    assert '<a href="/boards/open">An open one</a>' in page and '<a href="/boards/draft">' not in page
    assert 'href="/staff/boards/draft/preview"' in page and 'href="/staff/boards/new?engagement=refresh"' in page
    assert '<td data-label="Took part">1</td>' in page


def test_open_lets_people_in(client, sign_in):
    board = a_board(opens_at=None)
    lead = sign_in("engagement_lead")
    done = client.post(f"/staff/activities/{board.id}/open")
    assert done.status_code == 303 and done.location == f"/staff/activities#activity-{board.id}"
    assert the_board().state is State.OPEN and client.get("/boards/better").status_code == 200
    change = db.session.query(Change).one()
    assert (change.subject, change.field, change.was, change.by_id) == (
        f"activity {board.id}",
        "opens_at",
        None,
        lead.id,
    )


def test_close_takes_nothing_more(client, sign_in):
    board = a_board()
    sign_in("engagement_lead")
    assert client.post(f"/staff/activities/{board.id}/close", data=WHY).status_code == 303
    assert the_board().state is State.CLOSED and client.get("/boards/better/add").status_code == 409


def test_extend_gives_more_time_and_opens_a_closed_one_again(client, sign_in):
    board = a_board(**closed())
    sign_in("engagement_lead")
    assert "Extending it opens it again" in client.get(f"/staff/activities/{board.id}/extend").text
    assert client.post(f"/staff/activities/{board.id}/extend", data=later()).status_code == 303
    board = the_board()
    assert board.state is State.OPEN and board.closes_at.astimezone(UK).hour == 17
    change = db.session.query(Change).one()
    assert change.became == board.closes_at.isoformat() and change.reason == WHY["reason"]


@pytest.mark.parametrize(
    ("times", "verb", "words"),
    [
        ({}, "open", "Make it better: It has been opened already."),
        ({"opens_at": None, "closes_at": now() - timedelta(days=1)}, "open", "Its closing time has passed."),
        (closed(), "close", "Only an open activity can be closed."),
    ],
)
def test_what_does_not_fit_is_refused_in_plain_words(client, sign_in, times, verb, words):
    board = a_board(**times)
    sign_in("engagement_lead")
    refused = client.post(f"/staff/activities/{board.id}/{verb}", data=WHY)
    assert refused.status_code == 422 and words in refused.text
    assert db.session.query(Change).count() == 0


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (later(days=3), "must be later than the old one"),
        ({"closes_on": ["31", "2", "2027"], "closes_time": "5pm"}, "must be a real date"),
        ({}, "Enter the new last day"),
    ],
)
def test_extend_refuses_less_time_and_what_is_no_date(client, sign_in, sent, words):
    board = a_board()
    before = board.closes_at
    sign_in("engagement_lead")
    refused = client.post(f"/staff/activities/{board.id}/extend", data=sent)
    assert refused.status_code == 422 and words in refused.text and "<title>Error: " in refused.text
    assert the_board().closes_at == before


def test_sign_up_cannot_be_extended_past_the_event(client, sign_in):
    event = an_event()
    sign_in("engagement_lead")
    refused = client.post(f"/staff/activities/{event.id}/extend", data=later(days=60))
    assert refused.status_code == 422 and "before the event starts" in refused.text


def test_only_those_who_edit_activities_come_in(client, sign_in):
    board = a_board()
    sign_in("moderator")
    assert client.get("/staff/activities").status_code == 403
    assert {
        client.post(f"/staff/activities/{board.id}/{verb}").status_code for verb in ("open", "close", "extend")
    } == {403}


def test_an_activity_that_is_not_there(client, sign_in):
    sign_in("engagement_lead")
    assert {client.post(f"/staff/activities/99/{verb}").status_code for verb in ("open", "close", "extend")} == {404}


def test_statements_do_not_grow_with_the_list(client, sign_in, statements):
    a_partnership()
    sign_in("engagement_lead")
    counts = []
    for number in (2, 15):
        for i in range(number):
            engagement = an_engagement(f"engagement-{number}-{i}")
            a_board(f"board-{number}-{i}", engagement)
            an_event(f"event-{number}-{i}", engagement)
        statements.clear()
        assert client.get("/staff/activities").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6, statements
