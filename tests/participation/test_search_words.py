"""What the index keeps of words; and that both databases find by it what people expect, whatever was written."""

import string

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import exists, select

from builders import a_board, heard
from coprod.database import db
from coprod.participation.search import has_words, pieces
from coprod.participation.search_words import LONGEST, phrases_in, search_words
from coprod.participation.submission import Submission
from coprod.text import words_in

# Letters that databases, alphabets and keyboards have trouble with, and a few that they have none with.
LETTERS = st.text("aezEZ15 .'’_\u00ad\u200d\u0301éŵłßİŁşﬁ½कखा्ंিপ字校ガｶﾞ한\u1112\u1161👍🏽👨❤\ufe0f️٣ـأ", max_size=25)
ANYTHING = st.text(max_size=40)


@pytest.fixture
def published(app):
    """`published(words)` puts these words, and no others, on show."""
    submission = heard("x", a_board())

    def put(words: str) -> None:
        submission.published_words = words
        db.session.flush()

    yield put
    db.session.rollback()


def is_found(typed: str) -> bool:
    return bool(db.session.scalar(select(exists().where(Submission.id > 0, has_words(phrases_in(typed))))))


slowly = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@slowly
@given(words=LETTERS | ANYTHING)
def test_every_word_is_found_and_so_is_all_of_it(published, words):
    words = words.replace("\x00", "")  # as at the door
    published(words)
    found = list(words_in(words))
    for each in found:
        assert is_found(words[each.start : each.end])
    assert is_found(words) is bool(found)


@slowly
@given(words=LETTERS, typed=LETTERS.filter(lambda typed: len(phrases_in(typed)) == 1))
def test_what_is_found_is_marked_and_what_is_marked_is_found(published, words, typed):
    published(words)
    cut = list(pieces(words, phrases_in(typed)))
    assert "".join(piece for piece, _ in cut) == words
    assert is_found(typed) is any(marked for _, marked in cut)


@given(st.text())
def test_the_index_holds_small_letters_and_figures_only(words):
    assert set(search_words(words)) <= set(string.ascii_lowercase + string.digits + " ")


def test_a_very_long_word_is_found_by_its_beginning(published):
    published("a" * 5000)
    assert is_found("a" * LONGEST) and is_found("a" * 200) and len(search_words("é" * 5000)) == LONGEST


def test_two_words_never_become_one():
    words = ["z", "zz", "é", "z006h", "ж", "zy1", "1", "y1", "е", "e", "zzz", "क", "का"]
    assert len({search_words(word) for word in words}) == len(words) - 1  # é is e
