"""The first page: what is open now, and what others have said."""

import re
from datetime import UTC, datetime, timedelta

import time_machine

from builders import (
    a_board,
    a_note,
    a_partnership,
    a_questionnaire,
    a_sign_up,
    an_approved_note,
    an_engagement,
    an_event,
    at_midnight,
    closed,
    open_now,
    saved,
)
from coprod.activities.life import Life
from coprod.database import now
from coprod.rendering import closes


def test_it_shows_what_is_open_and_leads_there(client):
    a_partnership()
    engagement = an_engagement()
    a_board("better", engagement, title="Better lunch", summary="Tell us about lunch.")
    a_board("over", engagement, title="An old one", **closed())
    a_board("draft", engagement, title="Not ready", opens_at=None)
    page = client.get("/").text
    assert '<a href="/boards/better">Better lunch</a>' in page and "Tell us about lunch." in page
    assert "An old one" not in page and "Not ready" not in page
    assert 'href="/engagements/refresh"' in page and 'href="/receipt"' in page


def test_the_quickest_way_to_take_part_comes_first(client):
    a_partnership()
    engagement = an_engagement()
    a_questionnaire("survey", engagement, title="Many questions", minutes=9)
    a_board("later", engagement, title="A later note", minutes=4, closes_at=now() + timedelta(days=9))
    a_board("sooner", engagement, title="A sooner note", minutes=5)
    page = client.get("/").text
    assert page.index("A sooner note") < page.index("A later note") < page.index("Many questions")


def test_events_stand_by_their_date_with_what_room_there_is(client):
    a_partnership()
    engagement = an_engagement()
    day = datetime(2026, 12, 9, 23, tzinfo=UTC)
    with time_machine.travel(day - timedelta(days=30)):
        an_event("later", engagement, title="A later talk", starts_at=day + timedelta(1), ends_at=day + timedelta(2))
        full = an_event(
            "sooner", engagement, title="A sooner talk", starts_at=day, ends_at=day + timedelta(1), places=1
        )
        a_sign_up(full)
        page = client.get("/").text
    assert page.index("A sooner talk") < page.index("A later talk") and "Open now" not in page
    assert "<span>Dec</span><b>9</b><small>Wed</small>" in page and "Full" in page and "There are places left" in page
    assert "Nothing is open just now" not in page


def test_what_has_closed_is_listed_with_its_day_and_what_is_put_away_is_not(client):
    a_partnership()
    gone = an_engagement("gone", title="Short breaks", summary="What works?")
    a_board("gone", gone, **closed())
    half_open = an_engagement("half", title="Half open")
    a_board("half-closed", half_open, **closed())
    a_board("half-open", half_open)
    archived = an_engagement("archived", title="Long ago", life=Life.ARCHIVED)
    a_board("archived", archived, **closed())
    page = client.get("/").text
    done = page[page.index(">Finished</h2>") : page.index("Our promise to you")]
    assert '<a href="/engagements/gone">Short breaks</a>' in done and "What works?" in done
    assert closes(closed()["closes_at"]) in done
    assert "Half open" not in done and "Long ago" not in page


def test_what_opens_soon_is_set_apart(client):
    a_partnership()
    soon = open_now() | {
        "opens_at": now().replace(year=now().year + 1),
        "closes_at": now().replace(year=now().year + 2),
    }
    a_board("soon", title="Soon to come", **soon)
    page = client.get("/").text
    assert "Nothing is open just now" in page
    assert page.index("Opening soon") < page.index("Soon to come")


def test_the_picture_is_notes_that_anyone_may_read(client):
    a_partnership()
    board = a_board()
    with time_machine.travel(now() - timedelta(days=1)):
        an_approved_note("of yesterday", board)
    for number in range(2):
        an_approved_note(f"note number {number}", board, audience="young_person", district="north")
    an_approved_note("for the team", board, sharing="team")
    an_approved_note("only the idea", board, sharing="idea")
    an_approved_note("long " * 30, board)
    a_note("not read yet", board)
    withdrawn = an_approved_note("taken back", board)
    withdrawn.contribution.withdraw()
    saved(withdrawn)
    page = client.get("/").text
    shown = re.findall(r'class="note__words" dir="auto">(.*?)</p>', page)
    assert sorted(shown) == [f"note number {number}" for number in range(2)]  # those of one day stand by chance
    assert "A young person, North Test" in page


def test_it_counts_those_who_took_part(client):
    a_partnership()
    board = a_board()
    for number in range(15):
        an_approved_note(f"note {number}", board)
    a_note("waiting", a_board("other"))
    assert "You could be one of the first" in client.get("/").text  # not before midnight: a live number tells when
    at_midnight()
    page = client.get("/").text
    assert "<span>About</span> <b>20</b> people have joined in" in page and "to the nearest 10" in page


def test_nothing_open(client):
    a_partnership(contact={"phone": "01632 960120", "email": "send@example.org"})
    page = client.get("/").text
    assert "Nothing is open just now" in page and "01632" in page and "your code still works" in page
    assert (
        "When something opens, you could be one of the first" in page and "Tell us what it is really like" not in page
    )


def test_it_sets_no_cookie(client):
    a_partnership()
    a_board()
    answer = client.get("/")
    assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", "")


def test_statements_do_not_grow_with_what_is_open(client, statements):
    a_partnership()
    counts = []
    for number in (2, 15):
        for i in range(number):
            engagement = an_engagement(f"engagement-{number}-{i}")
            an_approved_note("a note", a_board(f"board-{number}-{i}", engagement))
            an_event(f"event-{number}-{i}", engagement)
            a_board(f"over-{number}-{i}", an_engagement(f"over-{number}-{i}"), **closed())
        statements.clear()
        assert client.get("/").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6, statements
