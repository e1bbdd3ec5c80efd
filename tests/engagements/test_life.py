"""An engagement and its activities from draft to archived: who brings them on, what holds them up, the ways back."""

from datetime import timedelta

import pytest

from builders import (
    a_board,
    a_partnership,
    a_promise,
    a_questionnaire,
    a_user,
    a_whole_draft,
    an_engagement,
    an_event,
    closed,
    open_now,
    ready,
    saved,
)
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life, NotAllowed
from coprod.boards.models import Board
from coprod.changes import Change
from coprod.database import db, now
from coprod.permissions import Role

REFRESH = "/staff/engagements/refresh"


def the_engagement() -> Engagement:
    return db.session.query(Engagement).one()


def the_board() -> Board:
    return db.session.query(Board).one()


def seen(thing: Engagement | Activity) -> dict[str, str]:
    """The state of it that a form was opened from."""
    return {"edited": str(thing.edited)}


def test_it_is_born_a_draft_that_only_staff_see(client, sign_in):
    a_partnership()
    assert Engagement(slug="new", title="New").stage is Life.DRAFT
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
    assert "Only staff can see this" in client.get(f"{REFRESH}/preview").text


def test_from_draft_to_archived_and_back_as_people_press_the_buttons(client, sign_in):
    a_partnership()
    a_whole_draft()
    sign_in("engagement_lead")
    assert client.post(f"{REFRESH}/make_ready").location == REFRESH
    assert (the_engagement().stage, the_board().stage) == (Life.READY, Life.READY)  # what is whole in it goes with it
    assert client.get("/engagements/refresh").status_code == client.get("/boards/in-refresh").status_code == 404
    assert client.post(f"{REFRESH}/open", data={"when": "now"} | seen(the_engagement())).status_code == 303
    assert client.get("/engagements/refresh").status_code == client.get("/boards/in-refresh").status_code == 200
    why = {"reason": "The hall is gone"}
    assert client.post(f"{REFRESH}/close", data=why | seen(the_engagement())).status_code == 303
    assert (the_engagement().stage, the_board().stage) == (Life.CLOSED, Life.CLOSED)
    assert "Why: The hall is gone" in client.get("/boards/in-refresh").text
    answer = {"what_changed": "Lunch is **longer**."} | seen(the_engagement())
    assert client.post(f"{REFRESH}/answer", data=answer).status_code == 303
    page = client.get("/engagements/refresh").text
    assert "What changed" in page and "Lunch is <strong>longer</strong>." in page
    put_away = {"reason": "A new plan asks again"} | seen(the_engagement())
    assert client.post(f"{REFRESH}/archive", data=put_away).status_code == 303
    assert the_engagement().stage is Life.ARCHIVED and "A new plan asks" not in client.get("/engagements/refresh").text
    assert "A new plan asks again" in client.get(f"{REFRESH}/changes").text
    assert "An administrator can bring it back" in client.get(REFRESH).text
    back = {"reason": "Too early"} | seen(the_engagement())
    assert client.post(f"{REFRESH}/bring_back", data=back).status_code == 403
    sign_in("admin")
    assert client.post(f"{REFRESH}/bring_back", data=back).location == "/staff"
    assert the_engagement().stage is Life.ANSWERED


def test_an_activity_has_the_same_life(client, sign_in):
    a_partnership()
    engagement = an_engagement(lawful_basis="public_task")
    whole = a_whole_draft("other").activities[0]
    whole.engagement = engagement
    home = f"/staff/activities/{saved(whole).id}"
    sign_in("engagement_lead")
    for verb, sent in (
        ("make_ready", {}),
        ("open", {"when": "now"}),
        ("close", {"reason": "Enough"}),
        ("answer", {"what_changed": "Longer lunch"}),
        ("archive", {"reason": "Done"}),
    ):
        assert client.post(f"{home}/{verb}", data=sent | seen(the_board())).location == home, verb
        assert client.get(home).status_code == 200
    assert the_board().stage is Life.ARCHIVED
    assert "Longer lunch" in client.get("/boards/in-other").text


def test_what_is_missing_holds_it_up_and_the_page_says_so_with_a_link(client, sign_in):
    a_partnership()
    a_whole_draft(lawful_basis="", next_steps=[])
    sign_in("engagement_lead")
    page = client.get(REFRESH).text
    assert "It is not ready yet. Still missing:" in page and "what happens next" in page
    assert f'href="{REFRESH}/edit/decisions#next_steps"' in page and "/make_ready" not in page
    refused = client.post(f"{REFRESH}/make_ready")
    assert refused.status_code == 422 and "lawful basis" in refused.text and "<title>Error: " in refused.text
    assert the_engagement().stage is Life.DRAFT and db.session.query(Change).count() == 0


def test_warnings_do_not_hold_it_up(client, sign_in):
    a_whole_draft()  # it has no Easy Read, no sign language and no sponsors
    sign_in("engagement_lead")
    page = client.get(REFRESH).text
    assert "Easy Read of the background" in page and "it opens all the same" in page
    assert client.post(f"{REFRESH}/make_ready").status_code == 303


def test_few_days_are_a_warning(app):
    engagement = a_whole_draft()
    assert next(check for check in engagement.checks() if check.name == "Open long enough").done
    engagement.activities[0].closes_at = now() + timedelta(days=10)
    short = next(check for check in engagement.checks() if check.name == "Open long enough")
    assert not short.done and not short.needed and "10 days" in short.words


