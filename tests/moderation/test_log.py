"""What was decided, by whom and why: the log, its filters, its numbers and its files. Never what anybody wrote."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import create_engine, select

from builders import a_board, a_partnership, a_questionnaire, a_submission, a_user, saved
from coprod import exports
from coprod.audit import Record
from coprod.database import UK, db, uk_today
from coprod.moderation import log, log_downloads
from coprod.moderation.log_counts import count
from coprod.moderation.log_filters import Decision, Filters
from coprod.participation.concern import Origin
from coprod.participation.submission import Submission
from coprod.permissions import Permission, Role, may

LOG = "/staff/moderation/log"
KINDS = ("csv", "jsonl", "xlsx")


@pytest.fixture
def moderator(app):
    a_partnership()
    return a_user("moderator")


def decisions_on(page: str) -> list[str]:
    """What was decided, in each row of the table."""
    return [tag.strip() for tag in re.findall(r'<th scope="row"><span class="tag[^>]*>.*?</svg>([^<]*)', page)]


def download(client, kind: str = "jsonl", filters: str = "") -> list[dict]:
    answer = client.get(f"{LOG}.{kind}?{filters}")
    assert answer.status_code == 200
    if kind == "jsonl":
        return [json.loads(line) for line in answer.text.splitlines()]
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def one_of_each(by: int) -> list[Submission]:
    """Approved, rejected and escalated; rejected and taken back; approved by the first of two people."""
    board = a_board("log-board", title="Better days")
    shown, rejected, escalated, returned = (a_submission(f"secret number {i}", board) for i in range(4))
    shown.approve(by=by, note="clear enough")
    rejected.reject(by=by, reason="names", note="a name in it")
    escalated.escalate(by=by, note="says who")
    returned.reject(by=by, reason="off-topic")
    returned.return_to_queue(by=by)
    careful = a_submission("secret number 4", a_board("careful", two_people=True))
    careful.approve(by=by, note="fine by me")
    db.session.commit()
    return [shown, rejected, escalated, returned, careful]


def test_every_decision_is_there_newest_first(client, sign_in, moderator):
    one_of_each(moderator.id)
    sign_in("admin")
    page = client.get(LOG).text
    assert decisions_on(page) == [
        "First of two approvals", "Returned to the queue", "Rejected", "Escalated", "Rejected", "Approved",
    ]  # fmt: skip
    for words in ("6 decisions", "Names someone", "Not about this", "Board: Better days", "Moderator",
                  "Someone who did not say", "clear enough", "a name in it", "fine by me"):  # fmt: skip
        assert words in page, words


def test_nobodys_words_are_in_it(client, sign_in, moderator):
    one_of_each(moderator.id)
    for role in Role:
        if may(role, Permission.READ_MODERATION_LOG):
            sign_in(role)
            everything = client.get(LOG).text + json.dumps(download(client)) + json.dumps(download(client, "csv"))
            assert "secret" not in everything


def test_notes_go_with_what_is_escalated(client, sign_in, moderator):
    submission = a_submission("secret", a_board())
    submission.reject(by=moderator.id, reason="names", note="first thought")
    submission.escalate(by=moderator.id, note="says who")
    db.session.commit()
    sign_in("safeguarding_lead")
    page = client.get(LOG).text + json.dumps(download(client))
    assert "first thought" not in page and "says who" not in page
    submission.return_to_queue(by=a_user("safeguarding_lead").id, note="spoke to them")
    db.session.commit()
    page = client.get(LOG).text + json.dumps(download(client))
    assert "first thought" in page and "says who" not in page and "spoke to them" not in page


def test_what_screening_did_is_its_own(client, sign_in, moderator):
    a_submission("secret", a_board()).escalate(by=None, origin=Origin.SCREENING)
    db.session.commit()
    sign_in("moderator")
    [row] = download(client)
    assert (row["who"], row["role"], row["decision"], row["waited"]) == ("Screening", None, "Escalated", None)
    assert len(download(client, filters="by=screening")) == 1 and download(client, filters=f"by={moderator.id}") == []


def test_filters(client, sign_in, moderator):
    other = a_user("engagement_lead")
    with time_machine.travel(datetime(2026, 3, 30, 22, 30, tzinfo=UTC)):  # 11:30pm in the UK
        early = a_submission("early", a_board("early"))
        early.reject(by=other.id, reason="names")
        db.session.commit()
    late = a_submission("late", a_questionnaire())
    late.approve(by=moderator.id)
    careful = a_submission("careful", a_board("careful", two_people=True))
    careful.approve(by=moderator.id)
    db.session.commit()
    sign_in("moderator")

    def shows(filters: str) -> list[str]:
        answer = client.get(f"{LOG}?{filters}")
        assert answer.status_code == 200
        assert [row["decision"] for row in download(client, filters=filters)] == decisions_on(answer.text)
        return decisions_on(answer.text)

    everything = ["First of two approvals", "Approved", "Rejected"]
    assert shows("") == shows(f"from=2026-03-30&to={uk_today()}") == everything
    for filters in ("decision=rejected", "reason=names", f"by={other.id}", "from=2026-03-30&to=30/03/2026",
                    "engagement=for-early", f"by={other.id}&channel=boards&decision=rejected"):  # fmt: skip
        assert shows(filters) == ["Rejected"], filters
    assert shows("channel=questionnaires") == ["Approved"]
    assert shows("channel=boards") == ["First of two approvals", "Rejected"]
    assert shows("decision=first_approval") == ["First of two approvals"]
    assert shows("to=2026-03-29") == shows("reason=off-topic") == shows("decision=escalated") == []
    assert shows("from=2026-03-31") == everything[:2]


@pytest.mark.parametrize(
    "filters",
    [
        "decision=x",
        "decision=pendingx",
        "by=somebody",
        "by=-1",
        "by=99999999999",
        "channel=x",
        "from=2026-02-30",
        "to=x",
    ],
)
def test_what_cannot_be_asked_is_refused_and_shows_nothing(client, sign_in, moderator, filters):
    a_submission("secret", a_board(title="Better days")).approve(by=moderator.id)
    db.session.commit()
    sign_in("moderator")
    answer = client.get(f"{LOG}?{filters}")
    assert answer.status_code == 422 and "There is a problem" in answer.text and "Better days" not in answer.text
    for kind in KINDS:
        refused = client.get(f"{LOG}.{kind}?{filters}")
        assert refused.status_code == 422 and b"Better days" not in refused.data
    assert db.session.query(Record).filter_by(action="downloaded").count() == 0


def test_days_at_the_ends_of_time_can_be_asked_for(client, sign_in, moderator):
    sign_in("moderator")
    assert client.get(f"{LOG}?from=0001-01-01&to=9999-12-31").status_code == 200


def test_pages_hold_all_of_it_once(client, sign_in, moderator, monkeypatch):
    monkeypatch.setattr(log, "PAGE", 3)
    board, careful = a_board(), a_board("careful", two_people=True)
    moment = datetime(2026, 3, 9, 12, tzinfo=UTC)
    for number in range(5):
        with time_machine.travel(moment + timedelta(minutes=number // 2), tick=False):  # two of them at one moment
            a_submission(f"number {number}", board).approve(by=moderator.id)
            a_submission(f"careful {number}", careful).approve(by=moderator.id)
            db.session.commit()
    sign_in("moderator")
    address, seen = LOG, []
    while address and len(seen) < 9:  # more than there are
        page = client.get(address).text
        seen.append(re.findall(r"No\. (\d+)", page))
        older = re.search(r'href="([^"]*)">Older', page)
        address = older[1].replace("&amp;", "&") if older else ""
    flat = [number for page in seen for number in page]
    assert [len(page) for page in seen] == [3, 3, 3, 1] and sorted(map(int, flat)) == list(range(1, 11))
    assert [str(row["submission"]) for row in download(client)] == flat


def test_a_place_that_is_not_there_shows_nothing_and_junk_shows_the_newest(client, sign_in, moderator):
    a_submission("secret", a_board()).approve(by=moderator.id)
    db.session.commit()
    sign_in("moderator")
    assert decisions_on(client.get(f"{LOG}?before=1-999").text) == []
    for junk in ("x", "2-1", "1-", "1-99999999999", "1-0", "-1"):
        assert decisions_on(client.get(f"{LOG}?before={junk}").text) == ["Approved"], junk


def test_sqlite_knows_which_day_it_is_in_the_uk():
    days = [date(year, month, 24) + timedelta(days=more)
            for year in range(2024, 2031) for month in (3, 10) for more in range(8)] + [date(2027, 6, 30)]  # fmt: skip
    with create_engine("sqlite://").connect() as connection:
        for day in days:
            for at in (time(0), time(22, 59), time(23), time(23, 59)):
                moment = datetime.combine(day, at, UTC)
                answer = connection.scalar(select(log.uk_day_on_sqlite(f"{moment:%Y-%m-%d %H:%M:%S}")))
                assert answer == str(moment.astimezone(UK).date()), moment


def decided_after(days: int, by: int, verb: str = "approve", **how) -> None:
    submission = a_submission("words", db.session.query(Submission).first().contribution.activity,
                              submitted_on=uk_today() - timedelta(days=days))  # fmt: skip
    getattr(submission, verb)(by=by, **how)
    db.session.commit()


def test_numbers(app, moderator):
    assert count(Filters()).total == 0 and count(Filters()).longest is None
    a_submission("waits", a_board())
    for days in (0, 1, 2, 9):
        decided_after(days, moderator.id)
    for reason in ("names", "names", "off-topic"):
        decided_after(3, moderator.id, "reject", reason=reason)
    counted = count(Filters())
    assert counted.decisions == {Decision.APPROVED: 4, Decision.REJECTED: 3} and counted.total == 7
    assert counted.reasons == [("Names someone", 2, 67), ("Not about this", 1, 33)]
    assert (counted.half_within, counted.longest) == (3, 9)
    rejected = count(Filters(decision=Decision.REJECTED))
    assert (rejected.total, rejected.half_within, rejected.longest) == (3, 3, 3)
    assert count(Filters(reason="off-topic")).reasons == [("Not about this", 1, 100)]


def test_only_the_first_decision_of_a_person_says_how_long_somebody_waited(app, moderator):
    board = a_board(two_people=True)
    again = a_submission("words", board, submitted_on=uk_today() - timedelta(days=30))
    with time_machine.travel(datetime.combine(uk_today() - timedelta(days=28), time(12), UK), tick=False):
        again.approve(by=moderator.id)
        again.approve(by=a_user("engagement_lead").id)
        db.session.commit()
    again.return_to_queue(by=moderator.id)
    again.reject(by=moderator.id, reason="names")
    undone = a_submission("words", board, submitted_on=uk_today() - timedelta(days=30))
    with time_machine.travel(datetime.combine(uk_today() - timedelta(days=27), time(12), UK), tick=False):
        undone.approve(by=moderator.id)
        undone.undo(by=moderator.id)
        db.session.commit()
    with time_machine.travel(datetime.combine(uk_today() - timedelta(days=26), time(12), UK), tick=False):
        undone.reject(by=moderator.id, reason="names")
        db.session.commit()
    worry = a_submission("words", board, submitted_on=uk_today() - timedelta(days=40))
    worry.escalate(by=None, origin=Origin.SCREENING)
    worry.return_to_queue(by=a_user("safeguarding_lead").id)
    worry.reject(by=moderator.id, reason="names")
    db.session.commit()
    counted = count(Filters())
    assert (counted.half_within, counted.longest) == (2, 4)
    assert counted.decisions[Decision.FIRST_APPROVAL] == 2 and counted.total == 10


def test_the_page_counts_decisions_and_not_people(client, sign_in, moderator):
    a_submission("waits", a_board())
    decided_after(4, moderator.id, "reject", reason="names")
    sign_in("moderator")
    page = client.get(LOG).text
    assert "Half were first decided within 4 days of being sent; the longest took 4 days." in page
    assert "not the people who made them" in page and "100%" in page


def test_a_row_says_all_there_is_to_say(client, sign_in, moderator):
    board = a_board(title="Better days")
    with time_machine.travel(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)):  # the 2nd of July in the UK
        submission = a_submission("secret", board, audience="young_person", submitted_on=date(2026, 6, 28))
        db.session.commit()
    with time_machine.travel(datetime(2026, 7, 2, 13, 5, tzinfo=UTC)):
        submission.reject(by=moderator.id, reason="names", note="See the rules")
        db.session.commit()
    sign_in("moderator")
    expected = ["2026-07-02", "14:05", "Rejected", "Names someone", "Moderator", "moderator", str(submission.id),
                "Board", "Better days", "The refresh", "A young person", "4", "See the rules"]  # fmt: skip
    assert list(download(client, "csv")[0].values()) == expected
    [row] = download(client, "jsonl")
    assert [str(value) for value in row.values()] == expected and list(row) == list(log_downloads.HEADINGS)


def test_a_formula_is_only_text(client, sign_in, moderator):
    a_submission("secret", a_board(title="@SUM(A1)")).reject(by=moderator.id, reason="names", note="=1+1")
    db.session.commit()
    sign_in("moderator")
    [row] = download(client, "csv")
    assert row["Activity"] == "'@SUM(A1)" and row["Note"] == "'=1+1"
    with zipfile.ZipFile(io.BytesIO(client.get(f"{LOG}.xlsx").data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and sheet.count("<row") == 2


def test_too_much_for_an_excel_file_says_what_to_do(client, sign_in, moderator, monkeypatch):
    monkeypatch.setattr(exports.at_most, "__defaults__", (2,))
    one_of_each(moderator.id)
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


def test_as_many_statements_for_two_rows_as_for_two_hundred(client, sign_in, moderator, statements):
    board, careful = a_board(), a_board("careful", two_people=True)
    sign_in("moderator")
    first_page, other_page, files = [], [], []
    for number in (2, 70):
        for i in range(number):
            a_submission(f"number {i}", board).reject(by=moderator.id, reason="names")
            a_submission(f"careful {i}", careful).approve(by=moderator.id)
        db.session.commit()
        for addresses, counts in (
            ((LOG, f"{LOG}?decision=rejected&reason=names&channel=boards&engagement=for-better"), first_page),
            ((f"{LOG}?before=1-2",), other_page),
            ([f"{LOG}.{kind}" for kind in KINDS], files),
        ):
            for address in addresses:
                statements.clear()
                assert client.get(address).data
                counts.append(len(statements))
    assert len(set(first_page)) == len(set(other_page)) == len(set(files)) == 1
    assert first_page[0] <= 6 and other_page[0] == first_page[0] - 1 and files[0] <= 4, statements


@pytest.mark.parametrize("role", Role)
def test_who_may_read_it(client, sign_in, moderator, role):
    saved(moderator)
    sign_in(role)
    allowed = role not in (Role.ANALYST, Role.EVENT_TEAM)
    for address in (LOG, *(f"{LOG}.{kind}" for kind in KINDS)):
        assert client.get(address).status_code == (200 if allowed else 403)
    assert ("/staff/moderation/log" in client.get("/staff").text) is allowed
