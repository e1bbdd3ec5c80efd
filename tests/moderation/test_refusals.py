"""What a moderator may not read, or comes too late to decide."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient

from builders import a_board, a_partnership, a_submission, a_user, saved, staff_session
from coprod.concerns.concern import Concern
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.move import Move, Status
from coprod.participation.submission import Submission
from coprod.screening.screen import screen
from deciding import decide, now_is


def test_escalated_words_are_in_no_page_a_moderator_can_open(client, sign_in):
    a_partnership()
    board = a_board()
    contribution = Contribution(activity=board)
    for words in ("he hits me when mum is out", "and school is fine"):
        Submission(contribution=contribution, prompt="What?", words=words, findings=screen(words))
    saved(contribution)
    [secret, other] = contribution.submissions
    sign_in("moderator")
    sent = decide(client, secret, "escalate", note="She said he hits her")
    pages = [client.get(sent.location).text]
    pages += [client.get(f"/staff/moderation/{id}").text for id in (secret.id, other.id)]
    pages += [
        client.get(address).text for address in ("/staff", "/staff/moderation", f"/staff/moderation?done={secret.id}")
    ]
    stale = {"seen": "0", "other": "hits me", "what": "name", "note": "mine"}
    pages += [client.post(f"/staff/moderation/{secret.id}/approve", data=stale).text]
    pages += [client.post(f"/staff/moderation/{secret.id}/approve", data=stale | {"seen": "1"}).text]
    for page in pages:
        assert "hits" not in page
    assert "This is with the safeguarding lead" in pages[1] and "and school is fine" in pages[1]
    assert now_is(secret).status is Status.ESCALATED
    assert db.session.query(Concern).one().words == "he hits me when mum is out"
    assert client.get("/staff/safeguarding/1").status_code == 403


@pytest.mark.parametrize("verb", ["approve", "reject", "return-to-queue", "escalate"])
def test_moderators_cannot_decide_what_was_escalated(client, sign_in, verb):
    a_partnership()
    submission = a_submission("words")
    submission.escalate(by=a_user("moderator").id)
    saved(submission)
    sign_in("engagement_lead")
    sent = decide(client, submission, verb, reason="names")
    assert sent.status_code == 422 and "The safeguarding lead decides about this now" in sent.text
    assert now_is(submission).status is Status.ESCALATED


def test_the_second_of_two_moderators_is_told_who_decided(client, sign_in):
    a_partnership()
    submission = a_submission("Ann is great")
    sign_in("moderator")
    decide(client, submission, "reject", reason="names", note="has a name")
    sign_in("engagement_lead")
    sent = decide(client, submission, "approve", seen="0", other="Ann", note="I would show it")
    assert sent.status_code == 409 and "Someone else has already decided this" in sent.text
    assert "<strong>Moderator rejected it</strong>" in sent.text and "Names someone" in sent.text
    assert sent.text.count("I would show it") == 1 and '<p class="kept" dir="auto">Ann</p>' in sent.text
    assert len(now_is(submission).moves) == 1 and now_is(submission).status is Status.REJECTED


def test_what_came_back_to_the_queue_meanwhile_can_be_decided_with_what_was_typed(client, sign_in):
    a_partnership()
    submission = a_submission("Ann is great")
    by = a_user("moderator").id
    submission.approve(by=by)
    submission.return_to_queue(by=by)
    saved(submission)
    sign_in("engagement_lead")
    sent = decide(client, submission, "approve", seen="0", other="Ann")
    assert sent.status_code == 409 and "Moderator returned it to the queue" in sent.text
    assert "Ann</textarea>" in sent.text and 'name="seen" value="2"' in sent.text


def test_two_moderators_in_the_same_moment(client, app):
    a_partnership()
    submission = a_submission("Ann is great")
    people = [staff_session(a_user("moderator")), staff_session(a_user("engagement_lead"))]
    id = submission.id
    db.session.remove()
    ready = threading.Barrier(2)

    def decide_as(signed_in: dict[str, str], verb: str) -> int:
        browser = FlaskClient(app, app.response_class)
        with browser.session_transaction() as session:
            session.update(signed_in)
        ready.wait()
        data = {"seen": "0", "reason": "names", "what": "name"}
        return browser.post(f"/staff/moderation/{id}/{verb}", data=data).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(decide_as, people, ("approve", "reject")))
    assert sorted(answers) == [303, 409]
    assert db.session.query(Move).count() == 1


def test_words_taken_back_while_the_page_was_open(client, sign_in):
    a_partnership()
    submission = a_submission("my 07700 900123")
    sign_in("moderator")
    submission.contribution.withdraw()
    saved(submission)
    sent = decide(client, submission, "approve", hide=["3-15"])
    assert sent.status_code == 422 and "has taken it back" in sent.text and "07700" not in sent.text


@pytest.mark.parametrize("seen", ["", "x", "5", "-1"])
def test_a_decision_that_does_not_say_what_was_seen(client, sign_in, seen):
    a_partnership()
    submission = a_submission("words")
    sign_in("moderator")
    assert decide(client, submission, "approve", seen=seen).status_code == 422
    assert now_is(submission).status is Status.PENDING


def test_a_decision_already_made_is_not_made_again(client, sign_in):
    a_partnership()
    submission = a_submission("More clubs")
    submission.approve(by=a_user("moderator").id)
    saved(submission)
    sign_in("moderator")
    sent = decide(client, submission, "approve")
    assert sent.status_code == 422 and "It is approved already" in sent.text
    assert len(now_is(submission).moves) == 1
