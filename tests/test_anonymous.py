"""What a stranger, or whoever holds a receipt code, can learn by comparing: nothing."""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
import time_machine
from conftest import empty_database, forget_what_is_kept
from sqlalchemy import select

from addresses import public_addresses
from answering import token_on
from builders import (
    a_board,
    a_note,
    a_partnership,
    a_promise,
    a_questionnaire,
    a_user,
    an_approved_note,
    an_event,
    one_page,
    saved,
)
from coprod.boards.models import Board
from coprod.concerns.concern import Outcome
from coprod.database import db
from coprod.keys import kept_keys
from coprod.participation.submission import Submission
from coprod.screening import screen as screening
from coprod.screening.finding import Finding, FindingKind
from coprod.sealing import ring

WORDS, NEEDS, SCHOOL = "Somebody hurts me at home", "A chair by the door, he must not see me", "Hill School of fear"
TOKEN = r'name="(csrf_token|token|draft)"[^>]*value="[^"]*"|"(csrf_token|token)":"[^"]*"'
PERSON = {"words": WORDS, "audience": "young_person", "sharing": "show", "name": "Sam", "email": "s@example.org"}
PLEDGE = {
    "organisation": SCHOOL,
    "sector": "education",
    "commitments": "we-ask-first",
    "words": WORDS,
    "by_when": ["1", "3", "2028"],
    "contact_name": "Sam",
    "contact_email": "s@example.org",
}


class Happens(NamedTuple):
    """What is done with what somebody sent: what screening finds worrying at once, and what a person decides."""

    found: tuple[str, ...] = ()
    decided: Callable[[Submission], None] = lambda submission: None


def escalated(submission: Submission) -> None:
    submission.escalate(by=a_user("moderator").id)
    saved(submission)


def returned(submission: Submission) -> None:
    decide_twice(submission, Submission.return_to_queue)


def escalated_later(submission: Submission) -> None:
    decide_twice(submission, Submission.escalate)


def worked_on(submission: Submission) -> None:
    """The lead has it, wrote about it, told others, and closed it."""
    concern = submission.escalate(by=a_user("moderator").id)
    lead = a_user("safeguarding_lead").id
    concern.note(by=lead, words="Rang the school")
    concern.refer(by=lead, words="To: the duty desk")
    concern.close(by=lead, outcome=Outcome.REFERRED)
    saved(concern)


def decide_twice(submission: Submission, verb: Callable[..., object]) -> None:
    submission.approve(by=a_user("moderator").id)
    verb(submission, by=a_user("moderator").id)
    saved(submission)


USUAL = Happens()
SEEN: dict[Happens, list[tuple]] = {}  # what the usual looks like: once for all that it is compared with


@pytest.mark.parametrize(
    ("usual", "concern"),
    [
        (USUAL, Happens(decided=escalated)),
        (USUAL, Happens(decided=worked_on)),
        (Happens(decided=returned), Happens(decided=escalated_later)),
        (USUAL, Happens(found=(WORDS,))),
        (USUAL, Happens(found=(NEEDS, SCHOOL))),
        (USUAL, Happens(found=(WORDS, NEEDS, "Sam"))),
    ],
    ids=["escalated", "worked-on", "escalated-later", "found", "private", "all"],
)
def test_whoever_holds_a_code_cannot_tell_that_there_is_a_concern(client, statements, monkeypatch, usual, concern):
    ring()  # compared with the database's once, and then known
    with time_machine.travel("2027-03-10 12:00", tick=False):
        if usual not in SEEN:
            SEEN[usual] = all_that_is_seen(client, statements, monkeypatch, usual)
        seen = all_that_is_seen(client, statements, monkeypatch, concern)
    for before, after in zip(SEEN[usual], seen, strict=True):
        assert before == after


