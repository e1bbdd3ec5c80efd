"""Words are found as people look for them, whatever they type; and what was erased is gone from the index."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from builders import a_board, a_partnership, a_submission, a_user, heard
from coprod.database import db
from coprod.feedback_log.filters import FeedbackLogFilters
from coprod.feedback_log.log import page
from coprod.participation import search
from coprod.participation.move import Hide
from coprod.participation.search import pieces
from coprod.participation.search_words import phrases_in


@pytest.fixture
def finds(app):
    """`finds("lift")` gives what a search for it shows."""
    a_partnership()
    a_board()
    return lambda typed: [row.words for row in page(FeedbackLogFilters(q=typed)).rows]


@pytest.mark.parametrize(
    "typed",
    ["wait", "WAIT", "waiting", "we waiting", "weeks waiting", "café", "CAFE", "cafe\u0301", "zoe", "don't", "dont",
     "31", "don’t wai", "self-esteem", "esteem self", "b quiet"],
)  # fmt: skip
def test_found(finds, typed):
    heard("We are waiting 31 weeks. Don't ask. Café, Zoë, self-esteem: <b>quiet</b>")
    heard("Something else")
    assert len(finds(typed)) == (0 if typed == "dont" else 1)


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("Yn ŵyneb yr ŵyl", "wyl"), ("fête", "FETE"), ("Łukasz pyta", "lukasz"), ("Große Straße", "strasse"),
        ("İstanbul", "istanbul"), ("un e\u0301te\u0301 en été", "ete\u0301"), ("1e5x marks", "1e5x"), ("zebra", "ZEB"),
        ("play\u00adground", "playground"), ("मुझे स्कूल पसंद है", "स्कूल"), ("मुझे स्कूल पसंद है", "पसंद है"),
        ("ਮੈਨੂੰ ਸਕੂਲ ਪਸੰਦ ਹੈ", "ਸਕੂਲ"), ("আমার স্কুল ভালো লাগে", "ভালো"), ("أُحِبُّ المدرسة", "احب"), ("我喜欢学校午餐", "学校"),
        ("ガッコウが好き", "ｶﾞｯｺｳ"), ("우리학교에 와요", "학교"), ("great 👍🏽 clubs", "👍"),
        ("👨\u200d👩\u200d👧 day", "👨\u200d👩\u200d👧"),
    ],
)  # fmt: skip
def test_found_in_every_alphabet(finds, words, typed):
    heard(words)
    heard("Something else")
    assert finds(typed) == [words]


@pytest.mark.parametrize(
    ("words", "typed"),
    [("मुझे स्कूल पसंद है", "कूल"), ("我喜欢学校午餐", "校学"), ("学 a 校", "学校"), ("👍 👎", "👎👍"), ("zebra", "ebra"),
     ("éa", "z"), ("a 31", "1")],
)  # fmt: skip
def test_not_found(finds, words, typed):
    heard(words)
    assert finds(typed) == []


def test_all_words_and_only_the_last_may_be_a_beginning(finds):
    heard("quiet room")
    assert finds("quie roo") == [] and finds("quiet roo") == ["quiet room"] and finds("room quiet") == ["quiet room"]
    assert finds("loud room") == [] and finds("oom") == []


def test_newest_first(finds):
    for words in ("one lift", "two lift lift lift", "three lift"):
        heard(words)
    assert finds("lift") == ["three lift", "two lift lift lift", "one lift"]


@pytest.mark.parametrize(
    "typed",
    ['"', "'", "a\" OR \"b", "lift AND", "NEAR(a b)", "published_words:lift", "-lift*", "^lift", "lift & !room",
     "'lift':*", "( ) | & ! <->", "%_", "\\", "lift -- ", "x'; DROP TABLE submission", "👍", "{lift}", "lift:ab", "+",
     "1.5e3 2/3", "@#€", "ـ أريد", "नमस्ते", "İ", "e\u0301", "a " * 90],
)  # fmt: skip
def test_what_people_type_is_never_syntax(client, sign_in, typed):
    a_partnership()
    heard("Nothing of the kind, thank you", a_board())
    sign_in("analyst")
    answer = client.get("/staff/feedback-log", query_string={"q": typed})
    assert answer.status_code == 200 and "thank you" not in answer.text
    assert client.get("/staff/feedback-log.csv", query_string={"q": typed}).status_code == 200


def test_nothing_to_search_for_shows_everything_and_no_word_at_all_says_so(client, sign_in):
    a_partnership()
    heard("hello", a_board())
    sign_in("analyst")
    for nothing in ("  ", "\u0301", "\u200d"):
        assert "hello" in client.get("/staff/feedback-log", query_string={"q": nothing}).text
    page = client.get("/staff/feedback-log?q=%3F%21").text
    assert "hello" not in page and "There is no word in “?!”" in page


def test_only_published_words_are_searched(finds):
    submission = a_submission("My teacher Percival shouts", db.session.query(type(a_board("other"))).first())
    assert finds("percival") == []
    submission.approve(by=a_user().id, hide=[Hide(11, 19, "name")])
    db.session.commit()
    assert finds("percival") == [] and len(finds("shouts")) == 1
    submission.return_to_queue(by=a_user().id)
    db.session.commit()
    assert finds("shouts") == []


def test_the_words_found_are_marked():
    marked = [piece for piece, found in pieces("Waiting is a WAIT; await, Café", phrases_in("cafe wait")) if found]
    assert marked == ["Waiting", "WAIT", "Café"]
    assert "".join(piece for piece, _ in pieces("İstanbul wait", phrases_in("wait"))) == "İstanbul wait"
    assert [*pieces("whole", [])] == [("whole", False)]


@pytest.mark.parametrize(
    ("words", "typed", "marked"),
    [("İSTANBUL straße", "istanbul strasse", ["İSTANBUL", "straße"]), ("学校午餐 校", "学校", ["学校"]),
     ("½ of ½", "1", ["½"] * 2),
     ("पसंद है।", "पसं", ["पसंद"]), ("e\u0301te\u0301!", "été", ["e\u0301te\u0301"]),
     ("👨\u200d👩\u200d👧👧", "👧", ["👧", "👧"])],
)  # fmt: skip
def test_words_are_marked_as_they_were_written(words, typed, marked):
    assert [piece for piece, found in pieces(words, phrases_in(typed)) if found] == marked
    assert "".join(piece for piece, _ in pieces(words, phrases_in(typed))) == words


def test_erased_words_are_gone_from_the_index(finds):
    secrets = ["xylophonist", "quixotically"]
    gone = heard(f"The {secrets[0]} and the {secrets[1]}")
    for number in range(50):
        heard(f"other words {number}")
    gone.contribution.withdraw()
    db.session.commit()
    assert finds(secrets[0]) == [] and len(finds("other")) == 50
    if db.engine.dialect.name == "sqlite":
        assert not [secret for secret in secrets if secret.encode() in bytes_of_the_database()]


def test_the_index_can_be_made_again_of_what_is_there(finds):
    heard("a lift that works")
    gone = heard("a lift that does not")
    with db.engine.begin() as connection:
        search.drop(connection)
        search.make(connection)
    assert len(finds("lift")) == 2
    gone.return_to_queue(by=a_user().id)
    db.session.commit()
    assert finds("lift") == ["a lift that works"]


def bytes_of_the_database() -> bytes:
    """All that the file and its log hold."""
    db.session.rollback()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT 1"))
        path = connection.exec_driver_sql("PRAGMA database_list").first()[2]
    db.session.remove()
    db.engine.dispose()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    connection.close()
    return Path(path).read_bytes()
