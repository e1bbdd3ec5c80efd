"""Codes of an app, each good for one use; recovery codes on paper."""

import threading
from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from builders import PASSWORD, a_user
from coprod.accounts.second_step import RecoveryCode, SecondStep, code_now, new_key, step_of
from coprod.accounts.sessions import StaffSession
from coprod.database import db, now
from coprod.key_ring import KeyRing, new_key as another
from coprod.keys import kept_keys
from signing_in import MAYA, Visitor

# RFC 6238, appendix B: the key of its examples, and what an app shows at 1111111111 seconds (the last six numbers).
RFC_KEY, RFC_TIME, RFC_CODE = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1111111111, "050471"


@pytest.fixture
def step(app) -> SecondStep:
    """The second step of a moderator."""
    step = SecondStep(user=a_user("moderator"), key=new_key())
    db.session.add(step)
    db.session.commit()
    return step


def test_codes_are_those_of_the_standard():
    with time_machine.travel(RFC_TIME, tick=False):
        assert code_now(RFC_KEY) == RFC_CODE
        assert step_of(RFC_KEY, RFC_CODE, after=0) == RFC_TIME // 30


@pytest.mark.parametrize(("seconds", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off_either_way(step, seconds, fits):
    with time_machine.travel(now(), tick=False) as clock:
        code = code_now(step.key)
        clock.shift(seconds)
        assert step.accept(code) is fits


def test_no_code_works_twice_nor_one_from_before_it(step):
    with time_machine.travel(now(), tick=False) as clock:
        before = code_now(step.key)
        clock.shift(30)
        assert step.accept(code_now(step.key))
        assert not step.accept(code_now(step.key))
        assert not step.accept(before)
        clock.shift(30)
        assert step.accept(code_now(step.key))


@pytest.mark.parametrize("written", ["{0}", " {0} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"])
def test_a_code_may_be_written_with_gaps(step, written):
    assert step.accept(written.format(code_now(step.key)))


def test_a_code_may_be_written_in_wide_numbers(step):
    assert step.accept("".join(chr(ord(digit) - ord("0") + 0xFF10) for digit in code_now(step.key)))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "12345६", "\0" * 6, "𝟙" * 7])
def test_what_is_no_code_is_refused(step, code):
    assert not step.accept(code)


def test_the_key_cannot_be_read_from_the_database_nor_opened_with_another_installations_keys(app, step, monkeypatch):
    assert step.key.encode() not in step.sealed_key
    code = code_now(step.key)
    monkeypatch.setattr(kept_keys(), "_ring", KeyRing([another()]))
    assert not step.accept(code)


def test_the_same_code_at_the_same_instant_lets_one_browser_in(site, maya, key):
    site.config["WTF_CSRF_ENABLED"] = False
    visitors = [Visitor(site) for _ in range(4)]
    with time_machine.travel(now(), tick=False):
        for visitor in visitors:
            visitor.browser.post("/staff/sign-in", data={"email": MAYA, "password": PASSWORD})
        cookies = [visitor.browser.get_cookie("coprod").value for visitor in visitors]
        db.session.remove()
        ready, answers = threading.Barrier(4), []

        def send(cookie: str) -> None:
            browser = FlaskClient(site, site.response_class)
            browser.set_cookie("coprod", cookie)
            ready.wait()
            answers.append(browser.post("/staff/sign-in/code", data={"one_time_code": code_now(key)}).status_code)

        threads = [threading.Thread(target=send, args=(cookie,)) for cookie in cookies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(answers) == [303, 422, 422, 422]
    assert db.session.query(StaffSession).count() == 1


def test_another_app_takes_the_place_of_the_old_one(step):
    old, key = step.key, new_key()
    assert not step.replace(key, pyotp.TOTP(old).now())
    assert step.key == old
    with time_machine.travel(now() + timedelta(minutes=2), tick=False):
        assert step.replace(key, code_now(key))
        assert step.key == key
        assert not step.accept(code_now(key))


def test_each_recovery_code_works_once_however_it_is_typed(app):
    user = a_user("moderator")
    codes = RecoveryCode.new_set(user)
    assert len(set(codes)) == 10
    assert RecoveryCode.use(user, f" {codes[0].upper().replace('-', ' ')} ")
    assert not RecoveryCode.use(user, codes[0])
    assert RecoveryCode.use(user, codes[1].replace("-", ""))
    assert RecoveryCode.left(user) == 8
    for wrong in ("", "-", "abcd-efgh-jkmn", codes[2][:-1], "é" * 500, "\ud800"):
        assert not RecoveryCode.use(user, wrong)


def test_recovery_codes_are_nobody_elses_and_not_in_the_database(app):
    user, other = a_user("moderator"), a_user("analyst")
    codes = RecoveryCode.new_set(user)
    assert not RecoveryCode.use(other, codes[0])
    db.session.flush()
    plain = {code.replace("-", "") for code in codes}
    assert not plain & {row.digest for row in db.session.scalars(select(RecoveryCode))}


def test_a_new_set_ends_the_old_one(app):
    user = a_user("moderator")
    old, new = RecoveryCode.new_set(user), RecoveryCode.new_set(user)
    assert not RecoveryCode.use(user, old[0])
    assert RecoveryCode.use(user, new[0])
    assert RecoveryCode.left(user) == 9


def test_forgetting_a_lost_phone_takes_the_codes_on_paper_along(step):
    user = a_user("moderator")
    codes, before = RecoveryCode.new_set(user), user.sign_in_version
    SecondStep.forget(user)
    assert SecondStep.of(user) is None
    assert not RecoveryCode.use(user, codes[0])
    assert user.sign_in_version > before
