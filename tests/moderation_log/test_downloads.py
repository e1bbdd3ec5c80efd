"""The moderation log as a file: right, safe, recorded, and at the same cost at any size."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
import time_machine

from builders import a_board, a_submission
from coprod import exports
from coprod.audit import Record
from coprod.database import db, uk_today
from coprod.moderation_log.downloads import HEADINGS
from downloading import KINDS, downloaded

LOG = "/staff/moderation/log"


def test_a_row_says_all_there_is_to_say(client, sign_in, moderator):
    board = a_board(title="Better days")
    with time_machine.travel(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)):  # the 2nd of July in the UK
        submission = a_submission("secret", board, audience="young_person", submitted_on=date(2026, 6, 28))
        db.session.commit()
    with time_machine.travel(datetime(2026, 7, 2, 13, 5, tzinfo=UTC)):
        submission.reject(by=moderator.id, reason="names", note="See the rules")
        db.session.commit()
    sign_in("moderator")
    expected = ["2026-07-02", "Rejected", "Names someone", "Moderator", "moderator", submission.public_id,
                "Board", "Better days", "The refresh", "A young person", "4", "See the rules"]  # fmt: skip
    assert list(downloaded(client, LOG, "csv")[0].values()) == expected
    [row] = downloaded(client, LOG, "jsonl")
    assert [str(value) for value in row.values()] == expected and list(row) == list(HEADINGS)


def test_a_formula_is_only_text(client, sign_in, moderator):
    a_submission("secret", a_board(title="@SUM(A1)")).reject(by=moderator.id, reason="names", note="=1+1")
    db.session.commit()
    sign_in("moderator")
    [row] = downloaded(client, LOG, "csv")
    assert row["Activity"] == "'@SUM(A1)" and row["Note"] == "'=1+1"
    with zipfile.ZipFile(io.BytesIO(client.get(f"{LOG}.xlsx").data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and sheet.count("<row") == 2


def test_too_much_for_an_excel_file_says_what_to_do(client, sign_in, moderator, monkeypatch):
    monkeypatch.setattr(exports.at_most, "__defaults__", (2,))
    board = a_board()
    for number in range(2):
        a_submission(f"number {number}", board).reject(by=moderator.id, reason="names")
    a_submission("one more", board).approve(by=moderator.id)
    db.session.commit()
    sign_in("moderator")
    assert client.get(f"{LOG}.xlsx?decision=rejected").mimetype.endswith("sheet")
    refused = client.get(f"{LOG}.xlsx?channel=boards")
    assert refused.status_code == 422 and "log.csv?channel=boards" in refused.text


@pytest.mark.parametrize("kind", KINDS)
def test_who_downloaded_what_is_written_down(client, sign_in, moderator, kind):
    who = sign_in("admin").id
    answer = client.get(f"{LOG}.{kind}?decision=rejected&from=2026-01-02&by={moderator.id}")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=moderation-log-{uk_today()}.{kind}"
    record = db.session.query(Record).filter_by(action="downloaded").one()
    assert (record.by_id, record.subject) == (who, "moderation log")
    asked = {"decision": "rejected", "from": "2026-01-02", "by": str(moderator.id)}
    assert record.details == {"kind": kind, "filters": asked}


@pytest.mark.parametrize("kind", KINDS)
def test_as_many_statements_for_two_rows_as_for_two_hundred(client, sign_in, moderator, statements, kind):
    board, careful = a_board(), a_board("careful", two_people=True)
    sign_in("moderator")
    counts = []
    for number in (2, 70):
        for i in range(number):
            a_submission(f"number {i}", board).reject(by=moderator.id, reason="names")
            a_submission(f"careful {i}", careful).approve(by=moderator.id)
        db.session.commit()
        statements.clear()
        assert client.get(f"{LOG}.{kind}").data
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 4, statements
