"""Who has what open: one contribution, one person, some minutes."""

import threading
from datetime import timedelta

import pytest
import time_machine

from builders import a_board, a_submission, a_user, saved
from coprod.database import db, now
from coprod.moderation.next_to_read import take_next
from coprod.moderation.queue import QueueFilters, QueuePlace, next_waiting
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.public_ids import find
from coprod.reading.claims import CLAIM_LASTS, Claim, ClaimedBySomebodyElse, forget_claims
from coprod.transactions import write_transaction


def staff(number: int = 2) -> list[int]:
    return [a_user("moderator", f"m{i}@example.org").id for i in range(number)]


def later(**time):
    return time_machine.travel(now() + timedelta(**time), tick=False)


def test_the_first_has_it_until_their_time_is_over(app):
    one = a_submission().contribution_id
    ann, bo = staff()
    assert Claim.take(one, by=ann)
    assert not Claim.take(one, by=bo)
    with pytest.raises(ClaimedBySomebodyElse) as refused:
        Claim.must_not_be_others(one, by=bo)
    assert refused.value.holder.id == ann
    Claim.must_not_be_others(one, by=ann)
    with later(minutes=10, seconds=1):
        Claim.must_not_be_others(one, by=bo)
        assert Claim.take(one, by=bo) and not Claim.take(one, by=ann)


def test_what_somebody_does_on_it_renews_it(app):
    one = a_submission().contribution_id
    ann, bo = staff()
    Claim.take(one, by=ann)
    with later(minutes=9):
        assert Claim.take(one, by=ann)
    with later(minutes=18):
        assert not Claim.take(one, by=bo)


def test_it_can_be_given_back_and_taken_over(app):
    board = a_board()
    one, two = (a_submission(words, board).contribution_id for words in ("one", "two"))
    ann, bo = staff()
    for each in (one, two):
        Claim.take(each, by=ann)
    Claim.give_back(one, by=bo)
    assert not Claim.take(one, by=bo)
    Claim.give_back(one, by=ann)
    assert Claim.take(one, by=bo) and not Claim.take(two, by=bo)
    assert Claim.take(two, by=bo, over=True) and not Claim.take(two, by=ann)
    Claim.give_all_back(by=bo)
    assert Claim.take(one, by=ann) and Claim.take(two, by=ann)


def test_what_ran_out_is_forgotten(app):
    board = a_board()
    [ann] = staff(1)
    old, new = (a_submission(words, board).contribution_id for words in ("one", "two"))
    with time_machine.travel(now() - CLAIM_LASTS, tick=False):
        Claim.take(old, by=ann)
    Claim.take(new, by=ann)
    db.session.commit()
    forget_claims()
    assert db.session.scalars(db.select(Claim.contribution_id)).all() == [new]


def test_many_open_the_same_at_once_and_one_has_it(app):
    id = a_submission().contribution_id
    assert sum(at_once(app, lambda reader: Claim.take(id, by=reader))) == 1
    assert db.session.query(Claim).count() == 1


def test_many_start_at_once_and_each_has_another(app):
    board = a_board()
    ids = [a_submission(f"number {i}", board).contribution_id for i in range(8)]
    taken = at_once(app, lambda reader: take_next(QueueFilters(), reader, None, ()).contribution_id, writing=False)
    assert sorted(taken) == ids


def at_once(app, take, writing: bool = True) -> list:
    """What each of eight members of staff gets, who all ask in the same moment."""
    readers = staff(8)
    db.session.remove()
    ready = threading.Barrier(len(readers))
    answers: list = []

    def ask(reader: int) -> None:
        with app.app_context():
            ready.wait()
            if writing:
                with write_transaction():
                    answer = take(reader)
            else:
                answer = take(reader)
            answers.append(answer)
            db.session.remove()

    threads = [threading.Thread(target=ask, args=[reader]) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(readers)
    return answers


def several(board, *answers: str) -> Contribution:
    contribution = Contribution(activity=board)
    for words in answers:
        Submission(contribution=contribution, prompt="What?", words=words, findings=[])
    return saved(contribution)


def test_what_comes_next_is_what_nobody_else_has_open(app):
    board = a_board()
    first, second = (a_submission(words, board) for words in ("one", "two"))
    ann, bo = staff()
    Claim.take(first.contribution_id, by=ann)
    assert next_waiting(QueueFilters(), ann).public_id == first.public_id
    assert next_waiting(QueueFilters(), bo).public_id == second.public_id
    assert next_waiting(QueueFilters(), bo, passed_over=[second.contribution.public_id]) is None


def test_the_rest_of_a_contribution_comes_before_anything_else(app):
    board = a_board()
    before = a_submission("before", board)
    go = several(board, "one", "two")
    after = a_submission("after", board)
    [ann] = staff(1)
    place = QueuePlace.of(go)
    order = []
    for _ in range(4):
        order.append(next_waiting(QueueFilters(), ann, place).public_id)
        find(Submission, order[-1]).approve(by=ann)
        db.session.flush()
    assert order == [s.public_id for s in (*go.submissions, after, before)]