def test_days_that_are_mostly_school_holidays_are_a_warning(app):
    engagement = a_whole_draft()
    first, last = (now().date() + timedelta(days=days) for days in (2, 35))
    a_partnership(holidays=[{"name": "Summer", "from_on": first.isoformat(), "until_on": last.isoformat()}])
    check = next(check for check in engagement.checks() if check.name == "Open long enough")
    assert not check.done and "34 in school holidays" in check.words


@pytest.mark.parametrize("field", ["made_safe", "ways_to_say", "readers", "can_change", "purpose", "summary"])
def test_an_activity_without_one_of_its_duties_is_not_ready(app, field):
    [board] = a_whole_draft().activities
    setattr(board, field, "")
    with pytest.raises(NotAllowed, match="Still missing"):
        board.make_ready(by=a_user("engagement_lead").id)


def test_any_edit_takes_what_is_ready_back_to_draft(app):
    lead = a_user("engagement_lead").id
    engagement = ready(a_whole_draft())
    engagement.change({"summary": "What comes first?"}, by=lead)  # nothing was changed
    assert engagement.stage is Life.READY
    [board] = engagement.activities
    board.edit({"title": "Lunch"}, by=lead)
    assert (board.stage, engagement.stage) == (Life.DRAFT, Life.DRAFT)
    ready(engagement)
    engagement.change({"summary": "Other words"}, by=lead)
    assert engagement.stage is Life.DRAFT and board.stage is Life.READY


def test_back_to_draft(client, sign_in):
    ready(a_whole_draft())
    sign_in("engagement_lead")
    assert client.post(f"{REFRESH}/back_to_draft").status_code == 303
    assert the_engagement().stage is Life.DRAFT


def test_where_two_are_asked_for_the_last_editor_does_not_open_it(client, sign_in):
    a_partnership()
    engagement = a_whole_draft(two_to_open=True)
    lead = sign_in("engagement_lead")
    engagement.change({"summary": "Mine"}, by=lead.id)
    ready(engagement)
    assert "Two people agree to open it, and you edited it last" in client.get(REFRESH).text
    refused = client.post(f"{REFRESH}/open", data={"when": "now"} | seen(the_engagement()))
    assert refused.status_code == 422 and "Ask a colleague" in refused.text
    colleague = a_user(Role.ENGAGEMENT_LEAD, "colleague@example.org")
    the_engagement().open(by=colleague.id)
    assert the_engagement().stage is Life.OPEN


def test_who_edited_what_opens_with_it_edited_it_too(app):
    engagement = a_whole_draft(two_to_open=True)
    lead = a_user("engagement_lead").id
    engagement.activities[0].edit({"title": "Lunch"}, by=lead)
    ready(engagement)
    with pytest.raises(NotAllowed, match="you edited it last"):
        engagement.open(by=lead)


def test_nothing_in_a_draft_is_opened(client, sign_in):
    a_partnership()
    [board] = ready(a_whole_draft()).activities
    sign_in("engagement_lead")
    assert "It opens with its engagement, or after it." in client.get(f"/staff/activities/{board.id}").text
    refused = client.post(f"/staff/activities/{board.id}/open", data={"when": "now"} | seen(board))
    assert refused.status_code == 422 and "Open its engagement first" in refused.text


def test_an_engagement_in_which_nothing_is_ready_does_not_open(app):
    engagement = ready(a_whole_draft())
    lead = a_user("engagement_lead").id
    engagement.activities[0].back_to_draft(by=lead)
    with pytest.raises(NotAllowed, match="None of its activities is ready"):
        engagement.open(by=lead)
    engagement.activities[0].make_ready(by=lead)
    engagement.make_ready(by=lead)
    engagement.activities[0].closes_at = now() - timedelta(days=1)
    with pytest.raises(NotAllowed, match="Make it better: Its closing time has passed"):
        engagement.open(by=lead)


def test_its_dates_are_those_of_its_activities_without_drafts(app):
    engagement = an_engagement()
    assert engagement.opens_at is engagement.closes_at is None and not engagement.is_over
    first, last = a_board("first", engagement, **closed()), a_board("last", engagement, **open_now())
    a_board("draft", engagement, opens_at=None, closes_at=last.closes_at.replace(year=2090))
    db.session.expire(engagement)
    assert (engagement.opens_at, engagement.closes_at) == (first.opens_at, last.closes_at)


def test_it_closes_with_the_last_of_its_activities(client, sign_in):
    a_partnership()
    a_board("over", an_engagement(), **closed())
    sign_in("engagement_lead")
    assert the_engagement().stage is Life.CLOSED
    page = client.get(REFRESH).text
    assert "give people more time in one of its activities" in page and f'href="{REFRESH}/answer"' in page
    assert client.post(f"{REFRESH}/archive", data={"reason": "x"} | seen(the_engagement())).status_code == 422


def test_it_is_not_answered_without_an_answer(client, sign_in):
    a_partnership()
    a_board("over", an_engagement(), **closed())
    sign_in("engagement_lead")
    refused = client.post(f"{REFRESH}/answer", data=seen(the_engagement()))
    assert refused.status_code == 422 and "Say what changed" in refused.text
    too_long = client.post(f"{REFRESH}/answer", data={"what_changed": "x" * 4001} | seen(the_engagement()))
    assert too_long.status_code == 422 and "4,000 letters" in too_long.text
    assert the_engagement().stage is Life.CLOSED
