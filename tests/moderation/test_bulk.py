"""Many at once: only what the list showed in full, where nothing was found, and exactly as it was shown."""

import re

import pytest
from flask.testing import FlaskClient

from builders import a_board, a_partnership, a_submission, a_user, saved
from coprod.database import db
from coprod.moderation.bulk import read_ticks
from coprod.moderation.bulk_report import Left
from coprod.moderation.queue import SNIPPET
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.reading.claims import Claim


def calm(words: str, board, **more) -> Submission:
    """Words in which nothing was found."""
    submission = a_submission(words, board, **more)
    submission.findings = []
    return saved(submission)


def now_is(submission: Submission) -> Submission:
    return db.session.get_one(Submission, submission.id, populate_existing=True)


def ticks(client: FlaskClient) -> list[str]:
    """What the list lets somebody tick."""
    return re.findall(r'name="ticked" value="([^"]+)"', client.get("/staff/moderation").text)


def approve(client: FlaskClient, *ticked: str) -> str:
    """Send those ticks; gives the list with its report, without its tags."""
    sent = client.post("/staff/moderation/approve-ticked", data={"ticked": list(ticked)})
    assert sent.status_code == 303
    return " ".join(re.sub("<[^>]+>", " ", client.get(sent.location).text).split())


def test_all_that_is_ticked_is_approved_in_one_go(client, sign_in):
    a_partnership()
    board = a_board()
    one, two, three = (calm(words, board) for words in ("one", "two", "three"))
    me = sign_in("moderator")
    found = ticks(client)
    assert found == [f"{s.public_id}.0" for s in (one, two, three)]
    page = approve(client, *found[:2])
    assert "2 approved." in page and "not approved" not in page
    assert [now_is(s).published_words for s in (one, two, three)] == ["one", "two", None]
    assert [(move.by_id, move.to_status) for move in now_is(one).moves] == [(me.id, Status.APPROVED)]


def test_all_answers_of_one_person_are_one_tick(client, sign_in):
    a_partnership()
    go = Contribution(activity=a_board())
    for words in ("yes", "no"):
        Submission(contribution=go, prompt="What?", words=words, findings=[])
    saved(go)
    sign_in("moderator")
    [tick] = ticks(client)
    one, two = (f"{s.public_id}.0" for s in go.submissions)
    assert tick == f"{one}-{two}"
    assert "1 was not approved" in approve(client, one)
    assert "1 approved." in approve(client, tick)
    assert {s.status for s in db.session.query(Submission)} == {Status.APPROVED}


CANNOT = {
    Left.FOUND: lambda s: setattr(s, "findings", [{"kind": "phone", "start": 0, "end": 3, "why": "Looks like one"}]),
    Left.NOT_SCREENED: lambda s: setattr(s, "findings", None),
    Left.UNUSUAL: lambda s: setattr(s.contribution, "unusual", True),
    Left.LONG: lambda s: setattr(s, "words", "x" * (SNIPPET + 1)),
    Left.HELD: lambda s: Claim.take(s.contribution_id, by=a_user("moderator", "maya@example.org").id),
    Left.CHANGED: lambda s: s.contribution.withdraw(),
}


@pytest.mark.parametrize("why", CANNOT)
def test_what_cannot_be_ticked_is_not_approved_when_somebody_ticks_it_all_the_same(client, sign_in, why):
    a_partnership()
    board = a_board()
    submission, other = calm("words", board), calm("other", board)
    CANNOT[why](submission)
    saved(submission)
    sign_in("moderator")
    assert ticks(client) == [f"{other.public_id}.0"]
    page = approve(client, f"{submission.public_id}.0", f"{other.public_id}.0")
    assert f"1 approved. 1 was not approved: The one : {why.words}" in page
    assert now_is(submission).published_words is None and now_is(submission).status is Status.PENDING


def test_one_long_answer_or_a_fifth_keeps_all_of_it_from_being_ticked(client, sign_in):
    a_partnership()
    board = a_board()
    for answers in (["short", "x" * (SNIPPET + 1)], ["one", "two", "three", "four", "five"]):
        go = Contribution(activity=board)
        for words in answers:
            Submission(contribution=go, prompt="What?", words=words, findings=[])
        saved(go)
    sign_in("moderator")
    assert ticks(client) == []


def test_what_was_decided_since_it_was_seen_is_left(client, sign_in):
    a_partnership()
    submission = calm("words", a_board())
    by = a_user("moderator").id
    submission.approve(by=by)
    submission.return_to_queue(by=by)
    saved(submission)
    sign_in("moderator")
    assert Left.CHANGED.words in approve(client, f"{submission.public_id}.0")
    assert "1 approved." in approve(client, f"{submission.public_id}.2")


def test_where_two_people_approve_the_first_one_is_told_so_and_nobody_is_second_unseen(client, sign_in):
    a_partnership()
    board = a_board(two_people=True)
    one = calm("one", board)
    me = sign_in("moderator")
    page = approve(client, f"{one.public_id}.0")
    assert "1 approved by you as the first of two." in page and "Nothing was approved" not in page
    assert now_is(one).status is Status.PENDING and now_is(one).first_approval.by_id == me.id
    sign_in("engagement_lead")
    assert ticks(client) == []
    assert Left.SECOND.words in approve(client, f"{one.public_id}.0")
    assert now_is(one).status is Status.PENDING


@pytest.mark.parametrize("ticked", [[], ["99.0"], ["x"], ["1.x-", "1"], ["9999999999.0"]])
def test_ticks_that_are_none(client, sign_in, ticked):
    a_partnership()
    sign_in("moderator")
    assert "Nothing was approved." in approve(client, *ticked)


def test_no_more_than_a_page_is_read():
    assert len(read_ticks(f"{id}.0" for id in range(1, 5000))) == 200


def test_a_report_that_somebody_made_up_breaks_nothing(client, sign_in):
    a_partnership()
    sign_in("moderator")
    assert client.get("/staff/moderation?approved=x&first=-1&left=1&left=x.held&left=1.nonsense").status_code == 200


@pytest.mark.parametrize("two_people", [False, True])
def test_statements_do_not_grow_with_what_is_ticked(client, sign_in, statements, two_people):
    a_partnership()
    board = a_board(two_people=two_people)
    sign_in("moderator")
    reads, page = [], ""
    for number in (2, 50):
        found = [f"{calm(f'words {i}', board).public_id}.0" for i in range(number)]
        statements.clear()
        page = client.post("/staff/moderation/approve-ticked", data={"ticked": found}).location
        # Writing takes one statement for each row on some databases: what is asked must not grow.
        reads.append(sum(statement.startswith("SELECT") for statement in statements))
    assert reads[0] == reads[1]
    assert ("?approved=0&first=50&undo=" if two_people else "?approved=50&first=0&undo=") in page
