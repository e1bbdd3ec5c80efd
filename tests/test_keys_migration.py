"""An installation from before there were keys: what SECRET_KEY sealed and hashed goes on as its key `old`."""

import base64
import hmac
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Column, MetaData, Table, inspect, select

from coprod import create_app, key_rotation
from coprod.accounts.models import User
from coprod.accounts.second_step import RecoveryCode, SecondStep
from coprod.concerns.concern import Concern
from coprod.config import Config
from coprod.database import db
from coprod.events.sign_up import SignUp
from coprod.key_ring import OLD, Key, new_key
from coprod.keys import kept_keys
from coprod.mail import Message
from coprod.participation import receipt
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.promise.pledge import Pledge
from coprod.questionnaires.answering.drafts.draft import Draft
from coprod.sealing import Broken, ring
from databases import Once, Prepared

SECRET = "only-for-tests"
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
PERSON = {"name": "Zerelda Quill", "email": "Zerelda@mistlethrush.example", "access_needs": "A hoist at the pool"}
CONTACT = {"contact_name": "Ottiwell Nightingale", "contact_email": "ottiwell@nightingale.example"}
LETTER = {"to": "zerelda@mistlethrush.example", "subject": "Your place is booked", "body": "You have a place"}


# As it was done then. ----------------------------------------------------------------------------------------


def sealed(text: str) -> bytes:
    key = HKDF(hashes.SHA256(), 32, salt=None, info=b"coprod sealing").derive(SECRET.encode())
    return Fernet(base64.urlsafe_b64encode(key)).encrypt(text.encode())


# In the form of that time, from a secret that nobody has. The same in every process: one prepares, all look.
LOST = base64.urlsafe_b64encode(b"\x80" + bytes(72))


def keyed(label: str, text: str) -> str:
    own_key = hmac.digest(SECRET.encode(), f"coprod {label}".encode(), "sha256")
    return hmac.digest(own_key, text.encode(), "sha256").hex()


TYPED = '{"a": ["b"]}'
CODE = receipt.derive(Key(OLD, SECRET.encode()), "token")  # test_keys.py holds this derivation to what it was


ROWS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("user_account", {"email": "maya@example.org", "role": "moderator", "active": True}),
    ("engagement", {"slug": "e"}),
    ("activity", {"kind": "questionnaires", "slug": "q", "engagement_id": 1, "minutes": 5, "retention_months": 24}),
    ("questionnaire", {}),
    ("activity", {"id": 2, "kind": "events", "slug": "v", "engagement_id": 1, "minutes": 5, "retention_months": 24}),
    ("event", {"id": 2, "places": 9, "ends_at": AT.replace(hour=20)}),
    ("activity", {"id": 3, "kind": "promise", "slug": "p", "engagement_id": 1, "minutes": 5, "retention_months": 24}),
    ("promise", {"id": 3}),
    ("receipt", {"digest": keyed("receipt digest", CODE)}),
    (
        "contribution",
        {
            "activity_id": 2, "receipt_id": 1, "token_digest": keyed("receipt digest", "token"),
            "audience": "not_said", "sharing": "show", "source": "online",
        },
    ),
    ("submission", {"contribution_id": 1, "status": "escalated"}),
    ("organisation", {"name": "Hill School", "key": "hill school", "sector": "education"}),
    ("sign_up", {"event_id": 2, "contribution_id": 1} | PERSON),
    ("pledge", {"promise_id": 3, "contribution_id": 1, "submission_id": 1, "organisation_id": 1} | CONTACT),
    ("message", LETTER),
    ("message", {"id": 2} | LETTER | {"body": ""}),
    ("concern", {"contribution_id": 1, "origin": "staff", "sealed_words": sealed("he hits me")}),
    ("concern", {"id": 2, "contribution_id": 1, "origin": "staff", "sealed_words": LOST}),
    ("concern_step", {"concern_id": 1, "what": "note", "sealed_words": sealed("Rang the school")}),
    ("second_step", {"user_id": 1, "sealed_key": sealed("THEKEY")}),
    ("recovery_code", {"user_id": 1, "digest": keyed("recovery code", "1 abcdefghjkmn")}),
    ("draft", {"questionnaire_id": 1, "key_digest": keyed("receipt digest", "draft"), "sealed": sealed(TYPED)}),
)  # fmt: skip


Start = Callable[..., Flask]  # an installation, started with today's code and these keys


@pytest.fixture
def start(config: Config, once: Once, tmp_path: Path) -> Iterator[Start]:
    """An installation of that time, with one of each thing in it."""
    yield from starting(of_that_time(config, once), config, tmp_path)


@pytest.fixture
def start_upgraded(config: Config, once: Once, tmp_path: Path) -> Iterator[Start]:
    """The same, brought up to date."""
    before = of_that_time(config, once)

    def bring_up_to_date(folder: Path, url: str) -> None:
        with create_app(replace(config, instance=folder, database_url=url, keys="")).app_context():
            upgrade()
            db.engine.dispose()

    yield from starting(once("after_keys", bring_up_to_date, before), config, tmp_path)


