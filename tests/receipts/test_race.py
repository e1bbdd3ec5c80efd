"""Somebody takes their words back at the instant at which a moderator approves them: they are shown nowhere."""

import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask

from builders import a_board, a_note, a_partnership, a_user, saved
from coprod.database import db, write_transaction
from coprod.participation import counting
from coprod.participation.contribution import Contribution
from coprod.participation.counting_check import what_is_wrong
from coprod.participation.move import MoveRefused, Status
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.receipts.what_happened import to_take_back

Person = Callable[[int], Callable[[], object]]
LONG_ENOUGH_TO_MEET = 0.3  # seconds


@pytest.fixture
def number(app: Flask) -> int:
    """Words that wait, under a receipt."""
    a_partnership()
    a_user("moderator")
    number = a_note(receipt=saved(Receipt("digest"))).submission.id
    db.session.remove()
    return number


# Each takes hold of the words, and gives back what is then done with them.


def author(number: int) -> Callable[[], object]:
    return to_take_back("digest", 1).withdraw


def moderator(number: int) -> Callable[[], object]:
    return partial(Submission.locked(number).approve, by=a_user("moderator").id)


def quick_moderator(number: int) -> Callable[[], object]:
    """Has decided before the other reaches for it, and has only to commit."""
    moderator(number)()
    db.session.flush()
    return db.session.flush


def meet(app: Flask, number: int, first: Person, second: Person) -> list[Exception]:
    """`first` has hold of the words when `second` reaches for them; what `second` was told if it was refused."""
    refused: list[Exception] = []
    reaching = threading.Event()

    def reach() -> None:
        with app.app_context():
            try:
                with write_transaction():
                    reaching.set()
                    second(number)()
            except Exception as error:
                refused.append(error)

    other = threading.Thread(target=reach)
    with write_transaction():
        do = first(number)
        other.start()
        reaching.wait()
        time.sleep(LONG_ENOUGH_TO_MEET)
        do()
    other.join()
    return refused


def test_the_moderator_comes_second(app, number):
    [refused] = meet(app, number, author, moderator)
    assert isinstance(refused, MoveRefused) and "taken it back" in str(refused)
    submission = db.session.get(Submission, number)
    assert (submission.words, submission.published_words, submission.status) == ("", None, Status.PENDING)


def test_the_author_comes_second(app, number):
    assert meet(app, number, moderator, author) == []
    submission = db.session.get(Submission, number)
    assert (submission.words, submission.published_words) == ("", None)
    assert submission.contribution.is_withdrawn and not submission.contribution.counts


def test_two_decisions_about_two_notes_of_one_person_count_that_person_once(app, number):
    other = a_note("Music", a_board("other"), receipt=Receipt.find("digest")).submission.id
    db.session.remove()
    assert meet(app, number, quick_moderator, lambda _: moderator(other)) == []
    assert what_is_wrong() == [] and counting.people_by_activity() == {1: 1, 2: 1}
    assert db.session.query(Contribution).filter_by(first_on_site=True).count() == 1
