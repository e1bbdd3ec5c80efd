"""Screening has little time, may break, and opens a concern about whatever worries it, private fields included."""

import pytest
from sqlalchemy import select

from builders import a_board, a_partnership, a_submission, a_user, an_event, letters_about_concerns, receive, saved
from coprod.concerns.concern import Concern, Origin
from coprod.database import db
from coprod.events.models import Event
from coprod.intake import timed_screening as screened
from coprod.intake.door import Said
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.private_field import PrivateField
from coprod.permissions import Role
from coprod.screening import screen as screening
from coprod.screening.finding import Finding, FindingKind
from coprod.transactions import write_transaction


def worried(text: str, *how) -> list[Finding]:
    """A screen that a test can foresee."""
    at = text.find("not safe")
    return [Finding(FindingKind.CONCERN, at, at + 8, "It says so")] if at >= 0 else []


def breaks(text: str, *how) -> list[Finding]:
    raise RuntimeError(text)


@pytest.fixture
def board(app, monkeypatch):
    a_partnership()
    monkeypatch.setattr(screening, "screen", worried)
    return a_board()


def test_worrying_words_are_with_the_safeguarding_lead_from_the_first_moment(board):
    lead = a_user(Role.SAFEGUARDING_LEAD)
    a_user(Role.SAFEGUARDING_DEPUTY)
    received = receive(board, token="t", said=[Said("What?", "More clubs"), Said("Why?", "I am not safe at home")])
    db.session.commit()
    assert [s.status for s in received.contribution.submissions] == [Status.PENDING, Status.ESCALATED]
    [concern] = db.session.scalars(select(Concern))
    assert (concern.words, concern.prompt, concern.origin) == ("I am not safe at home", "Why?", Origin.SCREENING)
    assert concern.opened_by_id is None and "not safe" not in str(concern.sealed_words)
    assert received.contribution.submissions[1].words is None and received.contribution.submissions[1].findings == []
    [letter] = letters_about_concerns()
    assert letter.to == lead.email and "not safe at home" not in letter.body


def test_without_a_lead_somebody_is_told_all_the_same(board):
    admin = a_user(Role.ADMIN)
    receive(board, token="t", said=[Said("What?", "I am not safe")])
    db.session.commit()
    assert [letter.to for letter in letters_about_concerns()] == [admin.email]


def test_a_private_field_is_held_for_the_lead(board):
    private = {"Access needs": "A chair by the door, I am not safe at home", "Name": "Sam"}
    context = {"Access needs": private["Access needs"], "Event": "Soup"}
    contribution = receive(board, token="t", private=private, context=context).contribution
    db.session.commit()
    [concern] = db.session.scalars(select(Concern))
    assert (concern.submission_id, concern.prompt, concern.words) == (None, "Access needs", private["Access needs"])
    assert held(contribution) == ["Access needs"] and contribution.is_held_by(concern)
    assert contribution.context == {"Access needs": None, "Event": "Soup"} and contribution.is_partly_held
    contribution.release(concern, by=a_user(Role.SAFEGUARDING_LEAD).id)
    db.session.commit()
    assert contribution.private_fields == [] and contribution.context["Access needs"] == private["Access needs"]


def test_broken_screening_never_stops_the_thank_you(board, monkeypatch):
    monkeypatch.setattr(screening, "screen", breaks)
    received = receive(board, token="t", said=[Said("What?", "A quiet room")], private={"Name": "Sam"})
    assert received.new and received.contribution.submissions[0].findings is None
    assert received.contribution.is_unscreened and held(received.contribution) == []


def test_slow_screening_keeps_nobody_waiting(app, monkeypatch):
    a_partnership()
    moment = 0.0

    def slow(text: str, own) -> list[Finding]:
        nonlocal moment
        moment += 20 if "slow" in text else 0
        return []

    monkeypatch.setattr(screening.own_words, "find", slow)
    monkeypatch.setattr(screening, "monotonic", lambda: moment)
    monkeypatch.setattr(screened, "monotonic", lambda: moment)
    assert screened.screened(["quick", "slow", "after it"]) == [[], None, None]


def test_what_was_not_screened_is_screened_later(board, monkeypatch):
    monkeypatch.setattr(screening, "screen", breaks)
    receive(board, token="t", said=[Said("One?", "More clubs"), Said("Two?", "I am not safe")])
    db.session.commit()
    screened.screen_what_was_not()  # still broken: it stays as it is
    monkeypatch.setattr(screening, "screen", worried)
    screened.screen_what_was_not()
    [contribution] = db.session.scalars(select(Contribution))
    assert [(s.status, s.findings is None) for s in contribution.submissions] == [
        (Status.PENDING, False),
        (Status.ESCALATED, False),
    ]


def test_private_fields_are_screened_later_too(board, monkeypatch):
    event = an_event("later")
    monkeypatch.setattr(screening, "screen", breaks)
    received = receive(event, token="t", private={"Access needs": "I am not safe"})
    event.sign_up(received.contribution, name="Sam", email="s@example.org", access_needs="I am not safe")
    db.session.commit()
    monkeypatch.setattr(screening, "screen", worried)
    monkeypatch.setattr(Event, "private_words", lambda self, contribution: {"Access needs": "I am not safe"})
    screened.screen_what_was_not()
    assert held(db.session.get_one(Contribution, received.contribution.id)) == ["Access needs"]


def test_what_staff_decided_is_not_screened_again(board, monkeypatch):
    submission = a_submission("More clubs", board)
    submission.findings = None
    submission.approve(by=a_user().id)
    saved(submission)
    monkeypatch.setattr(screening, "screen", lambda text, *how: pytest.fail("nobody waits for this"))
    screened.screen_what_was_not()


