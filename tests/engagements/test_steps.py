"""Each step in a life: which there are, what a clash does, who may take it, and what must be said."""

from datetime import timedelta

import pytest

from builders import (
    LUNDY,
    a_board,
    a_partnership,
    a_user,
    a_whole_draft,
    an_engagement,
    closed,
    open_now,
    ready,
    saved,
    staff_session,
)
from coprod.activities.life import STEPS, Life, NotAllowed
from coprod.changes import Change
from coprod.database import db, now
from coprod.permissions import Role

REFRESH = "/staff/engagements/refresh"


@pytest.mark.parametrize("start", Life)
@pytest.mark.parametrize("to", Life)
def test_only_the_steps_of_the_table_are_taken(app, start, to):
    """Every way there is not is refused in plain words; those there are have tests of their own."""
    if any((step.start, step.to) == (start, to) for step in STEPS):
        return
    times = closed() if start in (Life.CLOSED, Life.ANSWERED, Life.ARCHIVED) else open_now()
    not_open = start in (Life.DRAFT, Life.READY)
    board = a_board("better", an_engagement(), **(times | ({"opens_at": None} if not_open else {})))
    if start not in (Life.CLOSED, Life.OPEN):
        board.life = start
    lead, why = a_user("engagement_lead").id, {"reason": "Because"}
    ways = {
        Life.DRAFT: lambda: board.back_to_draft(by=lead),
        Life.READY: lambda: board.make_ready(by=lead),
        Life.OPEN: lambda: board.open(by=lead),
        Life.CLOSED: lambda: board.close(by=lead, **why),
        Life.ANSWERED: lambda: board.answer("Lunch", by=lead),
        Life.ARCHIVED: lambda: board.archive(by=lead, **why),
    }
    with pytest.raises(NotAllowed):
        ways[to]()
    assert board.stage is start


@pytest.mark.parametrize(
    ("stage", "verb", "typed", "says"),
    [
        (Life.ARCHIVED, "answer", {"what_changed": "Nothing"}, "An administrator can bring it back"),
        (Life.CLOSED, "open", {"when": "now"}, "Give people more time instead"),
    ],
)
def test_another_verb_does_not_lead_where_a_step_leads(client, sign_in, stage, verb, typed, says):
    """What needs an administrator, or a reason, is not had by asking for a step that ends at the same stage."""
    a_partnership()
    [board] = (engagement := a_whole_draft()).activities
    engagement.life = board.life = Life.OPEN
    board.opens_at, board.closes_at = closed().values()
    saved(board)
    if stage is not Life.CLOSED:
        engagement.life = board.life = stage
        saved(board)
    sign_in("engagement_lead")
    for thing, address in ((engagement, REFRESH), (board, f"/staff/activities/{board.id}")):
        refused = client.post(f"{address}/{verb}", data=typed | {"edited": str(thing.edited)})
        assert refused.status_code == (409 if stage is Life.ARCHIVED else 422) and says in refused.text
        assert thing.stage is stage
    assert db.session.query(Change).count() == 0


def test_what_is_closed_is_not_brought_back_without_words(app):
    board = a_board("better", an_engagement(), **closed())
    for thing in (board, board.engagement):
        with pytest.raises(NotAllowed, match="Only what is archived"):
            thing.bring_back(by=a_user("engagement_lead").id, reason="Too early")
        assert thing.stage is Life.CLOSED


@pytest.mark.parametrize("life", [Life.DRAFT, Life.READY, Life.OPEN, Life.ANSWERED])
def test_an_administrator_finds_only_what_is_archived(client, sign_in, life):
    """They bring it back, and see no draft of colleagues on the way."""
    a_partnership()
    engagement = an_engagement(life=life, title="Secret plans")
    board = a_board("better", engagement, **(closed() if life is Life.ANSWERED else {"opens_at": None}))
    sign_in("admin")
    for address in (f"{REFRESH}/bring_back", f"/staff/activities/{board.id}/bring_back"):
        for answer in (client.get(address), client.post(address, data={"edited": "1", "reason": "Why not"})):
            assert answer.status_code == 404 and "Secret plans" not in answer.text
    assert engagement.life is life


def test_who_leads_something_else_is_not_led_into_what_they_brought_back(client):
    a_partnership()
    mine, other = an_engagement("mine"), an_engagement(life=Life.ARCHIVED)
    user = a_user("admin", roles=[(Role.ADMIN, None), (Role.ENGAGEMENT_LEAD, mine.id)])
    with client.session_transaction() as browser:
        browser.update(staff_session(user))
    assert 'href="/staff"' in client.get(f"{REFRESH}/bring_back").text
    back = client.post(f"{REFRESH}/bring_back", data={"edited": str(other.edited), "reason": "Too early"})
    assert back.location == "/staff" and other.life is Life.ANSWERED


