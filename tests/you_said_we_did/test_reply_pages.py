"""Staff write a reply, a second person publishes it, everyone reads it: by the pages."""

import re

import pytest

from builders import a_theme, a_user, staff_session
from coprod.activities.life import Life
from coprod.audit import Record
from coprod.database import db, uk_today
from coprod.permissions import Role
from coprod.themes.code_text import Said, code_text
from coprod.themes.merge_and_split import merge
from coprod.you_said_we_did.replies.models import Reply
from deciding_on import NOT_OURS, decide, not_now
from replying import a_decided_theme, a_published_reply, a_reply, colleague, lead, said_in

SAYS = {
    "title": "Two new teams",
    "text": "The wait was **104** weeks.",
    "easy_read-picture": ["clock"],
    "easy_read-words": ["You wait less."],
}


@pytest.fixture
def waits(app):
    return a_decided_theme()


@pytest.fixture
def desk(client, waits, sign_in):
    sign_in(Role.ENGAGEMENT_LEAD)
    return client


def as_colleague(client):
    colleague()
    with client.session_transaction() as session:
        session.update(staff_session(a_user(Role.ENGAGEMENT_LEAD, "second@example.org")))


def test_from_a_theme_to_the_page_of_everyone(desk, waits):
    said = said_in(waits)
    new = f"/staff/replies/new/{waits.engagement.slug}"
    assert "Waits: now" in desk.get(new).text
    address = desk.post(new, data={"title": "Two new teams", "about": [waits.id]}).location
    assert "I waited two years" in desk.get(address).text
    written = desk.post(address, data=SAYS | {"edited": "1", "about": [waits.id], "quotes": [said.public_id]})
    assert (written.status_code, written.location) == (303, f"{address}/preview")
    preview = desk.get(f"{address}/preview").text
    assert "I waited two years" in preview and "<strong>104</strong>" in preview and "It is ready" in preview
    assert desk.post(f"{address}/ready", data={"seen": "2"}).status_code == 303
    assert "You wrote it last, so a colleague publishes it" in desk.get(f"{address}/preview").text
    assert desk.post(f"{address}/publish", data={"seen": "2"}).status_code == 409
    assert "There is nothing here yet" in desk.get("/you-said-we-did").text
    as_colleague(desk)
    assert desk.post(f"{address}/publish", data={"seen": "2"}).status_code == 303
    page = desk.get("/you-said-we-did").text
    assert "Two new teams" in page and "I waited two years" in page and "Doing it now" in page
    reply = db.session.query(Reply).one()
    assert "You wait less." in desk.get(f"/you-said-we-did/{reply.public_id}").text
    assert [record.action for record in db.session.query(Record).order_by(Record.id)][-4:] == [
        "began a reply",
        "wrote a reply",
        "said that a reply is ready",
        "published a reply",
    ]


def test_a_refused_form_keeps_what_was_typed(desk, waits):
    buses = a_decided_theme("Buses", NOT_OURS)
    new = f"/staff/replies/new/{waits.engagement.slug}"
    refused = desk.post(new, data={"title": "Both at once", "about": [waits.id, buses.id]})
    assert refused.status_code == 422 and "decided in different ways" in refused.text and "Both at once" in refused.text
    assert desk.post(new, data={"title": "None"}).status_code == 422
    address = f"/staff/replies/{a_reply(waits).public_id}"
    wrong = SAYS | {"edited": "2", "about": [waits.id], "done_on": ["1", "1", "2090"], "late_why": "Nobody applied"}
    refused = desk.post(address, data=wrong)
    assert refused.status_code == 422 and "cannot be in the future" in refused.text and "Nobody applied" in refused.text


def test_a_clash_shows_both_texts(desk, waits):
    address = f"/staff/replies/{a_reply(waits).public_id}"
    clash = desk.post(address, data=SAYS | {"edited": "1", "title": "Mine", "about": [waits.id]})
    assert clash.status_code == 409 and "What stands there now" in clash.text and "Two new teams" in clash.text
    edited = re.search(r'name="edited"[^>]*value="(\d+)"', clash.text)[1]
    again = desk.post(address, data=SAYS | {"edited": edited, "title": "Mine", "about": [waits.id]})
    assert again.status_code == 303


def test_a_row_more_saves_nothing(desk, waits):
    address = f"/staff/replies/{a_reply(waits).public_id}"
    page = desk.post(address, data=SAYS | {"edited": "2", "about": [waits.id], "rows": "easy_read:more"})
    assert page.status_code == 200 and len(db.session.query(Reply).one().versions) == 2


def test_taken_down_is_gone_at_once(desk, waits):
    reply = a_published_reply(waits)
    assert desk.get(f"/you-said-we-did/{reply.public_id}").status_code == 200
    assert desk.post(f"/staff/replies/{reply.public_id}/take-down").status_code == 303
    assert desk.get(f"/you-said-we-did/{reply.public_id}").status_code == 404
    assert "Two new teams" not in desk.get("/you-said-we-did").text


