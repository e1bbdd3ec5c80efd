"""The migrations make the tables that the models describe, and unmake them."""

import ast
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import MetaData, inspect, select, text

from builders import a_board, a_concern, a_partnership, a_submission, a_user, an_approved_note
from coprod import create_app
from coprod.config import ROOT, Config
from coprod.database import db
from coprod.migrating import WAITS, one_at_a_time
from coprod.participation.search import has_words
from coprod.participation.submission import Submission
from coprod.screening.finding import Finding, FindingKind
from databases import Prepared, make_database, worker_name
from schemas import columns_of, rules_of


@pytest.fixture
def bare_app(config: Config, tmp_path: Path) -> Iterator[Flask]:
    """The application before its first start: an empty database."""
    database = make_database(tmp_path, f"{worker_name()}_migrations")
    yield from started(replace(config, database_url=database, instance=tmp_path, keys=""))


@pytest.fixture
def new_app(config: Config, installed: Prepared, tmp_path: Path) -> Iterator[Flask]:
    """The application after its first start: every migration has been run."""
    database = installed.copied(tmp_path, "migrated")
    yield from started(replace(config, database_url=database, instance=tmp_path, keys=""))


def started(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_up_matches_the_models_and_down_leaves_nothing(new_app: Flask):
    check()
    assert {"contribution", "submission", "move", "note"} <= set(inspect(db.engine).get_table_names())
    downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]


def test_up_enforces_what_the_models_say_and_finds_by_the_same_indexes(new_app: Flask, bare_app: Flask):
    """Alembic's own check passes over every CHECK, and over the condition of an index."""
    with new_app.app_context():
        migrated = rules_of(db.engine), columns_of(db.engine)
        for table in inspect(db.engine).get_table_names():
            given = {column["name"] for column in inspect(db.engine).get_columns(table) if column["default"]}
            assert not given & {"public_id", "submitted_on", "made_on", "written_on"}, "each row brings its own"
    with bare_app.app_context():
        db.create_all()
        rules, columns = rules_of(db.engine), columns_of(db.engine)
    assert sorted(rules ^ migrated[0]) == [] and sorted(columns ^ migrated[1]) == []
    assert any("ck_activity_minutes" in rule for rule in rules), "the comparison sees CHECKs"
    assert any("ix_submission_waiting" in rule and "where" in rule.lower() for rule in rules), "and conditions"


@pytest.fixture
def old_app(request, config: Config, at_revision: Callable[[str], Prepared], tmp_path: Path) -> Iterator[Flask]:
    """The application as it was after the migration that the test names."""
    database = at_revision(request.param).copied(tmp_path, "old")
    yield from started(replace(config, database_url=database, instance=tmp_path, keys=""))


@pytest.mark.long
@pytest.mark.parametrize("old_app", ["010"], indirect=True)
def test_what_people_said_survives_every_later_migration(old_app: Flask):
    tables = MetaData()
    tables.reflect(db.engine)
    with db.engine.begin() as connection:
        for name, row in ROWS.items():
            connection.execute(tables.tables[name].insert().values(row))
    upgrade()
    # Only the lead has them.
    assert kept("SELECT words, published_words, search_words, status FROM submission") == [
        (None, None, None, "escalated")
    ]
    assert kept("SELECT contribution_id, submission_id, move_id, origin FROM concern") == [(1, 1, 1, "staff")]
    assert kept("SELECT from_status, by_id FROM move") == [("pending", 1)]
    downgrade(revision="010")
    assert kept("SELECT words FROM submission") == [("More clubs",)]


@pytest.mark.long
@pytest.mark.parametrize("old_app", ["038"], indirect=True)
def test_own_words_for_kinds_of_organisations_become_their_names_and_go_back(old_app: Flask):
    downgrade(revision="036")
    tables = MetaData()
    tables.reflect(db.engine)
    own = {"label": {"professional": "A worker"}, "sector": {"health": "The NHS", "gone": "Nothing"}}
    row = dict.fromkeys(("owners", "help_numbers", "logos", "holidays", "moderation_rules", "screening_words"), [])
    row |= dict.fromkeys(("contact", "colours", "privacy", "accessibility", "links"), {}) | {"wording": own}
    row |= dict.fromkeys(("short_name", "strapline", "banner", "share_card"), "") | {"id": 1, "name": "P"}
    numbers = {"reading_days": 3, "acknowledge_minutes": 60, "hard_before_break": 3, "retention_months": 24}
    with db.engine.begin() as connection:
        values = row | numbers | {"version": 1, "edited": 1}
        connection.execute(tables.tables["partnership"].insert().values(values))
    upgrade(revision="037")
    names = dict(kept("SELECT slug, name FROM sector"))
    assert kept("SELECT CAST(wording AS VARCHAR) FROM partnership") == [('{"label": {"professional": "A worker"}}',)]
    assert len(names) == 7 and names["health"] == "The NHS" and names["business"] == "Business"
    with db.engine.begin() as connection:
        connection.execute(text("INSERT INTO sector VALUES ('faith', 'Faith group', 8, false)"))
    downgrade(revision="036")
    with db.engine.connect() as connection:
        [wording] = connection.execute(select(tables.tables["partnership"].c.wording)).scalars()
    assert wording == {"label": {"professional": "A worker"}, "sector": {"health": "The NHS"}}


