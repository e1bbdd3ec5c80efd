"""A concern whose holder has left, or may open none any more, goes back to those who can, and its clock runs again."""

import pytest
import time_machine
from sqlalchemy import select

from builders import a_board, a_concern, a_partnership, a_user, contribution_of, letters_about_concerns, saved
from coprod.accounts.models import User
from coprod.audit import Record
from coprod.commands import change_roles, deactivate
from coprod.concerns.concern import Concern
from coprod.concerns.letters import tell_the_next
from coprod.concerns.open_now import open_now
from coprod.concerns.put_back import put_back_in_time
from coprod.concerns.step import ConcernStep, StepKind
from coprod.database import db
from coprod.permissions import Role

SECRET = "he hits me when mum is out"
LEAD, DEPUTY, ADMIN = "safeguarding-lead@example.org", "safeguarding-deputy@example.org", "admin@example.org"
HOLDER = "holder@example.org"


@pytest.fixture
def clock():
    with time_machine.travel("2027-03-10 10:00Z", tick=False) as at:
        yield at


@pytest.fixture
def held(app, clock) -> Concern:
    """Opened at ten, and taken on at ten past eleven, after a deputy was told, by somebody who is about to leave."""
    a_partnership(acknowledge_minutes=60)
    for role in (Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY, Role.ADMIN):
        a_user(role)
    concern = a_concern(SECRET, a_board("better"), hours=0)
    clock.move_to("2027-03-10 11:00Z")
    tell_the_next()
    clock.move_to("2027-03-10 11:10Z")
    concern = db.session.get_one(Concern, concern.id)
    concern.acknowledge(by=a_user(Role.SAFEGUARDING_LEAD, HOLDER).id)
    saved(concern)
    letters()
    clock.move_to("2027-03-12 09:00Z")
    return concern


def letters() -> list[str]:
    """To whom, since the last time."""
    found = letters_about_concerns()
    for letter in found:
        assert (
            letter.subject == "A safeguarding concern is waiting for you"
            and "Concern 1" not in letter.body
            and SECRET not in letter.body
        )
        assert "Safeguarding_lead" not in letter.body and HOLDER not in letter.body
        db.session.delete(letter)
    db.session.commit()
    return [letter.to for letter in found]


def holder(**changes: object) -> None:
    """Somebody changed the account, in whichever way."""
    user = User.known_as(HOLDER)
    for name, value in changes.items():
        user.give_roles(value) if name == "roles" else setattr(user, name, value)
    db.session.commit()


def test_while_its_holder_can_open_it_nothing_happens(held):
    holder(roles=[Role.SAFEGUARDING_DEPUTY])
    put_back_in_time()
    assert letters() == [] and db.session.get_one(Concern, held.id).acknowledged_by_id


@pytest.mark.parametrize("changes", [{"active": False}, {"roles": [Role.MODERATOR]}, {"roles": [Role.ADMIN]}], ids=str)
def test_nobody_has_it_lead_and_deputy_are_told_and_it_is_on_record(held, changes):
    number = held.acknowledged_by_id
    holder(**changes)
    for _ in range(2):
        put_back_in_time()
    assert letters() == [LEAD, DEPUTY]
    after = db.session.get_one(Concern, held.id)
    assert (after.acknowledged_at, after.acknowledged_by_id, after.deputy_told_at) == (None, None, None)
    assert open_now().unacknowledged == 1
    assert [(step.what, step.by_id) for step in after.steps] == [
        (StepKind.DEPUTY_TOLD, None),
        (StepKind.ACKNOWLEDGED, number),
        (StepKind.PUT_BACK, None),
    ]
    assert after.steps[-1].words == "Safeguarding_lead had it, and cannot open it any more."
    record = db.session.scalars(select(Record).where(Record.action == "put back")).one()
    assert (record.subject, record.by_id, record.details) == (f"concern {held.id}", None, {"held_by": number})


def test_the_clock_runs_again_from_then(held, clock):
    holder(active=False)
    put_back_in_time()
    letters()
    for at, told in [
        ("09:59", []),
        ("10:00", [DEPUTY]),
        ("10:01", []),
        ("10:59", []),
        ("11:00", [LEAD, DEPUTY, ADMIN]),
        ("11:01", []),
    ]:
        clock.move_to(f"2027-03-12 {at}Z")
        tell_the_next()
        assert letters() == told, at


def test_whoever_takes_it_on_has_it(held, client, sign_in):
    holder(active=False)
    put_back_in_time()
    user = sign_in(Role.SAFEGUARDING_LEAD)
    page = client.get("/staff/safeguarding").text
    assert "1 concern that nobody has yet" in page and "Put back Friday" in page and "10am on Friday" in page
    page = client.get(f"/staff/safeguarding/{held.id}").text
    assert "Nobody has this yet" in page and "The deputy is told at 10am on Friday" in page.replace("\xa0", " ")
    assert "The platform put it back: nobody has it, and the clock starts again" in page
    assert "Safeguarding_lead had it, and cannot open it any more." in page
    client.post(f"/staff/safeguarding/{held.id}/acknowledge")
    assert db.session.get_one(Concern, held.id).acknowledged_by_id == user.id
    put_back_in_time()
    assert [step.what for step in db.session.get_one(Concern, held.id).steps][-1] is StepKind.ACKNOWLEDGED
    page = client.get(f"/staff/safeguarding/{held.id}").text
    assert "Nobody has this yet" not in page and "Safeguarding_lead</strong> has this" in page


def test_what_is_closed_stays_with_whoever_closed_it(held):
    held.close(by=held.acknowledged_by_id)
    db.session.commit()
    holder(active=False)
    put_back_in_time()
    assert letters() == [] and db.session.get_one(Concern, held.id).acknowledged_by_id


def test_several_are_one_letter_each_and_without_lead_and_deputy_the_admin_hears(held):
    for words in ("one", "two"):
        more = a_concern(words, contribution_of(held).activity)
        more.acknowledge(by=held.acknowledged_by_id)
        saved(more)
    for role in (Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY):
        a_user(role).deactivate()
    db.session.commit()
    letters()
    holder(active=False)
    put_back_in_time()
    assert letters() == [ADMIN] and open_now().unacknowledged == 3


@pytest.mark.parametrize(
    ("command", "more"), [(deactivate, []), (change_roles, ["--role=analyst"])], ids=["left", "role"]
)
def test_the_commands_do_not_wait_for_the_job(app, held, command, more):
    db.session.rollback()
    assert app.test_cli_runner().invoke(command, [f"--email={HOLDER}", *more]).exit_code == 0
    to = [letter.to for letter in letters_about_concerns()]
    assert to == [LEAD, DEPUTY] and db.session.get_one(Concern, held.id).acknowledged_at is None


def test_it_costs_one_question_when_everybody_can_open_what_they_have(held, statements):
    db.session.rollback()
    statements.clear()
    put_back_in_time()
    assert len(statements) == 1
    assert db.session.scalars(select(ConcernStep.what).order_by(ConcernStep.id)).all() == [
        StepKind.DEPUTY_TOLD,
        StepKind.ACKNOWLEDGED,
    ]
