"""Staff write the Promise. What organisations have pledged to is never edited: other words take its place."""

from typing import Any

import pytest

from builders import a_partnership, a_pledge, a_promise, an_engagement, open_now, saved
from coprod.changes import Change
from coprod.database import db, uk_today
from coprod.promise.models import Promise
from coprod.promise.pledge import Pledge

EDIT = "/staff/promise/promise/edit"
FILLED: dict[str, Any] = {
    "title": "Our Promise",
    "summary": "What we promise",
    "version_year": "2027",
    "definition": "Side by side.",
    "wording_note": "By 14 parents",
    "commits_to-slug": ["we-ask-first", "we-speak-plainly", "we-come-back", ""],
    "commits_to-title": ["We ask first", "We speak plainly", "We come back", ""],
    "commits_to-meaning": ["We ask first, always.", "We speak plainly, always.", "We come back, always.", ""],
    "pledging_lead": "Any school",
    "pledging": "Choose\n\nWrite",
    "closes_on": ["11", "12", str(uk_today().year + 1)],
    "closes_time": "11:59pm",
    "minutes": "5",
    "readers": "The team",
    "audiences": ["organisation"],
    "purpose": "To keep a list",
    "retention_months": "24",
    "edited": "1",
}
OTHER_WORDS = {"commits_to-title": ["We ask", "We speak plainly", "We come back"]}


@pytest.fixture
def lead(client, sign_in):
    a_partnership()
    return sign_in("engagement_lead")


def the_promise() -> Promise:
    return db.session.query(Promise).filter_by(slug="promise").one()


def titles() -> list[str]:
    return [each.title for each in the_promise().commitments]


def test_a_new_promise_is_a_draft_with_its_commitments(client, lead):
    an_engagement()
    assert client.get("/staff/promise/new?engagement=refresh").status_code == 200
    made = client.post("/staff/promise/new?engagement=refresh", data=FILLED | {"commits_to-slug": ["", "", "", ""]})
    assert made.location == "/staff/promise/our-promise/preview"
    promise = db.session.query(Promise).one()
    assert [each.slug for each in promise.commitments] == ["we-ask-first", "we-speak-plainly", "we-come-back"]
    assert promise.pledging_words == ["Choose", "Write"] and client.get("/promise/our-promise").status_code == 404
    assert "We come back" in client.get(made.location).text


def test_changing_nothing_changes_nothing(client, lead):
    a_promise()
    client.post(EDIT, data=FILLED)
    edited, changes = the_promise().edited, db.session.query(Change).count()
    page = client.get(EDIT).text
    assert 'value="We ask first"' in page and "Choose\nWrite" in page
    assert client.post(EDIT, data=FILLED | {"edited": str(edited)}).status_code == 303
    assert (the_promise().edited, db.session.query(Change).count()) == (edited, changes)


def test_commitments_are_added_moved_put_in_other_words_and_taken_out(client, lead):
    a_promise()
    rows = {
        "commits_to-slug": ["we-come-back", "we-ask-first", ""],
        "commits_to-title": ["We come back", "We ask", "We pay for your time"],
        "commits_to-meaning": ["We come back, always.", "Before we choose.", "Bus fares too."],
    }
    assert client.post(EDIT, data=FILLED | rows).status_code == 303
    assert titles() == ["We come back", "We ask", "We pay for your time"]
    assert [each.position for each in the_promise().commitments] == [1, 2, 3]
    fields = [change.field for change in db.session.query(Change).order_by(Change.id)]
    assert "commitment" in fields and "commitments" in fields
    page = client.get("/promise/promise").text
    assert page.index("We come back") < page.index("We pay for your time") and "We speak plainly" not in page


@pytest.mark.parametrize(
    "typed", [["We listen!", "We listen?"], ["\N{YELLOW HEART}", "Commitment 1"], ["Commitment 2", "倾听"]]
)
def test_titles_that_make_the_same_address_are_two_commitments(client, lead, typed):
    an_engagement("refresh")
    rows = {"commits_to-slug": ["", ""], "commits_to-title": typed, "commits_to-meaning": ["So.", "And so."]}
    assert client.post("/staff/promise/new?engagement=refresh", data=FILLED | rows).status_code == 303
    assert [each.title for each in db.session.query(Promise).one().commitments] == typed


def test_two_rows_that_say_they_are_the_same_commitment_are_two(client, lead):
    a_pledge(promise=a_promise())
    rows = {"commits_to-slug": ["we-ask-first"] * 2, "commits_to-title": ["We ask", "We listen"], "reason": "Plainer"}
    assert client.post(EDIT, data=FILLED | rows | {"commits_to-meaning": ["So.", "And so."]}).status_code == 303
    assert titles() == ["We ask", "We listen"]


def test_one_that_is_taken_out_and_typed_again_is_a_new_one(client, lead):
    a_promise()
    rows = {"commits_to-title": ["We ask first", "We speak plainly", "", "We come back"]}
    rows["commits_to-meaning"] = ["We ask first, always.", "We speak plainly, always.", "", "We do."]
    assert client.post(EDIT, data=FILLED | rows).status_code == 303
    assert titles() == ["We ask first", "We speak plainly", "We come back"]


