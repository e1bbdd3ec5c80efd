"""The list of engagements: search, states, and what stands there when there is nothing; and how one begins."""

import pytest

from builders import a_board, a_partnership, a_promise, a_theme, an_approved_note, an_engagement, an_event, closed
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life, NotAllowed
from coprod.changes import Change
from coprod.check_backs.models import CheckBack, Says
from coprod.database import db
from coprod.participation.contribution import Contribution

LIST = "/staff/engagements"


def some_engagements() -> None:
    a_board("one", an_engagement("open", title="Better lunch"))
    a_board("two", an_engagement("over", title="Bus routes", summary="To school"), **closed())
    an_engagement("draft", title="New plan 100%", life=Life.DRAFT)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {"Better lunch", "Bus routes", "New plan 100%"}),
        ("?q=LUNCH", {"Better lunch"}),
        ("?q=school", {"Bus routes"}),
        ("?q=100%25", {"New plan 100%"}),
        ("?q=better+lunch", {"Better lunch"}),
        ("?state=open", {"Better lunch"}),
        ("?state=closed", {"Bus routes"}),
        ("?state=draft", {"New plan 100%"}),
        ("?state=nonsense&before=nonsense", {"Better lunch", "Bus routes", "New plan 100%"}),
        ("?state=archived", set()),
        ("?q=" + "x" * 5000, set()),
    ],
)
def test_what_is_looked_for_is_shown(client, sign_in, asked, shown):
    a_partnership()
    some_engagements()
    sign_in("engagement_lead")
    page = client.get(LIST + asked).text
    assert {title for title in ("Better lunch", "Bus routes", "New plan 100%") if f">{title}</a>" in page} == shown
    assert ("No engagement fits" in page) is (not shown)


@pytest.mark.parametrize("typed", ["café", "Café", "CAFÉ", "cafe", "cafe\u0301", "all cafe", "école", "ecole"])
def test_accents_and_capitals_do_not_matter(client, sign_in, typed):
    a_partnership()
    an_engagement("cafe", title="Café for all", summary="À l’École")
    an_engagement("other", title="Other")
    sign_in("engagement_lead")
    page = client.get(LIST, query_string={"q": typed}).text
    assert ">Café for all</a>" in page and ">Other</a>" not in page


def test_what_is_found_is_read_page_by_page_with_as_many_statements(client, sign_in, statements):
    a_partnership()
    for number in range(35):
        an_engagement(f"lunch-{number}", title=f"Lünch {number}.")
        an_engagement(f"bus-{number}", title=f"Bus {number}.")
    sign_in("engagement_lead")
    statements.clear()
    first = client.get(f"{LIST}?q=lunch").text
    assert len(statements) <= 7, statements
    assert first.count(">Lünch ") == 30 and "Lünch 5." in first and "Lünch 4." not in first and "Bus" not in first
    older = client.get(f"{LIST}?q=lunch&before={db.session.query(Engagement).filter_by(slug='lunch-5').one().id}").text
    assert older.count(">Lünch ") == 5 and "Older engagements" not in older


def test_the_list_is_read_page_by_page(client, sign_in):
    a_partnership()
    for number in range(35):
        an_engagement(f"number-{number}", title=f"Number {number}.")
    sign_in("engagement_lead")
    first = client.get(LIST).text
    assert "Number 34." in first and "Number 5." in first and "Number 4." not in first
    older = client.get(f"{LIST}?before={db.session.query(Engagement).filter_by(slug='number-5').one().id}").text
    assert "Number 4." in older and "Number 0." in older and "Older engagements" not in older


def test_statements_do_not_grow_with_the_list(client, sign_in, statements):
    a_partnership()
    sign_in("engagement_lead")
    counts = []
    for number in (2, 15):
        for i in range(number):
            engagement = an_engagement(f"engagement-{number}-{i}")
            an_approved_note("a note", a_board(f"board-{number}-{i}", engagement))
            an_event(f"event-{number}-{i}", engagement)
        statements.clear()
        assert client.get(LIST).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6, statements


def new(client, **changes):
    return client.post(f"{LIST}/new", data={"title": "Better lunchtimes", "start": "nothing"} | changes)


def test_a_new_engagement_from_nothing(client, sign_in):
    a_partnership()
    lead = sign_in("engagement_lead")
    assert "Listen, check back, decide" in client.get(f"{LIST}/new").text
    assert new(client).location == f"{LIST}/better-lunchtimes"
    engagement = db.session.query(Engagement).one()
    assert engagement.stage is Life.DRAFT and client.get("/engagements/better-lunchtimes").status_code == 404
    made = db.session.query(Change).one()
    assert (made.field, made.by_id) == ("made", lead.id)
    assert "There is nothing to take part in yet" in client.get(f"{LIST}/better-lunchtimes").text
    assert new(client).location == f"{LIST}/better-lunchtimes-2"
    assert new(client, title="New").location == f"{LIST}/new-2"  # its address would be this very page


