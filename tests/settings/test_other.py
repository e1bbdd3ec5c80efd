"""How long who-said-what is kept, school holidays, and links to other places."""

from datetime import date, timedelta

import pytest

from builders import a_user, an_engagement
from coprod.changes import Change
from coprod.database import db, uk_today

PAGES = ("retention", "events", "holidays", "links")
RETENTION, EVENTS, HOLIDAYS, LINKS = (f"/staff/settings/{page}" for page in PAGES)


def days(name: str, day: date) -> dict[str, list[str]]:
    return {name: [str(day.day), str(day.month), str(day.year)]}


def holiday(at: int, name: str, first: date, last: date) -> dict:
    row = f"holidays-{at}"
    return {f"{row}-name": name} | days(f"{row}-from_on", first) | days(f"{row}-until_on", last)


CHRISTMAS = (date(2026, 12, 19), date(2027, 1, 3))


def test_a_new_activity_begins_with_the_months_and_what_is_there_stays(client, admin, typed, sign_in):
    an_engagement()
    assert client.post(RETENTION, data=typed(RETENTION) | {"retention_months": "18"}).status_code == 303
    sign_in("engagement_lead")
    page = client.get("/staff/boards/new?engagement=refresh").text
    assert 'name="retention_months"' in page and 'value="18"' in page


@pytest.mark.parametrize("wrong", ["", "0", "121", "two years"])
def test_months_that_cannot_be_are_refused(client, admin, typed, changed, wrong):
    answer = client.post(RETENTION, data=typed(RETENTION) | {"retention_months": wrong})
    assert answer.status_code == 422 and "Enter a number of months, from 1 to 120" in answer.text and changed() == []
    assert client.post(RETENTION, data=typed(RETENTION) | {"retention_months": wrong, "do": "look"}).status_code == 200


@pytest.mark.parametrize(("typed_hours", "hours"), [("72", 72), ("１２", 12)])
def test_how_long_a_place_is_held_is_set_and_people_read_it(client, admin, typed, kept, typed_hours, hours):
    page = client.post(EVENTS, data=typed(EVENTS) | {"hold_hours": typed_hours, "do": "look"}).text
    assert f"We hold the place for {hours} hours" in page
    assert client.post(EVENTS, data=typed(EVENTS) | {"hold_hours": typed_hours}).status_code == 303
    assert kept().hold_hours == hours


@pytest.mark.parametrize("wrong", ["", "0", "337", "two days", "1 0"])
def test_hours_that_cannot_be_are_refused(client, admin, typed, changed, wrong):
    answer = client.post(EVENTS, data=typed(EVENTS) | {"hold_hours": wrong})
    assert answer.status_code == 422 and "Enter a number of hours, from 1 to 336" in answer.text and changed() == []


def test_what_people_will_read_about_it_stands_beside_it(client, admin, typed):
    for months, words in (("18", "18 months"), ("36", "3 years")):
        page = client.post(RETENTION, data=typed(RETENTION) | {"retention_months": months, "do": "look"}).text
        assert f"At most {words} after this closes" in page


def test_holidays_stand_in_the_order_of_their_days_and_are_counted(client, admin, typed, kept):
    easter = holiday(0, "Easter", date(2027, 3, 26), date(2027, 4, 9))
    sent = typed(HOLIDAYS) | easter | holiday(1, "Christmas", *CHRISTMAS)
    assert client.post(HOLIDAYS, data=sent).status_code == 303
    assert [each["name"] for each in kept().holidays] == ["Christmas", "Easter"]
    assert kept().days_in_holidays(date(2026, 12, 14), date(2026, 12, 20)) == 2
    assert kept().days_in_holidays(*CHRISTMAS) == 16 and kept().days_in_holidays(date(2026, 9, 1), uk_today()) == 0
    page = client.get(HOLIDAYS).text
    assert "Saturday\u00a019\u00a0December" in page.partition('id="seen"')[2]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"holidays-0-name": ""}, "Enter a name, like Christmas 2026"),
        ({"holidays-0-from_on": ["", "", ""]}, "Enter the first day"),
        ({"holidays-0-until_on": ["31", "2", "2027"]}, "The last day must be a real date"),
        (days("holidays-0-until_on", date(2026, 12, 1)), "The last day must come after the first"),
        (days("holidays-0-until_on", date(2027, 12, 1)), "No holiday is longer than ten weeks"),
    ],
)
def test_a_holiday_that_cannot_be_is_refused(client, admin, typed, changed, wrong, words):
    sent = typed(HOLIDAYS) | holiday(0, "Christmas", *CHRISTMAS) | wrong
    answer = client.post(HOLIDAYS, data=sent)
    assert answer.status_code == 422 and words in answer.text and changed() == []
    assert client.post(HOLIDAYS, data=sent | {"do": "look"}).status_code == 200


