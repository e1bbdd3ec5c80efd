"""One engagement in one place: its activities, its weeks, what was changed, and the way back."""

from datetime import timedelta

import pytest

from builders import (
    a_board,
    a_note,
    a_partnership,
    a_promise,
    a_questionnaire,
    a_sign_up,
    a_whole_draft,
    an_approved_note,
    an_engagement,
    an_event,
    closed,
    saved,
)
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import State
from coprod.boards.models import Board
from coprod.changes import Change
from coprod.database import UK, db, now, uk_today
from coprod.engagements.weeks import weeks_of

HUB = "/staff/engagements/refresh"
WHY = {"edited": "1", "reason": "Two schools asked for it"}


def the_board() -> Board:
    return db.session.query(Board).one()


def later(days: int = 30) -> dict[str, object]:
    """A last day some days from now, as the form sends it."""
    day = (now() + timedelta(days=days)).astimezone(UK)
    return WHY | {"closes_on": [str(day.day), str(day.month), str(day.year)], "closes_time": "5pm"}


def test_it_shows_every_activity_with_its_state_and_what_came(client, sign_in):
    a_partnership()
    engagement = an_engagement()
    an_approved_note("a note", a_board("open", engagement, title="An open one"))
    a_board("draft", engagement, title="A draft", opens_at=None)
    a_board("over", engagement, title="An old one", **closed())
    a_sign_up(an_event("tamworth", engagement, title="A talk"))
    sign_in("engagement_lead")
    page = client.get(HUB).text
    for words in ("The refresh", "An open one", "A draft", "An old one", "A talk", "1 person", "1 of 40 places",
                  "1 sent this week", "Draft, 6 missing"):  # fmt: skip
        assert words in page, words
    assert 'href="/staff/boards/new?engagement=refresh"' in page and 'href="/staff/engagements/refresh/copy"' in page


def test_what_was_sent_each_week_is_drawn_and_stands_as_a_table(client, sign_in):
    a_partnership()
    board = a_board("better", an_engagement())
    monday = uk_today() - timedelta(days=uk_today().weekday())
    for weeks, number in ((0, 1), (1, 12), (9, 2), (10, 3)):
        for _ in range(number):
            a_note(board=board, submitted_on=monday - timedelta(weeks=weeks))
    found = weeks_of({"boards": "notes"}, Activity.engagement_id == board.engagement_id)
    assert found.kinds == [("notes", 15)] and found.this_week == {board.id: 1} and found.highest == 20
    assert [week.sent for week in found.weeks] == [[2], *[[0]] * 7, [12], [1]]
    assert [bar.height for bar in found.bars] == [11.4, 68.4, 5.7]
    sign_in("engagement_lead")
    page = client.get(HUB).text
    assert page.count('<rect class="b1" x=') == 3 and "Notes: 15" in page and "The same as a table" in page


def test_statements_do_not_grow_with_what_is_in_it(client, sign_in, statements):
    a_partnership()
    sign_in("engagement_lead")
    counts = []
    for number in (1, 12):
        engagement = an_engagement(f"with-{number}")
        for i in range(number):
            a_note(board=a_board(f"board-{number}-{i}", engagement))
            a_questionnaire(f"survey-{number}-{i}", engagement)
            an_event(f"event-{number}-{i}", engagement)
            a_promise(f"promise-{number}-{i}", engagement)
        statements.clear()
        assert client.get(f"/staff/engagements/with-{number}").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 14, "\n".join(statements)


def test_put_back_opens_the_form_with_the_old_words_and_saves_nothing_by_itself(client, sign_in):
    a_partnership()
    engagement = a_whole_draft()
    lead = sign_in("engagement_lead")
    engagement.change({"summary": "Newer words"}, by=lead.id)
    engagement.activities[0].edit({"title": "Newer title"}, by=lead.id)
    saved(engagement)
    summary, title = db.session.query(Change).order_by(Change.id)
    page = client.get(HUB).text
    for address in (f"{HUB}/edit/words?put_back={summary.id}", f"/staff/boards/in-refresh/edit?put_back={title.id}"):
        assert f'href="{address}"' in page, address
        form = client.get(address).text
        assert "Nothing is changed until you save it" in form
        assert (">What comes first?</textarea>" if "words" in address else 'value="Make it better"') in form
    assert db.session.query(Engagement).one().summary == "Newer words"


