"""The safeguarding lead reads what was escalated, and decides what becomes of the words; nobody else can."""

import re

import pytest

from builders import a_board, a_concern, a_partnership, a_submission, a_user, contribution_of, saved, submission_of
from coprod.audit import Record
from coprod.concerns.concern import Concern, Outcome
from coprod.concerns.step import ConcernStep, StepKind
from coprod.database import db
from coprod.intake import timed_screening as screened
from coprod.participation.move import Status
from coprod.permissions import Permission, Role, may
from coprod.screening import screen as screening
from coprod.screening.finding import Finding, FindingKind

SECRET = "he hits me when mum is out"
VERBS = ("acknowledge", "note", "refer", "close", "return-to-queue", "approve", "reject", "release", "message/take-off")


def decide(client, concern: Concern, verb: str, **fields):
    fields = {"seen": str(submission_of(concern).moves_made), "outcome": "no_concern"} | fields
    return client.post(f"/staff/safeguarding/{concern.id}/{verb}", data=fields)


def now_is(concern: Concern) -> Concern:
    return db.session.get_one(Concern, concern.id, populate_existing=True)


def unmarked(page: str) -> str:
    """The page without what screening marks in the words."""
    return re.sub(r"<sup>.*?</sup>|</?mark[^>]*>", "", page)


def looks() -> list[Record]:
    return db.session.query(Record).filter_by(action="read the words of").all()


def test_each_look_at_the_words_is_written_down(client, sign_in):
    a_partnership()
    concern = a_concern(context={"Group": "<b>Den</b>"})
    lead = sign_in("safeguarding_lead")
    for _ in range(2):
        page = unmarked(client.get(f"/staff/safeguarding/{concern.id}").text)
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


def test_what_screening_finds_in_the_words_is_marked_and_says_why(client, sign_in, monkeypatch):
    found = [
        Finding(FindingKind.CONCERN, 0, 7, "Somebody hurts somebody"),
        Finding(FindingKind.PHONE, 8, 10, "A phone"),
    ]
    a_partnership()
    concern = a_concern("he hits me & mum")
    monkeypatch.setattr(screening, "screen", lambda text, *how: found)
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    assert '<mark class="mark mark--late">he hits<sup>1</sup></mark> me &amp; mum' in page
    assert "Somebody hurts somebody" in page and "A phone" not in page
    monkeypatch.setattr(screened, "screened", lambda texts: [None])
    monkeypatch.setattr("coprod.safeguarding.worrying_words.screened", lambda texts: [None])
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    assert "he hits me &amp; mum" in page and "Screening did not work on this just now" in page


@pytest.mark.parametrize(
    ("verb", "status"),
    [("return-to-queue", Status.PENDING), ("approve", Status.APPROVED), ("reject", Status.REJECTED)],
)
def test_releasing_the_words_closes_the_concern(client, sign_in, verb, status):
    a_partnership()
    concern = a_concern("only a song")
    lead = sign_in("safeguarding_lead")
    typed = {"reason": "off-topic", "is_safe": "yes", "note": "It is a song", "conclusion": "Read with Sage"}
    sent = decide(client, concern, verb, **typed)
    assert (sent.status_code, sent.location) == (303, f"/staff/safeguarding?done={concern.id}")
    after = now_is(concern)
    move = submission_of(after).moves[-1]
    assert (move.to_status, move.by_id, move.note) == (status, lead.id, "It is a song")
    assert submission_of(after).status is status and after.closed_by_id == lead.id and after.closed_at
    assert (after.outcome, after.acknowledged_by_id) == (Outcome.NO_CONCERN, lead.id)
    assert [step.what for step in after.steps] == [StepKind.ACKNOWLEDGED, StepKind.RELEASED, StepKind.CLOSED]
    assert f"Concern {concern.id} is closed" in client.get(sent.location).text
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    assert "only a song" in page and "Read with Sage" in page
    assert db.session.query(Record).filter_by(action="closed", subject=f"concern {concern.id}").count() == 1


