"""What the lead does about a concern is written down, sealed, for good."""

import pytest
import time_machine
from sqlalchemy import delete, update

from builders import a_board, a_concern, a_partnership, a_submission, a_user, saved
from coprod.audit import Record
from coprod.concerns.concern import Concern
from coprod.concerns.step import ConcernStep, NeverDeleted, StepKind
from coprod.database import db
from coprod.participation.receipt import Receipt


def post(client, concern: Concern, verb: str, **fields):
    return client.post(f"/staff/safeguarding/{concern.id}/{verb}", data=fields)


def steps(concern: Concern) -> list[tuple[StepKind, str]]:
    concern = db.session.get_one(Concern, concern.id, populate_existing=True)
    return [(step.what, step.words) for step in concern.steps]


def audited() -> list[tuple[str, str]]:
    query = db.session.query(Record).filter(Record.action != "read the words of").order_by(Record.id)
    return [(row.action, row.subject) for row in query]


def test_i_have_this(client, sign_in):
    a_partnership()
    concern = a_concern()
    lead = sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    assert "Nobody has this yet" in page and "The admin is told" in page
    for _ in range(2):
        assert post(client, concern, "acknowledge").location.startswith(f"/staff/safeguarding/{concern.id}")
    assert steps(concern) == [(StepKind.ACKNOWLEDGED, "")]
    assert audited() == [("acknowledged", f"concern {concern.id}")]
    after = db.session.get_one(Concern, concern.id)
    assert after.acknowledged_by_id == lead.id and after.acknowledged_at
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    assert "Nobody has this yet" not in page and "Safeguarding_lead</strong> has this" in page


def test_whoever_comes_second_does_not_take_it_away(client, sign_in):
    a_partnership()
    concern = a_concern()
    first = sign_in("safeguarding_lead")
    post(client, concern, "acknowledge")
    sign_in("safeguarding_deputy")
    post(client, concern, "acknowledge")
    assert db.session.get_one(Concern, concern.id).acknowledged_by_id == first.id