def test_whoever_works_elsewhere_finds_no_reply(desk, waits, client):
    reply = a_reply(waits)
    with client.session_transaction() as session:
        session.update(staff_session(a_user(Role.MODERATOR)))
    assert client.get(f"/staff/replies/{reply.public_id}").status_code == 403
    assert client.get("/staff/replies").status_code == 403


def test_nothing_is_written_in_what_is_archived(desk, waits):
    reply = a_reply(waits)
    waits.engagement.life = Life.ARCHIVED
    db.session.commit()
    id = reply.public_id
    for post in (f"new/{waits.engagement.slug}", id, f"{id}/ready", f"{id}/publish", f"{id}/take-down"):
        assert desk.post(f"/staff/replies/{post}", data={"seen": "2"}).status_code == 409, post
    assert "Its engagement is archived" in desk.get(f"/staff/replies/{id}/preview").text


# --- the page of everyone --------------------------------------------------------------------------------------------


def test_no_cookie_and_the_same_tag_until_something_moves(client, waits):
    said = said_in(waits)
    a_published_reply(waits, said)
    first = client.get("/you-said-we-did")
    assert "Set-Cookie" not in first.headers and first.headers["ETag"]
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/you-said-we-did", headers=tag).status_code == 304
    said.contribution.withdraw()
    db.session.commit()
    again = client.get("/you-said-we-did", headers=tag)
    assert again.status_code == 200 and "I waited two years" not in again.text and "Two new teams" in again.text


def test_the_pills_choose(client, waits):
    buses = a_decided_theme("Buses", NOT_OURS)
    a_published_reply(waits, title="Two new teams", late_why="Nobody applied."), a_published_reply(buses, title="Buses")
    page = client.get("/you-said-we-did").text
    assert "All 2" in page and "Doing it now 1" in page and "Not ours to change 1" in page and "Done 0" not in page
    assert "Doing it now, and running late" in page and "Nobody applied." in page and "Ask them on their page." in page
    only = client.get("/you-said-we-did?state=not_ours").text
    assert "Buses" in only and "Two new teams" not in only
    assert client.get("/you-said-we-did?state=done").text.count("There is nothing of this kind") == 1
    assert client.get("/you-said-we-did?engagement=none&before=x&state=y").status_code == 200


def test_not_now_says_why_and_when_and_what_was_decided_since(client, waits):
    later = a_decided_theme("Later", not_now(lead()))
    a_published_reply(later, title="Not this year"), a_published_reply(waits, title="Two teams", done_on=uk_today())
    page = client.get("/you-said-we-did").text
    assert (
        "Why not now: Many of you said it." in page and "We look at this again on" in page and "It was done on" in page
    )
    decide(waits, NOT_OURS, by=lead())
    db.session.commit()
    assert "We decided again on" in client.get("/you-said-we-did").text


def test_statements_do_not_grow(client, waits, statements):
    counts = []
    for number in (2, 15):
        for each in range(number):
            a_published_reply(waits, said_in(waits, f"{number} {each}"))
        client.get("/you-said-we-did?state=doing")
        statements.clear()
        assert client.get("/you-said-we-did").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10, statements


def test_words_that_are_filed_elsewhere_leave_the_kept_pages_at_once(client):
    theme = a_decided_theme("Long waits")
    said = said_in(theme, "We waited nineteen months")
    db.session.commit()
    reply = a_published_reply(theme, said)
    pages = (f"/you-said-we-did/{reply.public_id}", "/you-said-we-did")
    assert all("nineteen months" in client.get(page).text for page in pages)
    code_text(said.id, Said(), by=lead(), seen=said.moves_made)
    db.session.commit()
    assert not any("nineteen months" in client.get(page).text for page in pages)


def test_a_theme_that_is_decided_no_more_while_somebody_writes_loses_nothing_they_wrote(client, sign_in):
    theme = a_decided_theme()
    reply = a_reply(theme)
    sign_in("engagement_lead")
    sent = {"about": [str(theme.id)], "title": "A title of mine", "text": "What I wrote", "edited": "2"}
    merge([theme, a_theme("Lunch")], a_theme("Both"), by=lead())
    db.session.commit()
    answer = client.post(f"/staff/replies/{reply.public_id}", data=sent)
    assert answer.status_code == 422 and "A title of mine" in answer.text and "What I wrote" in answer.text
    assert client.post(f"/staff/replies/new/{theme.engagement.slug}", data=sent).status_code == 422


def test_statements_do_not_grow_with_themes_that_nobody_is_quoted_on(client, statements):
    counts = []
    for number in (1, 6):
        for each in range(number):
            a_published_reply(a_decided_theme(f"Theme {number} {each}"))
        db.session.expire_all()
        client.get("/you-said-we-did?state=doing")
        db.session.expire_all()
        statements.clear()
        assert client.get("/you-said-we-did").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10, statements
