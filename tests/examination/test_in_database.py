"""What only the database can tell: people of the demonstration, tables open to all, and clocks that disagree."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from builders import PASSWORD, saved
from coprod.accounts.models import User
from coprod.clock import clock
from coprod.config import Config
from coprod.database import db, now
from coprod.examination import State, in_database
from coprod.heartbeat import give_sign
from databases import SERVER_URL

PRODUCTION = Config(by_gunicorn=True)


def somebody(**more: bool) -> User:
    return saved(User(email="made.up@example.org", name="Up", roles=["analyst"], password=PASSWORD, **more))


def test_somebody_of_the_demonstration_in_production_is_refused(app):
    assert in_database.demonstration_is_elsewhere(PRODUCTION).state is State.GOOD
    somebody(demonstration=True)
    answer = in_database.demonstration_is_elsewhere(PRODUCTION)
    assert answer.betrays and answer.sentence.startswith("1 member of the demonstration's staff")
    assert in_database.demonstration_is_elsewhere(Config()).state is State.GOOD


def test_whoever_has_left_or_is_real_is_not(app):
    somebody(demonstration=True).deactivate()
    saved(User(email="real@example.org", name="Real", roles=["analyst"], password=PASSWORD))
    db.session.commit()
    assert in_database.demonstration_is_elsewhere(PRODUCTION).state is State.GOOD


@pytest.mark.parametrize("may", ["SELECT", "INSERT", "ALL"])
@pytest.mark.skipif(not SERVER_URL, reason="a file has a mode instead")
def test_a_table_that_every_account_may_use_is_refused(app, may):
    assert in_database.database_is_closed(PRODUCTION).state is State.GOOD
    with db.engine.begin() as connection:
        connection.execute(text(f"GRANT {may} ON concern TO PUBLIC"))
    try:
        answer = in_database.database_is_closed(PRODUCTION)
        assert answer.betrays and "the table concern" in answer.sentence
        assert not in_database.database_is_closed(Config()).betrays
    finally:
        with db.engine.begin() as connection:
            connection.execute(text("REVOKE ALL ON concern FROM PUBLIC"))


def test_clocks_that_agree_are_in_order(app: Flask):
    assert in_database.clocks_agree(PRODUCTION).state is State.GOOD  # before a worker's first sign
    give_sign()
    assert in_database.clocks_agree(PRODUCTION).state is State.GOOD


@pytest.mark.parametrize("early", [10, 300, 86400])
def test_a_sign_from_the_future_is_told(app: Flask, early):
    with time_machine.travel(now() + timedelta(seconds=early)):
        give_sign()
    answer = in_database.clocks_agree(PRODUCTION)
    assert answer.state is State.WRONG and "in the future" in answer.sentence and not answer.betrays


@pytest.mark.parametrize(
    ("ahead", "state"),
    [(-7200, State.WRONG), (-12, State.WORRYING), (1, State.GOOD), (12, State.WORRYING), (60, State.WRONG)],
)
@pytest.mark.skipif(not SERVER_URL, reason="SQLite has the clock of its machine")
def test_a_machine_whose_clock_is_not_the_databases_is_told(app: Flask, ahead, state):
    db.session.execute(text("SELECT 1"))
    with time_machine.travel(now() + timedelta(seconds=ahead)):
        answer = in_database.clocks_agree(PRODUCTION)
    assert answer.state is state
    assert state is State.GOOD or ("ahead of" if ahead > 0 else "behind") in answer.sentence


@pytest.mark.parametrize(
    ("ahead", "state"), [(-7200, State.WRONG), (-12, State.WORRYING), (0, State.GOOD), (12, State.WORRYING)]
)
def test_a_worker_says_with_its_sign_how_far_its_clock_is_ahead(app: Flask, monkeypatch, ahead, state):
    monkeypatch.setattr(clock, "ahead", timedelta(seconds=ahead))
    give_sign()
    monkeypatch.undo()
    answer = in_database.clocks_agree(PRODUCTION)
    assert answer.state is state
    assert state is State.GOOD or "the worker's machine" in answer.sentence


def test_a_database_without_tables_betrays_nobody(app, monkeypatch):
    assert replace(PRODUCTION).in_production
