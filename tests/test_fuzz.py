"""Whatever is sent to any page, in any field or behind any question mark: an answer in plain English, never a crash."""

import os
import random
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from addresses import every_address
from answering import proof
from builders import (
    a_partnership,
    a_pledge,
    a_questionnaire,
    a_sign_up,
    a_submission,
    a_theme,
    a_user,
    an_approved_note,
    an_engagement,
    an_event,
    saved,
    staff_session,
)
from coprod import rate_limits
from coprod.database import uk_today
from coprod.forms import Form
from coprod.intake.forms import new_token, signed
from coprod.permissions import PUBLIC, Permission, Role, access_of, may
from coprod.questionnaires.answering.drafts.draft_key import DraftKey

SEED = 20270327
# At each address that takes a form, the first with nothing in it; many more with FUZZ=200.
GOES = int(os.environ.get("FUZZ", 2))
SOON = uk_today() + timedelta(days=60)

JUNK: list[str | bytes] = [
    "",
    " \t\r\n ",
    "x" * 20_000,
    "\x00",
    "a\x00b\x1b[31m",
    "\u202eright to left\u2066",
    "\u0645\u062f\u0631\u0633\u062a\u064a",
    "🙂👩‍👩‍👧" * 200,
    "\ufffe\uffff\U0010ffff",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} %s %(x)s {0}",
    "'; DROP TABLE note; --",
    "=HYPERLINK(1)\n@SUM",
    "-1",
    "0",
    "2147483648",
    "9" * 30,
    "9" * 5000,
    "1e999",
    "NaN",
    "31/02/2027",
    "0001-01-01",
    "9999-12-31",
    "25:61",
    "none",
    "//example.org/\\",
    "a@b",
    f"{'a' * 64}@{'é' * 60}.{'é' * 60}.example",
    b"\xed\xa0\x80 half a character",
    b"\xff\xfe\x00",
    b"%",
]

# What would be right, so that one wrong field meets the code behind all the others.
RIGHT: dict[str, list[str]] = {
    "words": ["A quiet room, please"],
    "audience": ["not_said"],
    "sharing": ["show"],
    "district": ["north"],
    "colour": ["2"],
    "name": ["Sam Sample"],
    "email": ["sam@example.org"],
    "access_needs": ["A quiet corner"],
    "organisation": ["Hill School"],
    "sector": ["education"],
    "commitments": ["we-ask-first"],
    "by_when": [str(SOON.day), str(SOON.month), str(SOON.year)],
    "contact_name": ["Sam"],
    "contact_email": ["sam@example.org"],
    "title": ["A title"],
    "summary": ["A summary"],
    "closes_on": [str(SOON.day), str(SOON.month), str(SOON.year)],
    "closes_time": ["5pm"],
    "minutes": ["5"],
    "readers": ["The team"],
    "audiences": ["young_person", "parent_carer"],
    "purpose": ["To know"],
    "retention_months": ["24"],
    "asks-text": ["What would help?"],
    "papers": ["Blue", "Pink"],
    "on": [str(SOON.day), str(SOON.month), str(SOON.year)],
    "starts": ["6pm"],
    "ends": ["7:30pm"],
    "doors": ["5:30pm"],
    "venue": ["The hall"],
    "address": ["1 Made Up Road"],
    "district_slug": ["north"],
    "places": ["20"],
    "plan": ["6pm Hello: sit down"],
    "seen": ["0"],
    "kind": ["school"],
    "text": ["Ask Sam at Hill School"],
    "reason": ["names"],
    "what": ["name"],
    "ids": ["1"],
    "theme": ["1"],
    "engagement": ["1"],
    "meaning": ["What they mean"],
    "code": ["otter lantern maple 427"],
    "password": ["a long enough password"],
    "answer-place": ["hall"],
    "answer-first-1": ["hall"],
}
PARTS = ["%00", "a%00b", "%25", "🙂" * 50, "x" * 3000, "..", "-1", "9" * 30, "%ff", "a%0Ab", "'"]
QUESTIONS = "place who word true-hall true-gate true change first-1 first-2"
QUERY = (
    "q channel engagement activity audience district theme sharing from to publishable before after done sector next"
    " decision reason by"
)
ADDRESSES = "show same_code check"


@pytest.fixture
def everything(client) -> Flask:
    """One of each thing there is."""
    a_partnership()
    engagement = an_engagement()
    a_theme(engagement=engagement)
    board = an_approved_note().board
    a_submission("Call me on 07700 900123", board).escalate(by=a_user(Role.MODERATOR).id)
    a_submission("Somebody hurts me", board)
    a_questionnaire()
    a_sign_up(an_event(), access_needs="A ramp")
    pledge = a_pledge()
    pledge.new_link()
    saved(pledge)
    return client.application


