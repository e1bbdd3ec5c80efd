"""The safeguarding lead reads what was escalated, and decides; nobody else can, and nothing is deleted."""

from datetime import timedelta

import pytest

from builders import a_board, a_partnership, a_submission, a_user, saved
from coprod.audit import Record
from coprod.database import db, now
from coprod.participation.concern import Concern
from coprod.participation.submission import Status, Submission

SECRET = "he hits me when mum is out"


def a_concern(words: str = SECRET, board=None, hours: int = 1, **more) -> Concern:
    submission = a_submission(words, board, **more)
    concern = submission.escalate(by=a_user("moderator").id, note="Please look")
    concern.opened_at = now() - timedelta(hours=hours)
    return saved(concern)


def decide(client, concern: Concern, verb: str, **fields):
    fields = {"seen": str(concern.submission.moves_made)} | fields
    return client.post(f"/staff/safeguarding/{concern.id}/{verb}", data=fields)


def now_is(concern: Concern) -> Concern:
    return db.session.get_one(Concern, concern.id, populate_existing=True)


def looks() -> list[Record]:
    return db.session.query(Record).filter_by(action="read the words of").all()


def test_open_ones_first_and_the_oldest_of_them_on_top(client, sign_in):
    a_partnership()
    board = a_board()
    lead = a_user("safeguarding_lead").id
    for hours in (2, 30, 100):
        a_concern(f"secret {hours}", board, hours, audience="young_person", district="north")
    done = a_concern("done", board, 400)
    done.close(by=lead)
    saved(done)
    sign_in("safeguarding_lead")
    page = client.get("/staff/safeguarding").text
    places = [page.index(f"Concern {number}<") for number in (3, 2, 1, done.id)]
    assert places == sorted(places) and "3 open concerns" in page
    for words in ("4 days", "30 hours", "2 hours", "A young person, North Test", "Moderator"):
        assert words in page, words
    assert "secret" not in page and looks() == []


def test_each_look_at_the_words_is_written_down(client, sign_in):
    a_partnership()
    concern = a_concern(context={"Group": "<b>Den</b>"})
    lead = sign_in("safeguarding_lead")
    for _ in range(2):
        page = client.get(f"/staff/safeguarding/{concern.id}").text
        assert SECRET in page and "Please look" in page and "&lt;b&gt;Den&lt;/b&gt;" in page
    assert [(look.by_id, look.subject) for look in looks()] == [(lead.id, f"concern {concern.id}")] * 2
    assert SECRET not in str([look.details for look in looks()])


def test_words_that_nobody_can_record_reading_are_not_shown(client, sign_in, monkeypatch):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")

    def full_disk(*args, **more):
        raise OSError("no space left")

    monkeypatch.setattr("coprod.audit.record", full_disk)
    with pytest.raises(OSError, match="no space left"):
        client.get(f"/staff/safeguarding/{concern.id}")


@pytest.mark.parametrize(
    ("verb", "status"),
    [("return-to-queue", Status.PENDING), ("approve", Status.APPROVED), ("reject", Status.REJECTED)],
)
def test_releasing_the_words_closes_the_concern(client, sign_in, verb, status):
    a_partnership()
    concern = a_concern("only a song")
    lead = sign_in("safeguarding_lead")
    sent = decide(client, concern, verb, reason="off-topic", note="It is a song")
    assert (sent.status_code, sent.location) == (303, f"/staff/safeguarding?done={concern.id}")
    after = now_is(concern)
    move = after.submission.moves[-1]
    assert (move.to_status, move.by_id, move.note) == (status, lead.id, "It is a song")
    assert after.submission.status is status and after.closed_by_id == lead.id and after.closed_at
    assert f"Concern {concern.id} is closed" in client.get(sent.location).text
    assert "only a song" in client.get(f"/staff/safeguarding/{concern.id}").text
    assert db.session.query(Record).filter_by(action="closed", subject=f"concern {concern.id}").count() == 1