def test_notes_and_a_referral_stay_in_one_history(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    assert post(client, concern, "note", words="Rang the school\r\nNobody there").status_code == 303
    fields = {"to": "The duty desk", "on": ["9", "3", "2026"], "reference": "A 17"}
    assert post(client, concern, "refer", **fields).status_code == 303
    sign_in("safeguarding_deputy")
    assert post(client, concern, "note", words="And again").status_code == 303
    written = "To: The duty desk\nOn: Monday 9 March 2026\nReference: A 17"
    assert steps(concern) == [
        (StepKind.ACKNOWLEDGED, ""),
        (StepKind.NOTE, "Rang the school\nNobody there"),
        (StepKind.REFERRAL, written),
        (StepKind.NOTE, "And again"),
    ]
    assert [action for action, _ in audited()] == ["added a note to", "recorded a referral of", "added a note to"]
    assert "school" not in str([row.details for row in db.session.query(Record)])
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    told = ["opened this concern", "I have this", "Rang the school", "The duty desk", "And again"]
    assert [page.index(words) for words in told] == sorted(page.index(words) for words in told)
    assert "Safeguarding_deputy added a note" in page and "Moderator opened this concern" in page


def test_what_is_written_is_sealed(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    post(client, concern, "note", words="Rang the school")
    step = db.session.query(ConcernStep).filter_by(what=StepKind.NOTE).one()
    assert b"school" not in step.sealed_words and step.words == "Rang the school"


@pytest.mark.parametrize(
    ("verb", "fields", "says"),
    [
        ("note", {"words": " "}, "Write the note"),
        ("note", {"words": "x" * 5001}, "must be 5,000 characters or fewer"),
        ("refer", {"on": ["9", "3", "2026"]}, "Enter who you told"),
        ("refer", {"to": "Kept"}, "Enter the day you told them"),
        ("refer", {"to": "Kept", "on": ["31", "2", "2026"]}, "must be a real date"),
        ("refer", {"to": "Kept", "on": ["1", "1", "2999"]}, "cannot be in the future"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_it_was_typed(client, sign_in, verb, fields, says):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    sent = post(client, concern, verb, **fields)
    assert sent.status_code == 422 and says in sent.text and "<title>Error: " in sent.text
    assert "Kept" not in fields.values() or 'value="Kept"' in sent.text
    assert steps(concern) == []


def test_a_closed_concern_can_still_be_added_to(client, sign_in):
    a_partnership()
    concern = a_concern()
    sign_in("safeguarding_lead")
    post(client, concern, "close", outcome="no_concern")
    assert post(client, concern, "note", words="They wrote back").status_code == 303
    assert [what for what, _ in steps(concern)] == [StepKind.ACKNOWLEDGED, StepKind.CLOSED, StepKind.NOTE]


def test_how_to_reach_the_writer_is_read_apart_and_that_is_written_down(client, sign_in):
    a_partnership()
    concern = a_concern()
    with time_machine.travel("2027-03-10 10:00Z", tick=False):
        concern.ask("Text me on Tuesday")
    with time_machine.travel("2027-03-11 10:00Z", tick=False):
        concern.ask("No, on Thursday. Do not ring")
    saved(concern)
    lead = sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{concern.id}").text
    assert "They want a safe adult to get in touch" in page and "Text me" not in page and "Thursday. Do" not in page
    assert "The person who wrote it asked for a safe adult" in page
    assert db.session.query(Record).filter_by(action="read how to reach the writer of").count() == 0
    page = client.get(f"/staff/safeguarding/{concern.id}/contact").text
    assert page.index("No, on Thursday") < page.index("Text me on Tuesday")
    [look] = db.session.query(Record).filter_by(action="read how to reach the writer of")
    assert (look.by_id, look.subject, look.details) == (lead.id, f"concern {concern.id}", {})


def test_the_rest_of_what_the_person_sent_and_their_other_concerns(client, sign_in):
    a_partnership()
    board = a_board()
    receipt = saved(Receipt("digest"))
    first = a_concern("the first", board, receipt=receipt)
    other = a_concern("the other", board, receipt=receipt)
    stranger = a_concern("a stranger", board)
    saved(a_submission("nothing to do with it", board))
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{first.id}").text
    assert f">Concern {other.id}</a>" in page and f">Concern {stranger.id}</a>" not in page
    assert "the other" not in page and "nothing to do with it" not in page


@pytest.fixture
def with_a_note(app) -> Concern:
    a_partnership()
    concern = a_concern()
    concern.note(by=a_user("safeguarding_lead").id, words="Rang the school")
    return saved(concern)


@pytest.mark.parametrize(
    "destroy",
    [
        lambda concern: db.session.delete(concern),
        lambda concern: db.session.delete(concern.steps[0]),
        lambda concern: db.session.execute(delete(Concern)),
        lambda concern: db.session.execute(delete(ConcernStep)),
        lambda concern: db.session.execute(update(Concern).values(sealed_words=b"")),
        lambda concern: db.session.execute(update(Concern).values(closed_at=None)),
        lambda concern: db.session.execute(update(ConcernStep).values(sealed_words=b"")),
        lambda concern: db.session.query(Concern).delete(),
        lambda concern: db.session.query(ConcernStep).update({"what": StepKind.NOTE}),
        lambda concern: setattr(concern, "sealed_words", b""),
        lambda concern: setattr(concern, "prompt", "Another"),
        lambda concern: setattr(concern, "opened_at", concern.opened_at.replace(year=2020)),
        lambda concern: setattr(concern, "opened_by_id", None),
        lambda concern: setattr(concern, "origin", "author"),
        lambda concern: setattr(concern.steps[0], "sealed_words", b""),
        lambda concern: setattr(concern.steps[0], "by_id", None),
        lambda concern: concern.steps.clear(),
    ],
)
def test_nothing_is_deleted_or_changed(with_a_note, destroy):
    with pytest.raises(NeverDeleted):
        destroy(with_a_note)
        db.session.flush()
    db.session.rollback()
    assert db.session.get_one(Concern, with_a_note.id).words == "he hits me when mum is out"
    assert [step.words for step in with_a_note.steps] == ["", "Rang the school"]


def test_no_route_deletes_anything(app):
    from_here = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("safeguarding.")]
    assert len(from_here) > 8
    assert not any(word in rule.rule for rule in from_here for word in ("delete", "remove", "edit"))
    assert not any("DELETE" in rule.methods for rule in from_here)