def test_no_form_can_be_filled_in_so_that_it_breaks(client, everything):
    chance = random.Random(SEED)
    names = sorted({name for form in forms(Form) for name in field_names(form)} | set(RIGHT))
    broken = []
    for endpoint, address in every_address(everything, "POST"):
        for go in range(GOES):
            rate_limits.init_app(everything)
            sign_in_for(client, endpoint, chance)
            sent = filled_in(chance, names, everything) if go else MultiDict()
            broken += troubles(lambda a=address, s=sent: client.post(a, data=s), address, sent)
    assert broken == []


def test_no_answer_breaks_a_questionnaire(client, everything):
    chance = random.Random(SEED)
    names = ["audience", "sharing", "district", *(f"answer-{slug}" for slug in QUESTIONS.split())]
    broken = []
    for _ in range(GOES * 4):
        rate_limits.init_app(everything)
        sent = filled_in(chance, names, everything)
        with client.session_transaction() as session:  # a later page that said that the first is gone may begin
            sent["draft"] = f"after {session.get('finished', {}).get('survey', '')}"
        for page in ("1", "2", "3", "about-you"):
            broken += troubles(lambda p=page, s=sent: client.post(f"/questionnaires/survey/{p}", data=s), page, sent)
        with client.session_transaction() as session:
            key = DraftKey.read(session["drafts"].get("survey"))
        with everything.test_request_context():
            token = signed(key.once)
        for method, data in (("GET", None), ("POST", {"token": token}), ("POST", {"token": token})):
            go = {"method": method, "data": data}
            broken += troubles(lambda g=go: client.open("/questionnaires/survey/check", **g), "check", sent)
    assert broken == []


def test_a_blank_is_no_choice(client, everything):
    sent = {name: values for name, values in RIGHT.items() if name in ("words", "audience", "sharing")}
    sent |= proof(client, "/boards/better/add")
    answer = client.post("/boards/better/add", data=sent | {"district": " ", "colour": "\t"})
    assert answer.status_code == 303


def test_nothing_behind_a_question_mark_breaks_a_page(client, everything):
    chance = random.Random(SEED)
    broken = []
    for endpoint, address in every_address(everything):
        for _ in range(GOES // 2):
            sign_in_for(client, endpoint, chance)
            asked = {name: chance.choice(JUNK) for name in chance.sample((QUERY + " " + ADDRESSES).split(), 4)}
            broken += troubles(lambda a=address, s=asked: client.get(a, query_string=s), address, asked)
    assert broken == []


def test_no_junk_in_an_address_breaks_it(client, everything):
    chance = random.Random(SEED)
    broken = []
    for rule in everything.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if not rule.arguments:
                continue
            for part in chance.sample(PARTS, min(GOES * 2, len(PARTS))):
                address = re.sub("<.*?>", part, rule.rule)
                sign_in_for(client, rule.endpoint, chance)
                broken += troubles(lambda a=address, m=method: client.open(a, method=m), address, method)
    assert broken == []


def troubles(send, address: str, sent: object) -> list[tuple[str, str, object]]:
    """What went wrong, if anything: an error of ours, or a traceback on a page."""
    try:
        answer = send()
    except Exception as error:  # what a server would answer with 500
        return [(address, f"{type(error).__name__}: {error}"[:300], sent)]
    bad = answer.status_code >= 500 or b"Traceback" in answer.data
    return [(address, str(answer.status_code), sent)] if bad else []


def filled_in(chance: random.Random, names: list[str], app: Flask) -> MultiDict:
    """A form, right but for a few fields: wrong, missing, or sent several times."""
    fields: dict[str, list] = {name: list(values) for name, values in RIGHT.items()}
    with app.app_context():
        fields["token"] = [new_token()]
    for name in chance.sample(names, chance.randint(0, 4)):
        fields[name] = chance.choices(JUNK, k=chance.choice((0, 1, 1, 1, 2, 5)))
    return MultiDict((name, value) for name, values in fields.items() for value in values)


def sign_in_for(client, endpoint: str, chance: random.Random) -> None:
    """As somebody who may open this page; to a public one, as nobody."""
    access = access_of(endpoint)
    with client.session_transaction() as session:
        session.clear()
        if access not in (PUBLIC, None):
            allowed = [role for role in Role if may(role, Permission(access))]
            session.update(staff_session(a_user(chance.choice(allowed))))


def forms(form: type) -> Iterator[type]:
    """Every form there is."""
    for child in form.__subclasses__():
        yield child
        yield from forms(child)


def field_names(form: type) -> list[str]:
    return [name for name in dir(form) if hasattr(getattr(form, name), "field_class")]
