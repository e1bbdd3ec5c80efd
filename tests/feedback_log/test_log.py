"""What is in the log and what is not, and what its filters show."""

import re
from datetime import date, timedelta

import pytest

from builders import a_board, a_partnership, a_questionnaire, a_submission, a_theme, a_user, heard
from coprod.database import db, uk_today
from coprod.feedback_log import log
from coprod.participation.move import Hide
from coprod.participation.submission import Submission
from coprod.public_ids import ListPlace

LOG = "/staff/feedback-log"


def rows_on(page: str) -> list[str]:
    """What was said, in each row of the table."""
    return [
        re.sub("<[^>]*>", "", words)
        for words in re.findall(r'class="heard"[^>]*>(.*?)</span> <span class="soft asked"', page)
    ]


@pytest.fixture
def shows(client, sign_in):
    """`shows("audience=professional")` gives the words in the log under these filters."""
    a_partnership()
    sign_in("analyst")

    def under(filters: str = "") -> list[str]:
        answer = client.get(f"{LOG}?{filters}")
        assert answer.status_code == 200, filters
        return rows_on(answer.text)

    return under


def one_of_each_status() -> None:
    board = a_board()
    lead = a_user("moderator").id
    heard("approved", board)
    heard("for the team", board, sharing="team")
    heard("only the idea", board, sharing="idea")
    a_submission("waits", board)
    a_submission("turned down", board).reject(by=lead, reason="names")
    a_submission("a worry", board).escalate(by=lead)
    heard("taken back", board).contribution.withdraw()
    heard("back in the queue", board).return_to_queue(by=lead)
    db.session.commit()


def test_holds_what_was_approved_and_nothing_else(shows):
    one_of_each_status()
    assert set(shows()) == {"only the idea", "for the team", "approved"}


def test_says_who_where_when_and_how_it_may_be_used(client, sign_in):
    a_partnership()
    sign_in("moderator")
    board = a_board(title="Make it better")
    heard("<b>lifts</b>", board, "What helps?", audience="parent_carer", district="north", sharing="team",
          submitted_on=date(2026, 3, 9))  # fmt: skip
    page = client.get(LOG).text
    for words in ("&lt;b&gt;lifts", "What helps?", "A parent or carer", "North Test", "Board", "Make it better",
                  "9 Mar 2026", "only for the team"):  # fmt: skip
        assert words in page, words
    assert "None yet" in page and "1 approved" in page


def test_hidden_words_stay_hidden(shows):
    submission = a_submission("Ask Sam first", a_board())
    submission.approve(by=a_user().id, hide=[Hide(4, 7, "name")])
    db.session.commit()
    assert shows() == ["Ask [name removed] first"]
    assert shows("q=sam") == []


def test_filters(shows):
    board = a_board(title="Notes")
    survey = a_questionnaire()
    theme = a_theme(engagement=board.engagement)
    old = uk_today() - timedelta(days=40)
    child = heard("a child", board, audience="young_person", district="north", submitted_on=old, source="paper")
    heard("a worker", survey, audience="professional", sharing="team")
    theme.add([child.id])
    db.session.commit()
    everything = ["a worker", "a child"]
    assert shows() == everything
    for filters in (
        "audience=young_person",
        "channel=boards",
        f"engagement={board.engagement.slug}",
        f"activity={board.id}",
        f"channel=boards&engagement={board.engagement.slug}&activity={board.id}",
        "district=north",
        f"theme={theme.id}",
        "sharing=show",
        "source=paper",
        f"to={old}",
        f"to={old:%d/%m/%Y}",
        "q=child",
    ):
        assert shows(filters) == ["a child"], filters
    for filters in ("audience=professional", "channel=questionnaires", "district=none", "theme=none", "sharing=team",
                    f"from={uk_today()}"):  # fmt: skip
        assert shows(filters) == ["a worker"], filters
    assert shows(f"from={old}&to={uk_today()}") == everything
    for filters in ("channel=promise", "engagement=nothing", "activity=999", "district=nowhere", "theme=999"):
        assert shows(filters) == [], filters


