"""The moves that decide what becomes of somebody's words: what may follow what, and what each leaves behind."""

from datetime import timedelta
from itertools import product

import pytest
import time_machine

from builders import a_board, a_partnership, a_submission, a_user, saved
from coprod.concerns.concern import Concern
from coprod.concerns.step import NeverDeleted
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.move import UNDO, AlreadyMoved, Hide, Move, MoveRefused, Status
from coprod.participation.submission import Submission

VERBS = {
    Status.PENDING: lambda submission, **how: submission.return_to_queue(**how),
    Status.APPROVED: lambda submission, **how: submission.approve(**how),
    Status.REJECTED: lambda submission, **how: submission.reject(reason="names", **how),
    Status.ESCALATED: lambda submission, **how: submission.escalate(**how),
}


@pytest.fixture
def by(app) -> int:
    """Who decides."""
    a_partnership()
    return a_user("moderator").id


def moved(submission: Submission, *statuses: Status, by: int) -> Submission:
    for status in statuses:
        VERBS[status](submission, by=by)
    return saved(submission)


def two_answers() -> Contribution:
    contribution = Contribution(activity=a_board())
    for words in ("one", "two"):
        Submission(contribution=contribution, prompt="What?", words=words)
    return saved(contribution)


@pytest.mark.parametrize(("start", "to"), [pair for pair in product(Status, Status) if pair[0] is not pair[1]])
def test_every_move_between_two_statuses_is_allowed_and_leaves_a_row(by, start, to):
    submission = a_submission()
    if start is not Status.PENDING:
        moved(submission, start, by=by)
    before = submission.moves_made
    moved(submission, to, by=by)
    move = submission.moves[-1]
    assert submission.status is to and submission.moves_made == before + 1 == len(submission.moves)
    assert (move.from_status, move.to_status, move.by_id) == (start, to, by)


@pytest.mark.parametrize("status", Status)
def test_no_move_leads_to_where_it_is_already(by, status):
    submission = a_submission()
    if status is not Status.PENDING:
        moved(submission, status, by=by)
    with pytest.raises(MoveRefused, match=f"It is {status} already"):
        VERBS[status](submission, by=by)
    assert submission.status is status


def test_a_rejection_says_why(by):
    submission = a_submission()
    with pytest.raises(MoveRefused, match="Say why"):
        submission.reject(by=by, reason="")
    assert submission.reject(by=by, reason="names", note="A teacher").reason_slug == "names"


def test_approved_words_are_published_and_every_other_move_takes_them_down(by):
    submission = a_submission("More clubs")
    for to in (Status.PENDING, Status.REJECTED, Status.ESCALATED):
        moved(submission, Status.APPROVED, by=by)
        assert submission.published_words == "More clubs" and submission.is_approved
        moved(submission, to, by=by)
        assert submission.published_words is None and not submission.is_approved


def test_undo_is_a_new_move(by):
    submission = moved(a_submission(), Status.APPROVED, Status.PENDING, Status.APPROVED, by=by)
    assert [move.to_status for move in submission.moves] == [Status.APPROVED, Status.PENDING, Status.APPROVED]


def test_undo_puts_ones_own_decision_back_in_the_queue(by):
    for verb in (Status.APPROVED, Status.REJECTED):
        submission = moved(a_submission(activity=a_board(verb.value)), verb, by=by)
        undone = submission.undo(by=by, seen=1)
        assert (undone.from_status, undone.to_status, submission.status) == (verb, Status.PENDING, Status.PENDING)
        assert submission.published_words is None and len(submission.moves) == 2


def test_undo_is_for_whoever_decided_for_five_minutes_and_not_for_an_escalation(by):
    other = a_user("engagement_lead").id
    with time_machine.travel("2027-03-10 12:00", tick=False) as clock:
        submission = moved(a_submission(), Status.APPROVED, by=by)
        with pytest.raises(MoveRefused, match="nothing of yours"):
            submission.undo(by=other)
        clock.shift(UNDO + timedelta(seconds=1))
        with pytest.raises(MoveRefused, match="five minutes are over"):
            submission.undo(by=by)
        moved(submission, Status.PENDING, by=by)
        with pytest.raises(MoveRefused, match="nothing of yours"):
            submission.undo(by=by)
        moved(submission, Status.ESCALATED, by=by)
        with pytest.raises(MoveRefused, match="safeguarding lead"):
            submission.undo(by=by)


