"""Your sign-in: sessions, password, app and recovery codes, looked after by their owner."""

import re
from datetime import timedelta

import pytest
import time_machine

from builders import PASSWORD, a_user, staff_session
from coprod.accounts.models import User
from coprod.accounts.second_step import RecoveryCode, SecondStep, code_now
from coprod.accounts.sessions import StaffSession
from coprod.audit import Record
from coprod.database import db, now
from signing_in import Visitor, actions

HERE = "/staff/your-sign-in"
NEW = "lantern orbit pickle"


@pytest.fixture
def inside(visitor: Visitor, maya: User, key: str) -> Visitor:
    """Maya, signed in on Linux, without the minutes of signing in."""
    return signed_in(visitor, maya)


def signed_in(visitor: Visitor, user: User) -> Visitor:
    with visitor.browser.session_transaction() as session:
        session.update(staff_session(user))
    return visitor


def post(visitor: Visitor, path: str) -> str:
    """Press a button on "Your sign-in"; gives where it leads."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', visitor.get(HERE).text)[1]
    answer = visitor.browser.post(path, data={"csrf_token": token})
    return answer.location or str(answer.status_code)


def test_each_browser_is_listed_and_this_one_is_marked(site, inside, maya):
    signed_in(Visitor(site), maya)
    page = inside.get(HERE).text
    assert page.count("Firefox on Linux</span>") == 2  # the hidden half of each button's name
    assert page.count("This one") == 1
    assert "Sign out everywhere else" in page


def test_one_browser_ends_another_and_not_itself(site, inside, maya):
    other = signed_in(Visitor(site), maya)
    number = db.session.query(StaffSession.id).order_by(StaffSession.id.desc()).first()[0]
    page = inside.get(post(inside, f"{HERE}/sessions/{number}/end")).text
    assert "Signed out there" in page
    assert not other.is_in
    assert inside.is_in
    assert actions() == ["ended a session of"]


def test_ending_the_browser_you_are_in_signs_you_out(inside):
    number = db.session.query(StaffSession.id).scalar()
    post(inside, f"{HERE}/sessions/{number}/end")
    assert not inside.is_in


def test_nobody_ends_another_persons_session(site, inside):
    analyst = a_user("analyst")
    other = signed_in(Visitor(site), analyst)
    number = db.session.query(StaffSession.id).filter_by(user_id=analyst.id).scalar()
    assert post(inside, f"{HERE}/sessions/{number}/end") == "404"
    assert other.is_in


def test_signing_out_everywhere_else_leaves_this_browser_and_other_people_alone(site, inside, maya):
    others = [signed_in(Visitor(site), maya) for _ in range(3)]
    colleague = signed_in(Visitor(site), a_user("analyst"))
    post(inside, f"{HERE}/end-others")
    assert [visitor.is_in for visitor in (inside, *others, colleague)] == [True, False, False, False, True]
    assert db.session.query(Record).one().details == {"sessions": 3}


def test_statements_do_not_grow_with_the_sessions(site, inside, maya, statements):
    counts = []
    for _ in range(2):
        inside.get(HERE)
        statements.clear()
        assert inside.get(HERE).status_code == 200
        counts.append(len(statements))
        for _ in range(20):
            staff_session(maya)
    assert counts[0] == counts[1] <= 5, statements


def test_a_new_password_ends_every_other_session_and_keeps_this_browser_in(site, inside, maya):
    other = signed_in(Visitor(site), maya)
    copied = inside.browser.get_cookie("coprod").value
    done = inside.fill_in(f"{HERE}/password", password=PASSWORD, new_password=NEW)
    assert "Your password is changed" in inside.get(done.location).text
    assert not other.is_in
    thief = Visitor(site)
    thief.browser.set_cookie("coprod", copied)
    assert not thief.is_in
    assert Visitor(site).first_step(password=NEW).status_code == 303
    assert actions()[0] == "changed the password of"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"password": "not the password", "new_password": NEW}, "That is not your password"),
        ({"password": PASSWORD, "new_password": "short"}, "12 characters or more"),
        ({"password": PASSWORD, "new_password": "passwordpassword"}, "too easy to guess"),
        ({"password": PASSWORD, "new_password": "testshire-send"}, "too easy to guess"),
        ({"password": PASSWORD, "new_password": PASSWORD}, "the password you have now"),
        ({"password": PASSWORD}, "Enter a new password"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_plain_words(inside, maya, typed, words):
    sent = inside.fill_in(f"{HERE}/password", **typed)
    assert sent.status_code == 422
    assert words in sent.text
    assert typed["password"] not in sent.text
    db.session.rollback()
    assert db.session.get_one(User, maya.id).verify(PASSWORD)
    assert inside.is_in


def test_a_computer_left_open_is_no_place_to_guess_the_password(inside):
    wrong = {"password": "not the password", "new_password": NEW}
    assert [inside.fill_in(f"{HERE}/password", **wrong).status_code for _ in range(6)] == [422] * 5 + [429]


def test_new_recovery_codes_want_a_code_and_end_the_old_ones(inside, maya, key):
    old = RecoveryCode.new_set(maya)
    db.session.commit()
    assert inside.fill_in(f"{HERE}/recovery-codes/new", one_time_code="12345").status_code == 422
    done = inside.fill_in(f"{HERE}/recovery-codes/new", one_time_code=code_now(key))
    new = re.findall(r"<li>([a-z0-9-]{14})</li>", inside.get(done.location).text)
    assert len(new) == 10 and not set(new) & set(old)
    assert inside.get(f"{HERE}/recovery-codes").headers["Cache-Control"] == "no-store"
    assert not RecoveryCode.use(maya, old[0])
    assert RecoveryCode.use(maya, new[0])
    assert actions() == ["made recovery codes for"]


def test_new_recovery_codes_for_whoever_has_only_an_old_one(inside, maya):
    [first, *_] = RecoveryCode.new_set(maya)
    db.session.commit()
    assert inside.fill_in(f"{HERE}/recovery-codes/new", one_time_code=first).status_code == 303


def test_recovery_codes_are_shown_to_nobody_after_half_an_hour_or_another_sign_in(site, inside, maya, key):
    inside.fill_in(f"{HERE}/recovery-codes/new", one_time_code=code_now(key))
    assert inside.get(f"{HERE}/recovery-codes").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=31)):
        assert inside.get(f"{HERE}/recovery-codes").location == HERE
    signed_in(inside, a_user("analyst"))
    assert inside.get(f"{HERE}/recovery-codes").location == HERE


def test_another_app_wants_the_password_and_ends_every_other_session(site, inside, maya, key):
    other = signed_in(Visitor(site), maya)
    page = inside.get(f"{HERE}/app").text
    new = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    assert new != key
    wrong = inside.fill_in(f"{HERE}/app", password="not the password", one_time_code=code_now(new))
    assert wrong.status_code == 422 and "That is not your password" in wrong.text
    wrong = inside.fill_in(f"{HERE}/app", password=PASSWORD, one_time_code=code_now(key))
    assert wrong.status_code == 422 and "not what the new app shows" in wrong.text
    assert new[:4] in wrong.text
    assert other.is_in
    done = inside.fill_in(f"{HERE}/app", password=PASSWORD, one_time_code=code_now(new))
    assert "Your new app works now" in inside.get(done.location).text
    assert not other.is_in
    db.session.rollback()
    assert SecondStep.of(maya).key == new
    with time_machine.travel(now() + timedelta(minutes=2), tick=False):
        visitor = Visitor(site)
        visitor.first_step()
        assert visitor.second_step(key).status_code == 422
        assert visitor.second_step(new).status_code == 303
    assert actions()[0] == "replaced the app of"