@pytest.mark.parametrize("number", ["999", "0", "x", "-1", str(10**30)])
def test_a_change_of_something_else_is_not_put_back_here(client, sign_in, number):
    a_partnership()
    a_whole_draft()
    sign_in("engagement_lead")
    page = client.get(f"{HUB}/edit/words?put_back={number}")
    assert page.status_code == 200 and "Nothing is changed until you save it" not in page.text


def test_what_moves_by_a_step_has_no_form_to_put_it_back_with(client, sign_in):
    a_partnership()
    sign_in("engagement_lead")
    a_whole_draft()
    client.post(f"{HUB}/make_ready")
    assert "State of" in client.get(HUB).text and "Put back" not in client.get(HUB).text


def test_what_came_of_an_activity_and_its_next_questions_have_none_either(client, sign_in):
    a_partnership()
    lead = sign_in("engagement_lead").id
    survey = a_questionnaire(engagement=an_engagement("refresh"))
    survey.begin_draft()
    survey.publish(by=lead)
    saved(survey)
    survey.opens_at, survey.closes_at = closed().values()
    survey.answer("A ramp", by=lead)
    saved(survey)
    page = client.get(HUB).text
    assert "Version" in page and "A ramp" in page and "Put back" not in page


def test_extend_gives_more_time_and_opens_a_closed_one_again(client, sign_in):
    board = a_board(**closed())
    sign_in("engagement_lead")
    assert "Extending it opens it again" in client.get(f"/staff/activities/{board.id}/extend").text
    assert client.post(f"/staff/activities/{board.id}/extend", data=later()).status_code == 303
    board = the_board()
    assert board.state is State.OPEN and board.closes_at.astimezone(UK).hour == 17
    change = db.session.query(Change).one()
    assert change.became == board.closes_at.isoformat() and change.reason == WHY["reason"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (later(days=3), "must be later than the old one"),
        ({"closes_on": ["31", "2", "2027"], "closes_time": "5pm"}, "must be a real date"),
        ({}, "Enter the new last day"),
        (later() | {"reason": ""}, "Say why"),
    ],
)
def test_extend_refuses_less_time_and_what_is_no_date(client, sign_in, sent, words):
    board = a_board()
    before = board.closes_at
    sign_in("engagement_lead")
    refused = client.post(f"/staff/activities/{board.id}/extend", data=sent)
    assert refused.status_code == 422 and words in refused.text and "<title>Error: " in refused.text
    assert the_board().closes_at == before


def test_sign_up_cannot_be_extended_past_the_event(client, sign_in):
    event = an_event()
    sign_in("engagement_lead")
    refused = client.post(f"/staff/activities/{event.id}/extend", data=later(days=60))
    assert refused.status_code == 422 and "before the event starts" in refused.text


def test_close_takes_nothing_more(client, sign_in):
    board = a_board()
    sign_in("engagement_lead")
    assert client.post(f"/staff/activities/{board.id}/close", data=WHY).status_code == 303
    assert the_board().state is State.CLOSED and client.get("/boards/better/add").status_code == 409


def test_what_is_not_there(client, sign_in):
    sign_in("engagement_lead")
    for address in ("/staff/engagements/nothing", "/staff/activities/99",
                    "/staff/engagements/nothing/changes"):  # fmt: skip
        assert client.get(address).status_code == 404


def test_the_number_of_a_deleted_draft_is_never_given_again(client, sign_in):
    """What was changed is filed under it: the next draft is not to show what another one said."""
    a_partnership()
    lead = sign_in("engagement_lead")
    gone = saved(Engagement(slug="gone", title="Closing Oak School"))
    gone.made(by=lead.id)
    db.session.commit()
    number = gone.id
    assert client.post("/staff/engagements/gone/delete", data={"edited": gone.edited}).status_code == 303
    assert saved(Engagement(slug="new", title="Lunch")).id > number
    assert "Oak" not in client.get("/staff/engagements/new/changes").text
