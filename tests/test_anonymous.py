"""What a stranger, or whoever holds a receipt code, can learn by comparing: nothing."""

import re
from collections.abc import Callable

import pytest
import time_machine
from conftest import empty_database
from sqlalchemy import select

from addresses import public_addresses
from builders import a_board, a_note, a_partnership, a_questionnaire, a_user, an_approved_note, an_event, saved
from coprod.boards.models import Board
from coprod.boards.views import pages
from coprod.database import db
from coprod.participation.submission import Submission

WORDS = "Somebody hurts me at home"
TOKEN = r'name="(csrf_token|token)"[^>]*value="[^"]*"'


def waits(submission: Submission) -> None:
    """Nobody has read it."""


def escalated(submission: Submission) -> None:
    submission.escalate(by=a_user("moderator").id)
    saved(submission)


def returned(submission: Submission) -> None:
    decide_twice(submission, Submission.return_to_queue)


def escalated_later(submission: Submission) -> None:
    decide_twice(submission, Submission.escalate)


def decide_twice(submission: Submission, verb: Callable[..., object]) -> None:
    submission.approve(by=a_user("moderator").id)
    verb(submission, by=a_user("moderator").id)
    saved(submission)


@pytest.mark.parametrize(("usual", "concern"), [(waits, escalated), (returned, escalated_later)])
def test_whoever_holds_a_code_cannot_tell_that_there_is_a_concern(client, statements, usual, concern):
    with time_machine.travel("2027-03-10 12:00", tick=False):
        seen = [all_that_is_seen(client, statements, decided) for decided in (usual, concern)]
    for before, after in zip(*seen, strict=True):
        assert before == after


def all_that_is_seen(client, statements, decided: Callable[[Submission], None]) -> list[tuple]:
    """Every page and every answer, from the thanks to the taking back and afterwards; and how much work each took."""
    empty_database()
    pages._pages.clear()
    a_partnership()
    an_approved_note("The first", a_board())
    a_questionnaire()
    an_event()
    browser = client.application.test_client()
    sent = {"words": WORDS, "audience": "young_person", "sharing": "show", "name": "Sam", "email": "s@example.org"}
    assert browser.post("/boards/better/add", data=sent | {"colour": "1"}).status_code == 303
    assert browser.post("/events/tamworth/sign-up", data=sent | {"same_code": "yes"}).status_code == 303
    code = " ".join(re.findall(r"<span>(\w+)</span>", browser.get("/events/tamworth/thanks").text))
    for submission in db.session.scalars(select(Submission).where(Submission.words == WORDS)).all():
        decided(submission)
    steps: list[tuple] = []

    def step(address: str, **data: str) -> None:
        statements.clear()
        answer = browser.post(address, data=data) if data else browser.get(address)
        headers = sorted(pair for pair in answer.headers if pair[0] not in ("Set-Cookie", "Content-Length"))
        text = re.sub(TOKEN, "", answer.text).replace(code, "").replace(code.replace(" ", "-"), "")
        text = re.sub(r"<span>\w+</span>", "", text)  # the code, in four parts
        steps.append((address, answer.status_code, headers, text, len(statements)))

    everywhere = ["/boards/better/thanks", "/events/tamworth/thanks", *public_addresses(client.application)]
    for address in everywhere:
        step(address)
    step("/receipt", code=code)
    for number in (1, 2):
        step("/receipt/what-happened")
        step(f"/receipt/take-back/{number}")
        step(f"/receipt/take-back/{number}", sure="yes")
    for address in ["/receipt/what-happened", *everywhere]:
        step(address)
    return steps


def test_a_page_does_not_count_what_is_not_on_it(client):
    a_partnership()
    board: Board = a_board()
    an_approved_note("the first", board)
    a_note("not read yet", board)
    last = an_approved_note("the last", board)
    page = client.get("/boards/better").text
    assert "2 notes" in page and f'n{last.id}"' not in page and f'"{last.id}"' not in page


def test_nobody_shows_an_old_copy_of_a_page_without_asking(client):
    a_partnership()
    an_approved_note()
    an_event()
    for address in public_addresses(client.application):
        kept = client.get(address).headers["Cache-Control"]
        assert kept in ("no-cache", "no-store") or address.endswith(".css"), address