def all_that_is_seen(client, statements, monkeypatch, happens: Happens) -> list[tuple]:
    """Every page and every answer, from the sending to the taking back and afterwards; and how much work each took."""
    empty_database()
    forget_what_is_kept(client.application)
    find_only(happens.found, monkeypatch)
    _ = kept_keys().ring  # compared with the database once a process
    a_partnership()
    a_user("safeguarding_lead")
    an_approved_note("The first", a_board())
    a_questionnaire(pages=one_page({"key": "change", "kind": "long_text", "prompt": "What?", "longest": 500}))
    an_event()
    a_promise()
    browser = client.application.test_client()
    steps: list[tuple] = []
    code = ""

    def step(address: str, counted: bool = True, **data) -> str:
        statements.clear()
        answer = browser.post(address, data=data) if data else browser.get(address)
        headers = sorted(pair for pair in answer.headers if pair[0] not in ("Set-Cookie", "Content-Length"))
        text = re.sub(TOKEN, "", answer.text).replace(code, "").replace(code.replace(" ", "-"), "")
        text = re.sub(r"<span>\w+</span>", "", text)  # the code, in four parts
        text = re.sub(r'data-copy="[a-z]+ [a-z]+ [a-z]+ \d{3}\. ', "", text)  # and as it is copied
        steps.append((address, answer.status_code, headers, text, len(statements) if counted else None))
        return answer.text

    # Opening a concern is more work than opening none: the one place where the statements differ.
    step("/questionnaires/survey/1", **{"answer-change": WORDS})
    step("/questionnaires/survey/about-you", audience="young_person", sharing="show")
    step("/questionnaires/survey/check", counted=False, token=token_on(step("/questionnaires/survey/check")))
    step("/questionnaires/survey/sent")
    step("/promise/promise/pledge", counted=False, **PLEDGE)
    step("/promise/promise/thanks")
    step("/boards/better/add", counted=False, token=token_on(step("/boards/better/add")), **PERSON, colour="1")
    step("/boards/better/thanks")
    step("/events/tamworth/sign-up", counted=False, **PERSON, access_needs=NEEDS, same_code="yes")
    assert {status for address, status, *_ in steps if address.endswith(("thanks", "sent"))} == {200}
    code = " ".join(re.findall(r"<span>(\w+)</span>", browser.get("/events/tamworth/thanks").text))
    for submission in db.session.scalars(select(Submission).where(Submission.words == WORDS)).all():
        happens.decided(submission)
    everywhere = ["/events/tamworth/thanks", *public_addresses(client.application)]
    for address in everywhere:
        step(address)
    step("/receipt", code=code)
    step("/receipt/what-happened")
    for sent in ("?sent=1", ""):
        step(f"/receipt/get-in-touch{sent}")
        step(f"/receipt/get-in-touch{sent}", how="")
        step(f"/receipt/get-in-touch{sent}", how="Text me on Tuesday", do_not="Ring")
        step("/receipt/get-in-touch/sent")
    for number in (1, 2):
        step(f"/receipt/change/{number}/1")
        step(f"/receipt/change/{number}/1", counted=False, words="It was a joke", told="yes")
        step("/receipt/what-happened")
        step(f"/receipt/take-back/{number}")
        step(f"/receipt/take-back/{number}", sure="yes")
    assert [status for _, status, *_ in steps[-3:]] == [200, 200, 303]
    for address in ["/receipt/what-happened", *everywhere]:
        step(address)
    return steps


def find_only(worrying: tuple[str, ...], monkeypatch) -> None:
    """A screen that a test can foresee."""

    def screen(text: str, *how) -> list[Finding]:
        return [Finding(FindingKind.CONCERN, 0, 8, "It says so")] if text in worrying else []

    monkeypatch.setattr(screening, "screen", screen)


def test_a_page_does_not_count_what_is_not_on_it(client):
    a_partnership()
    board: Board = a_board()
    an_approved_note("the first", board)
    a_note("not read yet", board)
    last = an_approved_note("the last", board)
    page = client.get("/boards/better").text
    assert "2 notes" in page and f'n{last.id}"' not in page and f'id="{last.id}"' not in page


def test_nobody_shows_an_old_copy_of_a_page_without_asking(client):
    a_partnership()
    an_approved_note()
    an_event()
    for address in public_addresses(client.application):
        kept = client.get(address).headers["Cache-Control"]
        assert kept in ("no-cache", "no-store") or address.endswith(".css"), address