def test_a_whole_plan_from_a_template_is_drafts_with_little_missing(client, sign_in):
    a_partnership()
    sign_in("engagement_lead")
    page = client.get(new(client, start="listen").location).text
    kinds = [activity.kind for activity in db.session.query(Activity).order_by(Activity.id)]
    assert sorted(kinds) == ["boards", *["events"] * 4, *["questionnaires"] * 2]
    assert {activity.stage for activity in db.session.query(Activity)} == {Life.DRAFT}
    # Only staff know where each conversation is, and what people will have said that is to be checked.
    assert page.count("Draft, 1 missing") == 5
    for activity in db.session.query(Activity):
        assert client.get(f"/staff/activities/{activity.id}").status_code == 200
        assert client.get(f"/staff/{activity.kind}/{activity.slug}/preview").status_code == 200
        assert client.get(f"/{activity.kind}/{activity.slug}").status_code == 404
    assert client.get(f"{LIST}/better-lunchtimes/preview").text.count('class="card') >= 7


def test_what_promises_a_check_back_is_one_and_leads_to_its_challenges(client, sign_in):
    a_partnership()
    lead = sign_in("engagement_lead")
    new(client, start="listen")
    made = db.session.query(CheckBack).one()
    questionnaire, slug = made.questionnaire, "did-we-hear-you-right"
    assert (questionnaire.slug, made.written, made.challenges) == (slug, [], [])
    assert client.get(f"/staff/questionnaires/{slug}/edit").location == f"/staff/check-backs/{slug}"
    page = client.get(f"/staff/check-backs/{slug}").text
    assert "This check-back asks about nothing yet" in page and f"/staff/check-backs/{slug}/choose" in page
    assert "Publish" not in page and "Get it ready" not in page
    theme = a_theme("Long waits", questionnaire.engagement)
    address = f"/staff/check-backs/{slug}/choose"
    page = client.get(address).text
    assert "Long waits" in page and "The last day" not in page
    chosen = {"edited": str(questionnaire.edited), "themes": [str(theme.id)]}
    few = client.post(address, data=chosen)
    assert few.status_code == 422 and "Choose two things at least" in few.text and "checked" in few.text
    chosen |= {"typed-title": "No buses", "typed-meaning": "None after six."}
    old = client.post(address, data=chosen | {"edited": "9"})
    assert old.status_code == 422 and "Somebody else changed this first" in old.text
    assert client.post(address, data=chosen).location == f"/staff/check-backs/{slug}?made=1"
    assert [each["label"] for each in made.written] == ["Long waits", "No buses"] and made.most == 2
    assert [[each.title for each in one.themes] for one in made.challenges] == [["Long waits"], []]
    assert [each.kind for each in questionnaire.asks.questions] == ["agree", "long_text", "ranking"]
    assert [check.name for check in questionnaire.checks() if check.needed and not check.done] == []
    assert client.get(address).location == f"/staff/check-backs/{slug}"
    with pytest.raises(NotAllowed):
        made.begin([Says("Again")], by=lead.id)


def test_the_demonstration_is_a_whole_draft_in_which_nobody_has_said_anything(client, sign_in):
    a_partnership()
    sign_in("engagement_lead")
    home = new(client, start="demonstration").location
    every = db.session.query(Activity).all()
    assert {activity.kind for activity in every} == {"boards", "questionnaires", "events"} and len(every) >= 7
    assert {activity.stage for activity in every} == {Life.DRAFT}
    for activity in [*every, db.session.query(Engagement).one()]:
        assert [check.name for check in activity.checks() if check.needed and not check.done] == []
    assert db.session.query(Contribution).count() == 0
    made = db.session.query(CheckBack).one()
    assert len(made.written) == len(made.challenges) == 10 and not any(each.themes for each in made.challenges)
    assert client.post(f"{home}/make_ready").status_code == 303


def test_one_question_quickly_needs_only_its_own_words(client, sign_in):
    a_partnership()
    sign_in("engagement_lead")
    home = new(client, start="quick").location
    board = db.session.query(Activity).one()
    assert [check.name for check in board.checks() if check.needed and not check.done] == []
    assert "What can still change" in client.get(home).text


@pytest.mark.parametrize(
    ("sent", "words"),
    [({"title": ""}, "Enter a title"), ({"title": "x" * 121}, "120 letters"),
     ({"start": "magic"}, "Not a valid choice"), ({"start": ""}, "Choose what to begin with")],
)  # fmt: skip
def test_what_is_wrong_is_said(client, sign_in, sent, words):
    a_partnership()
    sign_in("engagement_lead")
    refused = new(client, **sent)
    assert refused.status_code == 422 and words in refused.text and "<title>Error: " in refused.text
    assert db.session.query(Engagement).count() == 0


@pytest.mark.parametrize("role", ["moderator", "admin", "analyst"])
def test_only_those_who_edit_activities_come_in(client, sign_in, role):
    a_promise("promise", an_engagement())
    sign_in(role)
    for address in (LIST, f"{LIST}/new", f"{LIST}/refresh", f"{LIST}/refresh/changes", f"{LIST}/refresh/preview"):
        assert client.get(address).status_code == 403, address
    assert new(client).status_code == 403
