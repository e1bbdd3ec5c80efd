"""The record of all decisions, as a file that holds up before an inspector."""

import io
import zipfile

from builders import a_board, a_partnership, a_theme, a_user, closed
from coprod.activities.audience import Audience
from coprod.audit import Record
from coprod.database import db
from deciding_on import NOT_OURS, NOW, decide, not_now, signed_off
from downloading import downloaded


def test_every_decision_stands_in_it_with_what_it_replaced(client, sign_in):
    a_partnership()
    board = a_board(**closed())
    lead = a_user("engagement_lead").id
    waits, buses = a_theme("Waits", board.engagement), a_theme("=Buses", board.engagement)
    signed_off(board.engagement, by=lead)
    decide(waits, not_now(lead), by=lead)
    decide(waits, NOW, by=lead)
    decide(buses, NOT_OURS, Audience.YOUNG_PERSON, by=lead)
    db.session.commit()
    sign_in("engagement_lead")
    record = f"/staff/decisions/{board.engagement.slug}/record"
    rows = downloaded(client, record, "csv")
    columns = ("Theme", "For whom", "Decision", "Stands now", "Replaces number")
    assert [tuple(each[column] for column in columns) for each in rows] == [
        ("Waits", "Everyone", "Not now", "no", ""),
        ("Waits", "Everyone", "Now", "yes", "1"),
        ("'=Buses", "Young people", "Not ours", "yes", ""),
    ]
    assert rows[0]["Kept by"] and rows[1]["Leads to"] == "Shorter waits"
    assert "bus.example.org" in rows[2]["The way there"]
    with zipfile.ZipFile(io.BytesIO(client.get(f"{record}.xlsx").data)) as book:
        assert any(b"Shorter waits" in book.read(name) for name in book.namelist())
    taken = sorted(each.details["kind"] for each in db.session.query(Record).filter_by(subject="decisions"))
    assert taken == ["csv", "xlsx"]
    assert client.get("/staff/decisions/none/record.csv").status_code == 404
    assert "The record (Excel)" in client.get(f"/staff/decisions/{board.engagement.slug}").text