def test_undo_ends_ones_own_first_approval_and_leaves_a_row(by):
    other = a_user("engagement_lead").id
    submission = a_submission(activity=a_board(two_people=True))
    with time_machine.travel("2027-03-10 12:00", tick=False) as clock:
        submission.approve(by=by)
        with pytest.raises(MoveRefused, match="nothing of yours"):
            submission.undo(by=other)
        undone = saved(submission).undo(by=by, seen=0)
        saved(submission)
        assert (undone.from_status, undone.to_status, submission.moves_made) == (Status.PENDING, Status.PENDING, 1)
        assert submission.status is Status.PENDING and submission.first_approval is None
        with pytest.raises(MoveRefused, match="nothing of yours"):
            submission.undo(by=by)
        submission.approve(by=other)
        assert saved(submission).first_approval.by_id == other and submission.status is Status.PENDING
        clock.shift(UNDO + timedelta(seconds=1))
        with pytest.raises(MoveRefused, match="five minutes are over"):
            submission.undo(by=other)
    submission.approve(by=by)
    with pytest.raises(MoveRefused, match="nothing of yours"):  # the second has decided since
        submission.undo(by=other)


def test_two_people_approve_where_an_activity_asks_for_it(by):
    second = a_user("engagement_lead").id
    submission = a_submission("Ann likes clubs", a_board(two_people=True))
    first = submission.approve(by=by, hide=[Hide(0, 3, "name")])
    saved(submission)
    assert (submission.status, submission.moves_made, submission.published_words) == (Status.PENDING, 0, None)
    assert submission.first_approval is first and first.hides == [Hide(0, 3, "name")]
    with pytest.raises(MoveRefused, match="Somebody else"):
        submission.approve(by=by)
    submission.approve(by=second, hide=first.hides)
    saved(submission)
    assert submission.published_words == "[name removed] likes clubs" and submission.moves[-1].by_id == second


def test_a_first_approval_counts_until_something_else_is_decided(by):
    submission = a_submission(activity=a_board(two_people=True))
    submission.approve(by=by)
    moved(submission, Status.REJECTED, Status.PENDING, by=by)
    assert submission.first_approval is None
    submission.approve(by=a_user("engagement_lead").id)
    assert saved(submission).status is Status.PENDING


def test_the_lead_does_not_stand_in_for_two_people(by):
    submission = moved(a_submission(activity=a_board(two_people=True)), Status.ESCALATED, by=by)
    with pytest.raises(MoveRefused, match="Return it to the queue"):
        submission.approve(by=a_user("safeguarding_lead").id)


def test_a_move_cannot_be_edited(by):
    move = moved(a_submission(), Status.APPROVED, by=by).moves[0]
    move.sealed_note = b"It was somebody else"
    with pytest.raises(MoveRefused, match="never edited"):
        db.session.flush()
    db.session.rollback()


def test_nobody_decides_on_what_they_have_not_seen(by):
    submission = moved(a_submission(), Status.REJECTED, by=by)
    with pytest.raises(AlreadyMoved) as refused:
        submission.approve(by=by, seen=0)
    assert refused.value.last is submission.moves[0]
    assert submission.approve(by=by, seen=1).to_status is Status.APPROVED


def test_a_page_that_cannot_have_been_seen(by):
    with pytest.raises(MoveRefused, match="Open the page again"):
        a_submission().approve(by=by, seen=3)


def test_the_moment_it_came_is_forgotten_once_all_is_decided(by):
    contribution = two_answers()
    first, second = contribution.submissions
    moved(first, Status.APPROVED, by=by)
    assert contribution.received_at is not None
    moved(second, Status.REJECTED, by=by)
    assert contribution.received_at is None
    moved(second, Status.PENDING, by=by)
    assert contribution.received_at is None  # what was forgotten stays so


