"""Whoever looks changes nothing: GET, HEAD and OPTIONS leave every row of every table as it was."""

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, inspect, text
from sqlalchemy.exc import DBAPIError
from test_routes import LEAVE_AN_AUDIT_ROW, opens_for, sign_in_to, tables_written

from addresses import every_address, public_addresses
from answering import HERE
from builders import a_partnership, a_pledge, a_questionnaire, a_user, saved
from coprod import transactions
from coprod.config import ROOT
from coprod.database import db
from coprod.participation.receipt import Receipt
from coprod.people.invitation import Invitation
from coprod.people.second_step_reset import SecondStepReset
from coprod.permissions import Role, public
from coprod.prepared import transaction
from coprod.transactions import OnlyReads
from holding_codes import a_received_note, look_up

LOOKS = ("GET", "HEAD", "OPTIONS")
# Leaves a trace only where a number is small, and whether one is there is for the demonstration's dice to say.
WHERE_FEW_ARE = {"staff_results.check_back"}


@pytest.mark.long
@pytest.mark.parametrize("role", Role)
def test_every_page_opens_for_its_roles_and_for_nobody_else_and_leaves_nothing_but_audit_rows(
    demo_client: FlaskClient, role: Role
):
    sign_in_to(demo_client, role)
    wrong, written, before = [], set(), every_row()
    for endpoint, address in every_address(demo_client.application):
        is_first = role is next(each for each in Role if opens_for(each, endpoint))  # the other two methods: once
        for method in LOOKS if is_first else LOOKS[:1]:
            statuses: list[int] = []
            tables = tables_written(lambda m=method, a=address, s=statuses: s.append(look(demo_client, m, a)))
            written |= {(endpoint, table) for table in tables}
            if (statuses[0] == 403) is opens_for(role, endpoint) or statuses[0] >= 500:
                wrong.append((method, address, statuses))
    assert wrong == []
    traces = {(endpoint, "audit_record") for endpoint in LEAVE_AN_AUDIT_ROW if opens_for(role, endpoint)}
    assert written <= traces and {endpoint for endpoint, _ in traces - written} <= WHERE_FEW_ARE
    assert changed_since(before) <= {"audit_record"}


def test_mail_scanners_that_open_every_link_of_a_letter_change_nothing(client: FlaskClient):
    addresses = links_that_work()
    before = every_row()
    for address in addresses:
        assert [look(client, method, address) for method in LOOKS] == [200, 200, 200], address
    assert changed_since(before) == set()


def test_who_is_in_the_middle_of_something_looks_everywhere_and_changes_nothing(client: FlaskClient):
    """A code that was typed, answers that were begun: what a browser holds makes no page write either."""
    a_received_note("More clubs")
    a_questionnaire()
    look_up(client)
    assert client.post(f"{HERE}/1", data={"answer-place": "hall"}).status_code == 303
    before = every_row()
    for address in [*public_addresses(client.application), f"{HERE}/2", f"{HERE}/check", f"{HERE}/about-you"]:
        asked, headed, options = [look(client, method, address) for method in LOOKS]
        assert headed == asked < 500 and options == 200, address
    assert changed_since(before) == set()


def test_whatever_a_page_that_only_looks_tries_to_write_is_refused(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
):
    """Also past the session and past the models: the database does not take it, however it is sent."""
    a_partnership()
    saved(Receipt("a"))
    ways: dict[str, Callable[[], object]] = {
        "a row": lambda: (db.session.add(Receipt("b")), db.session.commit()),
        "many rows": lambda: (db.session.execute(insert(Receipt).values(digest="c")), db.session.commit()),
        "text": lambda: (db.session.execute(text("DELETE FROM receipt")), db.session.commit()),
        "past the session": lambda: (db.session.connection().execute(text("DELETE FROM receipt")), db.session.commit()),
        "a connection": lambda: past_the_session(),
        "a transaction": lambda: transactions.write_transaction().__enter__(),
        "the driver": lambda: transaction().__enter__(),
        "saying so": transactions.begin_writing,
    }

    before = every_row()
    for name, way in ways.items():
        told: list[str] = []
        monkeypatch.setitem(app.view_functions, "pages.health", public(lambda w=way, t=told: tries(w, t)))
        for method in ("GET", "HEAD"):
            look(client, method, "/health")
            db.session.rollback()
        assert told == ["refused", "refused"], name
    assert changed_since(before) == set()


def past_the_session() -> None:
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM receipt"))


def tries(way: Callable[[], object], told: list[str]) -> str:
    try:
        way()
        told.append("written")
    except (OnlyReads, DBAPIError):
        told.append("refused")
    return ""


def test_a_look_leaves_audit_rows_and_when_a_session_was_last_seen_and_nothing_else():
    files = {path: path.read_text() for path in (ROOT / "coprod").rglob("*.py")}
    assert {path.name for path, code in files.items() if "trace_of_a_look" in code} == {
        "transactions.py",
        "audit.py",
        "sessions.py",
    }


def links_that_work() -> list[str]:
    """Where the links in our letters lead, while they can still be used."""
    a_partnership()
    admin, user, pledge = a_user("admin"), a_user("moderator"), a_pledge()
    secret, change = pledge.new_link(), pledge.new_change_link()
    invitation = Invitation(name="Nia", email="nia@example.org", roles=[Role.MODERATOR], by=admin)
    taken_up = invitation.new_link()
    saved(pledge, invitation, SecondStepReset(user=user, by=admin, link_secret="a-secret"))
    return [
        f"/promise/confirm/{secret}",
        *(f"/promise/change/{change}{verb}" for verb in ("", "/withdraw", "/report")),
        f"/staff/people/invitations/{taken_up}",
        "/staff/people/second-step/a-secret",
    ]


def look(client: FlaskClient, method: str, address: str) -> int:
    answer = client.open(address, method=method)
    assert method != "HEAD" or not answer.data
    return answer.status_code


def every_row() -> dict[str, Counter[str]]:
    """All that there is, by table. A session that was seen is as it was."""
    db.session.rollback()
    rows = {}
    with db.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            found = connection.execute(text(f'SELECT * FROM "{table}"')).mappings()
            rows[table] = Counter(str({key: row[key] for key in row if key != "last_seen_at"}) for row in found)
    return rows


def changed_since(before: dict[str, Counter[str]]) -> set[str]:
    """The tables in which a row was added, changed or taken away since. An audit row may only be added."""
    after = every_row()
    assert not before["audit_record"] - after["audit_record"]
    return {table for table in after if after[table] != before[table]}
