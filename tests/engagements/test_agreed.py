"""What colleagues agreed to open is what opens: whatever is new in it takes it back, and two people stay two."""

from datetime import timedelta
from typing import Any

import pytest

from builders import LUNDY, a_board, a_partnership, a_promise, a_questionnaire, a_user, a_whole_draft, ready, saved
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life, NotAllowed
from coprod.database import UK, db, now
from coprod.permissions import Role
from coprod.promise.models import Promise
from coprod.questionnaires.models import Questionnaire

REFRESH = "/staff/engagements/refresh"


def the_engagement() -> Engagement:
    return db.session.query(Engagement).one()


def agreed() -> Engagement:
    """An engagement that colleagues have looked at, and that opens by itself tomorrow."""
    engagement = ready(db.session.query(Engagement).one_or_none() or a_whole_draft())
    engagement.open_later(now() + timedelta(days=1), by=a_user("engagement_lead").id)
    return saved(engagement)


def is_taken_back() -> bool:
    engagement = the_engagement()
    return (engagement.stage, engagement.opening_at) == (Life.DRAFT, None)


def a_new_board() -> dict[str, Any]:
    last = (now() + timedelta(days=60)).astimezone(UK)
    return LUNDY | {
        "title": "Nobody has read this", "asks-text": "Do you agree?", "papers": ["Blue", "Pink"],
        "closes_time": "5pm", "minutes": "5",
        "closes_on": [str(last.day), str(last.month), str(last.year)], "readers": "The team", "purpose": "To choose",
        "retention_months": "12",
    }  # fmt: skip


def test_a_new_activity_takes_it_back(client, sign_in):
    a_partnership()
    agreed()
    sign_in("engagement_lead")
    made = client.post("/staff/boards/new?engagement=refresh", data=a_new_board())
    assert made.location == "/staff/boards/nobody-has-read-this/preview" and is_taken_back()


def test_a_copy_in_it_takes_it_back(client, sign_in):
    a_partnership()
    [board] = agreed().activities
    sign_in("engagement_lead")
    assert client.post(f"/staff/activities/{board.id}/copy").status_code == 303 and is_taken_back()


def test_a_draft_in_it_that_is_ready_takes_it_back_and_the_page_says_so(client, sign_in):
    a_partnership()
    engagement = a_whole_draft()
    draft = a_board(
        "second", engagement, opens_at=None, closes_at=now() + timedelta(days=40), **LUNDY | {"summary": ""}
    )
    agreed()
    draft.summary = "Tell us."  # past every form: an edit would have taken it back
    saved(draft)
    sign_in("engagement_lead")
    assert the_engagement().stage is Life.READY
    assert "Its engagement is a draft again then" in client.get(f"/staff/activities/{draft.id}").text
    assert client.post(f"/staff/activities/{draft.id}/make_ready").status_code == 303
    assert is_taken_back() and db.session.get(Activity, draft.id).stage is Life.READY


def test_what_one_added_another_opens(client, sign_in):
    a_partnership()
    engagement = a_whole_draft(two_to_open=True)
    engagement.change({"summary": "Mine"}, by=a_user(Role.ENGAGEMENT_LEAD, "colleague@example.org").id)
    ready(engagement)
    sign_in("engagement_lead")
    client.post("/staff/boards/new?engagement=refresh", data=a_new_board())
    assert client.post(f"{REFRESH}/make_ready").status_code == 303
    assert [each.stage for each in the_engagement().activities] == [Life.READY, Life.READY]
    refused = client.post(f"{REFRESH}/open", data={"when": "now", "edited": str(the_engagement().edited)})
    assert refused.status_code == 422 and "you edited it last" in refused.text


def a_draft_of(make: Any, **more: Any) -> Any:
    draft = make(engagement=a_whole_draft(), opens_at=None, closes_at=now() + timedelta(days=40), **LUNDY, **more)
    agreed()
    assert draft.stage is Life.READY
    draft.opening_at = now() + timedelta(days=1)
    return saved(draft)


def test_other_commitments_are_read_again(app):
    promise: Promise = a_draft_of(a_promise)
    rows = promise.as_rows()
    promise.edit({"commitments": rows}, by=a_user("engagement_lead").id)  # nothing was changed
    assert promise.stage is the_engagement().stage is Life.READY
    promise.edit({"commitments": rows[1:]}, by=a_user("engagement_lead").id)
    saved(promise)
    assert (promise.stage, promise.opening_at) == (Life.DRAFT, None) and is_taken_back()


def test_a_question_in_other_words_is_read_again(app):
    survey: Questionnaire = a_draft_of(a_questionnaire)
    survey.edit_a_part(by=a_user("engagement_lead").id)
    saved(survey)
    assert (survey.stage, survey.opening_at) == (Life.DRAFT, None) and is_taken_back()


def test_whoever_says_that_one_is_enough_is_not_the_one(client, sign_in):
    a_partnership()
    engagement = a_whole_draft(two_to_open=True)
    lead = sign_in("engagement_lead")
    sent = {"purpose": "To choose", "lawful_basis": "public_task", "replaced_by_id": "", "edited": "1"}
    assert "Nor does whoever takes this away" in client.get(f"{REFRESH}/edit/duties").text
    assert client.post(f"{REFRESH}/edit/duties", data=sent).status_code == 303
    assert not the_engagement().two_to_open
    colleague = a_user(Role.ENGAGEMENT_LEAD, "colleague@example.org")
    the_engagement().change({"summary": "Other words"}, by=colleague.id)
    engagement = ready(the_engagement())
    refused = client.post(f"{REFRESH}/open", data={"when": "now", "edited": str(engagement.edited)})
    assert refused.status_code == 422 and "You said that one person is enough" in refused.text
    the_engagement().open(by=colleague.id)
    second = a_board("second", the_engagement(), opens_at=None, closes_at=now() + timedelta(days=40), **LUNDY)
    second.make_ready(by=colleague.id)
    with pytest.raises(NotAllowed, match="one person is enough"):
        second.open(by=lead.id)
