"""The list of concerns: who has what, and what is due by when. Never the words."""

import re
from datetime import timedelta

import pytest
import time_machine

from builders import a_board, a_concern, a_partnership, a_sign_up, a_user, an_event, contribution_of, heard, saved
from coprod.audit import Record
from coprod.concerns.concern import Concern, Origin, Outcome
from coprod.concerns.step import StepKind
from coprod.database import db, now
from coprod.safeguarding import queue
from coprod.safeguarding.clock import Clock

# A Wednesday, 10:40 in the morning.
WEDNESDAY = "2027-03-10 10:40Z"


def lead() -> int:
    return a_user("safeguarding_lead").id


def test_those_that_nobody_has_first_and_the_oldest_of_them_on_top(client, sign_in):
    a_partnership()
    board = a_board()
    for hours in (2, 30, 96):
        a_concern(f"secret {hours}", board, hours, audience="young_person", district="north")
    held = a_concern("somebody has it", board, 200)
    held.acknowledge(by=lead())
    done = a_concern("done", board, 400)
    done.close(by=lead(), outcome=Outcome.KNOWN)
    saved(held, done)
    sign_in("safeguarding_lead")
    page = client.get("/staff/safeguarding").text
    places = [page.index(f"Concern {number}<") for number in (3, 2, 1, held.id, done.id)]
    assert places == sorted(places) and "4 open concerns" in page and "3 concerns that nobody has yet" in page
    for words in ("4 days", "30 hours", "2 hours", "A young person, North Test", "Moderator", "Safeguarding_lead"):
        assert words in page, words
    assert "Already known to the people who can help" in page
    assert "secret" not in page and db.session.query(Record).count() == 0


def test_who_raised_it(client, sign_in):
    a_partnership()
    by_hand = a_concern("one")
    contribution = contribution_of(by_hand)
    saved(
        Concern(contribution_id=contribution.id, prompt="Name", words="two", origin=Origin.SCREENING),
        Concern(contribution_id=contribution.id, prompt="Asked", words="", origin=Origin.AUTHOR),
    )
    sign_in("safeguarding_lead")
    page = client.get("/staff/safeguarding").text
    for words in ("Moderator<br>", "Screening, <strong>a rule fits</strong><br>", "The person who wrote it<br>"):
        assert words in page, words


def test_the_clock_in_the_list(client, sign_in):
    with time_machine.travel(WEDNESDAY, tick=False):
        a_partnership(acknowledge_minutes=60)
        a_concern(hours=0)
        a_user("safeguarding_deputy")
    with time_machine.travel("2027-03-10 11:05Z", tick=False):
        sign_in("safeguarding_lead")
        page = client.get("/staff/safeguarding").text
        assert "Open for 25 minutes" in page and "11:40am on Wednesday" in page and "Then the deputy is told" in page
        assert "10:40am on Thursday" in page and "Over time" not in page and "is-late" not in page
    with time_machine.travel("2027-03-10 11:41Z", tick=False):
        page = client.get("/staff/safeguarding").text
        assert page.count("Over time.") == 1 and "It had to be acknowledged by" in page and "is-late" in page
    with time_machine.travel("2027-03-11 10:41Z", tick=False):
        sign_in("safeguarding_lead")
        assert client.get("/staff/safeguarding").text.count("Over time.") == 2


@pytest.mark.parametrize(
    ("opened", "decide_by"),
    [
        ("2027-03-10 10:40Z", "2027-03-11T10:40:00+00:00"),
        ("2027-03-12 16:00Z", "2027-03-15T16:00:00+00:00"),  # Friday: Monday at the same time
        ("2027-03-13 03:00Z", "2027-03-16T00:00:00+00:00"),  # Saturday: as if on Monday's first minute
        ("2027-03-14 23:30Z", "2027-03-16T00:00:00+00:00"),
        ("2027-03-19 16:00Z", "2027-03-22T16:00:00+00:00"),
        ("2027-03-26 16:00Z", "2027-03-31T00:00:00+01:00"),  # Good Friday; the clocks go forward before Easter Monday
    ],
)
def test_one_working_day_to_decide(opened, decide_by):
    with time_machine.travel(opened, tick=False):
        assert Clock(now(), None, None, None).decide_by.isoformat() == decide_by


