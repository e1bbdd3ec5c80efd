"""A page promises only what is so: no link to nowhere, no letter that is not sent, no step that never comes."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from answering import code_on, send, token_on
from builders import (
    a_board,
    a_partnership,
    a_promise,
    a_questionnaire,
    a_user,
    an_engagement,
    an_event,
    one_page,
    saved,
)
from coprod.database import db, uk_today
from coprod.mail import Message
from coprod.partnership.what_is_set import NO_NAME
from coprod.receipts.to_keep import square
from coprod.rendering import full_address, uk_date

ROOT = Path(__file__).parents[1]
READ_BY_ALL = ("/", "/events", "/help", "/receipt", "/privacy", "/accessibility", "/you-said-we-did", "/not-now")


def links(client: FlaskClient, page: str) -> set[str]:
    """Addresses on this site that a page leads to."""
    text = client.get(page).text.replace("&amp;", "&")
    return {part.partition('"')[0].partition("#")[0] for part in text.split('href="/')[1:]}


def test_an_empty_installation_shows_no_link_to_what_does_not_exist(client):
    a_partnership()
    seen = {f"/{link}" for page in READ_BY_ALL for link in links(client, page)}
    assert {"/events", "/receipt"} <= seen
    assert [link for link in sorted(seen) if client.get(link).status_code >= 400] == []


def test_the_way_to_the_promise_stands_on_every_page_once_there_is_one(client):
    a_partnership()
    pages = ("/", "/events", "/engagements/refresh", "/nothing-here")
    engagement = an_engagement()
    promise = a_promise(engagement=engagement, opens_at=None)
    assert not any('href="/promise"' in client.get(page).text for page in pages)
    ready_one = saved(promise)
    ready_one.opened(by=a_user("engagement_lead").id)
    saved(ready_one)
    assert all('href="/promise"' in client.get(page).text for page in pages)


def test_nobody_is_named_before_anybody_has_said_who_they_are(client):
    for page in ("/accessibility", "/privacy", "/events"):
        text = client.get(page).text
        assert f"{NO_NAME} look" not in text and f"{NO_NAME} is" not in text and f"{NO_NAME} runs" not in text
        assert f"<p>{NO_NAME}" not in text, "at the foot"
    assert "We have not written here yet who we are." in client.get("/privacy").text


def thanks_for(client: FlaskClient, address: str, **fields: Any) -> str:
    """The page that thanks whoever sent this form."""
    sent = client.post(address, data={"token": token_on(client.get(address).text)} | fields)
    assert sent.status_code == 303, sent.text
    return client.get(sent.location).text


PLACE = {"name": "Sam Example", "sharing": "team"}
PLEDGE = {
    "organisation": "Fern Hill School",
    "sector": "education",
    "commitments": ["we-ask-first"],
    "words": "Pupils plan move-up week",
    "by_when": ["30", "6", str(uk_today().year + 1)],
    "contact_name": "Ottilie Chalk",
    "contact_email": "ottilie@fernhill.example",
}


@pytest.mark.parametrize("address", ["sam@example.org", "SAM@example.org", ""])
def test_an_email_is_promised_only_where_a_letter_is_in_the_outbox(client, address):
    a_partnership()
    an_event(places=40)
    for number in range(12):
        before = db.session.query(Message).count()
        page = thanks_for(client, "/events/tamworth/sign-up", **PLACE, email=address, access_needs="A ramp")
        is_sent = db.session.query(Message).count() > before
        assert is_sent == (bool(address) and number < 10)
        assert ("in our email" in page) == ("that we send to" in page) == is_sent
        assert ("They write to you" in page) == bool(address)
        assert ("has had many from us today" in page) == (bool(address) and not is_sent)


def test_nobody_is_told_of_a_letter_that_was_not_sent(client):
    a_partnership()
    a_questionnaire()
    sent = send(client).location.removesuffix("/sent")
    assert "is on its way" not in client.get(f"{sent}/copy?letter=1").text
    client.post(f"{sent}/copy", data={"email": "sam@example.org"})
    assert "is on its way" in client.get(f"{sent}/copy").text and db.session.query(Message).count() == 1
    assert "is on its way" not in client.get(f"{sent}/copy").text, "said once"


COUNTS, DECIDES, CHANGED, SAD = "We count what everyone picked", "We decide what to do", "We say what changed", "sad or"


@pytest.mark.parametrize(
    ("given", "promised"),
    [
        ({1: {"answer-place": "hall"}, 2: {"answer-word": "loud"}}, {COUNTS, DECIDES, SAD}),
        ({1: {"answer-place": "hall"}, 2: {}}, {COUNTS, CHANGED}),
    ],
)
def test_a_questionnaire_says_what_becomes_of_what_was_sent(client, given, promised):
    a_partnership()
    a_questionnaire(engagement=an_engagement(decide_by=uk_today() + timedelta(days=40)))
    page = client.get(send(client, pages=given | {"2/2": {}, "2/4": {}, 3: {}}).location).text
    assert {each for each in (COUNTS, DECIDES, CHANGED, SAD) if each in page} == promised
    assert (uk_date(uk_today() + timedelta(days=40), year=True) in page) == (DECIDES in promised)


def test_what_is_only_words_is_not_counted(client):
    a_partnership()
    words = {"key": "say", "kind": "long_text", "prompt": "What should change?", "longest": 500}
    a_questionnaire(pages=one_page(words))
    page = client.get(send(client, pages={1: {"answer-say": "The bells"}}).location).text
    assert COUNTS not in page and DECIDES in page and "change them" in page


@pytest.mark.parametrize(
    ("fields", "asked"), [({}, False), ({"access_needs": "A ramp"}, True), ({"words": "Talk about buses"}, True)]
)
def test_whoever_booked_a_place_without_words_is_not_asked_how_writing_was(client, fields, asked):
    a_partnership()
    an_event()
    page = thanks_for(client, "/events/tamworth/sign-up", **PLACE | fields)
    assert (SAD in page) == asked and "Do you want a safe adult to get in touch?" in page
    assert "see your place, and cancel it" in page and ("happened to your message" in page) == ("words" in fields)
    assert "happened to your words" not in page


def test_a_slip_says_what_its_code_can_do(client):
    a_partnership()
    a_board()
    a_promise()
    note = thanks_for(client, "/boards/better/add", words="More clubs", sharing="show")
    pledge = thanks_for(client, "/promise/promise/pledge", **PLEDGE)
    assert SAD in note and "see what happened to your words, change them, and take them back" in note
    assert SAD not in pledge and "see what happened to your pledge, and withdraw it" in pledge
    for page in (note, pledge):
        code = code_on(page)
        assert f'data-copy="{code.replace("-", " ")}. Type it at http' in page and "data-print" in page
        assert str(square(full_address("receipts.look_up"))) in page and "Take a photo" in page
        typed = full_address("receipts.look_up").removeprefix("http://")
        assert f'go to <span class="break">{typed}</span>' in page, "a printed slip is for people without a camera too"
        assert "If they say yes" in page, "nothing is shown before somebody has read it"


# Where a public page speaks of a letter. What proves that it is sent stands beside it; a new one needs a proof.
LETTER = re.compile(
    r"\bwe (?:have |will )?(?:send|sent|write to)\b|\b(?:our|an|one)(?: first| last)? email\b|\bletter (?:is|with)\b",
    re.I,
)
SPEAKS_OF_LETTERS = {
    "events/confirm.html": "a link that came in one",
    "events/full.html": "whoever waits for a place gives an address: tests/events/test_held_places.py",
    "events/sign_up.html": "test_an_email_is_promised_only_where_a_letter_is_in_the_outbox",
    "events/thanks.html": "test_an_email_is_promised_only_where_a_letter_is_in_the_outbox",
    "promise/ask_for_link.html": "only if we know the address: tests/promise/test_change.py",
    "promise/changed.html": "tests/promise/test_change.py",
    "promise/confirm.html": "the form refuses what gets no letter: tests/promise/test_views.py",
    "promise/link_sent.html": "only if we know the address, three a day: tests/promise/test_change.py",
    "promise/pledge.html": "the form refuses what gets no letter: tests/promise/test_views.py",
    "promise/thanks.html": "the form refuses what gets no letter: tests/promise/test_views.py",
    "questionnaires/copy.html": "test_nobody_is_told_of_a_letter_that_was_not_sent",
    "questionnaires/saved.html": "test_nobody_is_told_of_a_letter_that_was_not_sent",
}


def test_every_public_sentence_about_a_letter_is_known():
    there = set()
    for path in (ROOT / "templates").rglob("*.html"):
        source = path.read_text("utf-8")
        name = path.relative_to(ROOT / "templates").as_posix()
        if "staff_base.html" in source or name.startswith(("letters/", "settings/")) or name.endswith("/edit.html"):
            continue
        said = re.sub(r"\{#.*?#\}|we have sent nothing", "", source, flags=re.DOTALL)
        there |= {name} if LETTER.search(said) else set()
    assert there == set(SPEAKS_OF_LETTERS)


def test_a_pledge_that_gets_no_letter_is_refused(client):
    a_partnership()
    a_promise()
    for number in range(11):
        page = client.get("/promise/promise/pledge").text
        sent = client.post("/promise/promise/pledge", data=PLEDGE | {"token": token_on(page)})
        assert sent.status_code == (303 if number < 10 else 422)
    assert db.session.query(Message).count() == 10


def test_the_address_promises_nothing(client):
    """What stands after the question mark is anybody's: a page says of it only what is so."""
    a_partnership()
    a_questionnaire()
    page = client.get(send(client).location + "?counted=1&letter=1").text
    assert "We have counted" not in page and "is on its way" not in page
