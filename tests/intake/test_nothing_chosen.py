"""Nothing is chosen for people: who they are is unset, and whoever chooses nothing shares no more than they must."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from addresses import public_addresses
from answering import EVERYTHING, HERE, token_on
from builders import a_board, a_partnership, a_questionnaire, an_event
from coprod.activities.audience import Audience
from coprod.database import db
from coprod.participation.contribution import Contribution, Sharing

TICKED = re.compile(r'<input(?=[^>]*type="(?:radio|checkbox)")(?=[^>]*\schecked)[^>]*name="([\w-]+)"[^>]*>')


def test_no_box_on_any_page_for_everyone_is_ticked_before_somebody_ticks_it(demo_client: FlaskClient):
    ticked = {}
    for address in public_addresses(demo_client.application):
        # The colour of the paper says nothing of anybody: it is what they write on.
        names = set(TICKED.findall(demo_client.get(address).text)) - {"colour"}
        if names:
            ticked[address] = names
    assert ticked == {}


def test_on_a_board_the_buttons_that_send_are_the_choice(client: FlaskClient):
    a_partnership()
    a_board()
    for address in ("/boards/better", "/boards/better/add"):
        page = client.get(address).text
        buttons = re.findall(r'<button[^>]*name="sharing" value="(\w+)">([^<]+)', page)
        assert buttons == [
            ("show", "Put it on the board"),
            ("team", "Only for the team"),
            ("idea", "Use my idea, not my words"),
        ]
        first = re.search(r'<select[^>]*name="audience">\s*<option value="(\w+)"( selected)?>([^<]+)', page)
        assert first[1] == "not_said" and first[3] == "Not said", "skipping it is no step at all"
    sent = {"token": token_on(client.get("/boards/better/add").text), "words": "More clubs"}
    assert client.post("/boards/better/add", data=sent).status_code == 422, "and nothing is filed without one"
    assert client.post("/boards/better/add", data=sent | {"sharing": "team"}).status_code == 303
    assert kept() == (Audience.NOT_SAID, Sharing.TEAM)


@pytest.mark.parametrize(
    ("chosen", "who", "sharing"),
    [
        ({}, Audience.NOT_SAID, Sharing.TEAM),
        ({"audience": "", "sharing": ""}, Audience.NOT_SAID, Sharing.TEAM),
        ({"audience": "not_said"}, Audience.NOT_SAID, Sharing.TEAM),
        ({"audience": "young_person"}, Audience.YOUNG_PERSON, Sharing.TEAM),
        ({"sharing": "idea"}, Audience.NOT_SAID, Sharing.IDEA),
        ({"audience": "parent_carer", "sharing": "show"}, Audience.PARENT_CARER, Sharing.SHOW),
    ],
)
@pytest.mark.parametrize("where", ["questionnaire", "event"])
def test_forms_without_a_board_say_what_happens_when_nothing_is_chosen_and_do_it(
    client: FlaskClient, where: str, chosen: dict[str, Any], who: Audience, sharing: Sharing
):
    a_partnership()
    if where == "event":
        an_event()
        page = client.get("/events/tamworth/sign-up").text
        sent = {"name": "Sam", "email": "sam@example.org", "words": "See you", "district": "", "token": token_on(page)}
        assert client.post("/events/tamworth/sign-up", data=sent | chosen).status_code == 303
    else:
        a_questionnaire()
        assert client.get(f"{HERE}/check").location == HERE
        client.post(f"{HERE}/1", data=EVERYTHING[1])
        assert client.get(f"{HERE}/check").location == f"{HERE}/about-you", "they are asked before it is sent"
        page = client.get(f"{HERE}/about-you").text
        assert client.post(f"{HERE}/about-you", data={"district": ""} | chosen).location == f"{HERE}/check"
        check = client.get(f"{HERE}/check").text
        assert ("You chose nothing, so only the team" in check) == (not chosen.get("sharing"))
        client.post(f"{HERE}/check", data={"token": token_on(check)})
    assert "If you choose nothing, only the team sees your words." in page
    assert kept() == (who, sharing)


def kept() -> tuple[Audience, Sharing]:
    one = db.session.query(Contribution).one()
    return one.audience, one.sharing
