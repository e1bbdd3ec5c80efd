"""What is archived stays as it is: no page has a form for it, and whatever is sent is refused in plain words."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from builders import (
    LUNDY,
    a_board,
    a_partnership,
    a_promise,
    a_questionnaire,
    a_user,
    an_approved_note,
    an_engagement,
    an_event,
    closed,
    saved,
)
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.life import Archived, Life
from coprod.changes import Change
from coprod.database import db, now
from coprod.engagements.editing.forms import ANSWER, PARTS
from coprod.permissions import Permission, access_of

# Of the pages of those who lead, these change nothing in an engagement that there is.
READS = {
    "boards.preview", "brought_in.sources", "brought_in.template",
    "engagements.activity", "engagements.changes", "engagements.hub", "engagements.preview",
    "engagements.staff_list", "engagements.words", "events.preview", "promise.preview", "questionnaires.preview",
    "questionnaires.as_json", "questionnaires.staff_paper", "questionnaires.versions",
}  # fmt: skip
MAKES_ANOTHER = {"engagements.copy", "engagements.create"}
OF_A_FILE = {"brought_in.batch", "brought_in.forget", "brought_in.take_back"}  # there is none: tests/brought_in
STAYS = "archived, and stays as it is. An administrator can bring it back."


@pytest.fixture
def engagement(app):
    """An archived engagement with an activity of each kind, one of them a draft."""
    a_partnership()
    engagement = an_engagement(lawful_basis="public_task", documents=[{"title": "Plan", "about": "", "formats": []}])
    an_approved_note("More clubs", a_board("better", engagement, **closed()))
    an_event("tamworth", engagement)
    a_questionnaire("survey", engagement)
    a_promise("promise", engagement)
    draft = a_board("draft", engagement, opens_at=None, closes_at=now() + timedelta(days=40), **LUNDY)
    draft.change({"summary": "Write"}, by=a_user("engagement_lead").id)
    engagement.change({"summary": "Help us"}, by=a_user("engagement_lead").id)
    engagement.life = Life.ARCHIVED
    return saved(engagement)


def edit_addresses(app: Flask, engagement: Engagement) -> list[tuple[str, str]]:
    """(endpoint, address) of every page with which those who lead change something in it."""
    found = []
    activities = {each.slug: each for each in engagement.activities}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            leads = access_of(rule.endpoint) in (Permission.EDIT_ACTIVITIES, Permission.PUBLISH)
            if not leads or rule.endpoint in READS | MAKES_ANOTHER | OF_A_FILE:
                continue
            blueprint, _, page = rule.endpoint.partition(".")
            of_kind = [each.slug for each in activities.values() if each.kind == blueprint]
            values = {
                frozenset(): [{"engagement": engagement.slug}],
                frozenset({"slug"}): [{"slug": slug} for slug in of_kind or [engagement.slug]],
                frozenset({"id"}): [{"id": each.id} for each in activities.values()],
                frozenset({"slug", "part"}): [{"slug": engagement.slug, "part": part} for part in PARTS | ANSWER],
                frozenset({"slug", "question"}): [{"slug": slug, "question": "word"} for slug in of_kind],
                frozenset({"slug", "challenge"}): [{"slug": slug, "challenge": "word"} for slug in of_kind],
                frozenset({"slug", "page"}): [{"slug": slug, "page": "your-day"} for slug in of_kind],
            }[frozenset(rule.arguments)]
            found += [(rule.endpoint, app.url_for(rule.endpoint, **each)) for each in values]
    return found


def test_every_page_that_changes_something_refuses_and_shows_no_form(client, app, sign_in, engagement):
    sign_in("engagement_lead")
    addresses = edit_addresses(app, engagement)
    assert len({endpoint for endpoint, _ in addresses}) > 20
    changes = db.session.query(Change).count()
    for _, address in addresses:
        answer = followed(client, address)
        if answer.status_code != 405:
            assert answer.status_code == 409 and STAYS in answer.text, address
            assert forms(answer.text) == [], address
        edited = {"edited": "1", "reason": "Because two schools asked us", "summary": "Quite other words here"}
        answer = client.post(address, data=edited)
        if answer.status_code != 405:
            assert answer.status_code == 409 and STAYS in answer.text, address
            assert "Because two schools asked us" in answer.text
    db.session.rollback()
    assert db.session.query(Change).count() == changes
    assert db.session.query(Activity).count() == 5 and db.session.get_one(Engagement, engagement.id).archived


def test_its_pages_have_no_form_and_no_link_that_is_refused(client, sign_in, engagement):
    sign_in("engagement_lead")
    home = "/staff/engagements/refresh"
    pages = [home, f"{home}/changes", f"{home}/preview"]
    pages += [f"/staff/activities/{each.id}" for each in engagement.activities]
    pages += [f"/staff/{each.kind}/{each.slug}/preview" for each in engagement.activities]
    links = set()
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200 and forms(answer.text) == [], address
        links |= set(re.findall(r'href="(/staff/[^"#]*)', answer.text))
    assert [link for link in links if followed(client, link).status_code != 200] == []


def followed(client, address: str):
    """The page at an address, or the one to which it leads."""
    answer = client.get(address)
    return client.get(answer.location) if answer.location else answer


def forms(page: str) -> list[str]:
    """The addresses that the forms of a page send to, but for the way out; a preview shows those of the public."""
    found = re.findall(r'<form[^>]*method="post"[^>]*>', page.partition('<main id="main"')[2])
    return [form for form in found if "/sign-out" not in form and "<strong>Preview.</strong>" not in page]


def test_the_rule_is_one_of_the_models(app, engagement):
    lead = a_user("engagement_lead").id
    board = next(each for each in engagement.activities if each.slug == "draft")
    for thing in (engagement, board):
        for verb in (
            lambda thing=thing: thing.change({"title": "Another"}, by=lead),
            lambda thing=thing: thing.do_not_open(by=lead) or thing.change({"life": Life.OPEN, "title": "x"}, by=lead),
        ):
            with pytest.raises(Archived, match="“The refresh” is archived"):
                verb()
    for verb in (lambda: board.edit_a_part(by=lead), lambda: board.make_ready(by=lead)):
        with pytest.raises(Archived):
            verb()
    with pytest.raises(Archived):
        Activity.made(board, by=lead)
    db.session.rollback()


def test_what_an_administrator_brings_back_can_be_changed_again(client, sign_in, engagement):
    sign_in("admin")
    back = {"reason": "Too early", "edited": str(engagement.edited)}
    assert client.post("/staff/engagements/refresh/bring_back", data=back).status_code == 303
    sign_in("engagement_lead")
    assert client.get("/staff/engagements/refresh/edit/words").status_code == 200
    assert "Change the words" in client.get("/staff/engagements/refresh").text


def test_an_activity_comes_back_after_its_engagement(client, sign_in, engagement):
    board = engagement.activities[0]
    board.life = Life.ARCHIVED
    saved(board)
    sign_in("admin")
    address = f"/staff/activities/{board.id}/bring_back"
    for answer in (client.get(address), client.post(address, data={"reason": "Because", "edited": "1"})):
        assert answer.status_code == 409 and f"“The refresh” is {STAYS}" in answer.text
    engagement.bring_back(by=a_user("admin").id, reason="Too early")
    saved(engagement)
    assert client.get(address).status_code == 200


def test_an_activity_that_is_archived_alone_stays_as_it_is_too(client, sign_in, engagement):
    engagement.life = Life.OPEN
    board = next(each for each in engagement.activities if each.slug == "better")
    board.life = Life.ARCHIVED
    saved(board)
    sign_in("engagement_lead")
    answer = client.get("/staff/boards/better/edit")
    assert answer.status_code == 409 and f"“Make it better” is {STAYS}" in answer.text
    assert client.get(f"/staff/activities/{board.id}/copy").status_code == 200  # a copy of it is another
    assert client.get("/staff/boards/draft/edit").status_code == 200


def test_people_take_back_what_they_sent_and_waiting_words_are_decided_all_the_same(app, engagement):
    board = next(each for each in engagement.activities if each.slug == "better")
    note = an_approved_note("Later", board)
    note.submission.contribution.withdraw()
    assert saved(note).submission.contribution.is_withdrawn
