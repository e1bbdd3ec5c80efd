"""What is done from a terminal."""

from datetime import timedelta

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from builders import PASSWORD as BUILT, a_note, a_partnership, a_user, an_app, an_approved_note, staff_session
from coprod import mail
from coprod.accounts.models import User
from coprod.accounts.second_step import SecondStep
from coprod.accounts.sessions import StaffSession
from coprod.audit import Record
from coprod.database import db, now
from coprod.permissions import Role

ANSWERS = {"email": "maya@fernshire.example", "name": "Maya Thornbury", "role": "moderator"}
PASSWORD = "correct horse battery"
NOW_SHE_CAN = "Maya Thornbury can now sign in as maya@fernshire.example, and is asked to set up an authenticator app."


def run(app: Flask, *words: str, typed: str = "") -> Result:
    """Run `flask <words>` and type this."""
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=list(words), input=typed)
    db.session.rollback()
    return result


def add_user(app: Flask, password: str = PASSWORD, **answers: str) -> Result:
    """Run add-user as a script does."""
    options = [f"--{name}={value}" for name, value in (ANSWERS | answers).items()]
    return run(app, "add-user", *options, "--password-stdin", typed=f"{password}\n")


def test_add_user_lets_somebody_sign_in(app):
    result = add_user(app)
    assert (result.exit_code, result.output) == (0, f"{NOW_SHE_CAN}\n")
    user = User.known_as("maya@fernshire.example")
    assert user.roles == [Role.MODERATOR]
    assert user.verify(PASSWORD)


def test_add_user_asks_for_what_it_was_not_told(app):
    typed = "\n".join(["maya@fernshire.example", "Maya Thornbury", "analyst", PASSWORD, PASSWORD, ""])
    result = run(app, "add-user", typed=typed)
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    assert User.known_as("maya@fernshire.example").roles == [Role.ANALYST]


def test_add_user_leaves_a_row_without_anything_personal(app):
    add_user(app)
    (row,) = db.session.scalars(select(Record))
    number = User.known_as("maya@fernshire.example").id
    assert (row.action, row.subject, row.by_id, row.details) == (
        "added",
        f"user {number}",
        None,
        {"roles": ["moderator"]},
    )


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"password": "short"}, "The password must be 12 characters or more."),
        ({"email": "maya"}, "Enter an email address like name@example.com"),
        ({"email": "zoë@fernshire.example"}, "Enter an email address like name@example.com"),
        ({"name": " "}, "A member of staff needs a name."),
        ({"role": "boss"}, "There is no role called boss."),
        (
            {"email": "moderator@example.org"},
            "There is already a member of staff with the email moderator@example.org.",
        ),
    ],
)
def test_add_user_says_what_is_wrong_in_one_sentence(app, answers, sentence):
    a_user("moderator")
    result = add_user(app, **answers)
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {sentence}")
    assert len(result.output.splitlines()) == 1
    assert len(list(db.session.scalars(select(User)))) == 1


@pytest.fixture
def maya(app: Flask) -> User:
    """A moderator with an app, signed in somewhere."""
    user = a_user("moderator")
    an_app(user)
    staff_session(user)
    return user


@pytest.mark.parametrize(
    ("words", "typed", "said", "recorded"),
    [
        (
            ["set-password", "--password-stdin"],
            "lantern orbit pickle\n",
            "Moderator has a new password, and is signed out everywhere.",
            ("set the password of", {}),
        ),
        (
            ["change-roles", "--role=analyst"],
            "",
            "Moderator is now analyst, and is signed out everywhere.",
            ("changed the roles of", {"before": ["moderator"], "after": ["analyst"]}),
        ),
        (["deactivate"], "", "Moderator can no longer sign in.", ("deactivated", {})),
        (
            ["reset-second-step"],
            "",
            "Moderator is signed out everywhere, and sets up an authenticator app at the next sign-in.",
            ("reset the second step of", {}),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_change_to_a_member_of_staff_ends_their_sessions_and_leaves_a_row(app, maya, words, typed, said, recorded):
    assert len(StaffSession.all_of(maya)) == 1
    result = run(app, *words, "--email=Moderator@example.org", typed=typed)
    assert (result.exit_code, result.output) == (0, f"{said}\n")
    assert StaffSession.all_of(maya) == []
    (row,) = db.session.scalars(select(Record))
    assert (row.action, row.subject, row.by_id, row.details) == (recorded[0], f"user {maya.id}", None, recorded[1])


def test_set_password_lets_them_in_with_the_new_one_only(app, maya):
    run(app, "set-password", "--email=moderator@example.org", "--password-stdin", typed="lantern orbit pickle\n")
    assert maya.verify("lantern orbit pickle")
    assert not maya.verify(BUILT)


def test_reset_second_step_forgets_the_app(app, maya):
    run(app, "reset-second-step", "--email=moderator@example.org")
    assert SecondStep.of(maya) is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["deactivate", "--email=nobody@example.org"],
            "There is no member of staff with the email nobody@example.org.",
        ),
        (["change-roles", "--email=moderator@example.org", "--role=boss"], "There is no role called boss."),
        (
            ["set-password", "--email=moderator@example.org", "--password-stdin"],
            "That password is too easy to guess.",
        ),
        (["demo-code", "moderator@example.org"], "There is nobody called moderator@example.org in the demonstration"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_change_that_cannot_be_made_is_said_in_one_sentence_and_changes_nothing(app, maya, words, sentence):
    result = run(app, *words, typed="passwordpassword\n")
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {sentence}")
    assert len(result.output.splitlines()) == 1
    assert len(StaffSession.all_of(maya)) == 1


def test_demo_code_is_what_the_app_of_somebody_made_up_shows(app, maya):
    maya.demonstration = True
    db.session.commit()
    assert SecondStep.of(maya).accept(run(app, "demo-code", "moderator@example.org").output)


def test_a_database_that_is_away_is_said_in_one_sentence(app, monkeypatch):
    def away(limit: int = 50) -> int:
        raise OperationalError("SELECT 1", None, OSError("no such file"))

    monkeypatch.setattr(mail, "deliver_due", away)
    result = run(app, "send-mail")
    assert result.exit_code == 1
    assert result.output.startswith("Error: The database does not answer")
    assert len(result.output.splitlines()) == 1


def test_send_mail_delivers_what_is_due_and_says_how_much(app):
    mail.send("anna@fernshire.example", "Hello", "Hello")
    db.session.commit()
    assert run(app, "send-mail").output == "1 message was sent.\n"
    assert run(app, "send-mail").output == "0 messages were sent.\n"


def test_purge_says_in_numbers_what_it_forgot_and_what_has_still_to_be_decided(app):
    a_partnership()
    board = an_approved_note("Clubs").board
    a_note("He is called Penhallow", board, context={"Group": "Den"}).submission.reject(
        by=a_user("moderator").id, reason="names"
    )
    a_note("Music", board)
    db.session.commit()
    with time_machine.travel(now() + timedelta(days=800)):
        assert run(app, "purge").output == (
            "Forgotten: 1 contribution, 0 receipts, 0 letters.\n"
            "Past their time, but still to be decided: 1 contribution.\n"
        )
        assert run(app, "purge").output.startswith("Forgotten: 0 contributions, ")
