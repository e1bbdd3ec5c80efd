"""What is done from a terminal."""

from datetime import timedelta

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from builders import a_note, a_partnership, a_user, an_approved_note
from coprod import mail
from coprod.accounts.models import User
from coprod.audit import Record
from coprod.database import db, now
from coprod.permissions import Role

ANSWERS = {"email": "maya@fernshire.example", "name": "Maya Thornbury", "role": "moderator"}
PASSWORD = "correct horse battery"


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
    assert (result.exit_code, result.output) == (0, "Maya Thornbury can now sign in as maya@fernshire.example.\n")
    user = User.known_as("maya@fernshire.example")
    assert user.role is Role.MODERATOR
    assert user.verify(PASSWORD)


def test_add_user_asks_for_what_it_was_not_told(app):
    typed = "\n".join(["maya@fernshire.example", "Maya Thornbury", "analyst", PASSWORD, PASSWORD, ""])
    result = run(app, "add-user", typed=typed)
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    assert User.known_as("maya@fernshire.example").role is Role.ANALYST


def test_add_user_leaves_a_row_without_anything_personal(app):
    add_user(app)
    (row,) = db.session.scalars(select(Record))
    number = User.known_as("maya@fernshire.example").id
    assert (row.action, row.subject, row.by_id, row.details) == ("added", f"user {number}", None, {"role": "moderator"})


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"password": "short"}, "The password must be 12 characters or more."),
        ({"email": "maya"}, "The email address must look like name@example.com."),
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
