"""Letters leave once what caused them is kept, whatever the mail server does."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from coprod import jobs, mail
from coprod.database import db, now, uk_today
from coprod.mail import Message
from coprod.transactions import write_transaction
from outgoing import mail_server

ANNA = "anna@fernshire.example"


def a_message(**changes: str) -> int:
    """A letter in the outbox; gives its number."""
    with write_transaction():
        message = mail.send(**({"to": ANNA, "subject": "Confirm your place", "body": "Hello Anna"} | changes))
        db.session.flush()
        return message.id


def outbox() -> list[Message]:
    """Every letter as the database has it now."""
    db.session.rollback()
    return list(db.session.scalars(select(Message).order_by(Message.id)))


@pytest.fixture
def sent(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    """What a willing mail server was given."""
    letters: list[EmailMessage] = []
    mail_server(app, monkeypatch, letters.append)
    return letters


def test_a_letter_leaves_only_with_what_caused_it(sent):
    mail.send(ANNA, "Confirm your place", "Hello")
    db.session.rollback()
    assert mail.deliver_due() == 0
    a_message()
    assert mail.deliver_due() == 1
    assert [str(letter["To"]) for letter in sent] == [ANNA]


def test_a_letter_says_what_was_written_to_whom(sent):
    a_message(body="Dear Zoë,\n\nسلام 🙂\n")
    mail.deliver_due()
    (letter,) = sent
    assert letter.get_content() == "Dear Zoë,\n\nسلام 🙂\n"
    assert letter["Subject"] == "Confirm your place"
    assert letter["From"] == "coprod@example.org"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_a_sent_letter_is_not_sent_again(sent):
    a_message()
    assert [mail.deliver_due(), mail.deliver_due()] == [1, 0]
    (message,) = outbox()
    assert message.sent_on is not None
    assert message.next_try_at is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": ""},
        {"to": "anna"},
        {"to": f"{ANNA}, everybody@fernshire.example"},
        {"to": f"{ANNA}\nBcc: everybody@fernshire.example"},
        {"to": "a" * 250 + "@fernshire.example"},
        {"subject": ""},
        {"subject": "Hello\nBcc: everybody@fernshire.example"},
        {"subject": "Hello\r\n\r\nAnother body"},
        {"body": "half a character \ud83d"},
    ],
)
def test_a_letter_that_could_carry_another_is_never_written(app, wrong):
    with pytest.raises(ValueError):
        Message(**({"to": ANNA, "subject": "Hello", "body": "Hello"} | wrong))


def test_each_try_waits_longer_than_the_last_and_the_eighth_is_the_last(app, monkeypatch, caplog):
    def refuses(email: EmailMessage) -> None:
        raise SMTPServerDisconnected(f"no room for {ANNA}")

    mail_server(app, monkeypatch, refuses)
    a_message()
    pauses = []
    with time_machine.travel(now(), tick=False) as clock:
        while outbox()[0].next_try_at is not None:
            assert mail.deliver_due() == 0
            assert mail.deliver_due() == 0  # not due yet
            due = outbox()[0].next_try_at
            if due is not None:
                pauses.append(due - now())
                clock.move_to(due)
    (message,) = outbox()
    assert message.tries == 8
    assert message.sent_on is None
    assert pauses == [timedelta(minutes=2 * 3**tries) for tries in range(7)]
    assert message.last_error == "SMTPServerDisconnected"
    assert "anna" not in caplog.text


def test_a_letter_that_cannot_leave_does_not_hold_up_the_others(app, monkeypatch):
    sent = []

    def picky(email: EmailMessage) -> None:
        if email["To"] == ANNA:
            raise TimeoutError
        sent.append(str(email["To"]))

    mail_server(app, monkeypatch, picky)
    a_message()
    a_message(to="ben@fernshire.example")
    assert mail.deliver_due() == 1
    assert sent == ["ben@fernshire.example"]


def test_nobody_waits_for_the_database_while_we_talk_to_the_mail_server(app, monkeypatch):
    seen = []
    mail_server(app, monkeypatch, lambda email: seen.append(db.session().in_transaction()))
    a_message()
    assert mail.deliver_due() == 1
    assert seen == [False]


def test_two_deliverers_send_one_letter_once(app, sent, monkeypatch):
    a_message()
    both_have_seen_it = threading.Barrier(2, timeout=10)
    claim = mail._claim

    def claim_together(*args: Any) -> EmailMessage | None:
        both_have_seen_it.wait()
        return claim(*args)

    monkeypatch.setattr(mail, "_claim", claim_together)

    def deliver() -> int:
        with app.app_context():
            return mail.deliver_due()

    with ThreadPoolExecutor(2) as pool:
        left = [work.result() for work in (pool.submit(deliver), pool.submit(deliver))]
    assert sorted(left) == [0, 1]
    assert len(sent) == 1


def test_a_deliverer_that_dies_with_a_letter_in_hand_leaves_it_to_the_next(app, monkeypatch):
    seen = []

    def dies_once(email: EmailMessage) -> None:
        seen.append(email["Message-ID"])
        if len(seen) == 1:
            raise KeyboardInterrupt

    mail_server(app, monkeypatch, dies_once)
    a_message()
    with pytest.raises(KeyboardInterrupt):
        mail.deliver_due()
    assert mail.deliver_due() == 0
    with time_machine.travel(now() + timedelta(minutes=2, seconds=1)):
        assert mail.deliver_due() == 1
    assert seen[0] == seen[1]


def test_without_a_mail_server_letters_can_be_read_in_a_folder(app):
    number = a_message(body="Follow https://coprod.example/confirm/abc")
    assert mail.deliver_due() == 1
    path = app.config["COPROD"].instance / "mail" / f"{number}.eml"
    letter = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert letter["To"] == ANNA
    assert "https://coprod.example/confirm/abc" in letter.get_content()
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_commit_wakes_the_deliverer(app):
    jobs.huey.flush()
    mail.send(ANNA, "Hello", "Hello")
    assert len(jobs.huey) == 0
    db.session.commit()
    assert [task.name for task in jobs.huey.pending()] == ["deliver_outbox"]
    db.session.commit()
    assert len(jobs.huey) == 1


def test_a_queue_that_is_away_troubles_nobody(app, sent, monkeypatch):
    def away(task: Any) -> None:
        raise ConnectionError("redis://secret@queue.example is away")

    monkeypatch.setattr(jobs.huey, "enqueue", away)
    a_message()
    mail.deliver_what_is_left()
    assert len(sent) == 1


def letter(**changes: Any) -> Message:
    """A letter as it stands in the outbox."""
    message = mail.send(ANNA, "Your place", "Hello")
    for name, value in changes.items():
        setattr(message, name, value)
    db.session.add(message)
    db.session.commit()
    return message


@pytest.mark.parametrize(
    ("days", "left"),
    [(29, {"sent", "given up", "waits"}), (31, {"given up", "waits"}), (61, {"waits"})],
)
def test_letters_are_deleted_once_nobody_needs_them(app: Flask, days: int, left: set[str]):
    letters = {
        "sent": letter(sent_on=uk_today(), next_try_at=None),
        "given up": letter(tries=mail.MOST_TRIES, next_try_at=None),
        "waits": letter(),
    }
    numbers = {message.id: name for name, message in letters.items()}
    with time_machine.travel(now() + timedelta(days=days), tick=False):
        assert mail.purge() == 3 - len(left)
    assert {numbers[message.id] for message in outbox()} == left


def test_a_letter_that_became_a_file_is_deleted_too(app: Flask):
    number = letter().id
    path = app.config["COPROD"].instance / "mail" / f"{number}.eml"
    assert mail.deliver_due() == 1 and path.exists()
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        assert mail.purge() == 1 and not path.exists()


def test_an_urgent_letter_leaves_first_and_is_tried_every_few_minutes_until_it_leaves(app, monkeypatch):
    def away(email: EmailMessage) -> None:
        raise SMTPServerDisconnected("away")

    with time_machine.travel("2027-03-10 10:00Z", tick=False) as clock:
        a_message()
        with write_transaction():
            mail.send("lead@fernshire.example", "A concern", "Someone may not be safe", urgent=True)
        mail_server(app, monkeypatch, away)
        for _ in range(3 * mail.MOST_TRIES):
            mail.deliver_due()
            usual, urgent = outbox()
            assert now() < urgent.next_try_at <= now() + timedelta(minutes=5)
            clock.shift(timedelta(minutes=5))
        assert usual.tries < mail.MOST_TRIES and urgent.tries == 3 * mail.MOST_TRIES
        left: list[str] = []
        mail_server(app, monkeypatch, lambda email: left.append(str(email["To"])))
        clock.shift(timedelta(days=3))
        mail.deliver_due()
        assert left == ["lead@fernshire.example", ANNA]
