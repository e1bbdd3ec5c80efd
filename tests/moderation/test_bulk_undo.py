"""Many approvals are undone at once: one's own, within five minutes, each as a new move; not what moved since."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from builders import a_board, a_partnership, a_submission, a_user, saved
from coprod.database import db, now
from coprod.moderation.bulk_report import Left
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.reading.claims import Claim


def calm(words: str, board) -> Submission:
    """Words in which nothing was found."""
    submission = a_submission(words, board)
    submission.findings = []
    return saved(submission)


def now_is(submission: Submission) -> Submission:
    return db.session.get_one(Submission, submission.id, populate_existing=True)


def approve(client: FlaskClient, *some: Submission) -> str:
    """Approve these together; gives the address of what follows."""
    ticked = [f"{submission.public_id}.{submission.moves_made}" for submission in some]
    return client.post("/staff/moderation/approve-ticked?channel=boards", data={"ticked": ticked}).location


def offered(page: str) -> list[str]:
    """What the page's one button would undo."""
    form = re.search(r'<form method="post" action="/staff/moderation/undo-approvals.*?</form>', page, re.DOTALL)
    return re.findall(r'name="ticked" value="([^"]+)"', form[0]) if form else []


def undo(client: FlaskClient, *ticked: str) -> str:
    """Press that button; gives the list with its report, without its tags."""
    sent = client.post("/staff/moderation/undo-approvals?channel=boards", data={"ticked": list(ticked)})
    assert sent.status_code == 303 and "channel=boards" in sent.location
    return " ".join(re.sub("<[^>]+>", " ", client.get(sent.location).text).split())


@pytest.fixture
def some(client) -> list[Submission]:
    """Three notes that wait."""
    a_partnership()
    board = a_board()
    return [calm(words, board) for words in ("one", "two", "three")]


def test_one_button_undoes_all_of_them_as_new_moves(client, sign_in, some):
    me = sign_in("moderator")
    address = approve(client, *some[:2])
    page = client.get(address).text
    assert "Undo these 2 approvals" in page and offered(page) == [f"{s.public_id}.1" for s in some[:2]]
    after = undo(client, *offered(page))
    assert "2 approvals undone. They wait to be read again." in after and "Undo th" not in after
    for each in map(now_is, some[:2]):
        assert (each.status, each.published_words) == (Status.PENDING, None)
        assert [(move.by_id, move.to_status) for move in each.moves] == [
            (me.id, Status.APPROVED),
            (me.id, Status.PENDING),
        ]
    assert offered(client.get(address).text) == []  # whoever goes back finds nothing more to undo
    again = undo(client, f"{some[0].public_id}.1")
    assert f"Nothing was undone. 1 was not undone: The one : {Left.MOVED.words}" in again


def test_what_somebody_moved_since_is_left_and_said(client, sign_in, some):
    sign_in("moderator")
    ticked = offered(client.get(approve(client, *some)).text)
    other = a_user("engagement_lead").id
    now_is(some[0]).reject(by=other, reason="names")
    now_is(some[1]).contribution.withdraw()
    db.session.commit()
    after = undo(client, *ticked)
    assert "1 approval undone. It waits to be read again." in after and "2 were not undone:" in after
    assert f"Number 1 : {Left.MOVED.words}" in after and f"Number 2 : {Left.CHANGED.words}" in after
    assert [now_is(s).status for s in some] == [Status.REJECTED, Status.APPROVED, Status.PENDING]
    assert len(now_is(some[0]).moves) == 2


def test_it_is_for_five_minutes(client, sign_in, some):
    sign_in("moderator")
    address = approve(client, *some)
    with time_machine.travel(now() + timedelta(minutes=6), tick=False):
        assert offered(client.get(address).text) == []
        after = undo(client, *[f"{s.public_id}.1" for s in some])
        assert "Nothing was undone. 3 were not undone:" in after and Left.LATE.words in after
    assert {now_is(s).status for s in some} == {Status.APPROVED}