def test_what_staff_escalate_while_screening_looks_stays_with_the_lead(board, monkeypatch):
    event = an_event("later")
    received = receive(event, token="t", private={})
    event.sign_up(received.contribution, name="I am not safe", email="s@example.org", access_needs="A bed")
    received.contribution.private_fields = [PrivateField(label="Access needs"), PrivateField(label="Name")]
    db.session.commit()
    number, by = received.contribution.id, a_user(Role.EVENT_TEAM).id

    def meanwhile(text: str, *how) -> list[Finding]:
        if text == "A bed":
            with write_transaction():
                db.session.get_one(Contribution, number).escalate("Access needs", text, by=by)
        return worried(text)

    monkeypatch.setattr(screening, "screen", meanwhile)
    screened.screen_what_was_not()
    assert held(db.session.get_one(Contribution, number)) == ["Access needs", "Name"]
    concerns = db.session.scalars(select(Concern).order_by(Concern.id))
    assert [concern.prompt for concern in concerns] == ["Access needs", "Name"]


@pytest.fixture
def unscreened(board, monkeypatch) -> Contribution:
    """Somebody's name and needs, both worrying, on which screening broke; and a lead who is told."""
    event = an_event("later")
    monkeypatch.setattr(screening, "screen", breaks)
    typed = {"Name": "I am not safe", "Access needs": "A bed, not safe at home"}
    contribution = receive(event, token="t", private=typed).contribution
    event.sign_up(contribution, name=typed["Name"], email="s@example.org", access_needs=typed["Access needs"])
    db.session.commit()
    a_user(Role.SAFEGUARDING_LEAD)
    return contribution


def held(contribution: Contribution) -> list[str]:
    """The labels of the private fields that only the lead may read."""
    return [field.label for field in contribution.private_fields if field.is_held]


def screen_later(monkeypatch) -> None:
    monkeypatch.setattr(screening, "screen", worried)
    for _ in range(2):  # the second time there is nothing left to do
        screened.screen_what_was_not()
    db.session.rollback()


def prompts() -> list[tuple[str, Origin]]:
    return [(concern.prompt, concern.origin) for concern in db.session.scalars(select(Concern).order_by(Concern.id))]


def test_what_staff_escalate_unscreened_leaves_the_rest_to_be_screened(unscreened, monkeypatch):
    unscreened.escalate("Access needs", "A bed, not safe at home", by=a_user(Role.EVENT_TEAM).id)
    db.session.commit()
    assert unscreened.is_unscreened and held(unscreened) == ["Access needs"]
    screen_later(monkeypatch)
    assert held(unscreened) == ["Access needs", "Name"] and not unscreened.is_unscreened
    assert prompts() == [("Access needs", Origin.STAFF), ("Name", Origin.SCREENING)]
    assert len(letters_about_concerns()) == 1


def test_what_the_lead_gave_back_meanwhile_is_not_found_once_more(unscreened, monkeypatch):
    concern = unscreened.escalate("Access needs", "A bed, not safe at home", by=a_user(Role.EVENT_TEAM).id)
    unscreened.release(concern, by=a_user(Role.SAFEGUARDING_LEAD).id)
    db.session.commit()
    assert held(unscreened) == [] and unscreened.is_unscreened
    screen_later(monkeypatch)
    assert held(unscreened) == ["Name"]
    assert prompts() == [("Access needs", Origin.STAFF), ("Name", Origin.SCREENING)]


def test_one_private_field_that_breaks_screening_does_not_keep_the_others_from_the_lead(unscreened, monkeypatch):
    monkeypatch.setattr(screening, "screen", lambda text, *how: breaks(text) if "bed" in text else worried(text))
    for _ in range(2):
        screened.screen_what_was_not()
    db.session.rollback()
    assert held(unscreened) == ["Name"] and unscreened.is_unscreened
    screen_later(monkeypatch)
    assert held(unscreened) == ["Access needs", "Name"] and not unscreened.is_unscreened
    assert prompts() == [("Name", Origin.SCREENING), ("Access needs", Origin.SCREENING)]


def test_a_private_field_that_worries_is_held_at_once_though_another_was_not_screened(board, monkeypatch):
    monkeypatch.setattr(screening, "screen", lambda text, *how: breaks(text) if "bed" in text else worried(text))
    sent = receive(board, token="t", private={"Name": "I am not safe", "Access needs": "A bed"}).contribution
    db.session.commit()
    assert held(sent) == ["Name"] and sent.is_unscreened and prompts() == [("Name", Origin.SCREENING)]


def test_what_was_taken_back_while_screening_looks_opens_no_concern(board, monkeypatch):
    event = an_event("later")
    received = receive(event, token="t", private={})
    event.sign_up(received.contribution, name="I am not safe", email="s@example.org")
    received.contribution.private_fields = [PrivateField(label="Name")]
    db.session.commit()
    number = received.contribution.id

    def meanwhile(text: str, *how) -> list[Finding]:
        if text:
            with write_transaction():
                db.session.get_one(Contribution, number).withdraw()
        return worried(text)

    monkeypatch.setattr(screening, "screen", meanwhile)
    screened.screen_what_was_not()
    assert not db.session.scalars(select(Concern)).all()


def test_the_log_says_where_screening_broke_and_not_on_what(board, monkeypatch, caplog):
    monkeypatch.setattr(screening, "screen", lambda text, *how: {}[text])
    screened.screened(["I am not safe at home"])
    assert "KeyError" in caplog.text and "test_timed_screening.py" in caplog.text
    assert "not safe at home" not in caplog.text
