"""Opening, starting, handing back and taking over: what each member of staff meets, and what they never lose."""

from datetime import timedelta

import time_machine
from flask.testing import FlaskClient

from builders import a_board, a_partnership, a_submission, a_user, saved
from coprod.accounts.models import User
from coprod.concerns.concern import Concern
from coprod.database import db, now
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.reading.claims import Claim
from deciding import decide, now_is


def press(client: FlaskClient, id: int, verb: str, query: str = "", **fields):
    return client.post(f"/staff/moderation/{id}/{verb}{query}", data=fields)


def holders() -> dict[int, str]:
    """Whose each contribution is, by its id."""
    return {claim.contribution_id: db.session.get(User, claim.by_id).email for claim in db.session.query(Claim)}


def held_by_somebody_else(submission: Submission) -> Submission:
    Claim.take(submission.contribution_id, by=a_user("moderator", "maya@example.org").id)
    return saved(submission)


def test_opening_from_the_list_holds_all_of_it_and_looking_does_not(client, sign_in):
    a_partnership()
    one = a_submission("More clubs")
    me = sign_in("moderator")
    client.get("/staff/moderation")
    client.get(f"/staff/moderation/{one.public_id}")
    assert holders() == {}
    opened = press(client, one.public_id, "open", "?channel=boards")
    assert (opened.status_code, opened.location) == (303, f"/staff/moderation/{one.public_id}?channel=boards")
    assert holders() == {one.contribution_id: me.email}
    assert "You have it open until" in client.get(opened.location).text
    assert "You have it open" in client.get("/staff/moderation").text


def test_others_see_who_has_it_and_until_when(client, sign_in):
    a_partnership()
    one = held_by_somebody_else(a_submission("More clubs"))
    sign_in("engagement_lead")
    assert "Moderator is reading it, until" in client.get("/staff/moderation").text
    opened = press(client, one.public_id, "open")
    page = client.get(opened.location).text
    assert "Moderator has it open until" in page and "Take it over" in page and "/approve" in page
    assert "</svg>Approve" not in page and "</svg>Escalate" in page
    assert set(holders().values()) == {"maya@example.org"}


def test_start_with_the_oldest_that_nobody_else_has(client, sign_in):
    a_partnership()
    board = a_board()
    held_by_somebody_else(a_submission("oldest", board))
    second = a_submission("second", board)
    me = sign_in("moderator")
    assert client.post("/staff/moderation/start").location == f"/staff/moderation/{second.public_id}"
    assert holders()[second.contribution_id] == me.email
    sign_in("engagement_lead")
    started = client.post("/staff/moderation/start")
    assert started.location == "/staff/moderation?nothing_free=1"
    assert "Nothing is free for you just now" in client.get(started.location).text


def test_a_decision_frees_it_and_holds_the_next(client, sign_in):
    a_partnership()
    board = a_board()
    one, two = (a_submission(words, board) for words in ("one", "two"))
    me = sign_in("moderator")
    press(client, one.public_id, "open")
    decide(client, one, "approve")
    assert holders() == {two.contribution_id: me.email}


def test_a_form_that_is_refused_and_a_look_ahead_go_on_holding_it(client, sign_in):
    a_partnership()
    one = a_submission("More clubs")
    me = sign_in("moderator")
    for verb in ("preview", "reject"):
        db.session.query(Claim).delete()
        db.session.commit()
        decide(client, one, verb)
        assert holders() == {one.contribution_id: me.email}


def test_all_answers_of_one_person_stay_with_one_reader(client, sign_in):
    a_partnership()
    board = a_board()
    go = Contribution(activity=board)
    for words in ("one", "two"):
        Submission(contribution=go, prompt="What?", words=words, findings=[])
    one, two = saved(go).submissions
    other = a_submission("other", board)
    sign_in("moderator")
    press(client, two.public_id, "open")
    sign_in("engagement_lead")
    assert client.post("/staff/moderation/start").location == f"/staff/moderation/{other.public_id}"
    assert decide(client, one, "approve").status_code == 409
    sign_in("moderator")
    decide(client, two, "approve")
    assert set(holders()) == {go.id, other.contribution_id}


def test_a_decision_on_what_somebody_else_has_open_is_refused_and_loses_nothing(client, sign_in):
    a_partnership()
    one = held_by_somebody_else(a_submission("Ann and Bo met me@example.org"))
    me = sign_in("moderator")
    typed = {"other": "Bo", "note": "check this", "reason": "names"}
    for verb in ("approve", "reject"):
        sent = decide(client, one, verb, **typed)
        assert sent.status_code == 409 and "Moderator is reading it, until" in sent.text
        assert "Bo</textarea>" in sent.text and "check this</textarea>" in sent.text
        assert 'name="reason" value="names"' in sent.text
    assert now_is(one).status is Status.PENDING
    taken = decide(client, one, "take-over", **typed)
    assert taken.status_code == 200 and holders() == {one.contribution_id: me.email}
    assert "Bo</textarea>" in taken.text and "check this</textarea>" in taken.text
    assert '<option value="names" selected>' in taken.text and "</svg>Approve" in taken.text
    assert 'value="1" checked' not in taken.text  # as it was sent, not as it was first
    assert decide(client, one, "approve", **typed).status_code == 303


