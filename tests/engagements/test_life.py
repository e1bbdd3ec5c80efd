"""An engagement from draft to archived, and what staff read of its changes."""

import pytest

from builders import (
    a_board,
    a_partnership,
    a_promise,
    a_questionnaire,
    a_user,
    an_engagement,
    an_event,
    closed,
    open_now,
    saved,
)
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life, NotAllowed
from coprod.changes import Change
from coprod.database import db

STEP = "/staff/engagements/refresh/step"


def the_engagement() -> Engagement:
    return db.session.query(Engagement).one()


def test_it_is_born_a_draft_that_only_staff_see(client, sign_in):
    a_partnership()
    assert Engagement(slug="new", title="New").state is Life.DRAFT
    engagement = an_engagement(life=Life.DRAFT)
    a_board("better", engagement, title="Better lunch")
    an_event("tamworth", engagement, title="A talk")
    a_questionnaire("survey", engagement, title="Survey")
    a_promise("promise", engagement)
    pages = ("/engagements/refresh", "/boards/better", "/boards/better/add", "/events/tamworth", "/events/tamworth.ics",
             "/events/tamworth/sign-up", "/questionnaires/survey", "/questionnaires/survey/1", "/promise",
             "/promise/promise", "/promise/promise/pledge")  # fmt: skip
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 404)
    for page in ("/", "/events", "/privacy"):
        assert "Better lunch" not in client.get(page).text and "A talk" not in client.get(page).text
    sign_in("engagement_lead")
    assert "Only staff can see this" in client.get("/staff/engagements/refresh/preview").text
    assert client.post(STEP, data={"to": "open"}).status_code == 303
    assert {client.get(page).status_code for page in pages} == {200, 302}
    assert "Better lunch" in client.get("/").text


def test_nothing_in_a_draft_is_opened(client, sign_in):
    board = a_board("better", an_engagement(life=Life.DRAFT), opens_at=None)
    sign_in("engagement_lead")
    refused = client.post(f"/staff/activities/{board.id}/open")
    assert refused.status_code == 422 and "Open its engagement first" in refused.text


def test_its_dates_are_those_of_its_activities_without_drafts(app):
    engagement = an_engagement()
    assert engagement.opens_at is engagement.closes_at is None and not engagement.is_over
    first, last = a_board("first", engagement, **closed()), a_board("last", engagement, **open_now())
    a_board("draft", engagement, opens_at=None, closes_at=last.closes_at.replace(year=2090))
    db.session.expire(engagement)
    assert (engagement.opens_at, engagement.closes_at) == (first.opens_at, last.closes_at)


def test_it_closes_with_the_last_of_its_activities_and_is_then_answered_and_archived(client, sign_in):
    a_partnership()
    a_board("over", an_engagement(), **closed())
    sign_in("engagement_lead")
    assert the_engagement().state is Life.CLOSED
    assert client.post(STEP, data={"to": "archived"}).status_code == 422
    for to in ("answered", "archived"):
        assert client.post(STEP, data={"to": to}).status_code == 303
    assert the_engagement().state is Life.ARCHIVED and client.get("/engagements/refresh").status_code == 200
    assert client.get("/boards/over").status_code == 200
    changes = [(change.field, change.was, change.became) for change in db.session.query(Change).order_by(Change.id)]
    assert changes == [("life", "open", "answered"), ("life", "answered", "archived")]


@pytest.mark.parametrize(
    ("life", "to"), [("open", "draft"), ("open", "answered"), ("archived", "open"), ("draft", "x")]
)
def test_other_steps_there_are_none(client, sign_in, life, to):
    a_board("better", an_engagement(life=Life(life)))
    sign_in("engagement_lead")
    assert client.post(STEP, data={"to": to}).status_code in (400, 422)
    assert the_engagement().life == life


def test_what_people_were_told_is_over_is_not_opened_again(app):
    board = a_board("better", an_engagement(life=Life.ANSWERED), **closed())
    with pytest.raises(NotAllowed, match="answered"):
        board.extend(open_now()["closes_at"], by=a_user("engagement_lead").id, reason="More time")


def test_everyone_reads_why_a_date_was_changed_and_staff_all_that_was(client, sign_in):
    a_partnership()
    board = a_board("better", an_engagement())
    lead = sign_in("engagement_lead")
    board.edit({"title": "Lunch", "audiences": ["young_person"]}, by=lead.id)
    board.extend(board.closes_at.replace(year=board.closes_at.year + 1), by=lead.id, reason="Two schools <asked>")
    saved(board)
    page = client.get("/boards/better").text
    assert "This date was changed on" in page and "Why: Two schools &lt;asked&gt;" in page
    history = client.get("/staff/engagements/refresh/changes").text
    for words in ("Make it better", "Lunch", "Closing time", "Two schools", "young person", lead.name):
        assert words in history, words


def test_closing_needs_a_reason_and_the_form_it_was_opened_from(client, sign_in):
    a_partnership()
    board = a_board("better", an_engagement())
    sign_in("engagement_lead")
    close = f"/staff/activities/{board.id}/close"
    assert 'name="edited" type="hidden" value="1"' in client.get(close).text
    refused = client.post(close, data={"edited": "1", "reason": ""})
    assert refused.status_code == 422 and "Say why" in refused.text
    clash = client.post(close, data={"edited": "0", "reason": "The hall is gone"})
    assert clash.status_code == 409 and "The hall is gone" in clash.text
    assert client.post(close, data={"edited": "1", "reason": "The hall is gone"}).status_code == 303
