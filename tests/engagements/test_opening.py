"""What opens by itself: at its moment all of it is looked at again; if it cannot, whoever asked gets a letter."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import update

from builders import LUNDY, a_board, a_partnership, a_user, a_whole_draft, closed, ready, saved
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life, NotAllowed
from coprod.database import UK, db, now
from coprod.engagements.opening import open_what_is_due
from coprod.mail import Message

OPEN = "/staff/engagements/refresh/open"


def the_engagement() -> Engagement:
    return db.session.query(Engagement).one()


def asked(days: float = 1) -> Engagement:
    """An engagement that somebody asked to open by itself."""
    engagement = ready(a_whole_draft())
    engagement.open_later(now() + timedelta(days=days), by=a_user("engagement_lead").id)
    return saved(engagement)


def run(days: float) -> None:
    """The worker comes round, some days later."""
    db.session.rollback()
    with time_machine.travel(now() + timedelta(days=days), tick=False):
        open_what_is_due()
    db.session.rollback()


def test_it_opens_at_its_moment_and_not_before(client):
    a_partnership()
    asked()
    run(0.9)
    assert the_engagement().stage is Life.READY and client.get("/engagements/refresh").status_code == 404
    run(1.01)
    assert the_engagement().life is Life.OPEN and the_engagement().activities[0].opens_at is not None
    assert the_engagement().opening_at is None and db.session.query(Message).count() == 0


def test_what_misses_something_by_then_stays_ready_and_a_letter_says_why(app):
    a_partnership()
    engagement = asked()
    engagement.lawful_basis = ""  # past every form
    saved(engagement)
    run(2)
    assert the_engagement().stage is Life.READY and the_engagement().opening_at is None
    [letter] = db.session.query(Message)
    assert letter.to == a_user("engagement_lead").email and "did not open" in letter.body
    assert "lawful basis" in letter.body and "/staff/engagements/refresh" in letter.body
    assert "The refresh" not in letter.subject
    run(3)
    assert db.session.query(Message).count() == 1


def test_an_edit_meanwhile_makes_it_a_draft_and_it_does_not_open(app):
    engagement = asked()
    engagement.change({"summary": "Other words"}, by=a_user("engagement_lead").id)
    saved(engagement)
    run(2)
    assert the_engagement().stage is Life.DRAFT and the_engagement().opening_at is None


def test_whoever_asked_has_left(app):
    a_partnership()
    asked()
    lead = a_user("engagement_lead")
    lead.deactivate()
    saved(lead)
    run(2)
    assert the_engagement().stage is Life.READY and db.session.query(Message).count() == 0


def test_when_a_colleague_is_faster_nothing_of_it_opens(client, monkeypatch):
    a_partnership()
    asked()
    opened = Activity.opened

    def too_late(activity: Activity, **more: Any) -> None:
        table = Activity.__table__
        db.session.connection().execute(update(table).values(edited=table.c.edited + 1))
        opened(activity, **more)

    monkeypatch.setattr(Activity, "opened", too_late)
    run(2)
    engagement = the_engagement()
    assert (engagement.stage, engagement.activities[0].stage) == (Life.READY, Life.READY)
    assert engagement.opening_at is None and client.get("/engagements/refresh").status_code == 404
    [letter] = db.session.query(Message)
    assert "Somebody changed it at that moment" in letter.body


def two_boards() -> Activity:
    """The second board of an open engagement, to open by itself in two days."""
    lead = a_user("engagement_lead").id
    engagement = ready(a_whole_draft())
    engagement.open(by=lead)
    second = a_board("second", engagement, opens_at=None, closes_at=now() + timedelta(days=30), **LUNDY)
    second.make_ready(by=lead)
    second.open_later(now() + timedelta(days=2), by=lead)
    return saved(second)


def test_what_waits_in_a_closed_engagement_does_not_open_it_again(app):
    a_partnership()
    engagement = two_boards().engagement
    engagement.close(by=a_user("engagement_lead").id, reason="We stop")
    saved(engagement)
    run(3)
    assert the_engagement().stage is Life.CLOSED
    assert [(each.stage, each.opening_at) for each in the_engagement().activities][1] == (Life.READY, None)
    assert db.session.query(Message).count() == 0


def test_what_waits_in_an_answered_engagement_opens_no_more_and_its_page_does_not_say_so(client, sign_in):
    a_partnership()
    first = two_boards().engagement.activities[0]
    first.opens_at, first.closes_at = closed().values()  # past every form
    saved(first)
    first.engagement.answer("We did", by=sign_in("engagement_lead").id)
    saved(first.engagement)
    second = the_engagement().activities[1]
    assert second.opening_at is None
    assert "It opens by itself" not in client.get(f"/staff/activities/{second.id}").text


def test_what_waits_in_the_archive_keeps_nothing_else_from_opening(app):
    a_partnership()
    second = two_boards()
    second.engagement.life = Life.ARCHIVED  # past every form
    saved(second.engagement)
    other = ready(a_whole_draft("another"))
    other.open_later(now() + timedelta(days=2, hours=1), by=a_user("engagement_lead").id)
    saved(other)
    run(3)
    assert db.session.get_one(Engagement, other.id).life is Life.OPEN
    assert db.session.get_one(Activity, second.id).opening_at is None
    [letter] = db.session.query(Message)
    assert "is archived" in letter.body


def test_the_clock_opens_nothing_in_what_has_closed_by_itself(app):
    a_partnership()
    first = two_boards().engagement.activities[0]
    first.closes_at = now() + timedelta(days=1)  # past every form
    saved(first)
    run(3)
    assert the_engagement().activities[1].stage is Life.READY
    [letter] = db.session.query(Message)
    assert "Its engagement has closed" in letter.body


def test_what_would_have_closed_by_then_cannot_open_by_itself(app):
    lead = a_user("engagement_lead").id
    engagement = ready(a_whole_draft())
    with pytest.raises(NotAllowed, match="Make it better: It would have closed before it opens"):
        engagement.open_later(now() + timedelta(days=41), by=lead)
    assert engagement.opening_at is None
    engagement.open(by=lead)
    second = a_board("second", engagement, opens_at=None, closes_at=now() + timedelta(days=90), **LUNDY)
    second.make_ready(by=lead)
    with pytest.raises(NotAllowed, match="Its engagement would have closed"):
        second.open_later(now() + timedelta(days=41), by=lead)


def later(days: int, at: str = "9am") -> dict[str, object]:
    """The form, for some days from now."""
    day = (now() + timedelta(days=days)).astimezone(UK)
    return {"edited": str(the_engagement().edited), "when": "later", "opens_time": at,
            "opens_on": [str(day.day), str(day.month), str(day.year)]}  # fmt: skip


def test_somebody_asks_for_it_and_takes_it_back(client, sign_in):
    a_partnership()
    ready(a_whole_draft())
    sign_in("engagement_lead")
    assert client.get(OPEN).status_code == 200
    assert client.post(OPEN, data=later(3)).status_code == 303
    page = client.get("/staff/engagements/refresh").text
    assert "It opens by itself on" in page and the_engagement().opening_at.astimezone(UK).hour == 9
    assert client.post("/staff/engagements/refresh/do_not_open").status_code == 303
    assert the_engagement().opening_at is None and the_engagement().stage is Life.READY


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"opens_on": ["", "", ""]}, "Enter the day it opens"),
        ({"opens_on": ["31", "2", "2027"]}, "must be a real date"),
        ({"opens_time": ""}, "Enter the time it opens"),
        ({"opens_time": "soon"}, "must be a time"),
        ({"opens_on": ["1", "1", "2020"]}, "must be in the future"),
        ({"when": "some day"}, "Not a valid choice"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_and_stays_typed(client, sign_in, sent, words):
    a_partnership()
    ready(a_whole_draft())
    sign_in("engagement_lead")
    refused = client.post(OPEN, data=later(3) | sent)
    assert refused.status_code == 422 and words in refused.text, words
    assert the_engagement().opening_at is None
