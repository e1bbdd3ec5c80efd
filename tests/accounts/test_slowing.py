"""Wrong tries slow down whoever makes them, and never shut out the owner in a browser that has been here before."""

import re

import pytest
import time_machine

from builders import PASSWORD, a_user, an_app
from coprod.accounts import known_browsers, tries
from coprod.accounts.second_step import RecoveryCode, code_now
from coprod.database import db, now
from signing_in import MAYA, Visitor

NOT_IT = "not the password"


def wrong_password(visitor: Visitor, email: str = MAYA) -> int:
    return visitor.first_step(email=email, password=NOT_IT).status_code


def wrong_code(visitor: Visitor) -> int:
    return visitor.fill_in("/staff/sign-in/code", one_time_code="12345").status_code


@pytest.mark.parametrize("step", ["password", "code"])
def test_five_wrong_tries_are_free_and_then_each_wait_is_longer(visitor, key, step):
    def try_once() -> int:
        if step == "password":
            return wrong_password(visitor)
        visitor.first_step()  # which is over after ten minutes
        return wrong_code(visitor)

    with time_machine.travel(now(), tick=False) as clock:
        assert [try_once() for _ in range(6)] == [422] * 5 + [429]
        waits = []
        for _ in range(6):
            waits.append(1)
            clock.shift(60)
            while try_once() == 429:
                waits[-1] += 1
                clock.shift(60)
    assert waits == [1, 2, 4, 8, 15, 15]


def test_every_answer_says_how_long_to_wait(visitor, key):
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(4):
            assert "Wait" not in visitor.first_step(password=NOT_IT).text
        assert "not right. Wait 1 minute, then try again." in visitor.first_step(password=NOT_IT).text
        clock.shift(10)
        refused = visitor.first_step()
    assert "Wait 1 minute, then try again." in refused.text
    assert refused.headers["Retry-After"] == "50"


def test_tries_during_a_wait_do_not_make_it_longer(visitor, key):
    with time_machine.travel(now(), tick=False) as clock:
        assert [wrong_password(visitor) for _ in range(200)] == [422] * 5 + [429] * 195
        clock.shift(60)
        assert visitor.sign_in(key).status_code == 303


def test_signing_in_wipes_earlier_mistakes_away(site, key):
    for _ in range(3):
        visitor = Visitor(site)
        for _ in range(4):
            assert wrong_password(visitor) == 422
        assert visitor.first_step().status_code == 303


def test_a_guesser_does_not_slow_down_the_owner_elsewhere(site, visitor, key):
    for _ in range(6):
        wrong_password(visitor)
    assert Visitor(site, "192.0.2.7").sign_in(key).status_code == 303


def test_two_hundred_wrong_tries_from_everywhere_do_not_stop_a_browser_that_has_been_here(site, key):
    with time_machine.travel(now(), tick=False) as clock:
        owner = Visitor(site)
        owner.sign_in(key)
        owner.browser.delete_cookie("coprod")
        clock.shift(60)
        for last in range(1, 41):  # forty clients, five tries each
            guesser = Visitor(site, f"192.0.2.{last}")
            for _ in range(5):
                wrong_password(guesser)
        for _ in range(6):
            wrong_password(Visitor(site))  # and somebody in the owner's own office
        assert wrong_password(Visitor(site, "192.0.2.99")) == 429
        assert owner.sign_in(key).location == "/staff"


def guess_from_everywhere(site, places: int = 12) -> None:
    """Wrong passwords, each five times, from so many places."""
    for last in range(1, places + 1):
        for _ in range(5):
            wrong_password(Visitor(site, f"192.0.2.{last}"))


@pytest.mark.parametrize("by", ["app", "recovery code"])
def test_a_known_person_comes_in_from_a_new_place_however_many_guess(site, maya, key, by):
    """For as long as they guess, for days."""
    codes = RecoveryCode.new_set(maya)
    db.session.commit()
    with time_machine.travel(now(), tick=False) as clock:
        for day in range(3):
            guess_from_everywhere(site)
            new = Visitor(site, f"198.51.100.{day}")
            refused = new.first_step()
            assert refused.status_code == 429 and "Type your password and a code together" in refused.text
            code = code_now(key) if by == "app" else codes[day]
            both = new.fill_in("/staff/sign-in", email=MAYA, password=PASSWORD, one_time_code=code)
            assert both.status_code == 303 and new.is_in
            clock.shift(24 * 60 * 60 - 60)