def test_what_an_organisation_pledged_to_needs_a_reason_and_stays_theirs(client, lead):
    a_pledge(promise=a_promise())
    refused = client.post(EDIT, data=FILLED | OTHER_WORDS)
    assert refused.status_code == 422 and "Say why" in refused.text and titles()[0] == "We ask first"
    assert client.post(EDIT, data=FILLED | OTHER_WORDS | {"reason": "Plainer"}).status_code == 303
    assert titles() == ["We ask", "We speak plainly", "We come back"]
    assert [each.title for each in db.session.query(Pledge).one().commitments] == ["We ask first"]
    assert "Plainer" in client.get("/promise/promise/changes").text


def test_what_an_organisation_pledged_to_is_not_taken_out(client, lead):
    a_pledge(promise=a_promise())
    without = {"commits_to-slug": ["we-come-back"], "commits_to-title": ["We come back"],
               "commits_to-meaning": ["We come back, always."], "reason": "Less"}  # fmt: skip
    refused = client.post(EDIT, data=FILLED | without)
    assert refused.status_code == 422 and "Organisations have pledged to “We ask first”" in refused.text
    db.session.rollback()
    assert len(titles()) == 3 and db.session.query(Change).count() == 0


def test_another_definition_needs_a_reason_once_somebody_pledged(client, lead):
    a_pledge(promise=a_promise())
    assert client.post(EDIT, data=FILLED | {"definition": "Together."}).status_code == 422
    assert client.post(EDIT, data=FILLED | {"definition": "Together.", "reason": "Shorter"}).status_code == 303
    assert "<del>Side by side.</del>" in client.get("/promise/promise/changes").text


def test_a_colleague_who_was_faster_is_a_clash_and_nothing_typed_is_lost(client, lead):
    a_promise()
    clash = client.post(EDIT, data=FILLED | OTHER_WORDS | {"edited": "0"})
    assert clash.status_code == 409 and 'value="We ask"' in clash.text and titles()[0] == "We ask first"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"definition": ""}, "Say what it means"),
        ({"definition": "x" * 601}, "600 letters"),
        ({"version_year": "soon"}, "Enter a year"),
        ({"commits_to-title": ["", "b", "c"]}, "row 1: in a few words is missing"),
        ({"commits_to-title": ["a", "a", "c"]}, "stands here twice"),
        ({"commits_to-meaning": ["x" * 301, "b", "c"]}, "300 letters"),
    ],
)
def test_what_is_wrong_is_said(client, lead, sent, words):
    a_promise()
    refused = client.post(EDIT, data=FILLED | sent)
    assert refused.status_code == 422 and words in refused.text and "<title>Error: " in refused.text
    assert titles()[0] == "We ask first"


@pytest.mark.parametrize("role", ["moderator", "admin"])
def test_only_those_who_edit_activities_come_in(client, sign_in, role):
    saved(a_promise(**open_now()))
    sign_in(role)
    for address in (EDIT, "/staff/promise/new?engagement=for-promise"):
        assert client.get(address).status_code == client.post(address).status_code == 403
    assert client.get("/staff/promise/promise/preview").status_code == 403


# What helps to keep it ------------------------------------------------------------------------------------

KIT = {
    "resources-title": ["Ten questions", "How to <ask>", ""],
    "resources-address": ["https://toolkit.example/ten", "https://toolkit.example/film", ""],
    "resources-what": ["Two pages to print", "Four minutes", ""],
    "resources-kind": ["document", "film_both", "page"],
}


def test_what_helps_to_keep_it_stands_on_its_page(client, lead):
    a_promise()
    assert "What helps to keep it" not in client.get("/promise/promise").text
    assert client.post(EDIT, data=FILLED | KIT).status_code == 303
    page = client.get("/promise/promise").text
    assert 'href="https://toolkit.example/ten"' in page and "How to &lt;ask&gt;" in page
    assert "Document" in page and "Film, with captions and a transcript" in page and "2 things" in page
    assert "Ten questions" in client.get(EDIT).text
    assert db.session.query(Change).filter_by(field="resources").one().was == []
    client.post(
        EDIT,
        data=FILLED
        | KIT
        | {"resources-title": "", "resources-address": "", "resources-what": ""}
        | {"edited": str(the_promise().edited)},
    )
    assert "What helps to keep it" not in client.get("/promise/promise").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"resources-address": ["javascript:alert(1)", "https://toolkit.example/film", ""]}, "begins with https://"),
        ({"resources-address": ["", "https://toolkit.example/film", ""]}, "its address is missing"),
        ({"resources-title": ["x" * 81, "How", ""]}, "80 letters or fewer"),
        ({"resources-kind": ["spell", "page", "page"]}, "is missing"),
    ],
)
def test_what_cannot_stand_there_is_said_and_kept(client, lead, typed, words):
    a_promise()
    answer = client.post(EDIT, data=FILLED | KIT | typed)
    assert answer.status_code == 422 and words in answer.text and "Two pages to print" in answer.text
    assert the_promise().resources == []
