"""Staff add words to what screening looks for: it hears of them at once, and what waits can be looked at again."""

import time

import pytest
from flask import current_app

from builders import a_board, a_partnership, a_submission, a_user, letters_about_concerns
from coprod import jobs
from coprod.audit import Record
from coprod.changes import Change
from coprod.concerns.concern import Concern
from coprod.database import db
from coprod.intake import timed_screening as screened
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.partnership.models import Partnership
from coprod.partnership.words_to_find import MOST_WORDS, NotAWord
from coprod.permissions import Role
from coprod.reading.claims import Claim
from coprod.screening import screen as screening
from coprod.screening.finding import Finding, FindingKind
from coprod.screening_words import look_again as again

WORDS = "/staff/moderation/words"


@pytest.fixture
def page(client, sign_in):
    a_partnership()
    sign_in("engagement_lead")
    return client


def add(client, words: str, kind: str = "school"):
    return client.post(f"{WORDS}/add", data={"words": words, "kind": kind})


def the_words() -> list[list[str]]:
    return db.session.get_one(Partnership, 1, populate_existing=True).screening_words


def test_a_word_is_added_listed_and_removed(page):
    answer = add(page, "  Marigold \t House ")
    assert answer.status_code == 303 and the_words() == [["school", "Marigold House"]]
    listed = page.get(WORDS).text
    assert "The word is added" in listed and "Marigold House" in listed
    version = db.session.get_one(Partnership, 1).version
    removed = page.post(f"{WORDS}/remove", data={"kind": "school", "words": "Marigold House"})
    assert removed.status_code == 303 and the_words() == []
    assert "Marigold House" not in page.get(WORDS).text
    assert page.post(f"{WORDS}/remove", data={"kind": "school", "words": "Marigold House"}).status_code == 303
    assert db.session.get_one(Partnership, 1, populate_existing=True).version == version + 1


