"""Staff sort what was heard into themes."""

from datetime import timedelta

import pytest

from builders import a_board, a_partnership, a_submission, a_theme, heard
from coprod.audit import Record
from coprod.database import db, uk_today
from coprod.public_ids import ListPlace, new_public_id
from coprod.themes.coding import in_themes
from coprod.themes.models import Theme

LOG = "/staff/feedback-log"


def inside(theme: Theme) -> list[int]:
    query = in_themes.select().where(in_themes.c.theme_id == theme.id)
    return sorted(row.submission_id for row in db.session.execute(query))


@pytest.fixture
def log(client, sign_in):
    a_partnership()
    a_board()
    sign_in("engagement_lead")
    return client


def test_add_many_to_a_theme_and_come_back_to_the_same_page(log):
    rows = [heard(f"number {i}") for i in range(3)]
    ids, inner = [row.public_id for row in rows], [row.id for row in rows]
    place = ListPlace(uk_today() + timedelta(1), ids[0])
    theme = a_theme()
    sent = log.post(f"{LOG}/add-to-theme?q=number&before={place}", data={"ids": ids[:2], "theme": theme.id})
    assert (sent.status_code, sent.location) == (303, f"{LOG}?q=number&before={place}")
    assert inside(theme) == inner[:2]
    page = log.get(sent.location).text
    assert "2 rows added to “Long waits”." in page and page.count("</svg>Long waits</span>") == 2
    assert log.post(f"{LOG}/add-to-theme", data={"ids": ids, "theme": theme.id}).status_code == 303
    assert inside(theme) == inner and "1 row added to" in log.get(LOG).text


def test_take_out_of_a_theme(log):
    rows = [heard(f"number {i}") for i in range(2)]
    ids = [row.id for row in rows]
    theme, other = a_theme(), a_theme("Lunch")
    for each in (theme, other):
        each.add(ids)
    db.session.commit()
    log.post(f"{LOG}/remove-from-theme", data={"ids": [rows[0].public_id], "theme": theme.id})
    assert inside(theme) == ids[1:] and inside(other) == ids


def test_who_sorted_what_is_written_down(log):
    ids = [heard("hello").public_id]
    theme = a_theme()
    for verb in ("add-to", "remove-from"):
        log.post(f"{LOG}/{verb}-theme", data={"ids": ids, "theme": theme.id})
    records = db.session.query(Record).filter_by(subject=f"theme {theme.id}").order_by(Record.id).all()
    assert [record.action for record in records] == ["added to theme", "taken out of theme"]
    assert all(record.details["submissions"] == ids and record.by_id for record in records)


def test_words_that_are_not_approved_go_into_no_theme(log):
    waits = a_submission("waits", a_board("another"))
    theme = a_theme()
    log.post(f"{LOG}/add-to-theme", data={"ids": [waits.public_id, new_public_id()], "theme": theme.id})
    assert inside(theme) == []


def test_without_ticks_nothing_changes_and_the_page_says_so(log):
    row = heard("hello")
    theme = a_theme()
    many = [new_public_id() for _ in range(300)]
    for data in ({"theme": theme.id}, {"ids": ["x"], "theme": theme.id}, {"ids": [row.public_id]},
                 {"ids": [2**70], "theme": 1}, {"ids": many, "theme": theme.id}):  # fmt: skip
        sent = log.post(f"{LOG}/add-to-theme", data=data)
        assert sent.status_code == 422 and "There is a problem" in sent.text, data
    assert log.post(f"{LOG}/add-to-theme", data={"ids": [row.public_id], "theme": 999}).status_code == 404
    assert (
        log.post(f"{LOG}/add-to-theme?from=never", data={"ids": [row.public_id], "theme": theme.id}).status_code == 422
    )
    sent = log.post(f"{LOG}/add-to-theme?endpoint=x&_external=1", data={"ids": [row.public_id], "theme": ""})
    assert (
        sent.status_code == 422
        and f'value="{row.public_id}" aria-label="Tick row {row.public_id}" checked' in sent.text
    )
    assert inside(theme) == []


def test_only_those_who_sort_may_sort(client, sign_in):
    a_partnership()
    row = heard("hello", a_board())
    theme = a_theme()
    sign_in("moderator")
    page = client.get(LOG).text
    assert "Add to theme" not in page and "checkbox" not in page
    for address in ("add-to-theme", "remove-from-theme"):
        assert client.post(f"{LOG}/{address}", data={"ids": [row.public_id], "theme": theme.id}).status_code == 403
