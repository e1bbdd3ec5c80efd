"""An installation from before the second step keeps its staff, and what points to them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from coprod import create_app
from coprod.config import Config
from coprod.database import db
from databases import Prepared

USER = """
    INSERT INTO user_account (id, email, name, role, password_hash, active, created_at, password_changed_at)
    VALUES (7, 'maya@example.org', 'Maya', :role, 'x', :yes, :at, :at)
"""
RECORD = "INSERT INTO audit_record (at, by_id, action, subject, details) VALUES (:at, 7, 'read', 'concern 1', '{}')"
AT = "2026-01-01 12:00:00"


@pytest.fixture
def old_app(config: Config, at_revision: Callable[[str], Prepared], tmp_path: Path) -> Iterator[Flask]:
    """The application with the tables of before."""
    app = create_app(replace(config, database_url=at_revision("010").copied(tmp_path, "upgrade")))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def run(statement: str, **values: object) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement), values)


def everything() -> list[tuple]:
    with db.engine.connect() as connection:
        return list(connection.execute(text("SELECT role, by_id FROM user_account JOIN audit_record ON by_id = 7")))


def test_staff_and_what_they_did_stay_on_the_way_up_and_down(old_app: Flask):
    run(USER, role="safeguarding_lead", yes=True, at=AT)
    run(RECORD, at=AT)
    upgrade(revision="011")
    assert everything() == [("safeguarding_lead", 7)]
    with db.engine.connect() as connection:
        row = connection.execute(text("SELECT sign_in_version, demonstration FROM user_account")).one()
    assert tuple(row) == (1, False)
    run("UPDATE user_account SET role = 'safeguarding_deputy'")
    downgrade(revision="010")
    assert everything() == [("safeguarding_lead", 7)]
