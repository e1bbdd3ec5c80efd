"""Whoever wrote it sees the same at every level: when it is sent, on the receipt, changed and taken back."""

import re

import pytest
from flask.testing import FlaskClient
from worrying import CERTAIN, WEAK, screen

from asking import NOTE, again
from builders import a_board, a_partnership, a_pledge, a_user, letters_about_concerns
from coprod.concerns.concern import Concern
from coprod.concerns.level import Level, Worry
from coprod.database import db
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.promise.report import report
from coprod.screening import screen as screening
from holding_codes import CODE, OTHER, a_received_note, look_up, without_tokens

HERE = "/receipt/change/1/1"
WORDS = f"At home it is {WEAK}"
THIRD = "otter-lantern-maple-429"


@pytest.fixture(autouse=True)
def foreseen(app, monkeypatch):
    app.extensions["limits"].together.storage.reset()
    a_partnership()
    monkeypatch.setattr(screening, "screen", screen)


def to_be_read_first(words: str = WORDS, code: str = CODE, board=None) -> Submission:
    submission = a_received_note(words, board, code)
    submission.findings = [finding.to_dict() for finding in screen(words)]
    assert not submission.must_be_held()
    db.session.commit()
    return submission


def concerns() -> list[Concern]:
    db.session.rollback()
    return db.session.query(Concern).order_by(Concern.id).all()


def alike(page: str) -> str:
    """A thank-you page without what is told apart by chance: its tokens, its code, its colour."""
    page = re.sub(r"<svg.*?</svg>|note--\d", "", without_tokens(page), flags=re.DOTALL)
    [code] = re.findall(r'class="slip__code">(.*?)</p>', page)
    words = re.findall(r"<span>(\w+)</span>", code)
    return page.replace(code, "").replace(" ".join(words), "the code").replace("-".join(words), "the code")


def test_what_is_sent_gets_the_same_answer_at_every_level(client):
    a_board()
    answers = []
    for words in ("More clubs please", f"It is {WEAK}", f"I am {CERTAIN}"):
        fields = again(client, NOTE)
        sent = client.post(NOTE.address, data=fields | {"words": words})
        thanks = client.get(sent.location).text
        answers.append((sent.status_code, sent.location, alike(thanks).replace(words, "")))
    assert answers[0] == answers[1] == answers[2]
    assert [each.status for each in db.session.query(Submission).order_by(Submission.id)] == [
        Status.PENDING, Status.PENDING, Status.ESCALATED
    ]  # fmt: skip


def three(client: FlaskClient) -> list[tuple[str, Submission]]:
    """The same words: one waits like any other, one is to be read first, one is with the lead."""
    board = a_board()
    plain, first, held = (
        a_received_note(WORDS, board),
        to_be_read_first(WORDS, OTHER, board),
        a_received_note(WORDS, board, THIRD),
    )
    plain.findings = []
    held.escalate(by=a_user().id)
    db.session.commit()
    return [(CODE, plain), (OTHER, first), (THIRD, held)]


def test_the_receipt_and_its_statements_are_the_same(client, statements):
    pages, asked = [], []
    for code, _ in three(client):
        look_up(client, code)
        statements.clear()
        pages.append([look_up(client, code), without_tokens(client.get(HERE).text)])
        pages[-1] += [without_tokens(client.get("/receipt/take-back/1").text)]
        asked.append([*statements])
    assert pages[0] == pages[1] == pages[2] and asked[0] == asked[1] == asked[2]


@pytest.mark.parametrize("new", ["It was a joke", f"I am {CERTAIN}"])
def test_who_changes_it_unread_sees_what_anybody_sees_and_the_lead_has_what_was_there(client, new):
    a_user("safeguarding_lead")
    seen = []
    for code, _ in three(client):
        look_up(client, code)
        changed = client.post(HERE, data={"words": new})
        seen.append((changed.status_code, changed.location, look_up(client, code)))
    assert seen[0] == seen[1] == seen[2] and new in seen[1][2]
    of_the_first = [each for each in concerns() if each.level is Level.READ_FIRST]
    assert of_the_first[0].words == WORDS and len(letters_about_concerns()) == 1


def test_who_takes_it_back_unread_sees_what_anybody_sees_and_the_lead_has_a_copy(client):
    a_user("safeguarding_lead")
    seen = []
    for code, submission in three(client):
        look_up(client, code)
        back = client.post("/receipt/take-back/1")
        seen.append((back.status_code, back.location, look_up(client, code)))
        assert db.session.get(Submission, submission.id, populate_existing=True).words == ""
    assert seen[0] == seen[1] == seen[2]
    [_, opened_now] = concerns()
    assert (opened_now.words, opened_now.worry) == (WORDS, Worry(Level.READ_FIRST, 61))
    assert len(letters_about_concerns()) == 1


def test_a_report_of_a_pledge_is_read_first_too():
    pledge = a_pledge()
    assert report(pledge, WORDS, screen(WORDS)) is None
    db.session.commit()
    assert [each.words for each in db.session.query(Submission) if each.read_first_until] == [WORDS]
    assert report(pledge, f"We are {CERTAIN}", screen(f"We are {CERTAIN}")).level is Level.CONCERN


def test_a_pledge_that_is_changed_unread_leaves_a_concern():
    pledge = a_pledge()
    submission = pledge.submission
    submission.findings = [finding.to_dict() for finding in screen(WORDS)]
    assert not submission.must_be_held()
    db.session.commit()
    now_it_is = {"commitments": pledge.commitments, "by_when": pledge.by_when}
    assert pledge.change(words="Otherwise", findings=[], **now_it_is)
    db.session.commit()
    assert [each.level for each in concerns()] == [Level.READ_FIRST] * 2
