"""Connections to PostgreSQL: replaced when they died, limited in how long they wait, and one trip for one question."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import Connection

from builders import a_board, a_partnership, an_approved_note, receive, saved
from coprod import create_app
from coprod.boards.head import Head
from coprod.boards.models import Board
from coprod.config import Config
from coprod.database import db
from coprod.intake.door import Said
from coprod.one_question import first_row
from coprod.partnership.opening import SiteOpening
from databases import SERVER_URL

pytestmark = pytest.mark.skipif(not SERVER_URL, reason="SQLite has no connections that die or wait")

OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture
def operator(config: Config) -> Iterator[Connection]:
    """Whoever looks after the server."""
    engine = create_engine(config.database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def end_all_others(operator: Connection) -> int:
    """End every other connection, and wait until the server has done so; how many there were."""
    ended = operator.execute(text(f"SELECT pg_terminate_backend(pid, 5000) {OTHERS}")).scalars().all()
    assert all(ended)
    return len(ended)


def test_a_page_is_answered_when_every_connection_has_died(client, operator):
    a_partnership()
    an_approved_note("a lift that works", a_board())
    for address in ("/boards/better", "/boards/better?audience=professional", "/", "/boards/better/add"):
        db.session.remove()
        assert client.get(address).status_code == 200
        db.session.remove()
        assert end_all_others(operator) >= 1
        assert client.get(address).status_code == 200, address


def test_a_write_is_taken_when_every_connection_has_died(client, operator):
    a_partnership()
    a_board()
    db.session.remove()
    assert end_all_others(operator) >= 1
    sent = client.post("/receipt", data={"code": "otter lantern maple 427"})
    assert sent.status_code == 422 and "We cannot find that code" in sent.text


def test_what_is_sent_is_filed_once_when_every_connection_has_died(app: Flask, operator):
    board = a_board()
    for token in ("first", "second"):
        assert receive(board, token=token, said=[Said("What?", "more clubs")]).new
        db.session.remove()
        assert end_all_others(operator) >= 1
        board = db.session.get_one(Board, 1)
    assert not receive(board, token="second", said=[Said("What?", "more clubs")]).new  # sent twice, refused, and again
    assert receive(board, token="third", said=[Said("What?", "more clubs")]).new


def test_the_one_question_of_a_kept_page_opens_no_transaction(app: Flask, operator):
    a_board()
    db.session.remove()
    for _ in range(3):
        assert Head.find("better")
    state, asked = operator.execute(text(f"SELECT state, query {OTHERS} ORDER BY state_change DESC")).first()
    assert state == "idle" and asked.startswith("SELECT activity.id")  # no BEGIN before it and no ROLLBACK after it
    assert first_row(select(func.count()).select_from(text("pg_prepared_statements")))[0] >= 1
    with db.engine.connect() as connection:  # and everything else is asked as before
        assert connection.connection.driver_connection.autocommit is False


def test_one_question_after_another_opens_one_connection(app: Flask, operator):
    a_board()
    db.session.remove()
    opened = []
    for _ in range(5):
        assert Head.find("better")
        opened.append(operator.execute(text(f"SELECT count(*) {OTHERS}")).scalar_one())
    assert len(set(opened)) == 1


@pytest.fixture
def impatient(config: Config) -> Iterator[Flask]:
    """An application whose database may take a second to answer."""
    app = create_app(replace(config, statement_seconds=1))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("address", ["/boards/better", "/events"])
def test_a_page_that_cannot_be_answered_says_so_kindly(app, operator, impatient, address):
    a_partnership()
    a_board()
    saved(SiteOpening())
    db.session.remove()
    with operator.begin():
        operator.execute(text("BEGIN"))
        operator.execute(text("LOCK TABLE activity IN ACCESS EXCLUSIVE MODE"))
        answer = impatient.test_client().get(address)
        operator.execute(text("ROLLBACK"))
    assert answer.status_code == 503 and "We are very busy just now" in answer.text
    assert answer.headers["Retry-After"] == "30"


def test_every_connection_has_its_limits(app: Flask):
    with db.engine.connect() as connection:
        for limit, value in {"statement_timeout": "10s", "jit": "off"}.items():
            assert connection.exec_driver_sql(f"SHOW {limit}").scalar_one() == value


def test_a_server_that_is_away_is_said_kindly(config: Config):
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    app = create_app(replace(config, database_url=nowhere))
    answer = app.test_client().get("/boards/better")
    assert answer.status_code == 503 and "We are very busy just now" in answer.text
