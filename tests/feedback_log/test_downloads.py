"""What the filters show, as a file: right, safe, recorded, and without anything that leads to a person."""

import io
import json
import zipfile
from datetime import date
from itertools import groupby, pairwise

import pytest

from builders import (
    a_board,
    a_partnership,
    a_shown_pledge,
    a_sign_up,
    a_submission,
    a_theme,
    a_user,
    an_event,
    heard,
    saved,
)
from coprod import exports
from coprod.audit import Record
from coprod.database import db, uk_today
from coprod.feedback_log import downloads
from coprod.participation.submission import Submission
from downloading import KINDS, downloaded

LOG = "/staff/feedback-log"


@pytest.fixture
def download(client, sign_in):
    """`download("csv", "audience=professional")` gives the rows, each as a dict by heading."""
    a_partnership()
    sign_in("analyst")

    def get(kind: str = "csv", filters: str = "") -> list[dict[str, str]]:
        return downloaded(client, LOG, kind, filters)

    return get


def said(rows: list[dict[str, str]]) -> list[str]:
    return [row.get("What was said") or row.get("words") or "" for row in rows]


def test_a_row_says_all_there_is_to_say(download):
    board = a_board(title="Notes")
    row = heard("Zoë's café 👍", board, "What helps?", audience="young_person", district="north", sharing="idea",
                source="paper", submitted_on=date(2026, 3, 9))  # fmt: skip
    for title in ("Long waits", "Quiet places"):
        a_theme(title, board.engagement).add([row.id])
    db.session.commit()
    expected = [row.public_id, "2026-03-09", "The refresh", "Board", "Notes", "What helps?", "Zoë's café 👍",
                "A young person", "North Test", "Use the idea, not the words",
                "On paper", "Long waits; Quiet places"]  # fmt: skip
    [in_csv] = download("csv")
    [in_jsonl] = download("jsonl")
    assert list(in_csv.values()) == expected
    assert [str(value) for value in in_jsonl.values()] == expected and list(in_jsonl) == list(downloads.HEADINGS)


def test_rows_without_theme_or_district_have_an_empty_cell(download):
    heard("hello", a_board())
    assert download("csv")[0]["Themes"] == "" and download("jsonl")[0]["district"] is None


def test_what_is_in_it_and_what_is_not(download):
    board, by = a_board(), a_user("moderator").id
    heard("approved", board)
    heard("for the team", board, sharing="team")
    heard("only the idea", board, sharing="idea")
    a_submission("waits", board)
    a_submission("turned down", board).reject(by=by, reason="names")
    a_submission("a worry", board).escalate(by=by)
    heard("taken back", board).contribution.withdraw()
    db.session.commit()
    for kind in ("csv", "jsonl"):
        assert set(said(download(kind))) == {"only the idea", "for the team", "approved"}
        assert said(download(kind, "publishable=1")) == ["approved"]
        assert said(download(kind, "publishable=1&sharing=team")) == []
        assert all("source" not in row and "How it came" not in row for row in download(kind, "publishable=1"))
    assert {row["How it may be used"] for row in download()} == {
        "Use the idea, not the words", "Only for the team", "May be shown"}  # fmt: skip


def test_holds_what_the_filters_show(download):
    board = a_board()
    child = heard("a child waits", board, audience="young_person", district="north")
    heard("a worker waits", board, audience="professional")
    theme = a_theme(engagement=board.engagement)
    theme.add([child.id])
    db.session.commit()
    for filters in (f"theme={theme.id}", "audience=young_person&q=wait", "district=north", "channel=boards&q=child",
                    f"from={uk_today()}&to={uk_today()}&audience=young_person"):  # fmt: skip
        assert said(download("csv", filters)) == ["a child waits"], filters
    assert len(download("csv", "q=wait")) == 2 and download("csv", "theme=none&q=child") == []


def test_nobody_can_be_reached_through_it(download):
    a_shown_pledge()
    sign_up = a_sign_up(an_event(), name="Ottoline Test", access_needs="a ramp")
    said_there = heard("See you there", sign_up.contribution.activity, context={"Name": "Ottoline Test"})
    said_there.contribution.token_digest = "digest-of-a-token"
    db.session.commit()
    for kind in ("csv", "jsonl"):
        everything = json.dumps(download(kind))
        for private in ("Ottil", "Ottoline", "@", "ramp", "digest"):
            assert private not in everything, private


