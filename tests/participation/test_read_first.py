"""A weaker worry waits for somebody to read it: no decision without "no worry", and at its hour the lead has it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from worrying import CERTAIN, WEAK, screen

from builders import a_board, a_partnership, a_user, letters_about_concerns, receive
from coprod.concerns.concern import Concern, Origin
from coprod.concerns.level import Level, Worry, read_by
from coprod.database import db, now
from coprod.intake import timed_screening
from coprod.intake.door import Said
from coprod.moderation import bulk
from coprod.participation.move import FirstApproval, Move, MoveRefused, Status
from coprod.participation.read_first import NotReadFirst
from coprod.participation.submission import Submission
from coprod.participation.unread import escalate_what_nobody_read
from coprod.screening import screen as screening
from coprod.screening.finding import Finding, FindingKind

MONDAY = datetime(2026, 11, 30, 10, 15, tzinfo=UTC)
WORDS = f"At home it is {WEAK}"


@pytest.fixture(autouse=True)
def foreseen(app, monkeypatch):
    a_partnership()
    monkeypatch.setattr(screening, "screen", screen)


def sent(words: str = WORDS, board=None, form: str = "t") -> Submission:
    [submission] = receive(board or a_board(), token=form, said=[Said("What?", words)]).contribution.submissions
    return submission


def concerns() -> list[Concern]:
    db.session.rollback()
    return db.session.query(Concern).order_by(Concern.id).all()


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-30T09:00Z", "2026-11-30T13:00Z"),
        ("2026-11-30T13:00Z", "2026-11-30T17:00Z"),
        ("2026-11-30T15:30Z", "2026-11-30T17:00Z"),  # before people go home
        ("2026-11-30T16:59Z", "2026-11-30T17:00Z"),
        ("2026-11-30T17:00Z", None),
        ("2026-11-30T08:59Z", None),
        ("2026-11-28T11:00Z", None),  # a Saturday
        ("2026-12-25T11:00Z", None),
        ("2026-07-01T08:00Z", "2026-07-01T12:00Z"),  # nine o'clock in summer
        ("2026-07-01T15:59Z", "2026-07-01T16:00Z"),
        ("2026-07-01T16:00Z", None),
    ],
)
def test_by_when_it_is_read(office_hours, moment, until):
    assert read_by(datetime.fromisoformat(moment)) == (until and datetime.fromisoformat(until))


def test_it_waits_while_people_are_at_work(office_hours):
    with time_machine.travel(MONDAY, tick=False):
        submission = sent()
        assert (submission.status, submission.words) == (Status.PENDING, WORDS)
        assert submission.read_first_until == MONDAY + timedelta(hours=4)
    assert concerns() == [] and letters_about_concerns() == []


def test_at_night_it_is_with_the_lead_at_once_as_what_it_is(office_hours):
    lead = a_user("safeguarding_lead").email
    with time_machine.travel(MONDAY + timedelta(hours=9), tick=False):
        submission = sent()
        assert (submission.status, submission.words, submission.read_first_until) == (Status.ESCALATED, None, None)
        [concern] = concerns()
        assert (concern.worry, concern.origin, concern.words) == (
            Worry(Level.READ_FIRST, 61),
            Origin.SCREENING,
            WORDS,
        )
        assert [letter.to for letter in letters_about_concerns()] == [lead]


def test_what_is_certain_does_not_wait_whatever_else_is_found(office_hours):
    with time_machine.travel(MONDAY, tick=False):
        assert sent(f"It is {WEAK}, I am {CERTAIN}").status is Status.ESCALATED
    assert [concern.worry for concern in concerns()] == [Worry(Level.CONCERN, 97)]


def test_what_staff_escalate_is_serious_and_certain():
    sent().escalate(by=a_user().id)
    db.session.commit()
    assert [concern.worry for concern in concerns()] == [Worry()]


def test_unread_it_goes_to_the_lead_by_itself_and_once(office_hours):
    lead = a_user("safeguarding_lead").email
    with time_machine.travel(MONDAY, tick=False) as clock:
        first, second = sent(form="1"), sent(form="2", board=a_board("other"))
        clock.shift(timedelta(hours=4, minutes=-1))
        escalate_what_nobody_read()
        assert concerns() == []
        clock.shift(timedelta(minutes=1))
        escalate_what_nobody_read()
        escalate_what_nobody_read()
        assert [concern.worry for concern in concerns()] == [Worry(Level.READ_FIRST, 61)] * 2
        assert {each.status for each in db.session.query(Submission)} == {Status.ESCALATED}
        assert first.moves[0].by_id is None and second.words is None
        assert [letter.to for letter in letters_about_concerns()] == [lead], "one letter says all"


def test_nothing_is_decided_before_somebody_says_that_there_is_no_worry():
    by = a_user().id
    for decide in (
        lambda submission: submission.approve(by=by),
        lambda submission: submission.reject(by=by, reason="names"),
    ):
        with pytest.raises(NotReadFirst, match="nobody seems to be at risk"):
            decide(db.session.query(Submission).first() or sent())
        db.session.rollback()
    assert db.session.query(Submission).one().read_first_until and db.session.query(Move).count() == 0


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_no_worry_is_a_fact_on_the_move(verb):
    submission = sent()
    more = {"reason": "names"} if verb == "reject" else {}
    move = getattr(submission, verb)(by=a_user().id, no_worry=True, **more)
    db.session.commit()
    assert move.no_worry and submission.read_first_until is None
    escalate_what_nobody_read()
    assert concerns() == []


def test_where_nothing_had_to_be_read_first_nobody_is_down_as_having_said_so():
    assert not sent("More clubs").approve(by=a_user().id, no_worry=True).no_worry


def test_of_two_people_the_first_says_it_and_then_it_waits_like_any_other():
    submission = sent(board=a_board(two_people=True))
    with pytest.raises(NotReadFirst):
        submission.approve(by=a_user().id)
    first = submission.approve(by=a_user().id, no_worry=True)
    assert isinstance(first, FirstApproval) and first.no_worry and submission.read_first_until is None
    db.session.commit()
    move = submission.approve(by=a_user(email="second@example.org").id)
    assert submission.status is Status.APPROVED and not move.no_worry


def test_with_many_others_it_is_left():
    submission = sent()
    report = bulk.approve_ticked({submission.public_id: 0}, by=a_user().id)
    assert report.approved == 0 and "read first" in report.left[0][1].words
    assert submission.status is Status.PENDING


def test_the_lead_may_let_it_go_and_that_is_that():
    submission, lead = sent(), a_user("safeguarding_lead").id
    submission.escalate(by=None, origin=Origin.SCREENING)
    db.session.commit()
    submission.return_to_queue(by=lead)
    assert submission.screened(screen(WORDS)) is None and submission.read_first_until is None
    submission.approve(by=lead)
    assert submission.status is Status.APPROVED


def test_screened_late_it_waits_or_is_escalated_by_the_same_rule(monkeypatch, office_hours):
    monkeypatch.setattr(screening, "screen", lambda *how: 1 / 0)
    with time_machine.travel(MONDAY, tick=False) as clock:
        unscreened = sent()
        assert unscreened.findings is None and unscreened.read_first_until is None
        monkeypatch.setattr(screening, "screen", screen)
        timed_screening.screen_what_was_not()
        db.session.rollback()
        assert unscreened.read_first_until == MONDAY + timedelta(hours=4)
        monkeypatch.setattr(screening, "screen", lambda *how: 1 / 0)
        sent(form="night", board=a_board("night"))
        clock.move_to(MONDAY + timedelta(hours=10))
        monkeypatch.setattr(screening, "screen", screen)
        timed_screening.screen_what_was_not()
        assert [concern.worry for concern in concerns()] == [Worry(Level.READ_FIRST, 61)]


WEAKER, CERTAIN_NOW = (Finding(kind, 0, 4, "Now", 55) for kind in (FindingKind.READ_FIRST, FindingKind.CONCERN))
A_NAME = Finding(FindingKind.PERSON_NAME, 0, 2, "A name")


def test_what_screens_again_moves_nothing_down():
    submission = sent()
    until = submission.read_first_until
    assert submission.screened([A_NAME]) is None
    assert [each["kind"] for each in submission.findings] == ["person_name", "read_first"]
    assert submission.read_first_until == until
    submission.screened([WEAKER])
    assert [each["sure"] for each in submission.findings] == [55], "of one level the newest counts"
    assert submission.screened([CERTAIN_NOW]).worry == Worry(Level.CONCERN, 55)


def test_what_was_plain_may_become_a_worry():
    submission = sent("More clubs")
    submission.screened([WEAKER])
    assert submission.read_first_until and not submission.moves


def test_what_was_called_no_worry_is_not_raised_by_the_same_again_but_by_what_is_certain():
    submission, by = sent(), a_user().id
    submission.approve(by=by, no_worry=True)
    submission.undo(by=by)
    db.session.commit()
    assert submission.screened([WEAKER]) is None and submission.read_first_until is None
    assert submission.screened([]) is None and submission.findings == []
    assert submission.screened([CERTAIN_NOW]) is not None


def test_new_words_are_read_first_though_the_old_ones_were_no_worry():
    submission = sent()
    submission.approve(by=a_user().id, no_worry=True)
    db.session.commit()
    assert submission.rewrite(f"{WORDS} now", screen(WORDS)) is None
    db.session.commit()
    assert (submission.status, submission.words) == (Status.PENDING, f"{WORDS} now")
    assert submission.read_first_until and not submission.was_called_no_worry
    submission.screened([])
    assert submission.read_first_until and submission.worry


@pytest.mark.parametrize("new", ["It was a joke", f"{WORDS}!", f"I am {CERTAIN}"])
def test_who_changes_it_unread_leaves_a_concern_with_what_was_there(new):
    submission = sent()
    assert submission.rewrite(new, screen(new))
    db.session.commit()
    assert (submission.words, submission.as_written, submission.status) == (None, new, Status.ESCALATED)
    before, after = concerns()
    assert (before.words, before.worry) == (WORDS, Worry(Level.READ_FIRST, 61))
    assert (after.words, after.worry) == (new, Worry(Level.CONCERN, 97) if CERTAIN in new else before.worry)


def test_who_takes_it_back_unread_leaves_a_concern():
    contribution = sent().contribution
    [opened] = contribution.withdraw()
    db.session.commit()
    assert concerns() == [opened] and (opened.words, opened.level) == (WORDS, Level.READ_FIRST)
    assert contribution.submissions[0].words == "" and contribution.withdraw() == []


def test_who_takes_back_what_was_read_leaves_none():
    submission = sent()
    submission.approve(by=a_user().id, no_worry=True)
    db.session.commit()
    assert submission.contribution.withdraw() == [] and concerns() == []


def test_the_database_lets_only_what_waits_be_read_first():
    submission = sent("More clubs")
    submission.approve(by=a_user().id)
    db.session.commit()
    with pytest.raises(IntegrityError):
        db.session.execute(Submission.__table__.update().values(read_first_until=now()))
    db.session.rollback()
    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE move SET no_worry = true, to_status = 'escalated'"))
    db.session.rollback()
    with pytest.raises(MoveRefused):
        submission.moves[0].no_worry = True
        db.session.flush()
