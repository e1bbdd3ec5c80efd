"""How much waits to be read, since when, and whether that is longer than we promised."""

from datetime import UTC, date, datetime

import time_machine

from builders import a_board, a_partnership, a_submission, a_user, saved
from coprod.database import db
from coprod.partnership.models import Partnership
from coprod.reading.waiting import Wait, summary

FRIDAY = date(2026, 11, 20)


def test_nothing_waits(app):
    a_partnership()
    assert summary() == (0, 0, None, 0, None)


@time_machine.travel(datetime(2026, 11, 20, 15, tzinfo=UTC))
def test_what_waits_and_for_how_long(app):
    a_partnership(reading_days=3)
    board = a_board()
    came = datetime(2026, 11, 16, 9, tzinfo=UTC)
    for day in (16, 17, 19):
        submission = a_submission("words", board, submitted_on=date(2026, 11, day))
        submission.contribution.received_at = came.replace(day=day)
        saved(submission)
    assert summary() == (3, 1, Wait(came, date(2026, 11, 16)), 0, None)  # Monday's was due on Thursday


@time_machine.travel(datetime(2026, 11, 20, 15, tzinfo=UTC))
def test_what_came_back_to_the_queue_has_waited_since_the_day_it_was_sent(app):
    a_partnership(reading_days=3)
    submission = a_submission("words", submitted_on=date(2026, 11, 10))
    for verb in (submission.approve, submission.return_to_queue):
        verb(by=a_user("moderator").id)
    saved(submission)
    db.session.expire_all()
    assert summary() == (1, 1, Wait(None, date(2026, 11, 10)), 0, None)


@time_machine.travel(datetime(2026, 11, 20, 15, tzinfo=UTC))
def test_a_paper_note_waits_from_the_moment_it_came_to_us(app):
    a_partnership(reading_days=3)
    a_submission("words", submitted_on=date(2026, 11, 2), source="paper")
    assert summary()[:2] == (1, 0)


@time_machine.travel(datetime(2026, 11, 20, 15, tzinfo=UTC))
def test_late_and_due_today(app):
    a_partnership(reading_days=3)
    monday, tuesday, wednesday = (Wait(None, date(2026, 11, day)) for day in (16, 17, 18))
    assert monday.is_over and not monday.is_due_today
    assert tuesday.is_due_today and not tuesday.is_over
    assert not wednesday.is_over and not wednesday.is_due_today


def test_late_in_the_evening_it_is_tomorrow_in_greenwich_and_today_in_the_uk(app):
    a_partnership(reading_days=1)
    summer_night = Wait(datetime(2026, 6, 10, 23, 30, tzinfo=UTC), date(2026, 6, 11))
    assert summer_night.due == date(2026, 6, 12)


def test_the_promise_counts_working_days():
    promise = Partnership(name="Testshire", reading_days=3)
    thursday, saturday, sunday = date(2026, 11, 19), date(2026, 11, 21), date(2026, 11, 22)
    monday, wednesday = date(2026, 11, 23), date(2026, 11, 25)
    assert promise.promised_by(FRIDAY) == promise.promised_by(saturday) == promise.promised_by(sunday) == wednesday
    assert promise.promised_by(thursday) == date(2026, 11, 24)
    assert promise.earliest_in_time(wednesday) == FRIDAY
    assert promise.earliest_in_time(date(2026, 11, 26)) == monday


def test_both_ways_to_ask_whether_something_is_late_agree():
    promise = Partnership(name="Testshire", reading_days=3)
    days = [date(2026, 11, day) for day in range(1, 31)]
    for today in days:
        first = promise.earliest_in_time(today)
        assert [day < first for day in days] == [promise.promised_by(day) < today for day in days], today
