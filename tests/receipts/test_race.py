"""Somebody takes their words back at the instant at which a moderator approves them: they are shown nowhere."""

from functools import partial

import pytest
from flask import Flask

from builders import a_board, a_note, a_partnership, a_user, people_by_activity, saved
from coprod.counting.counting_check import what_is_wrong
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.move import MoveRefused, Status
from coprod.participation.receipt import Receipt
from coprod.participation.submission import Submission
from coprod.receipts.what_happened import to_take_back
from meeting import meet, writing
from scenes import two_under_one_code


@pytest.fixture
def number(app: Flask) -> int:
    """Words that wait, under a receipt."""
    a_partnership()
    return a_note(receipt=saved(Receipt("digest"))).submission.id


def take_back() -> None:
    to_take_back("digest", 1).withdraw()


def approve(number: int, by: int) -> None:
    Submission.locked(number).approve(by=by)


def test_the_moderator_comes_second(app, number):
    by = a_user("moderator").id
    met = meet(app, writing(take_back), writing(partial(approve, number, by)), at="contribution")
    assert met.second_waited
    assert isinstance(met.second, MoveRefused) and "taken it back" in str(met.second)
    submission = db.session.get(Submission, number)
    assert (submission.words, submission.published_words, submission.status) == ("", None, Status.PENDING)


def test_the_author_comes_second(app, number):
    by = a_user("moderator").id
    met = meet(app, writing(partial(approve, number, by)), writing(take_back), at="contribution")
    assert met.second_waited and (met.first, met.second) == (None, None)
    submission = db.session.get(Submission, number)
    assert (submission.words, submission.published_words) == ("", None)
    assert submission.contribution.is_withdrawn and not submission.contribution.counts


def test_two_decisions_about_two_notes_of_one_person_count_that_person_once(app, number):
    by = a_user("moderator").id
    other = a_note("Music", a_board("other"), receipt=Receipt.find(["digest"])).submission.id
    met = meet(app, writing(partial(approve, number, by)), writing(partial(approve, other, by)), at="receipt")
    assert met.second_waited and (met.first, met.second) == (None, None)
    assert what_is_wrong() == [] and people_by_activity() == {1: 1, 2: 1}
    assert db.session.query(Contribution).filter_by(first_on_site=True).count() == 1


def test_two_goes_under_one_code_at_once_count_that_person_once(app):
    a_partnership()
    met = meet(app, *two_under_one_code(), at="contribution")
    assert met.second_waited and met.first.new and met.second.new
    assert what_is_wrong() == [] and list(people_by_activity().values()) == [1]
    assert db.session.query(Contribution).filter_by(counts=True).count() == 2