def test_what_was_decided_is_for_the_lead_alone(client, sign_in):
    a_partnership()
    concern = a_concern("only a song")
    sign_in("safeguarding_lead")
    decide(client, concern, "return-to-queue", note="For you", conclusion="Read with Sage")
    sign_in("moderator")
    assert "only a song" in client.get("/staff/moderation").text
    page = client.get(f"/staff/moderation/{submission_of(concern).public_id}").text
    assert "For you" in page and "Read with Sage" not in page


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"outcome": ""}, "Choose how it ended"),
        ({"outcome": "nonsense"}, "Not a valid choice"),
        ({"outcome": "referred"}, "Write what was decided, and who you decided it with"),
        ({"conclusion": "x" * 5001}, "must be 5,000 characters or fewer"),
    ],
)
@pytest.mark.parametrize("verb", ["close", "approve"])
def test_a_concern_does_not_end_without_an_outcome(client, sign_in, verb, fields, says):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    sent = decide(client, concern, verb, note="kept", **fields)
    assert sent.status_code == 422 and says in sent.text and "kept</textarea>" in sent.text
    assert "<title>Error: " in sent.text
    assert now_is(concern).is_open and submission_of(now_is(concern)).status is Status.ESCALATED


def test_reject_needs_a_reason(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    sent = decide(client, concern, "reject", note="kept")
    assert sent.status_code == 422 and "Choose why it cannot be used" in sent.text and "kept</textarea>" in sent.text
    assert now_is(concern).is_open


def test_approve_asks_first_whether_it_is_safe_to_show(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    assert "I have read this again and it is safe to show" in client.get(f"/staff/safeguarding/{concern.id}").text
    for tick in ({}, {"is_safe": ""}):
        sent = decide(client, concern, "approve", note="kept", **tick)
        assert sent.status_code == 422 and "kept</textarea>" in sent.text and "<title>Error: " in sent.text
        assert sent.text.count("Tick that you have read it again and that it is safe to show") == 2
        assert 'href="#is_safe"' in sent.text and 'id="is_safe"' in sent.text
        assert now_is(concern).is_open and submission_of(now_is(concern)).status is Status.ESCALATED
    assert decide(client, concern, "approve", is_safe="yes").status_code == 303
    assert submission_of(now_is(concern)).status is Status.APPROVED


def test_close_and_keep_the_words(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    for words in ("Told the school", "and again"):
        assert decide(client, concern, "close", outcome="supported", conclusion=words).status_code == 303
    after = now_is(concern)
    assert (after.is_open, after.outcome, submission_of(after).status) == (False, Outcome.SUPPORTED, Status.ESCALATED)
    assert [step.words for step in after.steps if step.what is StepKind.CLOSED] == ["Told the school"]
    assert db.session.query(Record).filter_by(action="closed").count() == 1
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    assert "How did it end?" not in page and "Let the words go after all" in page
    assert decide(client, concern, "return-to-queue", outcome="").status_code == 303  # the lead may still think again
    assert now_is(concern).outcome is Outcome.SUPPORTED


def test_what_is_decided_about_a_concern_that_was_closed_meanwhile_is_kept_as_a_note(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    decide(client, concern, "close", outcome="supported", conclusion="Told the school")
    deputy = sign_in("safeguarding_deputy")
    for _ in range(2):
        decide(client, concern, "close", outcome="referred", conclusion="Told the duty social worker")
    after = now_is(concern)
    notes = [(step.by_id, step.words) for step in after.steps if step.what is StepKind.NOTE]
    assert notes == [(deputy.id, "Told the duty social worker")] and after.outcome is Outcome.SUPPORTED


def test_what_is_decided_about_words_that_were_let_go_meanwhile_comes_back(client, sign_in):
    a_partnership()
    concern = a_concern()
    seen = submission_of(concern).moves_made
    sign_in("safeguarding_lead")
    decide(client, concern, "return-to-queue")
    sign_in("safeguarding_deputy")
    sent = decide(client, concern, "approve", seen=str(seen), outcome="referred", conclusion="Told the <duty> worker")
    assert sent.status_code == 409 and "Told the &lt;duty&gt; worker" in sent.text


def test_words_that_nobody_screened_are_not_approved_without_a_warning(client, sign_in):
    a_partnership()
    concern = a_concern("only a song")
    sign_in("safeguarding_lead")
    warning = "Personal details may be in it"
    assert warning not in client.get(f"/staff/safeguarding/{concern.id}").text
    unscreened = a_submission("only a poem", contribution_of(concern).activity)
    unscreened.findings = None
    concern = saved(unscreened.escalate(by=a_user().id))
    assert warning in client.get(f"/staff/safeguarding/{concern.id}").text


def test_where_two_people_approve_the_lead_is_not_both_of_them(client, sign_in):
    a_partnership()
    concern = a_concern("only a song", a_board(two_people=True))
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    assert "Return it to the queue for them" in page and f"{concern.id}/approve" not in page
    sent = decide(client, concern, "approve", is_safe="yes")
    assert sent.status_code == 422 and "Two people have to approve words here" in sent.text
    assert now_is(concern).is_open and submission_of(now_is(concern)).status is Status.ESCALATED
    assert decide(client, concern, "return-to-queue").status_code == 303


def test_words_that_were_taken_back_stay_here(client, sign_in):
    a_partnership()
    concern = a_concern()
    submission_of(concern).contribution.withdraw()
    saved(concern)
    sign_in("safeguarding_lead")
    page = unmarked(client.get(f"/staff/safeguarding/{concern.id}").text)
    assert SECRET in page and "has taken it back" in page and "Return to queue" not in page
    assert decide(client, concern, "approve").status_code == 422
    assert decide(client, concern, "close").status_code == 303
    assert "aken back" in client.get("/staff/safeguarding").text


def test_two_leads_at_once(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    decide(client, concern, "reject", reason="off-topic")
    sent = decide(client, concern, "approve", seen="1", note="mine")
    assert sent.status_code == 409 and "rejected it" in sent.text and "mine" in sent.text
    assert submission_of(now_is(concern)).status is Status.REJECTED


def test_an_old_concern_about_words_that_were_escalated_again(client, sign_in):
    a_partnership()
    old = a_concern()
    lead, moderator = a_user("safeguarding_lead").id, a_user("moderator").id
    submission_of(old).return_to_queue(by=lead)
    old.close(by=lead)
    new = submission_of(old).escalate(by=moderator)
    saved(old)
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{old.id}").text
    assert f"go to concern {new.id}" in page and "Return to queue" not in page
    assert decide(client, old, "approve").status_code == 422
    assert now_is(new).is_open


@pytest.mark.parametrize("role", [role for role in Role if not may(role, Permission.READ_CONCERNS)])
def test_nobody_else_comes_in(client, sign_in, role):
    a_partnership()
    concern = a_concern()
    sign_in(role)
    for address in ("", f"/{concern.id}", f"/{concern.id}/contact", f"/{concern.id}/message"):
        answer = client.get(f"/staff/safeguarding{address}")
        assert answer.status_code == 403 and SECRET not in answer.text
    for verb in (*VERBS, "message"):
        assert decide(client, concern, verb, reason="names", words="x").status_code == 403
    assert now_is(concern).is_open and looks() == [] and db.session.query(ConcernStep).count() == 0


def test_the_words_are_not_on_the_moderation_page_of_the_lead_either(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/moderation/{submission_of(concern).public_id}").text
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
    for address in ("9", "9/contact", "9/message"):
        assert client.get(f"/staff/safeguarding/{address}").status_code == 404
    for verb in (*VERBS, "message"):
        assert client.post(f"/staff/safeguarding/9/{verb}").status_code == 404, verb
    assert db.session.query(Record).count() == 0
