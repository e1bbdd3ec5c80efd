"""One closing time, extended with a reason that everyone reads: page, engagement, card and staff say the same of it.

"11:59pm" is in time to its last second: what closes at the end of a day closes at the next midnight by UK clocks.
"""

import importlib.util
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from builders import (
    a_board,
    a_partnership,
    a_promise,
    a_questionnaire,
    a_user,
    an_engagement,
    an_event,
    saved,
    staff_session,
)
from coprod.activities.activity import Activity
from coprod.boards.counted import weeks_of
from coprod.config import ROOT
from coprod.database import db, last_day
from coprod.rendering import closes, closing_time

NOW = datetime(2027, 3, 3, 10, 0, tzinfo=UTC)
KINDS = {"boards": a_board, "questionnaires": a_questionnaire, "promise": a_promise, "events": an_event}
WHY = "Schools were shut for snow."
# What staff type, and when that is: before and after the clocks go forward on 28 March.
TYPED = {
    ("12 3 2027", "11:59pm"): datetime(2027, 3, 13, 0, 0, tzinfo=UTC),
    ("12 3 2027", "midnight"): datetime(2027, 3, 13, 0, 0, tzinfo=UTC),
    ("28 3 2027", "11:59pm"): datetime(2027, 3, 28, 23, 0, tzinfo=UTC),
    ("2 4 2027", "23:59"): datetime(2027, 4, 2, 23, 0, tzinfo=UTC),
    ("2 4 2027", "5:30pm"): datetime(2027, 4, 2, 16, 30, tzinfo=UTC),
}


@pytest.fixture
def at_ten():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def staff(client, at_ten):
    """The same browser for everyone and, at pages that need it, for a lead."""
    a_partnership()
    with client.session_transaction() as session:
        session.update(staff_session(a_user("engagement_lead")))
    return client


def made(kind):
    times = {"opens_at": NOW - timedelta(days=3), "closes_at": NOW + timedelta(days=4, hours=2)}
    more = {}
    if kind == "events":
        start = datetime(2027, 4, 20, 17, 0, tzinfo=UTC)
        more = {"starts_at": start, "ends_at": start + timedelta(hours=1), "doors_at": None}
    return KINDS[kind](engagement=an_engagement("school", title="School days"), title="The one", **times, **more)


def extend(client, activity, day, at, reason=WHY):
    sent = {"closes_on": day.split(), "closes_time": at, "reason": reason, "edited": "1"}
    return client.post(f"/staff/activities/{activity.id}/extend", data=sent)


def words_of(page):
    page = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", page, flags=re.S)
    return " ".join(page.replace("\u00a0", " ").split()).casefold()


def pages(activity):
    """Where it is said when it closes: by name, the address."""
    slug = activity.slug
    return {
        "page": f"/{activity.kind}/{slug}",
        "engagement, and its card": "/engagements/school",
        "preview": f"/staff/{activity.kind}/{slug}/preview",
        "staff": f"/staff/activities/{activity.id}",
        "extending it": f"/staff/activities/{activity.id}/extend",
        "hub": "/staff/engagements/school",
        "list": "/staff/engagements",
        "staff home": "/staff",
    } | ({"home": "/"} if activity.kind != "events" else {"events": "/events"})


@pytest.mark.parametrize(("kind", "typed"), [(list(KINDS)[n % 4], typed) for n, typed in enumerate([*TYPED] * 2)])
def test_all_pages_say_the_same_of_what_was_extended(staff, kind, typed):
    activity, moment = made(kind), TYPED[typed]
    assert extend(staff, activity, *typed).status_code == 303
    activity = db.session.get(Activity, activity.id)
    assert activity.closes_at == moment and activity.engagement.closes_at == moment
    said = closes(moment).replace("\u00a0", " ").removeprefix("C").casefold()  # "Sign-up closes", "It closes"
    assert f"{(last_day(moment) - NOW.date()).days} days left" in said
    found = {name: words_of(staff.get(address).text) for name, address in pages(activity).items()}
    assert [name for name, page in found.items() if said not in page] == []
    at = closing_time(moment).replace("\u00a0", " ").casefold()
    history = words_of(staff.get("/staff/engagements/school/changes").text)
    assert at in history and "midday on sunday 7 march" in history  # and what it was before
    assert all(WHY.casefold() in page for page in (history, found["page"]))


