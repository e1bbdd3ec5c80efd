"""Pages that cost the same whatever is stored: no plan of theirs walks through all contributions or submissions."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

import pytest
from sqlalchemy import event, text

from builders import a_board, a_note, a_partnership, an_approved_note, an_engagement
from coprod import kept_pages
from coprod.database import db

STORED = 20_000  # with fewer, PostgreSQL thinks that reading them all is cheaper, and is right
COPIES = {
    "contribution": "id",
    "submission": "id, contribution_id",
    "note": "id, contribution_id, submission_id",
}


@pytest.fixture
def much_is_stored(client) -> None:
    """An approved note, thousands of times; and the database knows how many there are."""
    a_partnership()
    board = a_board("better", an_engagement())
    an_approved_note("a lift that works", board)
    for table, numbers in COPIES.items():
        theirs = set(numbers.split(", "))
        rest = [column.name for column in db.metadata.tables[table].c if column.name not in theirs]
        moved = ", ".join(f"{name} + number" for name in theirs)
        rest = [name for name in rest if name not in ("token_digest", "receipt_id", "public_id")]
        db.session.execute(
            text(
                f"WITH RECURSIVE numbers(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers"
                f" WHERE number < {STORED}) INSERT INTO {table} ({', '.join([*theirs, 'public_id', *rest])})"
                f" SELECT {moved}, CAST(1000000000000 + number AS VARCHAR), {', '.join(rest)}"
                f" FROM {table}, numbers WHERE id = 1"
            )
        )
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text(f"SELECT setval('{table}_id_seq', {STORED + 1})"))
        # PostgreSQL may still think that the table is empty, and would look through all of it for each row to come.
        db.session.execute(text("ANALYZE"))
    db.session.commit()


def walked(sent: list[tuple[str, object]]) -> set[str]:
    """The tables that these statements read from end to end."""
    found: set[str] = set()
    with db.engine.connect() as connection:
        explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
        for statement, values in sent:
            for row in connection.exec_driver_sql(explain + statement, values):
                if "ix_submission_newest" in row[-1] and "LIMIT" in statement:
                    continue  # what is shown, newest first, and no more of it than a page shows
                found |= set(
                    re.findall(r"(?:SCAN|Seq Scan on|Index(?: Only)? Scan using ix_\w+_newest on) (\w+)", row[-1])
                )
    return found


PAGES = ("/", "/engagements/refresh", "/staff", "/staff/moderation")


def test_no_page_reads_all_that_is_stored(client, sign_in, much_is_stored):
    """All in one test, first when nothing waits: to store so much takes longer than to open the pages."""
    sign_in("engagement_lead")
    walks = {}
    for waits, address in product((False, True), PAGES):
        if waits and address == PAGES[0]:
            a_note("a quiet room", a_board("other"))
        kept_pages.init_app(client.application)  # as a new process: nothing is answered from what was kept
        with heard() as sent:
            assert client.get(address).status_code == 200
        assert len(sent) >= 3, (waits, address)
        walks[waits, address] = walked(sent) & {"contribution", "submission", "note"}
    assert {page: tables for page, tables in walks.items() if tables} == {}


@contextmanager
def heard() -> Iterator[list[tuple[str, object]]]:
    """What is asked of the database meanwhile."""
    sent: list[tuple[str, object]] = []

    def note(connection, cursor, statement, values, *rest) -> None:
        if statement.startswith("SELECT"):
            sent.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
