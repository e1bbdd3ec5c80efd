"""What was decided, by whom and why: the log and its filters. Never what anybody wrote."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from builders import a_board, a_questionnaire, a_submission, a_user, saved
from coprod.audit import Record
from coprod.concerns.concern import Origin
from coprod.database import db, uk_today
from coprod.moderation_log import log
from coprod.participation.submission import Submission
from coprod.permissions import Permission, Role, may
from coprod.public_ids import ListPlace, new_public_id
from downloading import KINDS, downloaded

LOG = "/staff/moderation/log"


def decisions_on(page: str) -> list[str]:
    """What was decided, in each row of the table."""
    return [tag.strip() for tag in re.findall(r'<th scope="row"><span class="tag[^>]*>.*?</svg>([^<]*)', page)]


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
    assert sorted(decisions_on(page)) == [
        "Approved", "Escalated", "First of two approvals", "Rejected", "Rejected", "Returned to the queue",
    ]  # fmt: skip
    for words in ("6 decisions", "Names someone", "Not about this", "Board: Better days", "Moderator",
                  "Someone who did not say", "clear enough", "a name in it", "fine by me"):  # fmt: skip
        assert words in page, words


def test_nobodys_words_are_in_it(client, sign_in, moderator):
    one_of_each(moderator.id)
    for role in Role:
        if may(role, Permission.READ_MODERATION_LOG):
            sign_in(role)
            files = [downloaded(client, LOG, kind) for kind in ("csv", "jsonl")]
            assert "secret" not in client.get(LOG).text + json.dumps(files)


def test_notes_go_with_what_is_escalated(client, sign_in, moderator):
    submission = a_submission("secret", a_board())
    submission.reject(by=moderator.id, reason="names", note="first thought")
    submission.escalate(by=moderator.id, note="says who")
    db.session.commit()
    sign_in("safeguarding_lead")
    page = client.get(LOG).text + json.dumps(downloaded(client, LOG))
    assert "first thought" not in page and "says who" not in page
    submission.return_to_queue(by=a_user("safeguarding_lead").id, note="spoke to them")
    db.session.commit()
    page = client.get(LOG).text + json.dumps(downloaded(client, LOG))
    assert "first thought" in page and "says who" not in page and "spoke to them" not in page


def test_what_screening_did_is_its_own(client, sign_in, moderator):
    a_submission("secret", a_board()).escalate(by=None, origin=Origin.SCREENING)
    db.session.commit()
    sign_in("moderator")
    [row] = downloaded(client, LOG)
    assert (row["who"], row["role"], row["decision"], row["waited"]) == ("Screening", None, "Escalated", None)
    assert len(downloaded(client, LOG, filters="by=screening")) == 1
    assert downloaded(client, LOG, filters=f"by={moderator.id}") == []


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
        assert [row["decision"] for row in downloaded(client, LOG, filters=filters)] == decisions_on(answer.text)
        return decisions_on(answer.text)

    everything = shows("")
    assert set(everything[:2]) == {"First of two approvals", "Approved"} and everything[2:] == ["Rejected"]
    assert shows(f"from=2026-03-30&to={uk_today()}") == everything
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
        with time_machine.travel(moment + timedelta(days=number // 2), tick=False):  # two of each on one day
            a_submission(f"number {number}", board).approve(by=moderator.id)
            a_submission(f"careful {number}", careful).approve(by=moderator.id)
            db.session.commit()
    sign_in("moderator")
    address, seen = LOG, []
    while address and len(seen) < 9:  # more than there are
        page = client.get(address).text
        seen.append(re.findall(r"No\. (\w+)", page))
        older = re.search(r'href="([^"]*)">Older', page)
        address = older[1].replace("&amp;", "&") if older else ""
    flat = [number for page in seen for number in page]
    assert [len(page) for page in seen] == [3, 3, 3, 1] and len(set(flat)) == 10
    assert [row["submission"] for row in downloaded(client, LOG)] == flat


def test_a_place_that_is_not_there_shows_nothing_and_junk_shows_the_newest(client, sign_in, moderator):
    a_submission("secret", a_board()).approve(by=moderator.id)
    db.session.commit()
    sign_in("moderator")
    assert decisions_on(client.get(f"{LOG}?before={ListPlace(date(2020, 1, 1), new_public_id())}").text) == []
    for junk in ("x", "2-1", "2026-01-01", "2026-13-01_0123456789abc", "2026-01-01_0123456789abe"):
        assert decisions_on(client.get(f"{LOG}?before={junk}").text) == ["Approved"], junk


def test_as_many_statements_for_two_rows_as_for_two_hundred(client, sign_in, moderator, statements):
    board, careful = a_board(), a_board("careful", two_people=True)
    sign_in("moderator")
    first_page, other_page = [], []
    for number in (2, 70):
        for i in range(number):
            a_submission(f"number {i}", board).reject(by=moderator.id, reason="names")
            a_submission(f"careful {i}", careful).approve(by=moderator.id)
        db.session.commit()
        for addresses, counts in (
            ((LOG, f"{LOG}?decision=rejected&reason=names&channel=boards&engagement=for-better"), first_page),
            ((f"{LOG}?before={ListPlace(uk_today(), new_public_id())}",), other_page),
        ):
            for address in addresses:
                statements.clear()
                assert client.get(address).data
                counts.append(len(statements))
    assert len(set(first_page)) == len(set(other_page)) == 1
    assert first_page[0] <= 6 and other_page[0] == first_page[0] - 1, statements


@pytest.mark.parametrize("role", Role)
def test_who_may_read_it(client, sign_in, moderator, role):
    saved(moderator)
    sign_in(role)
    allowed = role not in (Role.ANALYST, Role.EVENT_TEAM)
    for address in (LOG, *(f"{LOG}.{kind}" for kind in KINDS)):
        assert client.get(address).status_code == (200 if allowed else 403)
    assert ("/staff/moderation/log" in client.get("/staff").text) is allowed
