"""Undo: one's own decision, within five minutes, as a new move."""

from datetime import timedelta

import time_machine

from builders import a_board, a_partnership, a_submission, a_user, saved
from coprod.database import db, now
from coprod.participation.move import Status
from coprod.reading.claims import Claim
from deciding import decide, now_is


def test_undo_is_offered_after_a_decision_and_leads_back_to_the_words(client, sign_in):
    a_partnership()
    board = a_board()
    one = a_submission("one", board)
    a_submission("two", board)
    me = sign_in("moderator")
    following = client.get(decide(client, one, "reject", "?channel=boards", reason="names").location).text
    assert f'action="/staff/moderation/{one.public_id}/undo?channel=boards"' in following
    assert 'name="seen" value="1"' in following
    undone = decide(client, now_is(one), "undo", "?channel=boards")
    assert undone.location == f"/staff/moderation/{one.public_id}?done={one.public_id}&channel=boards"
    page = client.get(undone.location).text
    assert "Back in the queue." in page and "/undo" not in page and "See what you just decided" not in page
    assert [move.to_status for move in now_is(one).moves] == [Status.REJECTED, Status.PENDING]
    assert db.session.get(Claim, one.contribution_id).by_id == me.id


def test_undo_is_for_five_minutes_and_for_ones_own(client, sign_in):
    a_partnership()
    one = a_submission("one")
    sign_in("moderator")
    address = decide(client, one, "approve").location
    assert "/undo" in client.get(address).text
    with time_machine.travel(now() + timedelta(minutes=6), tick=False):
        assert "/undo" not in client.get(address).text
        sent = decide(client, now_is(one), "undo")
        assert sent.status_code == 422 and "The five minutes are over" in sent.text
    sign_in("engagement_lead")
    assert "/undo" not in client.get(address).text
    sent = decide(client, now_is(one), "undo")
    assert sent.status_code == 422 and "nothing of yours to undo" in sent.text
    assert now_is(one).status is Status.APPROVED


def test_an_escalation_is_not_undone(client, sign_in):
    a_partnership()
    one = a_submission("one")
    sign_in("moderator")
    assert "/undo" not in client.get(decide(client, one, "escalate").location).text
    assert decide(client, now_is(one), "undo").status_code == 422
    assert now_is(one).status is Status.ESCALATED


def test_undo_waits_for_nobody_who_has_the_rest_open(client, sign_in):
    a_partnership()
    one = a_submission("one")
    sign_in("moderator")
    decide(client, one, "approve")
    Claim.take(one.contribution_id, by=a_user("engagement_lead").id)
    saved(one)
    assert decide(client, now_is(one), "undo").status_code == 303
    assert now_is(one).published_words is None
    assert db.session.get(Claim, one.contribution_id).by_id == a_user("engagement_lead").id