def test_what_went_back_is_in_the_queue_again(client, sign_in):
    a_partnership()
    concern = a_concern("only a song")
    sign_in("safeguarding_lead")
    decide(client, concern, "return-to-queue")
    sign_in("moderator")
    assert "only a song" in client.get("/staff/moderation").text


def test_reject_needs_a_reason(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    sent = decide(client, concern, "reject", note="kept")
    assert sent.status_code == 422 and "Choose why it cannot be used" in sent.text and "kept</textarea>" in sent.text
    assert now_is(concern).is_open


def test_close_and_keep_the_words(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    for _ in range(2):
        assert decide(client, concern, "close").status_code == 303
    after = now_is(concern)
    assert not after.is_open and after.submission.status is Status.ESCALATED
    assert db.session.query(Record).filter_by(action="closed").count() == 1
    assert decide(client, concern, "return-to-queue").status_code == 303  # the lead may still think again


def test_words_that_were_taken_back_stay_here(client, sign_in):
    a_partnership()
    concern = a_concern()
    concern.submission.contribution.withdraw()
    saved(concern)
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    assert SECRET in page and "has taken it back" in page and "Return to queue" not in page
    assert decide(client, concern, "approve").status_code == 422
    assert decide(client, concern, "close").status_code == 303
    assert "Taken back" in client.get("/staff/safeguarding").text


def test_two_leads_at_once(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    decide(client, concern, "reject", reason="off-topic")
    sent = decide(client, concern, "approve", seen="1", note="mine")
    assert sent.status_code == 409 and "rejected it" in sent.text and "mine" in sent.text
    assert now_is(concern).submission.status is Status.REJECTED


def test_an_old_concern_about_words_that_were_escalated_again(client, sign_in):
    a_partnership()
    old = a_concern()
    lead, moderator = a_user("safeguarding_lead").id, a_user("moderator").id
    old.submission.return_to_queue(by=lead)
    old.close(by=lead)
    new = old.submission.escalate(by=moderator)
    saved(old)
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{old.id}").text
    assert f"go to concern {new.id}" in page and "Return to queue" not in page
    assert decide(client, old, "approve").status_code == 422
    assert now_is(new).is_open


@pytest.mark.parametrize("role", ["moderator", "engagement_lead", "admin", "analyst", "event_team"])
def test_nobody_else_comes_in(client, sign_in, role):
    a_partnership()
    concern = a_concern()
    sign_in(role)
    for address in ("/staff/safeguarding", f"/staff/safeguarding/{concern.id}"):
        answer = client.get(address)
        assert answer.status_code == 403 and SECRET not in answer.text
    for verb in ("return-to-queue", "approve", "reject", "close"):
        assert decide(client, concern, verb, reason="names").status_code == 403
    assert now_is(concern).is_open and looks() == []


def test_the_words_are_not_on_the_moderation_page_of_the_lead_either(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/moderation/{concern.submission_id}").text
    assert SECRET not in page and "/staff/safeguarding" in page


def test_a_script_in_the_words_is_only_text(client, sign_in):
    a_partnership()
    concern = a_concern("<script>alert(1)</script>")
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_a_concern_that_is_not_there(client, sign_in):
    a_partnership()
    sign_in("safeguarding_lead")
    assert client.get("/staff/safeguarding/9").status_code == 404
    assert client.post("/staff/safeguarding/9/close").status_code == 404
    assert looks() == []


def test_statements_do_not_grow_with_the_concerns(client, sign_in, statements):
    a_partnership()
    board = a_board()
    sign_in("safeguarding_lead")
    counts = []
    for number in (2, 30):
        for i in range(number):
            concern = a_concern(f"{number} {i}", board)
            if i % 2:
                concern.close(by=a_user("safeguarding_lead").id)
                saved(concern)
        statements.clear()
        assert client.get("/staff/safeguarding").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 4
    assert db.session.query(Submission).count() == 32