def test_it_is_for_ones_own(client, sign_in, some):
    sign_in("moderator")
    address = approve(client, *some)
    sign_in("engagement_lead")
    assert offered(client.get(address).text) == []
    assert "Nothing was undone." in undo(client, *[f"{s.public_id}.1" for s in some])
    sign_in("analyst")
    assert client.post("/staff/moderation/undo-approvals", data={"ticked": "1.1"}).status_code == 403
    assert {now_is(s).status for s in some} == {Status.APPROVED}


def test_a_first_approval_of_two_is_undone_too(client, sign_in):
    a_partnership()
    board = a_board(two_people=True)
    one, two = calm("one", board), calm("two", board)
    sign_in("moderator")
    page = client.get(approve(client, one, two)).text
    assert "2 approved by you as the first of two." in page and "Undo these 2 approvals" in page
    now_is(two).approve(by=a_user("engagement_lead").id)
    db.session.commit()
    assert f"1 approval undone. It waits to be read again. 1 was not undone: The one : {Left.MOVED.words}" in undo(
        client, *offered(page)
    )
    assert now_is(one).first_approval is None and now_is(one).moves_made == 1
    assert now_is(two).status is Status.APPROVED


def test_all_answers_of_one_person_are_one_approval_and_one_that_moved_keeps_none_of_the_others(client, sign_in):
    a_partnership()
    go = Contribution(activity=a_board())
    for words in ("yes", "no", "maybe"):
        Submission(contribution=go, prompt="What?", words=words, findings=[])
    saved(go)
    sign_in("moderator")
    ticked = ["-".join(f"{said.public_id}.{moves}" for said in go.submissions) for moves in (0, 1)]
    sent = client.post("/staff/moderation/approve-ticked", data={"ticked": ticked[0]})
    page = client.get(sent.location).text
    assert "Undo this approval" in page and offered(page) == [ticked[1]]
    go.submissions[1].escalate(by=a_user("engagement_lead").id)
    db.session.commit()
    assert f"1 approval undone. It waits to be read again. 1 was not undone: The one : {Left.MOVED.words}" in undo(
        client, *offered(page)
    )
    db.session.refresh(go)
    assert [s.status for s in go.submissions] == [Status.PENDING, Status.ESCALATED, Status.PENDING]


def test_it_waits_for_nobody_who_has_one_of_them_open(client, sign_in, some):
    sign_in("moderator")
    ticked = offered(client.get(approve(client, *some)).text)
    Claim.take(some[0].contribution_id, by=a_user("engagement_lead").id)
    db.session.commit()
    assert "3 approvals undone." in undo(client, *ticked)


@pytest.mark.parametrize("ticked", [[], ["99.0"], ["x"], ["1.x-", "1"], ["9999999999.0"]])
def test_ticks_that_are_none(client, sign_in, ticked):
    a_partnership()
    sign_in("moderator")
    assert "Nothing was undone." in undo(client, *ticked)
    made_up = "&".join(f"undo={tick}" for tick in ticked)
    assert offered(client.get(f"/staff/moderation?approved=1&{made_up}").text) == []


def test_statements_do_not_grow_with_what_is_undone(client, sign_in, statements):
    a_partnership()
    board = a_board()
    sign_in("moderator")
    reads, shown = [], []
    for number in (2, 50):
        address = approve(client, *[calm(f"words {i}", board) for i in range(number)])
        statements.clear()
        ticked = offered(client.get(address).text)
        shown.append(len(statements))
        statements.clear()
        client.post("/staff/moderation/undo-approvals", data={"ticked": ticked})
        reads.append(sum(statement.startswith("SELECT") for statement in statements))
        for submission in db.session.query(Submission).filter_by(status=Status.PENDING):
            submission.reject(by=a_user("moderator").id, reason="names")
        db.session.commit()
    assert reads[0] == reads[1] and shown[0] == shown[1]