@pytest.mark.parametrize(
    ("words", "kind", "why"),
    [
        ("", "school", "Write a word or phrase"),
        ("x", "school", "2 to 80 characters"),
        ("x" * 81, "school", "2 to 80 characters"),
        ("?!", "school", "at least two letters or digits"),
        ("x ?", "school", "at least two letters or digits"),
        ("MARIGOLD  house", "abuse", "in the list already"),
        ("marigoldhouse", "school", "in the list already"),
        ("Otters", "", "Choose what it should be marked as"),
        ("Otters", "phone", "Not a valid choice"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_in_plain_words(page, words, kind, why):
    add(page, "Marigold House")
    answer = add(page, words, kind)
    assert answer.status_code == 422 and why in answer.text and "There is a problem" in answer.text
    assert the_words() == [["school", "Marigold House"]]
    if words:
        assert f'value="{words}"' in answer.text  # what was typed is still there


def test_the_list_has_an_end(app):
    partnership = Partnership(name="Testshire")
    partnership.screening_words = [["school", f"school {number}"] for number in range(MOST_WORDS)]
    with pytest.raises(NotAWord, match="holds no more"):
        partnership.add_screening_word("school", "one more", by=1)


def test_screening_hears_of_it_at_once(page, app):
    def looked_for() -> list[tuple[str, str]]:
        with app.app_context():  # another request
            return [(word.kind, word.words) for word in screened.own_words()]

    assert looked_for() == []
    add(page, "Marigold House", "concern")
    assert looked_for() == [(FindingKind.CONCERN, "Marigold House")]
    page.post(f"{WORDS}/remove", data={"kind": "concern", "words": "Marigold House"})
    assert looked_for() == []


def test_that_a_word_was_added_is_written_down_but_not_which(page):
    add(page, "Ottoline Chalk", "person_name")
    page.post(f"{WORDS}/remove", data={"kind": "person_name", "words": "Ottoline Chalk"})
    page.post(f"{WORDS}/remove", data={"kind": "person_name", "words": "Ottoline Chalk"})
    changes = db.session.query(Change).order_by(Change.id).all()
    assert [(change.subject, change.field, change.was, change.became) for change in changes] == [
        ("partnership 1", "screening_words", {}, {"person_name": 1}),
        ("partnership 1", "screening_words", {"person_name": 1}, {}),
    ]
    assert {change.by_id for change in changes} == {a_user("engagement_lead").id}


def test_a_sentence_is_tried_and_nothing_of_it_is_kept(page, caplog):
    add(page, "Marigold House")
    before = db.session.query(Record).count()
    answer = page.post(
        f"{WORDS}/try", data={"text": "Please fix the lights in the hall, 01632 960123, marigold house <b>"}
    )
    assert answer.status_code == 200
    assert " things found" in answer.text and "Phone number" in answer.text and "own list" in answer.text
    assert '<mark class="mark">marigold house<sup>2</sup></mark> &lt;b&gt;' in answer.text
    assert "never proof" in answer.text
    assert db.session.query(Record).count() == before and db.session.query(Submission).count() == 0
    assert "marigold" not in caplog.text.lower()


def test_a_sentence_with_nothing_in_it_and_one_on_which_screening_breaks(page, monkeypatch):
    assert "Nothing was found" in page.post(f"{WORDS}/try", data={"text": "More clubs"}).text
    assert page.post(f"{WORDS}/try", data={"text": " "}).status_code == 422
    assert page.post(f"{WORDS}/try", data={"text": "x" * 2001}).status_code == 422
    monkeypatch.setattr(screening, "screen", lambda text, *how: 1 / 0)
    broken = page.post(f"{WORDS}/try", data={"text": "More clubs"})
    assert broken.status_code == 200 and "Screening did not work" in broken.text


def only_own_words(text: str, found_in=(), *how) -> list[Finding]:
    """A screen that a test can foresee."""
    at = [(word.kind, text.find(word.words), len(word.words)) for word in found_in]
    return [Finding(kind, start, start + length, "Own") for kind, start, length in at if start >= 0]


@pytest.fixture
def waiting(page, monkeypatch) -> dict[str, Submission]:
    """What waits, screened before there were any own words."""
    monkeypatch.setattr(screening, "screen", only_own_words)
    board, found = a_board(), {}
    for words in ("ask at Marigold House", "the gate scares me", "more clubs", "the gate is heavy"):
        found[words] = a_submission(words, board)
        found[words].findings = []
    db.session.commit()
    return found


def look_again() -> dict[str, int]:
    """As a worker does it, who may not have heard of the latest word."""
    by = a_user("engagement_lead").id
    db.session.rollback()
    current_app.extensions[screened.KEPT] = (time.monotonic() + 60, [])
    with current_app.app_context():
        done = again.screen_what_waits(by)
    db.session.rollback()
    return done


def test_what_waits_is_looked_at_again(page, waiting):
    lead = a_user(Role.SAFEGUARDING_LEAD)
    waiting["the gate is heavy"].approve(by=a_user().id)
    db.session.commit()
    add(page, "Marigold House")
    add(page, "gate", "concern")
    done = look_again()
    assert done == {"looked_at": 3, "changed": 2, "read_first": 0, "escalated": 1, "left": 0}
    db.session.rollback()
    assert [finding["kind"] for finding in waiting["ask at Marigold House"].findings] == ["school"]
    assert waiting["the gate scares me"].status is Status.ESCALATED
    assert waiting["the gate is heavy"].status is Status.APPROVED
    assert [letter.to for letter in letters_about_concerns()] == [lead.email]
    record = db.session.query(Record).filter_by(action="screened again").one()
    assert record.details == dict(done) and record.by_id == a_user("engagement_lead").id
    assert "3 answers looked at, 2 with other findings than before, 1 escalated" in page.get(WORDS).text
    assert look_again()["changed"] == 0


def test_a_word_that_is_removed_leaves_what_waits_too(page, waiting):
    add(page, "Marigold House")
    look_again()
    page.post(f"{WORDS}/remove", data={"kind": "school", "words": "Marigold House"})
    assert look_again()["changed"] == 1
    assert waiting["ask at Marigold House"].findings == []


def test_what_the_lead_let_go_is_not_taken_from_moderators_again_for_the_same_words(page, waiting):
    add(page, "gate", "concern")
    look_again()
    for submission in db.session.query(Submission).filter_by(status=Status.ESCALATED):
        submission.return_to_queue(by=a_user(Role.SAFEGUARDING_LEAD).id)
    db.session.commit()
    assert look_again()["escalated"] == 0
    add(page, "heavy", "school")  # found in words that were let go
    assert look_again() == {"looked_at": 4, "changed": 1, "read_first": 0, "escalated": 0, "left": 0}
    add(page, "scares", "concern")
    assert look_again()["escalated"] == 1
    assert db.session.query(Concern).count() == 3


def test_what_somebody_is_reading_is_left_unless_it_worries(page, waiting):
    for words in ("ask at Marigold House", "the gate scares me"):
        Claim.take(waiting[words].contribution_id, by=a_user().id)
    db.session.commit()
    add(page, "Marigold House")
    add(page, "gate scares", "concern")
    assert look_again() == {"looked_at": 4, "changed": 1, "read_first": 0, "escalated": 1, "left": 1}
    assert waiting["ask at Marigold House"].findings == []


def test_what_screening_breaks_on_stays_as_it_was(page, waiting, monkeypatch):
    add(page, "Marigold House")
    monkeypatch.setattr(screening, "screen", lambda text, *how: 1 / 0)
    assert look_again() == {"looked_at": 4, "changed": 0, "read_first": 0, "escalated": 0, "left": 4}


def test_words_that_change_meanwhile_keep_their_own_findings(page, waiting, monkeypatch):
    def meanwhile(texts: list[str]) -> list[list[Finding]]:
        db.session.get_one(Submission, waiting["more clubs"].id).words = "fewer clubs"
        db.session.commit()
        return [[Finding(FindingKind.SCHOOL, 0, 4, "Own")]]

    monkeypatch.setattr(again, "screened", meanwhile)
    assert look_again()["changed"] == 3 and waiting["more clubs"].findings == []


def test_all_that_waits_is_looked_at_some_at_a_time(page, waiting, monkeypatch):
    monkeypatch.setattr(again, "AT_A_TIME", 2)
    add(page, "gate", "concern")
    assert look_again() == {"looked_at": 4, "changed": 2, "read_first": 0, "escalated": 2, "left": 0}


def test_the_button_starts_a_job(page, waiting):
    jobs.huey.flush()
    assert "Look again at what waits" in page.get(WORDS).text
    answer = page.post(f"{WORDS}/look-again")
    assert answer.status_code == 303 and len(jobs.huey) == 1
    task = jobs.huey.dequeue()
    assert task.name == "screen_again" and list(task.args) == [a_user("engagement_lead").id]
    jobs.huey.flush()


def test_the_same_statements_for_two_words_as_for_many(page, statements):
    counts = []
    for number in (2, MOST_WORDS - 2):
        partnership = db.session.get_one(Partnership, 1)
        for each in range(number):
            partnership.add_screening_word("school", f"{number} {each}", by=a_user("engagement_lead").id)
        db.session.commit()
        statements.clear()
        assert page.get(WORDS).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6, statements


@pytest.mark.parametrize("role", Role)
def test_who_may_add_words(client, sign_in, role):
    a_partnership()
    sign_in(role)
    allowed = role not in (Role.EVENT_TEAM, Role.ANALYST)
    assert client.get(WORDS).status_code == (200 if allowed else 403)
    assert add(client, "Marigold House").status_code == (303 if allowed else 403)
    assert client.post(f"{WORDS}/try", data={"text": "More clubs"}).status_code == (200 if allowed else 403)
    assert (WORDS in client.get("/staff").text) is allowed
