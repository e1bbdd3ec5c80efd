"""Staff say after how many hard things a break is offered; who changed that, and what from, stays."""

import pytest

from builders import a_board, a_partnership, a_submission, saved
from coprod.changes import Change
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.partnership.models import Partnership
from deciding import decide

ADDRESS = "/staff/moderation/breaks"


def rude(words: str, board) -> Submission:
    submission = a_submission(words, board)
    submission.findings = [{"kind": "abuse", "start": 0, "end": 4, "why": "Rude"}]
    return saved(submission)


def kept() -> int:
    db.session.rollback()
    return db.session.get_one(Partnership, 1, populate_existing=True).hard_before_break


@pytest.mark.parametrize("role", ["admin", "engagement_lead"])
def test_a_new_number_counts_from_the_next_hard_thing(client, sign_in, role):
    a_partnership()
    board = a_board()
    hard = [rude(f"rude {i}", board) for i in range(4)]
    me = sign_in(role)
    assert 'value="3"' in client.get(ADDRESS).text
    assert client.post(ADDRESS, data={"hard_before_break": "2", "edited": "1"}).location == ADDRESS
    page = client.get(ADDRESS).text
    assert "Saved." in page and 'value="2"' in page and "<del>3</del>" in page and "<ins>2</ins>" in page
    [change] = db.session.query(Change)
    assert (change.subject, change.field, change.was, change.became) == ("partnership 1", "hard_before_break", 3, 2)
    assert change.by_id == me.id
    sign_in("moderator")
    offered = ["rest=1" in decide(client, one, "reject", reason="names").location for one in hard]
    assert offered == [False, True, False, True]


@pytest.mark.parametrize("typed", ["", "0", "11", "-1", "2.5", "many", "9" * 30])
def test_a_number_that_cannot_be_is_refused_and_stays_typed(client, sign_in, typed):
    a_partnership()
    sign_in("admin")
    sent = client.post(ADDRESS, data={"hard_before_break": typed, "edited": "1"})
    assert sent.status_code == 422 and "Enter a number from 1 to 10" in sent.text
    assert f'value="{typed}"' in sent.text or not typed
    assert kept() == 3 and db.session.query(Change).count() == 0


def test_a_colleague_who_was_faster_is_not_undone_unawares(client, sign_in):
    a_partnership()
    sign_in("admin")
    client.post(ADDRESS, data={"hard_before_break": "2", "edited": "1"})
    clash = client.post(ADDRESS, data={"hard_before_break": "5", "edited": "1"})
    assert clash.status_code == 409 and "Somebody else changed this while you were typing" in clash.text
    assert kept() == 2 and 'name="edited" type="hidden" value="2"' in clash.text
    assert client.post(ADDRESS, data={"hard_before_break": "5", "edited": "2"}).status_code == 303
    assert kept() == 5


def test_those_who_read_do_not_set_it(client, sign_in):
    a_partnership()
    for role in ("moderator", "safeguarding_lead", "event_team", "analyst"):
        sign_in(role)
        assert client.get(ADDRESS).status_code == 403
        assert ADDRESS not in client.get("/staff").text
    sign_in("engagement_lead")
    assert ADDRESS in client.get("/staff").text
