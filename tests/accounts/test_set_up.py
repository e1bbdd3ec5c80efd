"""The first sign-in sets up an app and gives ten codes on paper; one of those stands in for a lost phone."""

import re

import time_machine

from coprod.accounts.second_step import RecoveryCode, code_now
from coprod.database import db, now
from signing_in import Visitor


def test_an_app_that_is_set_up_cannot_be_set_up_with_the_password_alone(visitor, key):
    visitor.first_step()
    assert visitor.get("/staff/sign-in/set-up").location == "/staff/sign-in/code"


def test_a_recovery_code_stands_in_for_the_phone_once(site, visitor, maya, key):
    codes = RecoveryCode.new_set(maya)
    db.session.commit()
    visitor.first_step()
    used = visitor.fill_in("/staff/sign-in/recovery-code?next=/staff/moderation", recovery_code=codes[0].upper())
    page = visitor.get(used.location).text
    assert "You have 9 codes left" in page
    assert 'href="/staff/moderation">Go on' in page
    again = Visitor(site)
    again.first_step()
    refused = again.fill_in("/staff/sign-in/recovery-code", recovery_code=codes[0])
    assert (refused.status_code, again.is_in) == (422, False)


def test_whoever_signs_in_first_sets_up_an_app_and_is_given_ten_codes(visitor, maya):
    assert visitor.first_step(next="?next=/staff/moderation").location.startswith("/staff/sign-in/code")
    to_set_up = visitor.get("/staff/sign-in/code?next=/staff/moderation").location
    page = visitor.get(to_set_up).text
    key = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    assert len(key) == 32
    assert "<svg" in page and "style=" not in page.split("<svg")[1].split("</svg>")[0]
    assert f"secret={key}&amp;issuer=Testshire" in page
    wrong = visitor.fill_in(to_set_up, one_time_code="000000" if code_now(key) != "000000" else "111111")
    assert wrong.status_code == 422 and key[:4] in wrong.text
    assert not visitor.is_in
    done = visitor.fill_in(to_set_up, one_time_code=code_now(key))
    shown = visitor.get(done.location).text
    codes = re.findall(r"<li>([a-z0-9-]{14})</li>", shown)
    assert len(set(codes)) == 10
    assert visitor.get(done.location).text.count(codes[0]) == 1  # until they are put away
    kept = visitor.fill_in(done.location, next="")
    assert kept.status_code == 405  # the form on that page goes elsewhere:
    put_away = re.search(r'action="(/staff/your-sign-in/recovery-codes/put-away[^"]*)"', shown)[1]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', shown)[1]
    assert visitor.browser.post(put_away, data={"csrf_token": token}).location == "/staff/moderation"
    assert visitor.get(done.location).location == "/staff/your-sign-in"


def test_the_code_that_set_up_the_app_does_not_work_again(site, visitor, maya):
    with time_machine.travel(now(), tick=False):
        visitor.first_step()
        page = visitor.get("/staff/sign-in/set-up").text
        key = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
        assert visitor.fill_in("/staff/sign-in/set-up", one_time_code=code_now(key)).status_code == 303
        second = Visitor(site)
        second.first_step()
        assert second.second_step(key).status_code == 422
