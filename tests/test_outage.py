"""While the database is away, hangs, is full or not ready, people read a kind page, and nobody waits for ever."""

import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from psycopg import errors as of_postgresql
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from ailing import AWAY, postgresql
from answering import proof
from builders import a_board, a_partnership
from coprod import create_app, jobs, transactions
from coprod.asking_postgresql import OneAtATime
from coprod.config import Config
from coprod.database import db
from coprod.database_trouble import trouble
from coprod.transactions import write_transaction
from coprod.writers_line import Line
from databases import SERVER_URL

FORM = "/boards/better/add"
TYPED = {"words": "A quiet room, open at lunch", "audience": "not_said", "sharing": "show"}


@pytest.fixture(autouse=True)
def jobs_of_the_tests(the_app: Flask) -> Iterator[None]:
    """Jobs run in the application that was made last, which here is spoiled or gone."""
    yield
    jobs.init_app(the_app)


def site_at(config: Config, port: int) -> Flask:
    return create_app(replace(config, database_url=f"postgresql+psycopg://nobody@127.0.0.1:{port}/nothing"))


def test_every_address_answers_kindly_while_nothing_answers_there(config: Config):
    app = site_at(config, 1)
    app.config["WTF_CSRF_ENABLED"] = False
    client, wrong = app.test_client(), []
    with client.session_transaction() as session:
        session["staff"] = "somebody who is signed in"
    with app.test_request_context():
        addresses = {
            (method, app.url_for(rule.endpoint, **{name: _some(rule, name) for name in rule.arguments}))
            for rule in app.url_map.iter_rules()
            for method in rule.methods & {"GET", "POST"}
        }
    for method, address in sorted(addresses):
        answer = client.open(address, method=method, data=TYPED if method == "POST" else None)
        is_page = address not in ("/health", "/ready") and not address.startswith(("/static/", "/files/"))
        kind = answer.status_code < 500 or answer.status_code == 503 and ("999" in answer.text or not is_page)
        if not kind or "Traceback" in answer.text:
            wrong.append((method, address, answer.status_code))
    assert wrong == [] and len(addresses) > 200
    assert client.get("/health").status_code == 200 and client.get("/ready").status_code == 503


def _some(rule: Any, name: str) -> Any:
    converter = type(rule._converters.get(name)).__name__
    return (
        1
        if converter in ("RowNumber", "IntegerConverter", "NoneType")
        else "0123456789abc"
        if converter == "PublicIdConverter"
        else "some"
    )


@pytest.fixture(params=["at the door", "inside"])
def hanging(request) -> Iterator[tuple[str, int]]:
    """A PostgreSQL that says nothing: from the first, or after it has let somebody in."""
    open_now: list[socket.socket] = []

    def serve(server: socket.socket) -> None:
        try:
            while True:
                one, _ = server.accept()
                open_now.append(one)
                if request.param == "inside":
                    one.recv(8)
                    one.sendall(b"N")  # nothing is sealed here
                    one.recv(4096)
                    one.sendall(b"R\0\0\0\x08\0\0\0\0" + b"Z\0\0\0\x05I")  # come in; ask
        except OSError:
            return

    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        thread = threading.Thread(target=serve, args=(server,), daemon=True)
        thread.start()
        yield request.param, server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        for one in open_now:
            one.close()


def test_nobody_waits_for_ever_for_a_server_that_hangs(config: Config, monkeypatch, hanging, caplog):
    where, port = hanging
    usual = Config.for_postgresql
    monkeypatch.setattr(Config, "for_postgresql", lambda self: usual(self) | {"patience": 0.4, "connect_timeout": 2})
    assert usual(config)["patience"] > config.statement_seconds, "the server has the first word"
    client = site_at(config, port).test_client()
    caplog.clear()
    begun = time.monotonic()
    answer = client.get("/boards/better")
    assert answer.status_code == 503 and "We are very busy just now" in answer.text
    assert time.monotonic() - begun < 10
    assert "it hangs" in caplog.text


