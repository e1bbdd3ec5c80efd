"""What was decided, in numbers: how many, why, and how long somebody waited for it."""

from datetime import datetime, time, timedelta

import time_machine

from builders import a_board, a_submission, a_user
from coprod.concerns.concern import Origin
from coprod.database import UK, db, uk_today
from coprod.moderation_log.counts import count
from coprod.moderation_log.filters import Decision, ModerationLogFilters
from coprod.participation.submission import Submission


def decided_after(days: int, by: int, verb: str = "approve", **how) -> None:
    submission = a_submission("words", db.session.query(Submission).first().contribution.activity,
                              submitted_on=uk_today() - timedelta(days=days))  # fmt: skip
    getattr(submission, verb)(by=by, **how)
    db.session.commit()


def test_numbers(app, moderator):
    assert count(ModerationLogFilters()).total == 0 and count(ModerationLogFilters()).longest is None
    a_submission("waits", a_board())
    for days in (0, 1, 2, 9):
        decided_after(days, moderator.id)
    for reason in ("names", "names", "off-topic"):
        decided_after(3, moderator.id, "reject", reason=reason)
    counted = count(ModerationLogFilters())
    assert counted.decisions == {Decision.APPROVED: 4, Decision.REJECTED: 3} and counted.total == 7
    assert counted.reasons == [("Names someone", 2, 67), ("Not about this", 1, 33)]
    assert (counted.half_within, counted.longest) == (3, 9)
    rejected = count(ModerationLogFilters(decision=Decision.REJECTED))
    assert (rejected.total, rejected.half_within, rejected.longest) == (3, 3, 3)
    assert count(ModerationLogFilters(reason="off-topic")).reasons == [("Not about this", 1, 100)]


def test_only_the_first_decision_of_a_person_says_how_long_somebody_waited(app, moderator):
    board = a_board(two_people=True)
    again = a_submission("words", board, submitted_on=uk_today() - timedelta(days=30))
    with time_machine.travel(datetime.combine(uk_today() - timedelta(days=28), time(12), UK), tick=False):
        again.approve(by=moderator.id)
        again.approve(by=a_user("engagement_lead").id)
        db.session.commit()
    again.return_to_queue(by=moderator.id)
    again.reject(by=moderator.id, reason="names")
    undone = a_submission("words", board, submitted_on=uk_today() - timedelta(days=30))
    with time_machine.travel(datetime.combine(uk_today() - timedelta(days=27), time(12), UK), tick=False):
        undone.approve(by=moderator.id)
        undone.undo(by=moderator.id)
        db.session.commit()
    with time_machine.travel(datetime.combine(uk_today() - timedelta(days=26), time(12), UK), tick=False):
        undone.reject(by=moderator.id, reason="names")
        db.session.commit()
    worry = a_submission("words", board, submitted_on=uk_today() - timedelta(days=40))
    worry.escalate(by=None, origin=Origin.SCREENING)
    worry.return_to_queue(by=a_user("safeguarding_lead").id)
    worry.reject(by=moderator.id, reason="names")
    db.session.commit()
    counted = count(ModerationLogFilters())
    assert (counted.half_within, counted.longest) == (2, 4)
    assert counted.decisions[Decision.FIRST_APPROVAL] == 2 and counted.total == 10


def test_the_page_counts_decisions_and_not_people(client, sign_in, moderator):
    a_submission("waits", a_board())
    decided_after(4, moderator.id, "reject", reason="names")
    sign_in("moderator")
    page = client.get("/staff/moderation/log").text
    assert "Half were first decided within 4 days of being sent; the longest took 4 days." in page
    assert "not the people who made them" in page and "100%" in page