@pytest.mark.parametrize(
    "filters",
    [
        "audience=x",
        "sharing=x",
        "source=x",
        "theme=x",
        "theme=99999999999",
        "activity=-1",
        "from=2026-02-30",
        "q=" + "x" * 201,
    ],
)
def test_what_cannot_be_asked_is_refused_and_shows_nothing(client, sign_in, filters):
    a_partnership()
    heard("secret", a_board())
    sign_in("analyst")
    answer = client.get(f"{LOG}?{filters}")
    assert answer.status_code == 422 and "secret" not in answer.text and "There is a problem" in answer.text
    for kind in ("csv", "jsonl", "xlsx"):
        refused = client.get(f"{LOG}.{kind}?{filters}")
        assert refused.status_code == 422 and b"secret" not in refused.data
    assert client.get(f"{LOG}?before=x&endpoint=y&_external=1&{'z' * 900}=1").status_code == 200


def test_pages_hold_all_of_it_once(client, sign_in, monkeypatch):
    monkeypatch.setattr(log, "PAGE", 3)
    a_partnership()
    board = a_board()
    for number in range(8):
        day = uk_today() - timedelta(days=30 - number)
        heard(f"number {number}", board, audience="professional", submitted_on=day)
        heard(f"another {number}", board)
    sign_in("analyst")
    address, seen = f"{LOG}?audience=professional", []
    while address:
        page = client.get(address).text
        assert "8 approved" in page
        seen += rows_on(page)
        older = re.search(r'href="([^"]*)">Older', page)
        address = older[1].replace("&amp;", "&") if older else ""
    assert seen == [f"number {number}" for number in range(7, -1, -1)]


def test_nobody_counts_further_than_needed(client, sign_in, monkeypatch):
    monkeypatch.setattr(log, "MOST", 3)
    monkeypatch.setattr("coprod.feedback_log.views.MOST", 3)
    a_partnership()
    board = a_board()
    for number in range(4):
        heard(f"number {number}", board)
    sign_in("analyst")
    assert "More than 3 approved" in client.get(LOG).text
    db.session.query(Submission).first().return_to_queue(by=a_user().id)
    db.session.commit()
    page = client.get(LOG).text
    assert "3 approved" in page and "More than" not in page


def test_six_statements_a_page_at_any_size(client, sign_in, statements):
    a_partnership()
    board = a_board()
    theme = a_theme(engagement=board.engagement)
    sign_in("engagement_lead")
    client.get(LOG)  # reads the partnership, whose priorities have just changed
    counts = []
    for number in (10, 60):
        theme.add([heard(f"said {i}", board).id for i in range(number)])
        db.session.commit()
        for address in (
            LOG,
            f"{LOG}?q=said&theme={theme.id}&audience=not_said&before={ListPlace(uk_today(), 'm' * 13)}",
        ):
            statements.clear()
            assert client.get(address).status_code == 200
            counts.append(len(statements))
    assert set(counts) == {counts[0]} and counts[0] <= 6, statements


@pytest.mark.parametrize(
    ("role", "reads", "downloads"),
    [
        ("analyst", 200, 200),
        ("engagement_lead", 200, 200),
        ("admin", 200, 200),
        ("moderator", 200, 403),
        ("safeguarding_lead", 403, 403),
        ("event_team", 403, 403),
    ],
)
def test_who_may_read_and_who_may_download(client, sign_in, role, reads, downloads):
    a_partnership()
    heard("hello", a_board())
    sign_in(role)
    page = client.get(LOG)
    assert page.status_code == reads
    assert ("feedback-log.csv" in page.text) is (downloads == 200)
    for kind in ("csv", "jsonl", "xlsx"):
        assert client.get(f"{LOG}.{kind}").status_code == downloads