def test_escalated_words_are_not_decided_but_no_longer_wait_in_the_queue(by):
    contribution = two_answers()
    first, second = contribution.submissions
    moved(first, Status.APPROVED, by=by)
    moved(second, Status.ESCALATED, by=by)
    assert contribution.received_at is None and contribution.counts  # the first answer was read


def test_who_counts_as_having_taken_part(by):
    contribution = two_answers()
    first, second = contribution.submissions
    assert not contribution.counts
    moved(first, Status.REJECTED, by=by)
    moved(second, Status.APPROVED, by=by)
    assert contribution.counts
    moved(second, Status.PENDING, by=by)
    assert not contribution.counts
    moved(second, Status.REJECTED, by=by)
    assert not contribution.counts
    moved(second, Status.APPROVED, by=by)
    contribution.withdraw()
    assert not contribution.counts


def test_escalate_seals_a_copy(by):
    submission = a_submission("he hits me", prompt="What?")
    concern = submission.escalate(by=by, note="Please look")
    saved(submission)
    assert (concern.words, concern.prompt, concern.opened_by_id) == ("he hits me", "What?", by)
    assert concern.is_open and b"he hits me" not in concern.sealed_words


def test_withdrawing_erases_the_words_but_a_concern_keeps_its_copy(by):
    submission = a_submission("he hits me", context={"Group": "Den"})
    concern = submission.escalate(by=by)
    submission.contribution.withdraw()
    saved(submission)
    assert submission.words == "" and submission.published_words is None and submission.findings == []
    assert submission.contribution.context == {} and concern.words == "he hits me"


@pytest.mark.parametrize("status", Status)
def test_words_that_were_taken_back_cannot_be_moved(by, status):
    submission = a_submission()
    if status is not Status.PENDING:
        moved(submission, status, by=by)
    submission.contribution.withdraw()
    for verb in VERBS.values():
        with pytest.raises(MoveRefused, match="taken it back"):
            verb(submission, by=by)
    assert submission.status is status


def test_a_concern_is_closed_once_and_never_deleted(by):
    submission = a_submission()
    concern = submission.escalate(by=by)
    concern.close(by=by)
    closed_at = concern.closed_at
    concern.close(by=by + 1)
    assert not concern.is_open and (concern.closed_at, concern.closed_by_id) == (closed_at, by)
    saved(submission)
    db.session.delete(concern)
    with pytest.raises(NeverDeleted):
        db.session.flush()
    db.session.rollback()
    assert db.session.query(Concern).count() == 1


def test_the_latest_concern_about_the_same_words(by):
    submission = moved(a_submission(), Status.ESCALATED, Status.PENDING, Status.ESCALATED, by=by)
    first, second = db.session.query(Concern).filter_by(submission_id=submission.id).order_by(Concern.id)
    assert first.latest_id == second.latest_id == second.id


def test_what_waits_is_pending_and_not_taken_back(by):
    board = a_board()
    waits = a_submission("waits", board)
    for status in (Status.APPROVED, Status.REJECTED, Status.ESCALATED):
        moved(a_submission(status.value, board), status, by=by)
    gone = a_submission("gone", board)
    gone.contribution.withdraw()
    saved(gone)
    assert db.session.query(Submission).filter(Submission.waiting()).all() == [waits]


def test_two_decisions_come_one_after_the_other(by):
    submission = a_submission()
    locked = Submission.locked(submission.id)
    assert locked is submission and Submission.locked(submission.id + 1) is None
    locked.approve(by=by)
    db.session.commit()
    assert db.session.query(Move).count() == 1


def test_nothing_is_approved_when_words_to_hide_are_not_there(by):
    submission = a_submission("short")
    with pytest.raises(MoveRefused):
        submission.approve(by=by, hide=[Hide(0, 99)])
    assert submission.status is Status.PENDING and submission.moves_made == 0
