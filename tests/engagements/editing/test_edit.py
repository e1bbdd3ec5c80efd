"""What an engagement says is written part by part: what staff type is what people read, and nothing else is HTML."""

from typing import Any

import pytest

from builders import a_board, a_partnership, a_whole_draft, an_engagement, closed
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.changes import Change
from coprod.database import db

EDIT = "/staff/engagements/refresh/edit"
PARTS = ("words", "easy-read", "decisions", "people", "glossary", "duties")
# What each part sends, and what everyone then reads.
FILLED: dict[str, tuple[dict[str, Any], str]] = {
    "words": (
        {"title": "Lunch", "slug": "refresh", "summary": "What is lunch like?", "background": "## One\n\n- **two**"},
        "<h3>One</h3>\n<ul>\n<li><strong>two</strong></li>\n</ul>",
    ),
    "easy-read": (
        {"easy_read-picture": ["cup", "talk"], "easy_read-words": ["Lunch is short.", "Tell us."]},
        "<p>Lunch is short.</p>",
    ),
    "decisions": (
        {"can_change": "How long it is\nWhat we eat", "decided": "Where we eat", "next_steps-when": ["8 January", ""],
         "next_steps-words": ["We count", "We write back"]},
        '<p class="trail__when">8 January</p><p>We count</p>',
    ),
    "people": (
        {"sponsors": "Director of Schools\nChief Nurse", "contact_name": "The team", "contact_phone": "0555 010 200",
         "bsl_url": "https://video.example.org/1", "audio_url": "https://sound.example.org/1"},
        "<li>Chief Nurse</li>",
    ),
    "glossary": (
        {"glossary-term": ["SEND", ""], "glossary-meaning": ["Finding some things harder", ""]},
        "<dt>SEND</dt><dd>Finding some things harder</dd>",
    ),
    "duties": (
        {"purpose": "To choose", "lawful_basis": "public_task", "replaced_by_id": ""},
        "it is part of our duties",
    ),
}  # fmt: skip


def the_engagement() -> Engagement:
    return db.session.query(Engagement).filter_by(slug="refresh").one()


@pytest.mark.parametrize("part", PARTS)
def test_what_is_typed_is_what_people_read(client, sign_in, part):
    a_partnership()
    a_board("better", an_engagement())
    lead = sign_in("engagement_lead")
    sent, shown = FILLED[part]
    assert client.get(f"{EDIT}/{part}").status_code == 200
    saved = client.post(f"{EDIT}/{part}", data=sent | {"edited": "1"})
    assert saved.location == f"/staff/engagements/refresh?saved={part}"
    assert shown in client.get("/engagements/refresh").text
    changes = db.session.query(Change).all()
    assert changes and {(change.by_id, change.subject) for change in changes} == {
        (lead.id, f"engagement {the_engagement().id}")
    }
    again = client.get(f"{EDIT}/{part}").text  # and it stands in the form
    for value in sent.values():
        for text in value if isinstance(value, list) else [value]:
            assert text in again, text


@pytest.mark.parametrize("part", PARTS)
def test_a_colleague_who_was_faster_is_a_clash_and_nothing_typed_is_lost(client, sign_in, part):
    a_partnership()
    an_engagement()
    sign_in("engagement_lead")
    sent, _ = FILLED[part]
    clash = client.post(f"{EDIT}/{part}", data=sent | {"edited": "0"})
    assert clash.status_code == 409 and "Somebody else changed this" in clash.text
    assert db.session.query(Change).count() == 0
    first = str(next(iter(sent.values()))).splitlines()[0].strip("[]'").split("'")[0]
    assert first in clash.text


@pytest.mark.parametrize(
    ("part", "sent", "words"),
    [
        ("words", {"title": ""}, "Enter a title"),
        ("words", {"title": "x" * 121}, "120 letters"),
        ("words", {"summary": "x" * 301}, "300 letters"),
        ("words", {"background": "x" * 8001}, "8,000 letters"),
        ("words", {"slug": "Not An Address"}, "small letters, numbers and hyphens"),
        ("words", {"slug": "new"}, "small letters, numbers and hyphens"),
        ("words", {"slug": "taken"}, "Another engagement has this address"),
        ("easy-read", {"easy_read-words": ["x" * 201], "easy_read-picture": ["cup"]}, "must be 200 letters or fewer"),
        ("decisions", {"next_steps-when": ["May"], "next_steps-words": [""]}, "row 1: what happens is missing"),
        ("decisions", {"next_steps-when": ["x"] * 13, "next_steps-words": ["x"] * 13}, "12 rows or fewer"),
        ("people", {"contact_email": "nobody"}, "name@example.com"),
        ("people", {"bsl_url": "http://video.example.org"}, "begins with https://"),
        ("people", {"audio_url": "javascript:alert(1)"}, "begins with https://"),
        ("glossary", {"glossary-term": ["SEND"], "glossary-meaning": [""]}, "what it means is missing"),
        ("glossary", {"glossary-term": ["A", "A"], "glossary-meaning": ["b", "c"]}, "stands here twice"),
        ("duties", {"lawful_basis": "because"}, "Not a valid choice"),
        ("duties", {"replaced_by_id": "999999"}, "Not a valid choice"),
        ("duties", {"replaced_by_id": "x"}, "Invalid"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, sign_in, part, sent, words):
    a_partnership()
    an_engagement("taken")
    a_whole_draft()
    sign_in("engagement_lead")
    filled = FILLED[part][0] | {"edited": "1"}
    refused = client.post(f"{EDIT}/{part}", data=filled | sent)
    assert refused.status_code == 422 and words in refused.text and "<title>Error: " in refused.text
    assert db.session.query(Change).count() == 0


def test_its_address_is_chosen_while_it_is_a_draft_and_stays_then(client, sign_in):
    a_partnership()
    a_whole_draft()
    sign_in("engagement_lead")
    moved = client.post(f"{EDIT}/words", data=FILLED["words"][0] | {"slug": "better-lunch", "edited": "1"})
    assert moved.location == "/staff/engagements/better-lunch?saved=words"
    an_engagement("public")
    page = client.get("/staff/engagements/public/edit/words").text
    assert 'name="slug"' not in page and "People may have it, so it stays" in page


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<b onclick=x>bold</b>",
        "[here](javascript:alert(1))",
        "![picture](https://example.org/x.png)",
        "[here](http://example.org)",
        "[here](//example.org)",
        "&lt;script&gt;",
    ],
)
def test_nothing_but_the_few_marks_becomes_html(client, typed):
    a_partnership()
    an_engagement(background=typed)
    page = client.get("/engagements/refresh").text
    inside = page.partition('<div class="staff-text stack">')[2].partition("</div>")[0]
    for never in ("<script", "<b", "<img", 'href="javascript', 'href="http:', 'href="//'):
        assert never not in inside, inside