# For each stage of an engagement, the steps of what is in it that would show people something that it does not allow.
HELD_BACK = {
    Life.DRAFT: {"open": "Open its engagement first", "extend": "Open its engagement first"},
    Life.READY: {"open": "Open its engagement first", "extend": "Open its engagement first"},
    Life.OPEN: {},
    Life.CLOSED: {"open": "Its engagement has closed, and people have been told. Give people more time"},
    Life.ANSWERED: {"open": "Its engagement is answered", "extend": "Its engagement is answered"},
    Life.ARCHIVED: dict.fromkeys([step.verb for step in STEPS], "archived"),
}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.verb)
@pytest.mark.parametrize("around", Life)
def test_each_step_of_an_activity_in_each_stage_of_its_engagement(app, around, step):
    engagement = a_whole_draft()
    [board] = engagement.activities
    engagement.life = Life.OPEN if around is Life.CLOSED else around
    if around is not Life.CLOSED and step.start is Life.CLOSED:  # a second one keeps it open
        a_board("second", engagement)
    if around is Life.CLOSED:
        a_board("second", engagement, **closed())
    put(board, step.start)
    db.session.expire(engagement)
    lead, why, later = a_user("engagement_lead").id, {"reason": "Because"}, now() + timedelta(days=90)
    take = {
        "extend": lambda: board.extend(later, by=lead, **why),
        "answer": lambda: board.answer("Lunch", by=lead),
        **{verb: lambda verb=verb: getattr(board, verb)(by=lead, **why) for verb in ("close", "archive", "bring_back")},
    }.get(step.verb, lambda: getattr(board, step.verb)(by=lead))
    was = engagement.stage
    if says := HELD_BACK[around].get(step.verb):
        with pytest.raises(NotAllowed, match=says):
            take()
        assert board.stage is step.start and engagement.stage is was
    else:
        take()
        assert board.stage is step.to


def put(board, stage: Life) -> None:
    """Bring it there, past every step."""
    times = closed() if stage in (Life.CLOSED, Life.ANSWERED, Life.ARCHIVED) else open_now()
    public = stage not in (Life.DRAFT, Life.READY)
    board.life = Life.OPEN if stage is Life.CLOSED else stage
    board.opens_at, board.closes_at = times["opens_at"] if public else None, times["closes_at"]
    saved(board)


def test_opening_something_in_what_was_closed_is_refused_and_said_before_the_button(client, sign_in):
    a_partnership()
    first = ready(a_whole_draft()).activities[0]
    lead = sign_in("engagement_lead")
    first.engagement.open(by=lead.id)
    second = a_board("second", first.engagement, opens_at=None, closes_at=now() + timedelta(days=30), **LUNDY)
    second.make_ready(by=lead.id)
    saved(second).engagement.close(by=lead.id, reason="We stop")
    home = f"/staff/activities/{saved(second).id}"
    page = client.get(home).text
    assert "Its engagement has closed, and people have been told" in page and f'href="{home}/open"' not in page
    assert f'href="{REFRESH}#activities"' in page
    refused = client.post(f"{home}/open", data={"when": "now", "edited": str(second.edited)})
    assert refused.status_code == 422 and "Give people more time in one of its activities first" in refused.text
    first.extend(now() + timedelta(days=60), by=lead.id, reason="Two schools asked")
    saved(first)
    assert client.post(f"{home}/open", data={"when": "now", "edited": str(second.edited)}).status_code == 303
    assert second.is_open


def test_more_time_is_not_offered_in_what_is_answered(client, sign_in):
    a_partnership()
    board = a_board("better", an_engagement(life=Life.ANSWERED), **closed())
    sign_in("engagement_lead")
    page = client.get(f"/staff/activities/{board.id}").text
    assert "Nobody gets more time in it. Its engagement is answered" in page and "/extend" not in page


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


@pytest.mark.parametrize("verb", ["close", "answer", "open", "archive", "extend"])
def test_a_colleague_who_was_faster_is_a_clash_and_nothing_typed_is_lost(client, sign_in, verb):
    a_partnership()
    times = closed() if verb in ("answer", "archive") else open_now()
    board = a_board("better", an_engagement(lawful_basis="public_task"), **times)
    if verb == "archive":
        board.life = Life.ANSWERED
    if verb == "open":
        [board] = a_whole_draft("other").activities
        board.engagement.life, board.life = Life.OPEN, Life.READY
    saved(board)
    sign_in("engagement_lead")
    day = now() + timedelta(days=90)
    typed = {"reason": "The hall is gone", "what_changed": "The hall is gone", "when": "now", "closes_time": "5pm",
             "closes_on": [str(day.day), str(day.month), str(day.year)]}  # fmt: skip
    clash = client.post(f"/staff/activities/{board.id}/{verb}", data=typed | {"edited": "0"})
    assert clash.status_code == 409 and "Somebody else changed this" in clash.text
    assert verb == "open" or "The hall is gone" in clash.text
    assert db.session.query(Change).count() == 0


def test_closing_needs_a_reason(client, sign_in):
    a_partnership()
    board = a_board("better", an_engagement())
    sign_in("engagement_lead")
    for address in (f"/staff/activities/{board.id}/close", f"{REFRESH}/close"):
        assert 'name="edited" type="hidden" value="1"' in client.get(address).text
        refused = client.post(address, data={"edited": "1", "reason": ""})
        assert refused.status_code == 422 and "Say why" in refused.text
        assert client.post(address, data={"edited": "1", "reason": "x" * 301}).status_code == 422


POSTS = ("make_ready", "back_to_draft", "do_not_open", "open", "close", "answer", "archive", "bring_back")


@pytest.mark.parametrize("role", ["moderator", "analyst", "event_team", "safeguarding_lead"])
def test_only_those_who_lead_take_a_step(client, sign_in, role):
    board = a_board("better", an_engagement())
    sign_in(role)
    for verb in POSTS:
        assert client.post(f"{REFRESH}/{verb}").status_code == 403, verb
        assert client.post(f"/staff/activities/{board.id}/{verb}").status_code == 403, verb


def test_what_is_not_there(client, sign_in):
    sign_in("engagement_lead")
    for verb in POSTS[:-1]:
        assert client.post(f"/staff/activities/99/{verb}").status_code == 404
        assert client.post(f"/staff/engagements/nothing/{verb}").status_code == 404
