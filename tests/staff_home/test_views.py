"""The first page staff see: each role what it may open, and nothing it may not."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from builders import a_board, a_concern, a_note, a_partnership, a_submission, a_user, an_approved_note, closed, saved
from coprod.database import now, uk_today
from coprod.staff_home.views import greeting

QUEUE, CONCERNS = "Waiting to be read", "Safeguarding concerns open"


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("moderator", {QUEUE}),
        ("engagement_lead", {QUEUE}),
        ("safeguarding_lead", {QUEUE, CONCERNS}),
        ("admin", set()),
        ("analyst", set()),
        ("event_team", set()),
    ],
)
def test_each_role_sees_what_it_may_open(client, sign_in, role, sees):
    a_partnership()
    board = a_board(title="The big board")
    a_submission("he hits me", board).escalate(by=a_user("moderator").id)
    an_approved_note("a lift that works", board)
    sign_in(role)
    page = client.get("/staff").text
    assert {words for words in (QUEUE, CONCERNS) if words in page} == sees
    assert ("Decided last" in page) is (QUEUE in sees)
    assert "he hits me" not in page and "The big board" in page


def test_what_waits(client, sign_in):
    a_partnership(reading_days=3)
    board = a_board()
    for days in (0, 1, 9):
        submission = a_submission("words", board, submitted_on=uk_today() - timedelta(days=days))
        submission.contribution.received_at = now() - timedelta(days=days)
        saved(submission)
    sign_in("moderator")
    page = client.get("/staff").text
    assert "<b>3</b>" in page and "The oldest: 9 days. We promise 3 working days." in page
    assert "<b>1</b>" in page and "Read these first" in page


def test_nothing_waits(client, sign_in):
    a_partnership()
    sign_in("safeguarding_lead")
    page = client.get("/staff").text
    assert "Everything is in time" in page and "None is open" in page and "Start reading" not in page
    assert "Nothing is open just now" in page


def test_concerns_and_how_long_the_oldest_is_open(client, sign_in):
    a_partnership()
    board = a_board()
    a_concern("words", board, hours=1)
    concern = a_concern("words", board, hours=50)
    concern.close(by=a_user("safeguarding_lead").id)
    saved(concern)
    sign_in("safeguarding_lead")
    page = client.get("/staff").text
    assert "<b>1</b>" in page and "The oldest: 1 hour." in page


def test_what_was_decided_last(client, sign_in):
    a_partnership()
    board = a_board(title="The big board")
    an_approved_note("<i>a lift</i> that works", board)
    note = a_note("no good", board)
    note.submission.reject(by=a_user("engagement_lead").id, reason="names")
    saved(note)
    sign_in("moderator")
    page = client.get("/staff").text
    decided = page[page.index("Decided last") :]
    assert (
        "&lt;i&gt;a lift&lt;/i&gt; that works" in decided
        and "Moderator approved it, " in decided
        and "ago" not in decided
    )
    assert "Engagement_lead rejected it" in decided and "no good" not in decided
    note.submission.return_to_queue(by=a_user("moderator").id)
    saved(note)
    assert "Decided again since" in client.get("/staff").text


def test_what_is_open_and_until_when(client, sign_in):
    a_partnership()
    an_approved_note("words", a_board("open", title="Open board", closes_at=now() + timedelta(days=3)))
    a_board("later", title="Later board", closes_at=now() + timedelta(days=30))
    a_board("closed", title="Closed board", **closed())
    a_board("draft", title="Draft board", opens_at=None)
    sign_in("analyst")
    page = client.get("/staff").text
    assert page.index("Open board") < page.index("Later board") and "3 days left" in page
    assert "Closed board" not in page and "Draft board" not in page and "/boards/open" in page


def test_statements_do_not_grow(client, sign_in, statements):
    a_partnership()
    sign_in("safeguarding_lead")
    counts = []
    for number in (2, 30):
        for i in range(number):
            board = a_board(f"board-{number}-{i}")
            an_approved_note("words", board)
            a_submission("words", board).escalate(by=a_user("moderator").id)
            a_submission("words", board)
        statements.clear()
        assert client.get("/staff").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6


def test_strangers_sign_in_first(client):
    assert client.get("/staff").location.startswith("/staff/sign-in")


@pytest.mark.parametrize(
    ("hour", "words"), [(0, "Good morning"), (10, "Good morning"), (11, "Good afternoon"), (17, "Good evening")]
)
def test_a_greeting_by_the_clock_on_the_wall(hour, words):
    assert greeting(datetime(2026, 7, 1, hour, 30, tzinfo=UTC)) == words  # an hour later on a summer wall


@time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC))
def test_the_day(client, sign_in):
    a_partnership()
    sign_in("moderator")
    page = client.get("/staff").text
    assert "Good morning, Moderator" in page and "Friday\xa020\xa0November\xa02026" in page