def test_while_it_hangs_one_tries_and_the_others_are_told_at_once():
    door, there, go_on = OneAtATime(), threading.Event(), threading.Event()

    def in_vain() -> None:
        raise TimeoutError("connection timeout expired")

    def at_last() -> str:
        there.set()
        go_on.wait(10)
        return "in"

    for _ in range(2):
        with pytest.raises(TimeoutError):
            door.let_in(in_vain, TimeoutError)
    door._rests_until = 0.0
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(door.let_in, at_last, TimeoutError)
        assert there.wait(10)
        with pytest.raises(TimeoutError, match="somebody else is trying"):
            door.let_in(at_last, TimeoutError)
        go_on.set()
        assert first.result() == "in"
    assert door.let_in(lambda: "in", TimeoutError) == "in"


@pytest.mark.parametrize("kind", AWAY)
def test_whatever_ails_the_database_words_are_kept_and_the_log_says_what_to_do(client, monkeypatch, caplog, kind):
    a_partnership()
    a_board()

    def ails(*args: Any, **kwargs: Any) -> None:
        raise AWAY[kind]()

    given = proof(client, FORM) | TYPED
    monkeypatch.setattr("coprod.boards.note_views.file", ails)
    sent = client.post(FORM, data=given)
    assert sent.status_code == 503 and TYPED["words"] in sent.text and "Send it again" in sent.text
    said = trouble(AWAY[kind]())
    assert said and said in caplog.text and "quiet room" not in caplog.text and "Traceback" not in caplog.text


@pytest.mark.parametrize(
    "kind", [of_postgresql.SyntaxError, of_postgresql.DatatypeMismatch, of_postgresql.DivisionByZero]
)
def test_our_own_mistake_is_not_called_the_databases(kind):
    assert trouble(postgresql(kind)()) is None


@pytest.mark.skipif(bool(SERVER_URL), reason="one writes at a time on SQLite")
def test_a_board_is_read_while_writers_wait_for_another_process(client, the_app: Flask):
    a_partnership()
    a_board()
    given = [proof(client, FORM) | TYPED for _ in range(7)]
    file = Path(str(db.engine.url.database))
    db.session.remove()

    def send(form: dict[str, Any]) -> int:
        with the_app.app_context():
            return the_app.test_client().post(FORM, data=form).status_code

    with closing(sqlite3.connect(file, isolation_level=None)) as other, ThreadPoolExecutor(7) as pool:
        other.execute("BEGIN IMMEDIATE")
        waiting = [pool.submit(send, form) for form in given]
        time.sleep(1.2)
        told = [one for one in waiting if one.done()]
        assert len(told) == 7 - Line.MOST, "there are threads left for those who read"
        assert client.get("/boards/better").status_code == 200
        other.execute("ROLLBACK")
        answers = [one.result() for one in waiting]
    assert sorted(answers) == [303] * Line.MOST + [503] * (7 - Line.MOST)


def test_while_the_line_moves_all_wait():
    line, done = Line(), []

    def write() -> None:
        line.enter()
        time.sleep(0.1)
        line.leave()
        done.append(1)

    with ThreadPoolExecutor(24) as pool:
        for one in [pool.submit(write) for _ in range(24)]:
            one.result()
    assert len(done) == 24


def test_a_place_in_the_line_is_given_back_whatever_happens(app: Flask, monkeypatch):
    line = Line()
    monkeypatch.setattr(transactions, "_line", line)
    for _ in range(Line.MOST + 1):
        with pytest.raises(ZeroDivisionError), write_transaction():
            db.session.connection()
            assert line._inside == 1
            raise ZeroDivisionError
        with pytest.raises(DBAPIError), write_transaction():
            db.session.connection().exec_driver_sql("SELECT nothing FROM nowhere")
        with pytest.raises(PendingRollbackError), write_transaction():
            connection = db.session.connection()
            if SERVER_URL:
                connection.connection.driver_connection.pgconn.finish()
            connection.invalidate()
        assert line._inside == 0
