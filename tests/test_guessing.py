"""Codes that anybody may type: whoever guesses is slowed by network, and nobody else is ever shut out."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
import time_machine
from flask.testing import FlaskClient

from answering import EVERYTHING, HERE, code_on
from builders import a_board, a_partnership, a_questionnaire, a_user, receive, saved
from coprod.database import db, now
from coprod.intake.door import Said
from coprod.questionnaires.entry_codes import code_views
from coprod.questionnaires.entry_codes.entry_code import EntryCode
from coprod.questionnaires.shared_device.shared_session import SharedSession
from coprod.receipts import views
from coprod.wrong_tries import guess

ME, NEIGHBOURS = "198.51.100.7", [f"203.0.113.{last}" for last in range(256)]


class CodeDoor(NamedTuple):
    """Where a code is typed: how to make a right one, a wrong one, and how many may be wrong before one waits."""

    make: Callable[[FlaskClient], str]
    address: str
    wrong: str
    free: int


def a_receipt(browser: FlaskClient) -> str:
    return receive(a_board(), token="a token", said=[Said("What?", "More clubs")]).code


def an_entry_code(browser: FlaskClient) -> str:
    questionnaire = a_questionnaire(by_code_only=True)
    [code] = EntryCode.make(questionnaire, 1, by=a_user("engagement_lead").id, seen=0)
    db.session.commit()
    return code


def a_tablet_code(browser: FlaskClient) -> str:
    shared = saved(SharedSession(questionnaire=a_questionnaire(), label="Room 4", head_count=5, hours=2))
    return str(shared.start_code)


def a_come_back_code(browser: FlaskClient) -> str:
    a_questionnaire()
    page = browser.post(f"{HERE}/1", data=EVERYTHING[1] | {"go": "keep"})
    return code_on(browser.get(page.location).text)


WORDS = "otter-lantern-maple-427"
DOORS = {
    "receipt": CodeDoor(a_receipt, "/receipt", WORDS, 60),
    "entry code": CodeDoor(an_entry_code, f"{HERE}/code", WORDS, 60),
    "tablet": CodeDoor(a_tablet_code, "/tablet", "222222", 20),
    "come back": CodeDoor(a_come_back_code, f"{HERE}/come-back", f"cocoa-{WORDS}", 60),
}


@pytest.fixture(params=DOORS, ids=lambda name: name.replace(" ", "-"))
def door(request) -> CodeDoor:
    a_partnership()
    return DOORS[request.param]


def typed(app, door: CodeDoor, code: str, address: str) -> tuple[int, str]:
    """Somebody who has never been here types a code."""
    page = app.test_client().post(door.address, data={"code": code}, environ_base={"REMOTE_ADDR": address})
    return page.status_code, page.text


def counts(app) -> set[str]:
    """What is counted under, by now."""
    return set(app.extensions["limits"].together.storage.storage)


def test_no_count_is_everybodys(app, client, door):
    right = door.make(client)
    before = counts(app)
    typed(app, door, door.wrong, NEIGHBOURS[0])
    theirs = counts(app) - before
    app.extensions["limits"].together.storage.reset()
    typed(app, door, door.wrong, ME)
    assert theirs and counts(app) and not counts(app) & theirs
    assert typed(app, door, right, ME)[0] == 303


def test_hundreds_of_wrong_codes_from_many_networks_shut_nobody_out(app, client):
    a_partnership()
    door = DOORS["receipt"]
    right = door.make(client)
    for number in range(310):
        typed(app, door, door.wrong, NEIGHBOURS[number % 256])
    assert typed(app, door, right, ME)[0] == 303


def test_whoever_guesses_from_one_place_waits_longer_each_time(app, client, door):
    door.make(client)
    with time_machine.travel(now(), tick=False):
        pages = [typed(app, door, door.wrong, ME) for _ in range(door.free + 2)]
    assert [status for status, _ in pages[: door.free - 1]] == [422] * (door.free - 1)
    assert all("then try again" in page for _, page in pages[door.free :])
    assert not any("then try again" in page for _, page in pages[: door.free - 1])


@pytest.mark.parametrize("network", ["203.0.113.{}", "2001:db8:7:{:x}::1"])
def test_whoever_has_a_whole_network_to_guess_from_waits_too(app, network):
    def tries(address: str) -> bool:
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            return guess("a code", free=60).begin()

    with time_machine.travel(now(), tick=False):
        assert all(tries(network.format(number % 256)) for number in range(600))
        assert not tries(network.format(77)) and not tries(network.format(255))
        assert tries(ME) and tries("2001:db8:8::1") and tries("203.0.114.1")


@pytest.mark.parametrize("name", ["receipt", "entry code"])
def test_a_right_code_of_ones_own_buys_no_more_guesses(app, client, name, monkeypatch):
    a_partnership()
    door = DOORS[name]
    monkeypatch.setattr(views if name == "receipt" else code_views, "WRONG_CODES", 5)
    right = door.make(client)
    with time_machine.travel(now(), tick=False):
        for number in range(5):
            assert typed(app, door, right, ME)[0] == 303, number
            typed(app, door, door.wrong, ME)
        assert "Wait 1 minute, then try again" in typed(app, door, right, ME)[1]