def test_a_holiday_is_added_and_removed_without_a_script(client, admin, typed):
    sent = typed(HOLIDAYS) | holiday(0, "Christmas", *CHRISTMAS)
    assert 'name="holidays-1-name"' in client.post(HOLIDAYS, data=sent | {"do": "add holidays"}).text
    assert "Christmas" not in client.post(HOLIDAYS, data=sent | {"do": "remove holidays 0"}).text


def test_links_stand_on_the_help_page(client, admin, typed, kept):
    assert "What you will not find here" not in client.get("/help").text
    sent = {"local_offer": "https://www.example.org/local-offer?a=1&b=2"}
    assert client.post(LINKS, data=typed(LINKS) | sent).status_code == 303
    page = client.get("/help").text
    assert 'href="https://www.example.org/local-offer?a=1&amp;b=2" rel="noopener noreferrer"' in page
    assert "newsletter" not in page and kept().links == sent


@pytest.mark.parametrize(
    "wrong",
    [
        "www.example.org",
        "http://www.example.org",
        "javascript:alert(1)",
        "https://",
        "https://us@example.org",
        "https://[bad",
        "https://example.org/a b",
        "//example.org",
    ],
)
def test_what_is_no_address_is_refused(client, admin, typed, changed, wrong):
    answer = client.post(LINKS, data=typed(LINKS) | {"newsletter": wrong})
    assert answer.status_code == 422 and "Enter a full address that begins with https://" in answer.text
    assert changed() == []


def test_an_address_that_is_too_long_is_refused(client, admin, typed):
    answer = client.post(LINKS, data=typed(LINKS) | {"newsletter": "https://example.org/" + "x" * 300})
    assert answer.status_code == 422 and "Use 300 letters or fewer" in answer.text


@pytest.mark.parametrize("address", [RETENTION, HOLIDAYS, LINKS])
def test_a_colleague_who_was_faster_is_shown(client, admin, typed, kept, address):
    opened = typed(address)
    theirs = {
        RETENTION: {"retention_months": 12},
        HOLIDAYS: {"holidays": [{"name": "Theirs", "from_on": "2026-12-19", "until_on": "2027-01-03"}]},
        LINKS: {"links": {"newsletter": "https://theirs.example.org/"}},
    }
    mine = {
        RETENTION: {"retention_months": "6"},
        HOLIDAYS: holiday(0, "Mine", *CHRISTMAS),
        LINKS: {"newsletter": "https://mine.example.org/"},
    }
    kept().change(theirs[address], by=a_user("admin", "other@example.org").id)
    db.session.commit()
    clash = client.post(address, data=opened | mine[address])
    assert clash.status_code == 409 and "What stands there now" in clash.text
    assert client.post(address, data=typed(address) | mine[address]).status_code == 303
    last = db.session.query(Change).order_by(Change.id.desc()).first()
    assert client.post(address, data=typed(f"{address}?put_back={last.id}")).status_code == 303
    assert getattr(kept(), last.field) == theirs[address][last.field]


def test_next_year_is_not_this_year(app, admin, kept):
    assert kept().days_in_holidays(uk_today(), uk_today() + timedelta(days=365)) == 0