def of_that_time(config: Config, once: Once) -> Prepared:
    def make(folder: Path, url: str) -> None:
        with create_app(replace(config, instance=folder, database_url=url, keys="")).app_context():
            upgrade(revision="014")
            fill()
            db.engine.dispose()

    return once("before_keys", make)


def starting(left: Prepared, config: Config, folder: Path) -> Iterator[Start]:
    settings = replace(config, instance=folder, database_url=left.copied(folder, "keys_migration"))
    made: list[Flask] = []

    def started(keys: str = "") -> Flask:
        made.append(create_app(replace(settings, keys=keys)))
        return made[-1]

    yield started
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def fill() -> None:
    tables = MetaData()
    tables.reflect(db.engine)
    with db.engine.begin() as connection:
        for name, values in ROWS:
            table = tables.tables[name]
            number = {"id": 1} if "id" in table.c else {}
            connection.execute(table.insert().values(number | filled(table, values)))


def filled(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """A row with something in every column that needs it."""
    needed = (column for column in table.columns if not column.nullable and column.server_default is None)
    return {column.name: nothing(column) for column in needed if column.name not in ("id", *values)} | values


def nothing(column: Column[Any]) -> Any:
    return {str: "", int: 0, bool: False, date: AT.date(), datetime: AT}.get(column.type.python_type, {})


def test_everything_opens_and_is_found_under_the_new_keys(start_upgraded):
    with start_upgraded().app_context():
        assert list(ring().keys) == [ring().newest.name, "old"] and ring().newest.name != "old"
        concern = db.session.get(Concern, 1)
        assert (concern.words, concern.steps[0].words) == ("he hits me", "Rang the school")
        assert concern.sealed_words.startswith(ring().newest.name.encode())
        user = db.session.get(User, 1)
        assert SecondStep.of(user).key == "THEKEY" and RecoveryCode.use(user, "abcd-efgh-jkmn")
        assert not db.session.query(Draft).count()  # sealed with a key of ours: see migration 038
        assert Receipt.find(receipt.digests(ring(), CODE)).id == 1
        assert receipt.codes(ring(), "token")[Receipt.find(receipt.codes(ring(), "token")).digest] == CODE
        assert Contribution.find(receipt.digests(ring(), "token")).id == 1
        assert read(db.session.get(SignUp, 1), PERSON) and read(db.session.get(Pledge, 1), CONTACT)
        assert read(db.session.get(Message, 1), LETTER) and db.session.get(Message, 2).body == ""
        assert key_rotation.rows_with(PERSON["email"])["sign_up"] == [1]
        assert {name for name, counted in key_rotation.still_under().items() if counted} == {"old"}
    start_upgraded()


def read(row: Any, fields: dict[str, str]) -> bool:
    return {name: getattr(row, name) for name in fields} == fields


def test_what_could_not_be_opened_before_is_kept_as_it_was(start_upgraded):
    with start_upgraded().app_context():
        with pytest.raises(Broken):
            _ = db.session.get(Concern, 2).words
        assert db.session.get(Concern, 2).sealed_words == LOST


def test_nothing_of_it_lingers_in_clear(start, tmp_path):
    with start().app_context():
        upgrade()
        for table in db.metadata.sorted_tables:
            assert not any(text in str(row) for row in db.session.execute(select(table)) for text in private())
    files = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert [(text, name) for text in private() for name, kept in files.items() if text.encode() in kept] == []


def private() -> list[str]:
    return [*PERSON.values(), *CONTACT.values(), *LETTER.values()]


def test_keys_that_are_set_must_have_the_old_one(start, caplog):
    new = new_key().written
    with start(new).app_context():
        with pytest.raises(SystemExit):
            upgrade()
        said = caplog.records[-1].getMessage()
        assert "new-key --old" in said and SECRET not in said and len(said.splitlines()) == 1
        assert not inspect(db.engine).has_table("key_fingerprint") and not kept_keys().path.exists()
        line = start(new).test_cli_runner().invoke(args=["new-key", "--old"]).output.strip()
    with start(f"{new},{Key(OLD, b'another secret').written}").app_context(), pytest.raises(SystemExit):
        upgrade()
    with start(f"{new},{line}").app_context():
        upgrade()
        assert db.session.get(Concern, 1).words == "he hits me" and not kept_keys().path.exists()


@pytest.mark.long
def test_back_and_up_again_nothing_is_lost(start_upgraded):
    with start_upgraded().app_context():
        downgrade(revision="014")
        tables = MetaData()
        tables.reflect(db.engine)
        for name, values in ROWS[:-1]:  # unsent answers do not come back: see migration 038
            [kept] = [row for row in rows_of(tables.tables[name]) if row.get("id", 1) == values.get("id", 1)]
            unsealed = {key: value for key, value in values.items() if not isinstance(value, bytes)}
            assert {key: kept[key] for key in unsealed} == unsealed | {
                key: kept[key] for key, value in values.items() if isinstance(value, datetime)
            }
        upgrade()
        assert db.session.get(Concern, 1).words == "he hits me"
        assert read(db.session.get(SignUp, 1), PERSON)


def rows_of(table: Table) -> list[dict[str, Any]]:
    with db.engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]