def test_whoever_had_it_is_told_when_it_was_taken_over_and_decided(client, sign_in):
    a_partnership()
    one = a_submission("Ann is great")
    sign_in("moderator")
    press(client, one.public_id, "open")
    sign_in("engagement_lead")
    press(client, one.public_id, "take-over", seen="0")
    sign_in("moderator")
    assert "Engagement_lead is reading it" in decide(client, one, "approve").text
    sign_in("engagement_lead")
    decide(client, one, "approve")
    sign_in("moderator")
    assert "Someone else has already decided this" in decide(client, one, "approve", seen="0").text


def test_somebody_who_may_not_be_safe_waits_for_nobody(client, sign_in):
    a_partnership()
    one = held_by_somebody_else(a_submission("words"))
    sign_in("moderator")
    assert decide(client, one, "escalate").status_code == 303
    assert db.session.query(Concern).count() == 1


def test_after_ten_minutes_anybody_may_decide(client, sign_in):
    a_partnership()
    one = held_by_somebody_else(a_submission("words"))
    sign_in("moderator")
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        assert "is reading it" not in client.get("/staff/moderation").text
        assert decide(client, one, "approve").status_code == 303


def test_another_one_without_a_reason(client, sign_in):
    a_partnership()
    board = a_board()
    one, two = (a_submission(words, board) for words in ("one", "two"))
    me = sign_in("moderator")
    press(client, one.public_id, "open")
    assert press(client, one.public_id, "another").location == f"/staff/moderation/{two.public_id}"
    assert holders() == {two.contribution_id: me.email}
    assert press(client, two.public_id, "another").location == "/staff/moderation?nothing_free=1"
    assert holders() == {} and now_is(one).moves == []
    # Not offered again, but it can be opened; and everybody else is offered it.
    assert press(client, one.public_id, "open").status_code == 303
    client.post("/staff/moderation/stop")
    sign_in("engagement_lead")
    with client.session_transaction() as session:
        session.pop("sitting")
    assert client.post("/staff/moderation/start").location == f"/staff/moderation/{one.public_id}"


def test_what_is_not_waiting_is_held_by_nobody(client, sign_in):
    a_partnership()
    one = a_submission("words")
    one.reject(by=a_user("moderator").id, reason="names")
    saved(one)
    sign_in("moderator")
    assert press(client, one.public_id, "open").status_code == 303 and holders() == {}
    assert press(client, 99, "open").status_code == 404


def rude(words: str, board) -> Submission:
    submission = a_submission(words, board)
    submission.findings = [{"kind": "abuse", "start": 0, "end": 4, "why": "Rude"}]
    return saved(submission)


def test_after_three_hard_ones_a_break_is_offered_once_and_then_after_three_more(client, sign_in):
    a_partnership(contact={"email": "send@example.org", "phone": "01632 960 000"})
    board = a_board()
    hard = [rude(f"rude {i}", board) for i in range(7)]
    sign_in("moderator")
    offered = ["rest=1" in decide(client, one, "reject", reason="names").location for one in hard]
    assert offered == [False, False, True, False, False, True, False]
    page = client.get("/staff/moderation?rest=1").text
    assert "Time for a break?" in page and "01632 960 000" in page and "send@example.org" in page
    assert "Time for a break?" not in client.get("/staff/moderation").text


def test_hard_ones_count_by_what_was_read_and_only_lately(client, sign_in):
    a_partnership()
    board = a_board()
    calm, passed_over, escalated, old, last = (
        a_submission("calm", board),
        rude("rude one", board),
        a_submission("help", board),
        rude("rude two", board),
        rude("rude three", board),
    )
    with time_machine.travel(now() - timedelta(minutes=31), tick=False):
        sign_in("moderator")  # then, and not now: a cookie from the future is none
        assert "rest" not in decide(client, old, "reject", reason="names").location
    assert "rest" not in decide(client, calm, "approve").location
    assert "rest" not in press(client, passed_over.public_id, "another").location
    assert "rest" not in decide(client, escalated, "escalate").location
    assert "rest=1" in decide(client, last, "reject", reason="names").location


def test_stopping_frees_what_one_had_open(client, sign_in):
    a_partnership()
    one = a_submission("words")
    sign_in("moderator")
    press(client, one.public_id, "open")
    assert client.post("/staff/moderation/stop").location == "/staff"
    assert holders() == {}
