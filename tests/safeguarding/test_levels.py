"""The lead's list by level and how sure it is, the page that says what each level does, and quiet concerns."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text
from worrying import CERTAIN, WEAK, screen

from builders import (
    a_board,
    a_concern,
    a_partnership,
    a_sign_up,
    a_user,
    an_event,
    letters_about_concerns,
    receive,
    saved,
)
from coprod.concerns import level
from coprod.concerns.concern import Concern
from coprod.concerns.duty_letter import DutyLetter
from coprod.concerns.letters import tell_of_what_was_quiet, tell_the_next
from coprod.concerns.level import Level, Worry
from coprod.concerns.put_back import put_back_in_time
from coprod.concerns.step import StepKind
from coprod.database import db, now
from coprod.events.sign_up import SignUp
from coprod.intake import timed_screening
from coprod.intake.door import Said
from coprod.participation.contribution import Contribution
from coprod.participation.safe_adult import ask
from coprod.safeguarding.worrying_words import marked
from coprod.screening import screen as screening
from coprod.screening.finding import Finding, FindingKind

MONDAY = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
NEEDS = f"A chair by the door, it is {WEAK} at home"


@pytest.fixture(autouse=True)
def foreseen(app, monkeypatch):
    a_partnership(acknowledge_minutes=30)
    monkeypatch.setattr(screening, "screen", screen)


def sign_up(needs: str = NEEDS) -> SignUp:
    """Somebody takes a place through the one door."""
    event = an_event()
    sent = receive(event, token=needs, private={"Name": "Zoe", "Access needs": needs}).contribution
    return saved(event.sign_up(sent, name="Zoe", email="zoe@example.org", access_needs=needs))


def concern() -> Concern:
    db.session.rollback()
    return db.session.query(Concern).one()


def steps() -> list[StepKind]:
    return [step.what for step in concern().steps]


# --- the list and the pages ---


def a_worry(sure: int, of: Level, hours: float) -> int:
    found = a_concern(f"{sure} {of} {hours}", a_board(f"b-{sure}-{of}-{int(hours)}"), hours)
    id, how = found.id, {"sure": sure, "level": of}
    db.session.execute(text("UPDATE concern SET sure = :sure, level = :level WHERE id = :id"), {"id": id, **how})
    db.session.commit()
    return id


def test_the_list_begins_with_what_is_serious_and_sure_and_what_somebody_has_is_last(client, sign_in):
    weak_and_sure = a_worry(100, Level.READ_FIRST, 9)
    weak = a_worry(61, Level.READ_FIRST, 8)
    less_sure, later = a_worry(90, Level.CONCERN, 7), a_worry(90, Level.CONCERN, 2)
    sure = a_worry(97, Level.CONCERN, 1)
    had = a_worry(99, Level.CONCERN, 20)
    db.session.get(Concern, had).acknowledge(by=a_user("safeguarding_lead").id)
    db.session.commit()
    sign_in("safeguarding_lead")
    page = client.get("/staff/safeguarding").text
    listed = [int(id) for id in re.findall(r'"said" href="/staff/safeguarding/(\d+)"', page)]
    assert listed == [sure, less_sure, later, weak_and_sure, weak, had]


def test_it_says_on_which_level_and_how_sure(client, sign_in):
    receive(a_board(), token="t", said=[Said("What?", f"I am {CERTAIN}")])
    sign_in("safeguarding_lead")
    page = client.get("/staff/safeguarding").text
    assert "At once" in page and "very sure (97%)" in page and "To read first</span>" not in page
    shown = client.get(f"/staff/safeguarding/{concern().id}").text
    assert "At once" in shown and "Very sure (97%)" in shown and "It was to be read first" not in shown


def test_one_that_was_to_be_read_first_says_why_it_is_here(client, sign_in, monkeypatch):
    monkeypatch.setattr(level, "end_of_work", lambda moment: None)
    receive(a_board(), token="t", said=[Said("What?", f"It is {WEAK}")])
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{concern().id}").text
    assert "It was to be read first" in page and "Fairly sure (61%)" in page and "when nobody was at work" in page
    assert f'<mark class="mark mark--late">{WEAK}' in page


def test_what_a_person_escalated_is_not_said_in_percent(client, sign_in):
    opened = a_concern()
    sign_in("safeguarding_lead")
    pages = client.get("/staff/safeguarding").text + client.get(f"/staff/safeguarding/{opened.id}").text
    assert "%)" not in pages and "A person says so" in pages


def test_a_page_says_what_each_level_does(client, sign_in):
    sign_in("safeguarding_lead")
    assert 'href="/staff/safeguarding/levels"' in client.get("/staff/safeguarding").text
    page = client.get("/staff/safeguarding/levels").text
    for words in ("within 30 minutes", "After 60 minutes", "They have 4 hours", "or by 5pm", "at 9am and at 2pm"):
        assert words in page, words
    sign_in("moderator")
    assert client.get("/staff/safeguarding/levels").status_code == 403


def test_nobody_makes_it_less(app):
    opened = a_concern()
    for name, less in (("level", Level.READ_FIRST), ("sure", 3)):
        with pytest.raises(Exception, match="never deleted"):
            setattr(opened, name, less)
            db.session.flush()
        db.session.rollback()


@pytest.mark.parametrize(
    ("sure", "words"),
    [
        (100, "a rule fits"),
        (99, "very sure (99%)"),
        (50, "fairly sure (50%)"),
        (49, "not so sure (49%)"),
        (3, "only a hint (3%)"),
    ],
)
def test_how_sure_is_said_in_words(sure, words):
    assert Worry(Level.CONCERN, sure).in_words == words


# --- in private fields ---


def test_the_team_still_sees_the_need_and_the_lead_has_a_copy_without_a_letter(client, sign_in):
    place = sign_up()
    opened = concern()
    assert (opened.words, opened.prompt, opened.worry) == (NEEDS, "Access needs", Worry(Level.READ_FIRST, 61))
    assert opened.quiet_until and opened.is_quiet and opened.submission_id is None
    assert place.access_needs == NEEDS and not place.contribution.private_fields
    assert db.session.query(DutyLetter).count() == 0 and letters_about_concerns() == []
    sign_in("event_team")
    assert NEEDS in client.get("/staff/events/tamworth/attendees").text
    sign_in("safeguarding_lead")
    page = client.get("/staff/safeguarding").text
    assert "No letter yet" in page and "Read by the team too" in page and "1 weaker worry without a letter" in page
    shown = client.get(f"/staff/safeguarding/{opened.id}").text
    assert "The team can read “Access needs” too" in shown and "Give it back" not in shown
    assert "1 concern that nobody has yet" not in client.get("/staff").text


def test_the_lead_takes_it_from_the_team_and_says_what_to_provide(client, sign_in):
    place = sign_up()
    here = f"/staff/safeguarding/{concern().id}"
    sign_in("safeguarding_lead")
    assert "Take it from the team" in client.get(here).text
    for _ in range(2):  # pressed twice
        assert client.post(f"{here}/hold").location == f"{here}#provide"
    assert steps() == [StepKind.ACKNOWLEDGED, StepKind.HELD]
    assert db.session.get(SignUp, place.id, populate_existing=True).access_needs == ""
    page = client.get(here).text
    assert "Take it from the team" not in page and "What must the team provide" in page and "Give it back" in page
    client.post(f"{here}/provide", data={"provide": "A chair by the door"})
    client.post(f"{here}/release", data={"outcome": "no_concern"})
    assert db.session.get(SignUp, place.id, populate_existing=True).access_needs == NEEDS
    client.post("/staff/sign-out")
    sign_in("event_team")
    assert client.post(f"{here}/hold").status_code == 403


def test_what_was_taken_back_cannot_be_taken_from_anybody(client, sign_in):
    place = sign_up()
    here = f"/staff/safeguarding/{concern().id}"
    place.contribution.withdraw()
    db.session.commit()
    sign_in("safeguarding_lead")
    assert "Take it from the team" not in client.get(here).text
    assert client.post(f"{here}/hold").status_code == 303 and steps() == []


def test_what_is_certain_is_held_as_ever(client):
    place = sign_up(f"A chair, I am {CERTAIN}")
    assert place.access_needs == "" and not concern().is_quiet
    assert concern().worry == Worry(Level.CONCERN, 97) and db.session.query(DutyLetter).count() == 1


def test_when_nobody_takes_it_on_in_time_the_letter_leaves_and_only_then_the_clock_starts(office_hours):
    lead, deputy = a_user("safeguarding_lead").email, a_user("safeguarding_deputy").email
    with time_machine.travel(MONDAY, tick=False) as clock:
        sign_up()
        for hours in (1, 3.9):
            clock.move_to(MONDAY + timedelta(hours=hours))
            tell_of_what_was_quiet()
            tell_the_next()
        assert letters_about_concerns() == [] and steps() == []
        clock.move_to(MONDAY + timedelta(hours=4))
        tell_of_what_was_quiet()
        tell_of_what_was_quiet()
        tell_the_next()
        assert [letter.to for letter in letters_about_concerns()] == [lead] and steps() == [StepKind.LEAD_TOLD]
        assert concern().waits_since == MONDAY + timedelta(hours=4)
        clock.shift(timedelta(minutes=29))
        tell_the_next()
        assert steps() == [StepKind.LEAD_TOLD]
        clock.shift(timedelta(minutes=1))
        tell_the_next()
        assert steps() == [StepKind.LEAD_TOLD, StepKind.DEPUTY_TOLD]
        assert [letter.to for letter in letters_about_concerns()] == [lead, deputy]


def test_who_takes_it_on_before_gets_no_letter(client, sign_in, office_hours):
    with time_machine.travel(MONDAY, tick=False) as clock:
        sign_up()
        by = a_user("safeguarding_lead").id
        clock.shift(timedelta(hours=1))
        concern().acknowledge(by=by)
        db.session.commit()
        clock.shift(timedelta(hours=4))
        tell_of_what_was_quiet()
        tell_the_next()
        assert letters_about_concerns() == [] and steps() == [StepKind.ACKNOWLEDGED]
        concern().close(by=by)
        db.session.commit()
        sign_in("safeguarding_lead")
        assert "1 hour" in client.get("/staff/safeguarding").text, "somebody had it after an hour"


def test_at_night_it_is_in_a_letter_at_once(office_hours):
    lead = a_user("safeguarding_lead").email
    with time_machine.travel(MONDAY + timedelta(hours=12), tick=False):
        place = sign_up()
        assert concern().quiet_until is None and place.access_needs == NEEDS
        assert [letter.to for letter in letters_about_concerns()] == [lead]


def test_who_asks_for_a_safe_adult_meanwhile_is_not_kept_waiting(office_hours):
    with time_machine.travel(MONDAY, tick=False) as clock:
        place = sign_up()
        clock.shift(timedelta(hours=1))
        ask(place.contribution, "Text me")
        db.session.commit()
        assert not concern().is_quiet and concern().waits_since == now()
        clock.shift(timedelta(hours=5))
        tell_of_what_was_quiet()
        assert steps() == [StepKind.ASKED]


def test_whoever_had_it_and_left_leaves_it_to_the_others_at_once(office_hours):
    lead = a_user("safeguarding_lead")
    other = a_user("safeguarding_lead", "other@example.org").email
    with time_machine.travel(MONDAY, tick=False) as clock:
        sign_up()
        clock.shift(timedelta(hours=1))
        concern().acknowledge(by=lead.id)
        lead.deactivate()
        db.session.commit()
        put_back_in_time()
        assert [letter.to for letter in letters_about_concerns()] == [other]
        assert concern().waits_since == now() and not concern().is_quiet


def test_screened_late_it_is_quiet_too(monkeypatch):
    monkeypatch.setattr(screening, "screen", lambda *how: 1 / 0)
    place = a_sign_up(access_needs=NEEDS)
    place.contribution.hold({"Access needs": NEEDS}, {"Access needs": None})
    db.session.commit()
    monkeypatch.setattr(screening, "screen", screen)
    timed_screening.screen_what_was_not()
    timed_screening.screen_what_was_not()
    assert concern().is_quiet and db.session.query(DutyLetter).count() == 0
    assert db.session.query(SignUp).one().access_needs == NEEDS
    assert not db.session.query(Contribution).one().private_fields


def test_of_two_that_overlap_the_serious_one_is_marked(app, monkeypatch):
    both = [Finding(FindingKind.READ_FIRST, 0, 9, "Not sure"), Finding(FindingKind.CONCERN, 3, 6, "Sure")]
    monkeypatch.setattr(screening, "screen", lambda *how: both)
    assert marked("one two three").reasons == ["Sure"]
