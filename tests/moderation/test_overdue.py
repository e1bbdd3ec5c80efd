"""One letter a working day to those who read, when something has waited longer than we promised."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.exc import IntegrityError

from builders import a_board, a_partnership, a_submission, a_user, saved
from coprod.audit import Record
from coprod.database import db
from coprod.mail import Message
from coprod.moderation import overdue
from coprod.moderation.overdue import OverTimeAlert, ToldAlready, tell_when_over_time
from coprod.permissions import Role
from coprod.transactions import write_transaction
from coprod.working_days import at_work

FRIDAY = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)


@pytest.fixture
def friday(app):
    with time_machine.travel(FRIDAY, tick=False) as clock:
        a_partnership(reading_days=3)
        yield clock


def sent(words: str, day: int):
    """Words that came at nine in the morning of a day in November and still wait."""
    board = a_board(f"board-{day}")
    submission = a_submission(words, board, submitted_on=date(2026, 11, day))
    submission.contribution.received_at = datetime(2026, 11, day, 9, tzinfo=UTC)
    return saved(submission)


def letters() -> list[Message]:
    db.session.rollback()
    return sorted(db.session.query(Message), key=lambda letter: letter.to)


def test_everybody_who_reads_gets_one_letter(friday):
    readers = [a_user(Role.ENGAGEMENT_LEAD), a_user(Role.MODERATOR), a_user(Role.MODERATOR, "second@example.org")]
    gone = a_user(Role.MODERATOR, "gone@example.org")
    gone.deactivate()
    saved(gone, a_user(Role.ADMIN), a_user(Role.SAFEGUARDING_LEAD), a_user(Role.ANALYST))
    sent("my secret", 12)
    sent("my other secret", 16)
    sent("in time", 17)
    tell_when_over_time()
    assert [letter.to for letter in letters()] == sorted(reader.email for reader in readers)
    [letter, *_] = letters()
    assert letter.subject == "Some words have waited too long to be read"
    assert "2 contributions have waited longer than that. The oldest has waited 8 days.\n\n" in letter.body
    assert "within 3 working days" in letter.body and "/staff/moderation\n" in letter.body
    assert "secret" not in letter.subject + letter.body
    record = db.session.query(Record).filter_by(subject="queue").one()
    assert record.details == {"over": 2, "letters": 3} and record.by_id is None


def test_whoever_reads_for_one_engagement_hears_of_that_one_alone(friday):
    old, older = sent("my secret", 16), sent("my other secret", 12)
    for name, submission in (("old", old), ("older", older)):
        engagement_id = submission.contribution.activity.engagement_id
        a_user(email=f"{name}@example.org", roles=[(Role.MODERATOR, engagement_id)])
    elsewhere = a_board("elsewhere").engagement_id
    a_user(email="nothing@example.org", roles=[(Role.MODERATOR, elsewhere)])
    tell_when_over_time()
    told = {letter.to: letter.body for letter in letters()}
    assert sorted(told) == ["old@example.org", "older@example.org"]
    assert "The oldest has waited 4 days" in told["old@example.org"]
    assert "The oldest has waited 8 days" in told["older@example.org"]


def test_nothing_over_and_nobody_is_told(friday):
    a_user()
    tell_when_over_time()
    sent("in time", 17)
    tell_when_over_time()
    assert letters() == [] and db.session.query(OverTimeAlert).count() == 0
    assert db.session.query(Record).count() == 0


def test_what_is_read_in_time_or_escalated_needs_no_letter(friday):
    reader = a_user().id
    sent("late, and read since", 10).approve(by=reader)
    sent("with the lead", 11).escalate(by=reader)
    sent("taken back", 12).contribution.withdraw()
    db.session.commit()
    tell_when_over_time()
    assert [letter.subject for letter in letters() if "too long" in letter.subject] == []


def test_one_letter_a_day_however_often_it_runs(friday):
    a_user()
    sent("one", 12)
    tell_when_over_time()
    friday.shift(timedelta(hours=1))
    tell_when_over_time()
    assert len(letters()) == 1
    friday.move_to(datetime(2026, 11, 23, 9, 5, tzinfo=UTC))  # Monday
    tell_when_over_time()
    assert len(letters()) == 2


def test_what_comes_over_time_later_in_the_day_is_told_then(friday):
    a_user()
    tell_when_over_time()
    sent("one", 12)
    friday.shift(timedelta(hours=3))
    tell_when_over_time()
    assert len(letters()) == 1


def test_two_workers_at_once_send_one(app):
    """Both have looked, and seen that nobody was told; the database lets one of them write."""
    a_partnership(reading_days=3)
    a_user()
    submission = a_submission("one")
    submission.contribution.received_at = datetime.now(UTC) - timedelta(days=30)
    saved(submission)
    ready = threading.Barrier(2, timeout=10)

    def work() -> int:
        with app.app_context():
            ready.wait()
            return overdue.tell_the_readers()

    with ThreadPoolExecutor(2) as pool:
        told = [worker.result() for worker in (pool.submit(work), pool.submit(work))]
    assert sorted(told) == [0, 1] and len(letters()) == 1


def test_the_database_knows_one_row_a_day(friday):
    with write_transaction():
        db.session.add(OverTimeAlert(over=1, letters=1))
    db.session.expunge_all()
    with pytest.raises(IntegrityError), write_transaction():
        db.session.add(OverTimeAlert(over=1, letters=1))


def test_what_was_sent_stays_as_it_was_written(friday):
    alert = saved(OverTimeAlert(over=1, letters=1))
    alert.letters = 2
    with pytest.raises(ToldAlready):
        db.session.commit()
    db.session.rollback()


def test_without_anybody_who_reads_the_day_stays_open(friday):
    sent("one", 12)
    tell_when_over_time()
    assert letters() == []
    a_user()
    tell_when_over_time()
    assert len(letters()) == 1


@pytest.mark.parametrize(
    ("moment", "works"),
    [
        ("2026-11-20T09:00Z", True),
        ("2026-11-20T08:59Z", False),
        ("2026-11-20T16:59Z", True),
        ("2026-11-20T17:00Z", False),
        ("2026-11-21T12:00Z", False),  # Saturday
        ("2026-11-22T12:00Z", False),
        ("2026-07-01T08:00Z", True),  # nine in the morning of a summer's day
        ("2026-07-01T16:00Z", False),
    ],
)
def test_letters_are_written_when_people_are_at_work(moment, works):
    assert at_work(datetime.fromisoformat(moment)) is works


def test_at_night_nobody_is_told(friday):
    a_user()
    sent("one", 12)
    friday.move_to(datetime(2026, 11, 20, 22, 5, tzinfo=UTC))
    tell_when_over_time()
    assert letters() == []
