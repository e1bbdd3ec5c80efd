"""The first page: what is open now, and what others have said."""

import re
from datetime import timedelta

import time_machine

from builders import (
    a_board,
    a_note,
    a_partnership,
    an_approved_note,
    an_engagement,
    an_event,
    at_midnight,
    closed,
    open_now,
    saved,
)
from coprod.database import now


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
    an_event("later", engagement, title="A later talk", minutes=60, closes_at=now() + timedelta(days=9))
    an_event("sooner", engagement, title="A sooner talk", minutes=90)
    a_board("better", engagement, title="A short note", minutes=2)
    page = client.get("/").text
    assert page.index("A short note") < page.index("A sooner talk") < page.index("A later talk")


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
    for number in range(4):
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
    assert sorted(shown) == [f"note number {number}" for number in range(4)]  # those of one day stand by chance
    assert "A young person, North Test" in page


def test_it_counts_those_who_took_part(client):
    a_partnership()
    an_approved_note("one", a_board())
    a_note("waiting", a_board("other"))
    assert "You could be the first" in client.get("/").text  # not before midnight: a live number tells when
    at_midnight()
    assert "<b>1</b> person has joined in" in client.get("/").text


def test_nothing_open(client):
    a_partnership(contact={"phone": "01632 960120", "email": "send@example.org"})
    page = client.get("/").text
    assert "Nothing is open just now" in page and "01632" in page and "your code still works" in page
    assert "You could be the first" in page


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
        statements.clear()
        assert client.get("/").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 5, statements
