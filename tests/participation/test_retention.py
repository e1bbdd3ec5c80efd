"""When the time is over that we said, who said what is forgotten, and what was approved stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from builders import (
    a_board,
    a_partnership,
    a_questionnaire,
    a_shown_pledge,
    a_sign_up,
    a_submission,
    a_theme,
    a_user,
    an_approved_note,
    an_event,
    people_by_activity,
    receive,
    saved,
)
from coprod import audit
from coprod.activities.activity import Activity
from coprod.boards.models import Note
from coprod.concerns.concern import Concern
from coprod.database import db, now
from coprod.intake.door import Said
from coprod.participation import retention
from coprod.participation.contribution import Contribution
from coprod.participation.move import Hide, Move, MoveRefused, Status
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.promise.pledge import Pledge
from coprod.promise.register.public_pledges import public_pledges
from coprod.questionnaires.kinds import chose
from coprod.questionnaires.response import Pick, Response

HIDDEN = [Hide(0, 12, "name")]


@contextmanager
def later(months: int = 0, days: int = 1) -> Iterator[None]:
    """So many months from today (each counted as 31 days), and a day."""
    db.session.commit()
    with time_machine.travel(now() + timedelta(days=31 * months + days), tick=False):
        yield
    db.session.rollback()


def purged(months: int = 24, days: int = 1) -> retention.Purged:
    """Let the nightly job run so much later."""
    with later(months, days):
        return retention.purge()


@pytest.fixture
def board(app):
    a_partnership()
    return a_board()


@pytest.fixture
def by(board) -> int:
    """Who decides."""
    return a_user("moderator").id


def sent(activity: Activity, *words: str, form: str = "first", **more) -> Contribution:
    """What one person sent, through the one door in."""
    said = [Said("What?", each) for each in words]
    contribution = receive(activity, token=form, said=said, context={"Group": "Den"}, **more).contribution
    return saved(contribution)


def test_who_said_it_is_forgotten_and_what_was_approved_stays(board, by):
    contribution = sent(board, "Mr Penhallow is kind")
    [submission] = contribution.submissions
    submission.approve(by=by, hide=HIDDEN, note="He teaches here")
    theme = a_theme("Kind people", board.engagement)
    theme.add([submission.id])
    assert purged() == (1, 1, 0, 0)
    assert (submission.words, submission.published_words) == ("[name removed] is kind",) * 2
    assert submission.findings == [] and submission.status is Status.APPROVED
    assert contribution.receipt is contribution.token_digest is contribution.received_at is None
    assert contribution.context == {} and contribution.counts
    assert db.session.query(Receipt).count() == 0
    assert db.session.query(Move).one().note == "He teaches here"
    assert theme.add([submission.id]) == 0  # it is still there


def test_nothing_is_forgotten_before_its_day(board, by):
    with time_machine.travel("2027-01-31 12:00Z"):
        board.opens_at, board.closes_at, board.retention_months = now(), now() + timedelta(days=1), 13
        sent(board, "Clubs").submissions[0].approve(by=by)
        db.session.commit()
    with time_machine.travel("2028-02-28 12:00Z"):
        assert retention.purge().contributions == 0
    with time_machine.travel("2028-03-01 12:00Z"):
        assert retention.purge().contributions == 1


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2027, 3, 31), 1, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2027, 1, 15), 1, date(2026, 12, 15)),
        (date(2027, 12, 1), 24, date(2025, 12, 1)),
    ],
)
def test_months_before(day, months, before):
    assert retention.months_before(day, months) == before


def test_nothing_is_forgotten_while_people_can_take_part(board, by):
    sent(board, "Clubs").submissions[0].approve(by=by)
    board.closes_at = now() + timedelta(days=2000)
    assert purged() == (0, 0, 0, 0)


def test_what_was_turned_down_is_gone_but_not_the_decision(board, by):
    contribution = sent(board, "Mr Penhallow is mean")
    [submission] = contribution.submissions
    submission.reject(by=by, reason="names")
    purged()
    assert submission.words == "" and submission.published_words is None and submission.status is Status.REJECTED
    assert db.session.query(Move).one().reason_slug == "names"
    assert submission.is_decided and not contribution.counts and not contribution.is_withdrawn
    with pytest.raises(MoveRefused, match="deleted now"):
        submission.approve(by=by)


def test_what_waits_is_not_forgotten_before_it_is_decided(board, by):
    contribution = sent(board, "one", "two")
    contribution.submissions[0].approve(by=by)
    assert purged() == (0, 0, 0, 1)
    assert contribution.submissions[0].words == "one" and contribution.receipt
    contribution.submissions[1].reject(by=by, reason="names")
    assert purged() == (1, 1, 0, 0)
    assert [submission.words for submission in contribution.submissions] == ["one", ""]


def test_a_concern_is_finished_first_and_keeps_its_sealed_copy(board, by):
    contribution = sent(board, "he hits me", "Clubs")
    hurt, clubs = contribution.submissions
    concern = db.session.query(Concern).one()  # screening opened it
    clubs.approve(by=by)
    assert purged() == (0, 0, 0, 1) and hurt.words is None and hurt.as_written == "he hits me"
    concern.close(by=by)
    assert purged() == (1, 1, 0, 0)
    assert hurt.words == "" and db.session.query(Concern).one().words == "he hits me"
    contribution.settle()
    assert not hurt.is_decided and contribution.counts  # whoever took part is counted as before
    with pytest.raises(MoveRefused, match="deleted now"):
        hurt.approve(by=by)


def test_what_was_taken_back_leaves_no_trace_of_its_code(board):
    contribution = sent(board, "Clubs")
    contribution.withdraw()
    assert purged() == (1, 1, 0, 0)
    assert contribution.is_withdrawn and contribution.token_digest is None
    with pytest.raises(MoveRefused, match="taken it back"):
        contribution.submissions[0].approve(by=1)


def test_a_code_works_until_all_that_was_sent_under_it_is_forgotten(board, by):
    other = a_board("other", retention_months=12)
    sent(board, "Clubs").submissions[0].approve(by=by)
    second = sent(other, "Music", form="second", same_code_as="first")
    second.submissions[0].approve(by=by)
    assert purged(12) == (1, 0, 0, 0)
    assert [contribution.activity for contribution in db.session.query(Contribution).join(Receipt)] == [board]
    assert purged(24) == (1, 1, 0, 0)


def test_a_second_time_forgets_nothing_and_each_time_leaves_one_record_of_numbers(board, by):
    sent(board, "Mr Penhallow is kind").submissions[0].approve(by=by)
    purged()
    assert purged() == (0, 0, 0, 0)
    first, second = db.session.scalars(select(audit.Record).order_by(audit.Record.id))
    assert (first.action, first.subject, first.by_id) == ("purged", "retention", None)
    assert first.details == {"contributions": 1, "receipts": 1, "letters": 0, "undecided": 0}
    assert set(second.details.values()) == {0}


def test_words_that_were_approved_in_part_can_be_decided_again_and_are_forgotten_again(board, by):
    submission = sent(board, "Mr Penhallow is kind").submissions[0]
    submission.approve(by=by, hide=HIDDEN)
    purged()
    submission.return_to_queue(by=by)
    assert purged() == (0, 0, 0, 1)
    submission.reject(by=by, reason="names")
    assert purged() == (1, 0, 0, 0) and submission.words == ""


def test_many_are_forgotten_in_small_transactions_at_the_same_cost_each(board, by, statements, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 4)
    costs = []
    for number in (4, 16):
        for each in range(number):
            sent(board, f"Club {each}", form=f"{number} {each}").submissions[0].approve(by=by)
        with later(24):
            statements.clear()
            assert retention.purge().contributions == number
            costs.append(len(statements))
    assert costs[1] - costs[0] <= 3 * 12, statements  # three batches more


def test_a_public_page_and_the_count_of_people_are_the_same_after_it(client):
    a_partnership()
    board = an_approved_note("Music at lunch").board
    before = client.get("/boards/better").text
    with later(24):
        still = client.get("/boards/better").text
        assert retention.purge().contributions == 0  # builders know no codes; the note was published as it was written
        db.session.query(Submission).one().words = "Music at lunch, says Mr Penhallow"
        db.session.commit()
        assert retention.purge().contributions == 1
        assert client.get("/boards/better").text == still
    assert "Music at lunch" in before and "Music at lunch" in still
    assert db.session.query(Note).one().submission.words == "Music at lunch"
    assert people_by_activity()[board.id] == 1


# --- what each kind of activity keeps ----------------------------------------------------------------------


def test_a_pledge_stays_on_the_register_without_anybody_to_contact(app):
    a_partnership()
    pledge = a_shown_pledge()
    pledge.new_link()
    promise = pledge.promise
    assert purged() == (1, 0, 0, 0)
    assert (pledge.contact_name, pledge.contact_email, pledge.link_digest, pledge.link_ends_at) == ("", "", None, None)
    [shown] = public_pledges(promise)
    assert (shown.organisation, shown.words) == ("Hill School", "Pupils plan move-up week")
    assert db.session.query(Pledge).one().commitments


def test_who_came_to_an_event_is_forgotten_but_not_how_many(client, sign_in):
    a_partnership()
    sign_up = a_sign_up(name="Ottilie", access_needs="A hoist")
    sign_up.met()
    event = sign_up.event
    sign_in("event_team")
    assert purged() == (1, 0, 0, 0)
    assert (sign_up.name, sign_up.email, sign_up.access_needs, sign_up.access_met) == ("", "", "", None)
    assert event.taken == 1 and event.attendees() == []
    page = client.get("/staff/events/tamworth/attendees").text
    assert "1 of 40 places taken" in page and "we have deleted who they were" in page


def test_nobody_is_forgotten_before_the_event_they_signed_up_for(app):
    a_partnership()
    starts_at = now() + timedelta(days=100)
    event = an_event(retention_months=1, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), doors_at=None)
    a_sign_up(event, name="Sam")
    assert purged(0, days=99).contributions == 0 and len(event.attendees()) == 1
    assert purged(0, days=102).contributions == 1 and event.attendees() == []


def test_what_was_ticked_is_counted_for_good(app):
    a_partnership()
    questionnaire = a_questionnaire()
    contribution = sent(questionnaire)
    questionnaire.responses.add(Response.of(contribution, {questionnaire.asks.questions[0]: chose("hall")}))
    db.session.commit()
    assert purged() == (1, 1, 0, 0)
    assert db.session.query(Pick).one().option == "hall" and contribution.counts


# --- what staff then see -----------------------------------------------------------------------------------


def test_staff_are_told_that_words_were_deleted_not_that_they_were_taken_back(client, sign_in):
    a_partnership()
    submission = a_submission("Mr Penhallow is mean", context={"Group": "Den"})
    submission.reject(by=a_user("moderator").id, reason="names")
    purged()
    sign_in("moderator")
    page = client.get(f"/staff/moderation/{submission.public_id}").text
    assert "have deleted them" in page and "taken it back" not in page and "Names someone" in page


def test_the_safeguarding_lead_still_reads_the_sealed_copy(client, sign_in):
    a_partnership()
    submission = a_submission("he hits me")
    concern = submission.escalate(by=a_user("moderator").id)
    concern.close(by=a_user("moderator").id)
    purged()
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    assert "he hits me" in page and "The time to keep the words is over" in page and "taken it back" not in page
    assert "Return to queue" not in page
