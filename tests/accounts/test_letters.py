"""Whoever's sign-in changes hears of it by email: what, when, and what to do if it was not them. Never a secret."""

import re

import pytest
import time_machine
from sqlalchemy import select

from builders import PASSWORD, a_partnership, a_user, an_app, staff_session
from coprod.accounts.letters import SignInChange, tell_owner
from coprod.accounts.models import User
from coprod.accounts.second_step import RecoveryCode, code_now
from coprod.database import db
from coprod.mail import Message
from coprod.permissions import Role
from signing_in import MAYA, Visitor

HERE = "/staff/your-sign-in"
NEW = "lantern orbit pickle"

PASSWORD_CHANGED = "Your password was changed."
APP_SET_UP = "An authenticator app was set up for you."
APP_REPLACED = "Another authenticator app took the place of the one you had."
APP_FORGOTTEN = "Your authenticator app was taken away. At the next sign-in you set one up again."
RECOVERY_CODE_USED = "One of your recovery codes was used. It does not work any more."


@pytest.fixture
def inside(visitor: Visitor, maya: User, key: str) -> Visitor:
    """Maya, signed in, with an app."""
    with visitor.browser.session_transaction() as session:
        session.update(staff_session(maya))
    return visitor


def the_letter(*secrets: str) -> str:
    """The one that is in the outbox: to Maya, with nothing secret and no link in it."""
    db.session.rollback()
    letter = db.session.scalars(select(Message)).one()
    assert (letter.to, letter.subject) == (MAYA, "Something changed in how you sign in")
    for secret in (PASSWORD, NEW, "http", *secrets):
        assert secret not in letter.body + letter.subject
    assert "Was it not you?" in letter.body and "Testshire SEND Partnership" in letter.body
    return letter.body


def no_letter() -> bool:
    db.session.rollback()
    return not db.session.scalars(select(Message)).all()


def test_what_it_says(site, maya):
    with time_machine.travel("2027-03-10 10:05Z", tick=False):
        tell_owner(maya, SignInChange.PASSWORD_CHANGED)
    db.session.commit()
    body = the_letter()
    assert "Your password was changed.\n\nThis was on Wednesday 10 March 2027, 10:05am." in body
    assert "Tell the partnership's administrator at once: send@example.org.\n" in body


def test_whom_to_tell_is_another_administrator(site, maya):
    a_user(Role.ADMIN)
    gone = a_user(Role.ADMIN, "gone@example.org")
    gone.deactivate()
    maya.give_roles([Role.ADMIN])
    tell_owner(maya, SignInChange.ROLES_CHANGED, before=["moderator"], after=["admin", "analyst"])
    db.session.commit()
    body = the_letter()
    assert "Your roles were changed from moderator to admin, analyst." in body
    assert "at once: admin@example.org.\n" in body and "gone@" not in body and MAYA not in body


@pytest.mark.parametrize("what", SignInChange)
def test_there_is_a_sentence_for_each_change(site, maya, what):
    tell_owner(maya, what, before=["moderator"], after=["safeguarding lead"])
    db.session.commit()
    assert re.match(r"Hello,\n\n[A-Z][^\n_]+\.\n\nThis was on ", the_letter())


def test_a_new_password(inside):
    assert inside.fill_in(f"{HERE}/password", password="wrong", new_password=NEW).status_code == 422
    assert inside.fill_in(f"{HERE}/password", password=PASSWORD, new_password="short").status_code == 422
    assert no_letter()
    assert inside.fill_in(f"{HERE}/password", password=PASSWORD, new_password=NEW).status_code == 303
    assert PASSWORD_CHANGED in the_letter()


def test_another_app(inside, key):
    new = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", inside.get(f"{HERE}/app").text))
    assert inside.fill_in(f"{HERE}/app", password=PASSWORD, one_time_code="000000").status_code == 422
    assert no_letter()
    shown = code_now(new)
    assert inside.fill_in(f"{HERE}/app", password=PASSWORD, one_time_code=shown).status_code == 303
    assert APP_REPLACED in the_letter(new, key, shown)


def test_the_first_app(visitor, maya):
    visitor.first_step()
    key = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", visitor.get("/staff/sign-in/set-up").text))
    assert visitor.fill_in("/staff/sign-in/set-up", one_time_code="000000").status_code == 422
    assert no_letter()
    assert visitor.fill_in("/staff/sign-in/set-up", one_time_code=code_now(key)).status_code == 303
    assert APP_SET_UP in the_letter(key)


def test_a_recovery_code_instead_of_the_phone(visitor, maya, key):
    [code, *_] = RecoveryCode.new_set(maya)
    db.session.commit()
    visitor.first_step()
    assert visitor.fill_in("/staff/sign-in/recovery-code", recovery_code="abcd-efgh-jkmn").status_code == 422
    assert no_letter()
    assert visitor.fill_in("/staff/sign-in/recovery-code", recovery_code=code).status_code == 303
    assert RECOVERY_CODE_USED in the_letter(code, code.replace("-", ""))


def test_a_recovery_code_for_new_ones(inside, maya):
    [code, *_] = RecoveryCode.new_set(maya)
    db.session.commit()
    assert inside.fill_in(f"{HERE}/recovery-codes/new", one_time_code=code).status_code == 303
    assert RECOVERY_CODE_USED in the_letter(code)


def test_signing_in_as_every_day_writes_to_nobody(visitor, key):
    assert visitor.sign_in(key).status_code == 303
    assert no_letter()


def test_whoever_has_left_or_had_no_app_gets_no_letter(app):
    a_partnership()
    a_user().deactivate()
    a_user(Role.ANALYST)
    db.session.commit()
    run = app.test_cli_runner().invoke
    for words, email in [
        (["set-password", "--password-stdin"], MAYA),
        (["change-roles", "--role=analyst"], MAYA),
        (["reset-second-step"], "analyst@example.org"),
    ]:
        result = run(args=[*words, f"--email={email}"], input=f"{NEW}\n")
        assert result.exit_code == 0 and no_letter(), words


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["set-password", "--password-stdin"], PASSWORD_CHANGED),
        (["change-roles", "--role=engagement_lead"], "Your roles were changed from moderator to engagement lead."),
        (["change-roles", "--role=moderator"], ""),
        (["reset-second-step"], APP_FORGOTTEN),
        (["deactivate"], ""),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_what_is_done_from_a_terminal(app, words, says):
    a_partnership()
    an_app(a_user())
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=[*words, f"--email={MAYA}"], input=f"{NEW}\n")
    assert result.exit_code == 0, result.output
    assert says in the_letter() if says else no_letter()
