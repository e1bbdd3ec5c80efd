"""Nothing that is shown, exported or part of an address gives away who wrote before whom, or at which hour."""

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from inner_numbers import COUNTED, FIRST, inner_numbers
from sqlalchemy import func, select

from addresses import every_address
from builders import (
    a_board,
    a_partnership,
    a_promise,
    a_shown_pledge,
    a_sign_up,
    a_submission,
    an_approved_note,
    an_event,
    heard,
    saved,
    staff_session,
)
from coprod import checkpoint, mail
from coprod.accounts.models import User
from coprod.audit import Record
from coprod.concerns.concern import Origin
from coprod.database import db
from coprod.mail import Message
from coprod.permissions import PUBLIC, Permission, Role, access_of, may
from coprod.public_ids import new_public_id
from downloading import downloaded

LOGS = ("/staff/feedback-log", "/staff/moderation/log")


@pytest.mark.long
def test_no_page_and_no_file_of_the_demonstration_has_an_inner_number(shown: Flask, demo_client: FlaskClient):
    """Asked by a stranger, and by whoever sees most of those who may open it."""
    least = [db.session.scalar(select(func.min(model.id))) for model in COUNTED]
    assert least[0] and all(number is None or number >= FIRST for number in least)
    told = {}
    for endpoint, address in every_address(shown):
        for role in (None, may_most(endpoint)):
            sign_in_as(demo_client, role)
            numbers = inner_numbers(readable(demo_client.get(address).data))
            if numbers:
                told[address, role] = numbers
    assert told == {}


def may_most(endpoint: str) -> Role:
    """Who sees most of all who may open it."""
    access = access_of(endpoint)
    readers = [role for role in Role if access == PUBLIC or may(role, Permission(str(access)))]
    return max(readers, key=lambda role: sum(may(role, permission) for permission in Permission))


def sign_in_as(client: FlaskClient, role: Role | None) -> None:
    user = db.session.scalars(select(User).where(User.holds(role), User.active).order_by(User.id)) if role else None
    with client.session_transaction() as session:
        session.clear()
        session.update(staff_session(user.first()) if user else {})


def readable(data: bytes) -> str:
    """A page or file as text; of a spreadsheet, its sheet and its words."""
    if data[:2] != b"PK":
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist())


def test_no_column_of_a_download_gives_away_who_wrote_before_whom(client, sign_in, moderator):
    board = a_board()
    written = [f"{number * 7919 % 10007}" for number in range(12)]  # in no order themselves
    rows = [heard(words, board) for words in written]
    sign_in("admin")
    sign_in("engagement_lead")
    order = {row.public_id: place for place, row in enumerate(rows)}
    for log, key in zip(LOGS, ("number", "submission"), strict=True):
        found = downloaded(client, log)
        assert len(found) == len(rows)
        for column in found[0]:
            told = [order[row[key]] for row in sorted(found, key=lambda row: str(row[column]))]
            assert told not in (sorted(told), sorted(told, reverse=True)), (log, column)


@pytest.mark.parametrize("log", LOGS)
def test_the_hour_is_in_no_download_and_on_no_page(client, sign_in, moderator, log):
    with time_machine.travel(datetime(2026, 7, 1, 9, 41, 17, tzinfo=UTC), tick=False):
        found = a_submission("secret", a_board())
        found.escalate(by=None, origin=Origin.SCREENING)
        heard("shown", found.contribution.activity)
    sign_in("engagement_lead")
    pages = [client.get(log).text, client.get("/staff").text, client.get(f"/staff/moderation/{found.public_id}").text]
    pages += [str(downloaded(client, log, kind)) for kind in ("csv", "jsonl")]
    for page in pages:
        assert not re.search(r"10[:.]41|09[:.]41|9[:.]41", page)


def test_the_order_on_a_board_and_on_the_register_is_by_day_and_then_by_chance(client):
    a_partnership()
    board, promise = a_board(), a_promise()
    notes = [an_approved_note(f"note {number}", board) for number in range(8)]
    pledges = [a_shown_pledge(f"pledge {number}", promise, f"Group {number}") for number in range(8)]
    for address, rows, what in (("/boards/better", notes, "note"), ("/promise/promise/pledges", pledges, "pledge")):
        by_chance = sorted(rows, key=lambda row: row.public_id, reverse=True)
        seen = re.findall(rf"{what} \d(?!\d)(?=<)", client.get(address).text)
        assert seen == [row.submission.published_words for row in by_chance], address


def test_the_hour_goes_when_a_concern_takes_the_words_and_does_not_come_back(moderator):
    submission = a_submission("he hits me", a_board())
    assert submission.contribution.received_at is not None
    concern = submission.escalate(by=None, origin=Origin.SCREENING)
    concern.close(by=moderator.id)
    saved(concern)
    assert submission.contribution.received_at is None


def test_a_letter_keeps_no_hour_and_its_message_id_is_random(app):
    with time_machine.travel(datetime(2026, 7, 1, 9, 41, 17, 123456, tzinfo=UTC), tick=False):
        message = saved(mail.send("a@example.org", "Hello", "Hello"))
        letter = message.as_email("coprod@example.org")
        assert mail.deliver_due() == 1
    db.session.refresh(message)
    moments = [value for value in vars(message).values() if isinstance(value, datetime)]
    assert moments == [] and letter["Message-ID"] == f"<{message.public_id}@example.org>"


def test_nothing_that_the_public_does_is_on_record_with_its_hour(client):
    a_partnership()
    place = a_sign_up()
    place.contribution.withdraw()
    db.session.commit()
    assert db.session.query(Record).filter(Record.by_id.is_(None)).count() == 0


def test_the_letter_to_somebody_who_cancels_is_deleted_wherever_it_is(app: Flask):
    a_partnership()
    event_ = an_event()
    theirs, others = (a_sign_up(event_, name=name) for name in ("Sam", "Robin"))
    for place in (theirs, others):
        saved(mail.send("family@example.org", "Your place", "Hello", about=place.contribution.public_id))
    mail.deliver_due()
    folder = app.config["COPROD"].instance / "mail"
    before = set(folder.glob("*.eml"))
    theirs.contribution.withdraw()
    db.session.commit()
    [left] = db.session.query(Message)
    assert left.about == others.contribution.public_id
    assert before - set(folder.glob("*.eml")) and (folder / f"{left.id}.eml").exists()


def test_a_letter_that_is_in_hand_when_somebody_cancels_leaves_no_file(app: Flask, monkeypatch):
    about = new_public_id()
    message = saved(mail.send("a@example.org", "Your place", "Hello", about=about))
    path = app.config["COPROD"].instance / "mail" / f"{message.id}.eml"
    keep = mail._keep

    def just_before(*letter) -> None:
        mail.forget_about(about)
        db.session.commit()
        keep(*letter)

    monkeypatch.setattr(mail, "_keep", just_before)
    mail.deliver_due()
    assert not path.exists()


def test_what_was_taken_back_is_in_none_of_the_databases_files(tmp_path: Path, app: Flask, monkeypatch):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps its own log")
    note = an_approved_note("Flibbertigibbet was here")
    note.contribution.withdraw()
    db.session.commit()
    db.session.remove()
    checkpoint.empty_the_changes_file()
    database = Path(db.engine.url.database or "")
    for file in database.parent.glob(f"{database.name}*"):
        assert b"libbertigibbet" not in file.read_bytes(), file