def test_both_at_once_tells_nobody_that_a_password_is_right(site, maya, key):
    guess_from_everywhere(site)

    def answer(last: int, **both: str) -> tuple[int, str]:
        page = Visitor(site, f"198.51.100.{last}").fill_in("/staff/sign-in", email=MAYA, **both)
        return page.status_code, re.sub(r'csrf_token"[^>]*', "", page.text)

    answers = {
        answer(1, password=NOT_IT, one_time_code=code_now(key)),
        answer(2, password=PASSWORD, one_time_code="12345"),
        answer(3, password=NOT_IT, one_time_code="12345"),
    }
    assert len(answers) == 1 and answers.pop()[0] == 422


def test_codes_are_not_guessed_beside_the_right_password_from_everywhere(site, maya, key):
    codes = RecoveryCode.new_set(maya)
    db.session.commit()
    both = {"email": MAYA, "password": PASSWORD}
    for last in range(12):
        Visitor(site, f"192.0.2.{last}").fill_in("/staff/sign-in", **both, one_time_code="12345")
    late = Visitor(site, "198.51.100.1").fill_in("/staff/sign-in", **both, one_time_code=code_now(key))
    assert late.status_code == 422 and "A recovery code always works" in late.text
    assert Visitor(site, "198.51.100.1").fill_in("/staff/sign-in", **both, one_time_code=codes[0]).status_code == 303


def test_one_place_guesses_both_no_faster(site, maya, key):
    visitor = Visitor(site)
    wrong = {"email": MAYA, "password": NOT_IT, "one_time_code": "12345"}
    assert [visitor.fill_in("/staff/sign-in", **wrong).status_code for _ in range(7)] == [422] * 5 + [429] * 2


def test_many_places_guessing_at_one_account_are_slowed_down_together_and_no_other_account(site, key):
    an_app(a_user("analyst"))
    statuses = [wrong_password(Visitor(site, f"192.0.2.{last}")) for last in range(60)]
    assert statuses == [422] * 50 + [429] * 10
    assert wrong_password(Visitor(site, "192.0.2.200"), "analyst@example.org") == 422


def test_signing_in_from_many_new_browsers_slows_nobody_down(site, key):
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(70):
            clock.shift(30)
            assert Visitor(site).sign_in(key).status_code == 303
        assert "Wait" not in Visitor(site).first_step(password=NOT_IT).text


def test_one_client_trying_many_accounts_is_slowed_down(site):
    visitor = Visitor(site)
    statuses = [wrong_password(visitor, f"someone{number}@example.org") for number in range(62)]
    assert statuses == [422] * 60 + [429] * 2
    assert wrong_password(Visitor(site, "192.0.2.1"), "someone1@example.org") == 422


def test_many_places_that_know_the_password_are_slowed_down_at_the_code_together(site, key):
    statuses = []
    for last in range(12):
        guesser = Visitor(site, f"192.0.2.{last}")
        guesser.first_step()
        statuses.append(wrong_code(guesser))
    assert statuses == [422] * 10 + [429] * 2


def test_a_recovery_code_works_while_others_guess_at_the_code(site, maya, key):
    codes = RecoveryCode.new_set(maya)
    db.session.commit()
    for last in range(12):
        guesser = Visitor(site, f"192.0.2.{last}")
        guesser.first_step()
        wrong_code(guesser)
    owner = Visitor(site)
    owner.first_step()
    assert owner.fill_in("/staff/sign-in/code", one_time_code=code_now(key)).status_code == 429
    assert owner.fill_in("/staff/sign-in/recovery-code", recovery_code=codes[3]).status_code == 303


def test_a_known_browser_counts_its_own_wrong_tries(site, key):
    visitor = Visitor(site)
    visitor.sign_in(key)
    visitor.browser.delete_cookie("coprod")
    assert [wrong_password(visitor) for _ in range(6)] == [422] * 5 + [429]


def test_a_browser_is_known_to_those_who_signed_in_there_and_its_cookie_says_nothing_about_them(visitor, key):
    answer = visitor.sign_in(key)
    [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith(known_browsers.COOKIE)]
    assert "HttpOnly" in cookie and "Path=/" in cookie and "Max-Age=31536000" in cookie
    value = cookie.split("=", 1)[1].split(";")[0]
    with visitor.browser.application.test_request_context(headers={"Cookie": f"{known_browsers.COOKIE}={value}"}):
        assert known_browsers.number_here(MAYA)
        assert known_browsers.number_here("analyst@example.org") is None
    for forged in (value[:-2] + "xx", "x", "é", ""):
        with visitor.browser.application.test_request_context(headers={"Cookie": f"{known_browsers.COOKIE}={forged}"}):
            assert known_browsers.number_here(MAYA) is None


def test_of_tries_in_the_same_instant_no_more_are_looked_at_than_are_free(app):
    with app.test_request_context():
        # As if each had seen that there is no wait, and had only then been counted.
        counted = [tries.PASSWORD.count("somebody") for _ in range(10)]
    assert [late for _, late in counted] == [False] * 5 + [True] * 5