def test_what_stops_the_clocks(app):
    a_partnership(acknowledge_minutes=60)
    long_ago = now() - timedelta(days=9)
    assert Clock(long_ago, None, None, None).acknowledge_is_late and Clock(long_ago, None, None, None).decide_is_late
    acknowledged = Clock(long_ago, long_ago, None, None)
    assert not acknowledged.acknowledge_is_late and acknowledged.is_late
    assert not Clock(long_ago, long_ago, long_ago, None).is_late
    assert not Clock(long_ago, long_ago, None, long_ago).is_late


def test_somebody_who_asked_for_a_safe_adult_is_marked(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    assert "Wants a safe adult" not in client.get("/staff/safeguarding").text
    concern = db.session.get_one(Concern, concern.id)
    concern.ask("Text me on Tuesday")
    saved(concern)
    page = client.get("/staff/safeguarding").text
    assert "Wants a safe adult" in page and "Text me" not in page


def test_a_private_field_in_the_list(client, sign_in):
    a_partnership()
    place = a_sign_up(an_event(), "Zoe", "A chair. He hits me")
    saved(place.contribution.escalate("Access needs", place.access_needs, by=a_user("event_team").id))
    sign_in("safeguarding_lead")
    page = client.get("/staff/safeguarding").text
    assert "Held here" in page and "He hits me" not in page and "Event_team" in page


def test_the_first_page_of_a_lead_says_how_many_nobody_has(client, sign_in):
    a_partnership()
    board = a_board()
    a_concern("one", board)
    held = a_concern("two", board)
    held.add(StepKind.NOTE, by=lead(), words="mine")
    held.acknowledge(by=lead())
    saved(held)
    sign_in("safeguarding_lead")
    page = client.get("/staff").text
    assert "<b>2</b>" in page and "1 concern that nobody has yet" in page


def test_a_full_page_of_closed_ones_leads_to_no_empty_one(client, sign_in, monkeypatch):
    a_partnership()
    board = a_board()
    monkeypatch.setattr(queue, "PAGE", 2)
    sign_in("safeguarding_lead")
    for number, leads_on in ((1, False), (2, False), (3, True)):
        concern = a_concern(f"secret {number}", board)
        concern.close(by=lead())
        saved(concern)
        assert ("Show older ones" in client.get("/staff/safeguarding").text) is leads_on, number


def test_statements_do_not_grow_with_the_concerns(client, sign_in, statements):
    a_partnership()
    board = a_board()
    sign_in("safeguarding_lead")
    counts = []
    for number in (2, 30):
        for i in range(number):
            concern = a_concern(f"{number} {i}", board)
            concern.refer(by=lead(), words="To: somebody")
            if i % 2:
                concern.close(by=lead())
            saved(concern)
        statements.clear()
        assert client.get("/staff/safeguarding").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 7, counts


def test_one_click_in_the_feedback_log_escalates(client, sign_in):
    a_partnership()
    heard("More clubs, and he hits me", a_board())
    sign_in("analyst")
    assert "Escalate" not in client.get("/staff/feedback-log").text
    moderator = sign_in("moderator")
    page = client.get("/staff/feedback-log").text
    address, seen = re.search(r'formaction="([^"]*)" name="seen" value="(\d+)"', page).groups()
    assert client.post(address, data={"seen": seen}).status_code == 303
    [concern] = db.session.query(Concern)
    assert (concern.opened_by_id, concern.words) == (moderator.id, "More clubs, and he hits me")
    assert "he hits me" not in client.get("/staff/feedback-log").text