def test_a_formula_is_only_text(download):
    for words in ("=1+1", "@SUM(A1)", "+44", "-1"):
        heard(words, a_board(f"board-{ord(words[0])}", title=words), prompt=words)
    for row in download("csv"):
        for column in ("What was said", "Question", "Activity"):
            assert row[column].startswith("'"), row
    assert set(said(download("jsonl"))) == {"-1", "+44", "@SUM(A1)", "=1+1"}


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_what_may_be_published_joins_no_two_answers_of_one_person(client, sign_in, kind):
    """No number, id or order does it: within a day rows stand by chance, and no two of one person side by side."""
    a_partnership()
    sign_in("analyst")
    board, by = a_board(), a_user("moderator").id
    for day in (8, 9):
        for person in range(5):
            one = heard(f"first by {day}/{person}", board, submitted_on=date(2026, 3, day))
            for words in (f"second by {day}/{person}", f"third by {day}/{person}"):
                with db.session.no_autoflush:
                    more = saved(Submission(contribution=one.contribution, prompt="And?", words=words, findings=[]))
                more.approve(by=by)
    db.session.commit()
    every = db.session.query(Submission).all()
    rows = downloaded(client, LOG, kind, "publishable=1")
    assert sorted(said(rows)) == sorted(each.published_words for each in every) and len(rows) == 30
    whose = [words.partition(" by ")[2] for words in said(rows)]
    assert [day for day, _ in groupby(each.partition("/")[0] for each in whose)] == ["9", "8"]
    assert all(one != other for one, other in pairwise(whose))
    cells = {str(cell) for row in rows for cell in row.values()}
    inner = {str(number) for each in every for number in (each.id, each.contribution_id, each.public_id)}
    assert not cells & inner and not {"number", "Number"} & set(rows[0])
    assert len({each.public_id for each in every}) == 30, "each has a number of its own, and none is made of another"


def test_files_are_named_by_day_and_kind(client, sign_in):
    a_partnership()
    heard("hello", a_board())
    sign_in("analyst")
    for kind in KINDS:
        for query, name in (("", ""), ("?publishable=1", "publishable-")):
            header = client.get(f"{LOG}.{kind}{query}").headers["Content-Disposition"]
            assert header == f"attachment; filename=feedback-log-{name}{uk_today()}.{kind}"


def test_an_excel_file_holds_the_same(client, sign_in):
    a_partnership()
    heard("Zoë waits", a_board())
    heard("=1+1", sharing="team")
    sign_in("analyst")
    with zipfile.ZipFile(io.BytesIO(client.get(f"{LOG}.xlsx").data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode() if "xl/sharedStrings.xml" in book.namelist() else sheet
    assert (
        "Zoë waits" in texts
        and "=1+1" in texts
        and "'=" not in texts
        and "<f>" not in sheet
        and sheet.count("<row") == 3
    )


def test_too_much_for_an_excel_file_says_what_to_do(client, sign_in, monkeypatch):
    monkeypatch.setattr(exports.at_most, "__defaults__", (2,))
    a_partnership()
    board = a_board()
    sign_in("analyst")
    for number in range(2):
        heard(f"number {number}", board)
    assert client.get(f"{LOG}.xlsx").mimetype.endswith("sheet")
    heard("one more", board)
    refused = client.get(f"{LOG}.xlsx?channel=boards")
    assert refused.status_code == 422 and "feedback-log.csv?channel=boards" in refused.text
    assert [record.details["kind"] for record in db.session.query(Record).filter_by(action="downloaded")] == ["xlsx"]


@pytest.mark.parametrize("kind", KINDS)
def test_who_downloaded_what_is_written_down(client, sign_in, kind):
    a_partnership()
    heard("hello", a_board())
    analyst = sign_in("analyst").id
    client.get(f"{LOG}.{kind}?audience=not_said&from=2026-01-02&publishable=1&q=hello")
    record = db.session.query(Record).filter_by(action="downloaded").one()
    assert record.by_id == analyst and record.subject == "feedback log"
    asked = {"audience": "not_said", "from": "2026-01-02", "publishable": "1", "q": "(words)"}
    assert record.details == {"kind": kind, "filters": asked}


def test_nothing_is_written_down_of_a_download_that_was_refused(client, sign_in):
    a_partnership()
    sign_in("moderator")
    client.get(f"{LOG}.csv")
    assert db.session.query(Record).filter_by(action="downloaded").count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_three_statements_at_any_size(client, sign_in, statements, kind):
    a_partnership()
    board = a_board()
    theme = a_theme(engagement=board.engagement)
    sign_in("analyst")
    for number in (2, 40):
        theme.add([heard(f"said {i}", board).id for i in range(number)])
        db.session.commit()
        statements.clear()
        assert client.get(f"{LOG}.{kind}?q=said&publishable=1").data
        assert len(statements) <= 3, statements


def test_a_browser_that_goes_away_leaves_no_connection_behind(app, monkeypatch):
    monkeypatch.setattr(exports, "AT_A_TIME", 2)
    a_partnership()
    board = a_board()
    for number in range(6):
        heard(f"number {number}", board)
    db.session.remove()
    before = db.engine.pool.checkedout()
    rows = downloads.rows(downloads.FeedbackLogFilters())
    next(rows)
    assert db.engine.pool.checkedout() == before + 1
    rows.close()
    assert db.engine.pool.checkedout() == before
