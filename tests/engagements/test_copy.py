"""A copy is a draft that says the same; only drafts that nobody has answered are deleted."""

import pytest

from builders import (
    LUNDY,
    a_board,
    a_note,
    a_partnership,
    a_promise,
    a_questionnaire,
    a_theme,
    a_whole_draft,
    an_engagement,
    an_event,
    at_midnight,
    closed,
    saved,
)
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.activities.wording import Wording
from coprod.boards.models import Board
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.promise.commitment import Commitment
from coprod.questionnaires.question import OptionVersion, Question

HUB = "/staff/engagements/refresh"


def everything() -> Engagement:
    """An engagement with one of each kind, and a note."""
    engagement = an_engagement(background="Why", next_steps=[{"when": "", "words": "We read"}])
    a_note("a note", a_board("better", engagement))
    a_questionnaire("survey", engagement)
    an_event("tamworth", engagement)
    a_promise("promise", engagement)
    return engagement


def test_a_copy_of_an_engagement_is_a_draft_with_drafts_of_all_in_it(client, sign_in):
    a_partnership()
    everything()
    sign_in("engagement_lead")
    assert "4 activities" in client.get(f"{HUB}/copy").text
    assert client.post(f"{HUB}/copy").location == f"{HUB}-2".replace("refresh-2", "the-refresh")
    copy = db.session.query(Engagement).filter_by(slug="the-refresh").one()
    assert (copy.title, copy.background, copy.stage) == ("The refresh (copy)", "Why", Life.DRAFT)
    kinds = {each.kind: each for each in copy.activities}
    assert set(kinds) == {"boards", "questionnaires", "events", "promise"}
    assert {each.stage for each in copy.activities} == {Life.DRAFT}
    assert kinds["boards"].question == "What would make school better?"
    assert [q.prompt for q in kinds["questionnaires"].asks.questions][:2] == ["Where?", "With whom?"]
    assert [option.label for option in kinds["questionnaires"].asks.questions[0].options][0] == "The hall"
    assert [each.title for each in kinds["promise"].commitments][0] == "We ask first"
    assert kinds["events"].places == 40 and kinds["events"].taken == 0
    assert db.session.query(Contribution).count() == 1  # nothing that was sent comes along
    for each in copy.activities:
        assert client.get(f"/staff/{each.kind}/{each.slug}/preview").status_code == 200


def test_a_copy_of_one_activity_stands_beside_it(client, sign_in):
    a_partnership()
    board = a_board("better", an_engagement())
    sign_in("engagement_lead")
    assert client.get(f"/staff/activities/{board.id}/copy").status_code == 200
    made = client.post(f"/staff/activities/{board.id}/copy")
    copy = db.session.query(Board).filter_by(slug="make-it-better").one()
    assert made.location == f"/staff/activities/{copy.id}" and copy.stage is Life.DRAFT
    assert copy.wording_id != board.wording_id


def test_a_draft_is_deleted_with_all_that_is_in_it(client, sign_in):
    a_partnership()
    kept = everything()
    sign_in("engagement_lead")
    client.post(f"{HUB}/copy")
    at_midnight()  # every activity has its counters, drafts too
    asked = client.get("/staff/engagements/the-refresh/delete").text
    assert "Delete this draft?" in asked and "4 activities" in asked
    deleted = client.post("/staff/engagements/the-refresh/delete", data={"edited": "1"})
    assert (deleted.status_code, deleted.location) == (303, "/staff/engagements")
    assert db.session.query(Engagement).one().id == kept.id
    assert {each.engagement_id for each in db.session.query(Activity)} == {kept.id}
    assert (db.session.query(Question).count(), db.session.query(Commitment).count()) == (6, 3)
    assert db.session.query(OptionVersion).count() == 12 and db.session.query(Wording).count() == 7


@pytest.mark.parametrize("kind", ["boards", "questionnaires", "events", "promise"])
def test_a_draft_of_each_kind_is_deleted_alone(client, sign_in, kind):
    a_partnership()
    everything()
    sign_in("engagement_lead")
    client.post(f"{HUB}/copy")
    copy = db.session.query(Engagement).filter_by(slug="the-refresh").one()
    [draft] = [each for each in copy.activities if each.kind == kind]
    assert client.get(f"/staff/activities/{draft.id}/delete").status_code == 200
    deleted = client.post(f"/staff/activities/{draft.id}/delete", data={"edited": "1"})
    assert deleted.location == "/staff/engagements/the-refresh"
    assert db.session.query(Activity).count() == 7


def test_what_people_could_read_or_answered_is_kept(client, sign_in):
    a_partnership()
    everything()
    an_engagement("with-a-theme", life=Life.DRAFT)
    a_theme(engagement=db.session.query(Engagement).filter_by(slug="with-a-theme").one())
    answered = a_whole_draft("answered")
    a_note(board=answered.activities[0])
    sign_in("engagement_lead")
    for slug, why in (("refresh", "Only a draft can be deleted"), ("answered", "Somebody has answered it"),
                      ("with-a-theme", "There are themes in it")):  # fmt: skip
        assert why in client.get(f"/staff/engagements/{slug}/delete").text
        refused = client.post(f"/staff/engagements/{slug}/delete", data={"edited": "1"})
        assert refused.status_code == 422 and why in refused.text
    assert db.session.query(Engagement).count() == 3


def test_what_a_colleague_changed_meanwhile_is_not_deleted(client, sign_in):
    a_partnership()
    engagement = a_whole_draft()
    engagement.change({"summary": "Now it is good"}, by=sign_in("engagement_lead").id)
    saved(engagement)
    clash = client.post(f"{HUB}/delete", data={"edited": "1"})
    assert clash.status_code == 409 and "Somebody else changed this" in clash.text
    assert db.session.query(Engagement).count() == 1


def test_only_those_who_edit_activities_come_in(client, sign_in):
    board = a_board("better", an_engagement())
    sign_in("moderator")
    for address in (f"{HUB}/copy", f"{HUB}/delete", f"/staff/activities/{board.id}/copy",
                    f"/staff/activities/{board.id}/delete"):  # fmt: skip
        assert client.get(address).status_code == client.post(address).status_code == 403


def test_a_copy_of_what_is_over_says_that_its_dates_are_old(client, sign_in):
    a_partnership()
    board = a_board("better", an_engagement(lawful_basis="public_task"), **(closed() | LUNDY))
    sign_in("engagement_lead")
    page = client.get(client.post(f"/staff/activities/{board.id}/copy").location).text
    assert "Still missing: a closing time to come" in page and "/edit#closes_on" in page