def test_rows_move_and_grow_without_being_saved(client, sign_in):
    a_partnership()
    an_engagement()
    sign_in("engagement_lead")
    typed = {"glossary-term": ["first", "second"], "glossary-meaning": ["1", "2"], "edited": "1"}
    page = client.post(f"{EDIT}/glossary", data=typed | {"rows": "glossary:up:1"})
    assert page.status_code == 200 and page.text.index('value="second"') < page.text.index('value="first"')
    grown = client.post(f"{EDIT}/glossary", data=typed | {"rows": "glossary:more"})
    assert grown.text.count('name="glossary-term"') == 2 + 5
    for nonsense in ("glossary:up:99", "glossary:up:x", "other:up:1", "glossary:up:0", ":::"):
        assert client.post(f"{EDIT}/glossary", data=typed | {"rows": nonsense}).status_code == 200
    assert the_engagement().glossary == {} and db.session.query(Change).count() == 0


def test_easy_read_warns_over_fifteen_words_and_takes_them_all_the_same(client, sign_in):
    a_partnership()
    an_engagement()
    sign_in("engagement_lead")
    long = {"easy_read-picture": ["cup"], "easy_read-words": ["word " * 16], "edited": "1"}
    assert client.post(f"{EDIT}/easy-read", data=long).status_code == 303
    assert "Row 1 has 16 words" in client.get(f"{EDIT}/easy-read").text


def test_how_a_text_reads_is_said_while_it_is_typed(client, sign_in):
    a_partnership()
    an_engagement()
    sign_in("engagement_lead")
    text = "We will utilise robust methodologies in order to facilitate outcomes for stakeholders across localities."
    piece = client.post("/staff/plain-words", data={"text": f"**{text}**", "marks": "1"}).text
    assert "<strong>We will" in piece and "Aim for 9 to 11" in piece and ">utilise</span> use" in piece
    looked = client.post(f"{EDIT}/words", data=FILLED["words"][0] | {"background": text, "rows": "look", "edited": "1"})
    assert looked.status_code == 200 and "Aim for 9 to 11" in looked.text and the_engagement().background == ""


def test_what_changed_is_mended_once_it_has_been_said(client, sign_in):
    a_partnership()
    a_board("better", an_engagement(life=Life.ANSWERED, what_changed="Lunsh"), **closed())
    sign_in("engagement_lead")
    assert "Lunsh" in client.get(f"{EDIT}/answer").text
    assert client.post(f"{EDIT}/answer", data={"what_changed": "", "edited": "1"}).status_code == 422
    assert client.post(f"{EDIT}/answer", data={"what_changed": "Lunch", "edited": "1"}).status_code == 303
    an_engagement("open")
    assert client.get("/staff/engagements/open/edit/answer").status_code == 404


def test_thousands_of_rows_are_refused_with_a_page_that_can_be_read(client, sign_in):
    a_partnership()
    an_engagement()
    sign_in("engagement_lead")
    many = {"easy_read-picture": ["people"] * 3000, "easy_read-words": [f"Sentence {number}" for number in range(3000)]}
    refused = client.post(f"{EDIT}/easy-read", data=many | {"edited": "1"})
    assert refused.status_code == 422 and "use 40 rows or fewer. Only the first 140 stand here" in refused.text
    assert refused.text.count("<textarea") < 150 and "Sentence 139<" in refused.text
    few = {name: texts[:45] for name, texts in many.items()}
    refused = client.post(f"{EDIT}/easy-read", data=few | {"edited": "1"})
    assert "use 40 rows or fewer" in refused.text and "Only the first" not in refused.text


@pytest.mark.parametrize("role", ["moderator", "admin", "analyst"])
def test_only_those_who_edit_activities_come_in(client, sign_in, role):
    an_engagement()
    sign_in(role)
    for part in PARTS:
        assert client.get(f"{EDIT}/{part}").status_code == client.post(f"{EDIT}/{part}").status_code == 403
    assert client.post("/staff/plain-words").status_code == 403


def test_a_part_or_an_engagement_that_is_not_there(client, sign_in):
    an_engagement()
    sign_in("engagement_lead")
    assert client.get(EDIT).location == f"{EDIT}/words"
    for address in (f"{EDIT}/nothing", f"{EDIT}/answer", "/staff/engagements/nothing/edit/words"):
        assert client.get(address).status_code == client.post(address).status_code == 404
