"""A copy is a draft that says the same; only drafts that nobody has answered are deleted."""

import pytest
from checking_back import a_draft, a_listening, opened
from sqlalchemy import select

from builders import (
    LUNDY,
    a_board,
    a_note,
    a_partnership,
    a_promise,
    a_questionnaire,
    a_theme,
    a_user,
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
from coprod.audit import Record
from coprod.boards.models import Board
from coprod.changes import Change
from coprod.check_backs.models import CheckBack, Says
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.permissions import Role
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


@pytest.mark.parametrize("make", [a_board, an_event, a_questionnaire, a_promise])
def test_a_copy_of_many_takes_no_more_than_their_rows(client, sign_in, statements, make):
    """PostgreSQL takes the rows of a table together, but for commitments; SQLite takes each in a statement."""
    a_partnership()
    sign_in("engagement_lead")
    others, rows = [], []
    for number in (2, 20):
        engagement = an_engagement(f"of-{number}")
        for place in range(number):
            make(f"{number}-{place}", engagement)
        statements.clear()
        assert client.post(f"/staff/engagements/of-{number}/copy").status_code == 303
        others.append(len([each for each in statements if not each.startswith("INSERT")]))
        rows.append(len(statements) - others[-1])
    assert others[0] == others[1] <= 16, statements
    one_by_one = db.engine.dialect.name == "sqlite" or make is a_promise
    assert one_by_one or rows[0] == rows[1] <= 12, statements  # a questionnaire has ten tables


def test_copies_have_addresses_of_their_own(client, sign_in):
    a_partnership()
    engagement = an_engagement()
    for place in range(3):
        a_board(f"board-{place}", engagement)
    sign_in("engagement_lead")
    for _ in range(2):
        assert client.post(f"{HUB}/copy").status_code == 303
    slugs = [slug for slug in db.session.scalars(select(Board.slug).order_by(Board.id)) if slug.startswith("make")]
    assert slugs == ["make-it-better", *(f"make-it-better-{number}" for number in range(2, 7))]
    for copy in db.session.query(Engagement).filter(Engagement.slug != "refresh"):
        assert {change.field for change in db.session.query(Change).filter_by(subject=copy.subject)} == {"made"}
        for each in copy.activities:
            assert db.session.query(Change).filter_by(subject=each.subject).count() == 1


def test_a_copy_of_one_activity_stands_beside_it(client, sign_in):
    a_partnership()
    board = a_board("better", an_engagement())
    sign_in("engagement_lead")
    assert client.get(f"/staff/activities/{board.id}/copy").status_code == 200
    made = client.post(f"/staff/activities/{board.id}/copy")
    copy = db.session.query(Board).filter_by(slug="make-it-better").one()
    assert made.location == f"/staff/activities/{copy.id}" and copy.stage is Life.DRAFT
    assert copy.asked[0].wording_id != board.asked[0].wording_id


def test_a_copy_of_a_check_back_is_one_and_its_themes_stay_with_what_was_said(client, sign_in):
    a_partnership()
    themes = a_listening()
    first = opened(a_draft(themes))
    again = a_draft([themes[0]], Says("Loud halls", earlier=first.challenges[2]), title="And now?")
    id, activity_id = again.id, again.questionnaire_id
    sign_in("engagement_lead")
    assert "The themes stay here" in client.get(f"{HUB}/copy").text
    assert "The themes stay here" not in client.get(f"/staff/activities/{activity_id}/copy").text
    client.post(f"/staff/activities/{activity_id}/copy")
    beside = db.session.query(CheckBack).order_by(CheckBack.id.desc()).first()
    assert beside.id != id and beside.questionnaire.title == "And now?"

    def told(check_back: CheckBack) -> list[tuple]:
        return [(e.key, [t.title for t in e.themes], bool(e.earlier), e.counted_on) for e in check_back.challenges]

    assert told(beside) == [("long-waits", ["Long waits"], False, None), ("loud-halls", ["Loud halls"], True, None)]
    client.post(f"{HUB}/copy")
    copy = db.session.query(Engagement).filter_by(slug="the-refresh").one()
    elsewhere = {each.questionnaire.title: each for each in CheckBack.in_engagement(copy.id)}
    assert told(elsewhere["And now?"]) == [("long-waits", [], False, None), ("loud-halls", [], False, None)]
    assert [each["label"] for each in elsewhere["And now?"].written] == ["Long waits", "Loud halls"]
    assert len(elsewhere["Did we hear you right?"].challenges) == 3


@pytest.mark.parametrize("number", [2, 8])
def test_a_copy_of_many_check_backs_asks_no_more(client, sign_in, statements, number):
    a_partnership()
    themes = a_listening()
    for place in range(number):
        a_draft(themes, title=f"Round {place}")
    sign_in("engagement_lead")
    statements.clear()
    assert client.post(f"{HUB}/copy").status_code == 303
    assert len([each for each in statements if not each.startswith("INSERT")]) <= 22, statements


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


def test_who_had_a_role_for_what_is_deleted_can_be_seen_on_their_page(client, sign_in):
    a_partnership()
    draft, other = an_engagement("draft", life=Life.DRAFT, title="Quiet rooms"), an_engagement()
    roles = [(Role.MODERATOR, draft.id), (Role.ANALYST, draft.id), (Role.MODERATOR, other.id)]
    held_for = a_user("moderator", "sam@example.org", roles=roles)
    lead = sign_in("engagement_lead")
    assert client.post("/staff/engagements/draft/delete", data={"edited": "1"}).status_code == 303
    db.session.expire_all()
    assert held_for.held == {(Role.MODERATOR, other.id)}
    ended = db.session.query(Record).filter_by(action="ended a role of", subject=f"user {held_for.id}")
    assert {(each.by_id, each.details["role"]) for each in ended} == {
        (lead.id, "moderator for “Quiet rooms”"), (lead.id, "analyst for “Quiet rooms”")
    }  # fmt: skip
    lead_name = lead.name
    sign_in("admin")
    page = client.get(f"/staff/people/{held_for.id}").text
    for role in ("moderator", "analyst"):
        assert f"The role {role} for “Quiet rooms” ended: its engagement was deleted" in page
    assert lead_name in page