@pytest.mark.parametrize("reason", ["", "   ", "\u200b\u2060", "\u00ad"])
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_given_more_time_without_a_reason_that_everyone_can_read(staff, kind, reason):
    activity = made(kind)
    refused = extend(staff, activity, "12 3 2027", "5pm", reason)
    assert refused.status_code == 422 and "Say why" in refused.text
    assert db.session.get(Activity, activity.id).closes_at == NOW + timedelta(days=4, hours=2)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [("2027-03-12T23:59:00Z", True), ("2027-03-12T23:59:59.9Z", True), ("2027-03-13T00:00:00Z", False)],
)
def test_all_of_the_last_minute_is_in_time(staff, at_ten, at, is_open):
    board = made("boards")
    extend(staff, board, "12 3 2027", "11:59pm")
    at_ten.move_to(datetime.fromisoformat(at))
    assert db.session.get(Activity, board.id).is_open is is_open
    page, card = (words_of(staff.get(address).text) for address in ("/boards/better", "/engagements/school"))
    word = "closes" if is_open else "closed"
    assert all(f"{word} at 11:59pm on friday 12 march" in words for words in (page, card))
    assert ("today is the last day" in card) is is_open


def test_the_day_after_the_last_is_in_nothing(app, at_ten):
    """A board that closes on a Sunday, with its last second: the week that begins then is none of its weeks."""
    board = a_board(opens_at=NOW, closes_at=datetime(2027, 3, 15, tzinfo=UTC))
    assert last_day(board.closes_at) == date(2027, 3, 14)
    assert list(weeks_of(board)) == [date(2027, 3, 1), date(2027, 3, 8)]


@pytest.mark.parametrize(("days", "until"), [(3, "2027-03-29T23:00Z"), (1, "2027-03-28T00:00Z")])
def test_more_days_to_finish_end_at_the_same_time_by_uk_clocks(app, at_ten, days, until):
    survey = a_questionnaire(closes_at=datetime(2027, 3, 27, tzinfo=UTC), opens_at=NOW, grace_days=days)
    assert survey.finish_by == datetime.fromisoformat(until)
    assert survey.closes_at + survey.grace == survey.finish_by


def test_what_closed_as_the_last_minute_began_closes_when_it_is_over(app, at_ten):
    [path] = (ROOT / "migrations" / "versions").glob("*_end_of_the_day.py")
    spec = importlib.util.spec_from_file_location("end_of_the_day", path)
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    moments = {  # before, after
        "winter": ("2027-03-12T23:59:00+00:00", "2027-03-13T00:00:00+00:00"),
        "summer": ("2027-07-12T22:59:00+00:00", "2027-07-12T23:00:00+00:00"),
        "five": ("2027-03-12T17:00:00+00:00", "2027-03-12T17:00:00+00:00"),
        "closed-by-hand": ("2027-03-12T23:59:30+00:00", "2027-03-12T23:59:30+00:00"),
    }
    for slug, (before, _) in moments.items():
        saved(a_board(slug, opens_at=NOW - timedelta(days=1), closes_at=datetime.fromisoformat(before)))
    for place, way in ((1, (23, 59, 1)), (0, (0, 0, -1))):
        hour, minute, minutes = way
        migration.move(db.session.connection(), (hour, minute), timedelta(minutes=minutes))
        db.session.commit()
        db.session.expire_all()
        found = {slug: at.isoformat() for slug, at in db.session.execute(sa.select(Activity.slug, Activity.closes_at))}
        assert found == {slug: both[place] for slug, both in moments.items()}
