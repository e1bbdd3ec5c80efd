"""One clock, the database's: what a machine's own clock says makes nobody wait."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from coprod import create_app, jobs
from coprod.clock import Clock, clock
from coprod.database import UK, db, now, uk_today
from databases import SERVER_URL


@pytest.fixture(autouse=True)
def jobs_of_the_tests(the_app: Flask) -> Iterator[None]:
    """Jobs run in the application that was made last, which here is spoiled or gone."""
    yield
    jobs.init_app(the_app)


@pytest.fixture
def here(monkeypatch) -> Clock:
    """The clock of this process, as that of a site."""
    for name, value in {"follows": True, "ahead": timedelta(0), "_set_at": float("-inf")}.items():
        monkeypatch.setattr(clock, name, value)
    return clock


def a_database(moment: datetime) -> SimpleNamespace:
    asked = SimpleNamespace(fetchone=lambda: (moment.timestamp(),))
    return SimpleNamespace(execute=lambda sql: asked, rollback=lambda: None)


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(hours=-2), timedelta(days=40), timedelta(seconds=30)])
def test_a_machine_whose_clock_is_wrong_goes_by_the_databases(here: Clock, caplog, ahead: timedelta):
    right = datetime.now(UTC)
    with time_machine.travel(right + ahead, tick=False):
        here.set_by(a_database(right))
        assert now() == right and here.ahead == ahead
        assert uk_today() == right.astimezone(UK).date()
        assert "of the database's, which counts" in caplog.text
        here.set_by(a_database(right + ahead))  # and then it was mended
        assert now() == right + ahead


def test_the_way_to_the_database_and_back_is_no_difference(here: Clock, caplog):
    with time_machine.travel("2027-03-10 10:00Z", tick=False):
        here.set_by(a_database(datetime(2027, 3, 10, 10, 0, 1, tzinfo=UTC)))
        assert here.ahead == timedelta(0) and not caplog.records


@pytest.mark.skipif(not SERVER_URL, reason="SQLite has the clock of its machine")
def test_a_connection_sets_the_clock_once_a_minute(app: Flask, here: Clock):
    right = datetime.now(UTC)
    with time_machine.travel(right + timedelta(hours=2)):
        db.session.execute(text("SELECT 1"))
        db.session.rollback()
        assert abs(now() - right) < timedelta(seconds=60) and not here.is_due
        with db.engine.connect() as connection:
            assert abs(connection.execute(text("SELECT clock_timestamp()")).scalar_one() - now()) < timedelta(seconds=5)


def test_a_site_follows_the_database_and_a_test_itself(config, tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "follows", clock.follows)
    site = create_app(replace(config, instance=tmp_path, testing=False))
    with site.app_context():
        db.engine.dispose()
    assert clock.follows and time.monotonic() - clock._set_at > 0
    with create_app(replace(config, instance=tmp_path)).app_context():
        db.engine.dispose()
    assert not clock.follows
