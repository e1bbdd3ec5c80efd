"""Commitments in other words: organisations keep the one that they have pledged to."""

import pytest

from builders import a_partnership, a_promise, a_shown_pledge, a_user, saved
from coprod.activities.life import NeedsReason
from coprod.changes import Change
from coprod.database import db


def by() -> int:
    return a_user("engagement_lead").id


def test_a_commitment_without_pledges_is_edited(app):
    promise = a_promise()
    promise.reword(promise.commitments[0], title="We ask", meaning="Before we choose.", by=by())
    saved(promise)
    assert [each.title for each in promise.all_commitments] == ["We ask", "We speak plainly", "We come back"]
    assert db.session.query(Change).one().became == "We ask: Before we choose."


def test_a_commitment_with_pledges_is_replaced(client):
    a_partnership()
    promise = a_promise()
    pledge = a_shown_pledge(promise=promise)
    with pytest.raises(NeedsReason):
        promise.reword(promise.commitments[0], title="We ask", meaning="Before we choose.", by=by())
    db.session.rollback()
    new = promise.reword(promise.commitments[0], title="We ask", meaning="Before.", by=by(), reason="Plainer")
    saved(promise)
    assert [each.title for each in promise.commitments] == ["We ask", "We speak plainly", "We come back"]
    assert [each.title for each in pledge.commitments] == ["We ask first"] and new.replaces == pledge.commitments[0]
    page = client.get("/promise/promise/pledges").text
    assert "We ask first" in page
    assert "Plainer" in client.get("/promise/promise/changes").text