@pytest.mark.long
def test_concerns_from_before_there_were_levels_are_serious_and_certain(new_app: Flask):
    a_partnership()
    an_approved_note("More clubs")
    concern = a_concern("Held back", a_board("held"))
    concern.tell_the_lead()
    concern.acknowledge(by=a_user("safeguarding_lead").id)
    waits = a_submission("I waited", a_board("waits"))
    waits.findings = [Finding(FindingKind.READ_FIRST, 0, 1, "Said so", 60).to_dict()]
    assert not waits.must_be_held()
    db.session.commit()
    db.session.remove()
    downgrade(revision="079")
    assert kept("SELECT what FROM concern_step") == [("acknowledged",)]
    assert kept("SELECT count(*) FROM submission WHERE words = 'I waited'") == [(1,)]
    upgrade()
    assert kept("SELECT level, sure, quiet_until FROM concern") == [("concern", 100, None)]
    assert {no_worry for (no_worry,) in kept("SELECT no_worry FROM move")} == {False}
    assert kept("SELECT count(*) FROM submission WHERE read_first_until IS NOT NULL") == [(0,)]
    an_approved_note("A new lift", a_board("new"))
    looked_for = select(Submission.published_words).where(has_words([["lift"]]))
    assert db.session.scalars(looked_for).all() == ["A new lift"], "the search index goes on"


def test_who_comes_second_waits_until_the_database_is_up_to_date_and_says_so(new_app: Flask):
    def upgraded() -> Any:
        return new_app.test_cli_runner().invoke(args=["db", "upgrade"])

    with ThreadPoolExecutor(1) as pool:
        with db.engine.connect() as first, one_at_a_time(first):
            waits = pool.submit(upgraded)
            assert wait([waits], timeout=0.7).not_done
        second = waits.result(timeout=30)
    assert (second.exit_code, second.output.count(WAITS)) == (0, 1), second.output
    assert WAITS not in upgraded().output, "the lock was given back"


MIGRATIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: path.stem)
def test_a_migration_stands_alone(path: Path):
    """It is run for years after it was written: what it takes from Coprod would have changed by then."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a migration imports no other"
            names.add(node.module or "")
        elif isinstance(node, ast.Name):
            assert node.id not in ("__import__", "import_module")
    assert not {name.partition(".")[0] for name in names} & {"coprod", "migrations"}


FOUND = {
    "sqlite": "SELECT search_words FROM submission_fts WHERE submission_fts MATCH 'lodzz'",
    "postgresql": "SELECT search_words FROM submission WHERE to_tsvector('simple', search_words) @@ 'lodzz'",
}


def kept(question: str) -> list:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
# One of each row that later migrations change, or that points to one they change, as it was in the tenth.
ROWS: dict[str, dict[str, Any]] = {
    "user_account": {
        "id": 1, "email": "a@example.org", "name": "A", "role": "moderator", "password_hash": "-", "active": True,
        "created_at": AT, "password_changed_at": AT,
    },
    "partnership": {
        "id": 1, "name": "P", "strapline": "", "owners": [], "contact": {}, "help_numbers": [], "reading_days": 3,
        "banner": "", "colours": {}, "version": 1,
    },
    "engagement": {
        "id": 1, "slug": "e", "title": "E", "summary": "", "background": "", "decided": "", "can_change": "",
        "what_happens_next": "", "contact": "", "glossary": {}, "created_at": AT, "updated_at": AT,
    },
    "activity": {
        "id": 1, "kind": "boards", "slug": "b", "title": "B", "summary": "", "closes_at": AT, "minutes": 5,
        "readers": "", "audiences": [], "purpose": "", "retention_months": 24, "version": 1, "engagement_id": 1,
    },
    "contribution": {
        "id": 1, "activity_id": 1, "audience": "not_said", "sharing": "show", "source": "online", "context": {},
        "submitted_on": AT.date(), "unusual": False, "counts": False,
    },
    "submission": {
        "id": 1, "contribution_id": 1, "prompt": "?", "words": "More clubs", "status": "escalated", "findings": [],
        "published_words": "More clubs in Łódź",
        "moves_made": 1,
    },
    "move": {
        "id": 1, "submission_id": 1, "at": AT, "by_id": 1, "from_status": "pending", "to_status": "escalated",
        "note": "",
    },
    "concern": {
        "id": 1, "submission_id": 1, "opened_at": AT, "opened_by_id": 1, "prompt": "?", "sealed_words": b"sealed",
    },
}  # fmt: skip


def test_the_command_that_the_readme_names(new_app: Flask):
    """`flask --app coprod db upgrade`, as whoever installs it types it: see the fixture `installed`."""
    assert "site_opening" in inspect(db.engine).get_table_names()
    assert new_app.test_cli_runner().invoke(args=["db", "current"]).exit_code == 0
