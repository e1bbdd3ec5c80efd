"""A role for one engagement: what lies outside stands in no list, count, search or download, and has no page."""

import io
import re
import zipfile
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from addresses import every_address
from builders import (
    a_board,
    a_pledge,
    a_promise,
    a_questionnaire,
    a_sign_up,
    a_submission,
    a_theme,
    a_user,
    an_engagement,
    an_event,
    staff_session,
)  # fmt: skip
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.permissions import ALLOWED, BY_ENGAGEMENT, FOR_EVERYTHING, Role, access_of
from coprod.themes.second_coder.models import SecondReading

LIMITED = [role for role in Role if role not in FOR_EVERYTHING]
OUTSIDE = "tinbucket"  # stands in every word and title of what is outside, and nowhere else
INSIDE = "marbletop"


# Packages whose pages are about an engagement, by its address; and what is about one text of it.
OF_ENGAGEMENTS = {"engagements", "themes", "you_said_we_did"}
ABOUT_ONE = {"themes.save_blind", "themes.settle", "themes.decide_lone_voice"}


class Side(NamedTuple):
    """One engagement with something in every channel; each word and title of it holds `word`."""

    engagement: Engagement
    waits: Submission
    approved: Submission
    questionnaire: int
    slugs: dict[str, str]
    second: int


def a_side(word: str) -> Side:
    engagement = an_engagement(word, title=f"About {word}")
    board = a_board(f"{word}-board", engagement, title=f"Board {word}", question=f"What of {word}?")
    event = an_event(f"{word}-event", engagement=engagement, title=f"Event {word}")
    questionnaire = a_questionnaire(slug=f"{word}-questionnaire", engagement=engagement, title=f"Questionnaire {word}")
    waits = a_submission(f"More clubs {word}", board, board.question)
    approved = a_submission(f"Fewer forms {word}", board, board.question)
    approved.approve(by=a_user("engagement_lead", "everything@example.org").id)
    a_sign_up(event=event, name=f"Jo {word}", access_needs=f"A ramp at {word}")
    theme = a_theme(f"Theme {word}", engagement)
    theme.add([approved.id], by=a_user("analyst", "reads-first@example.org").id)
    reader = a_user("analyst", f"{word}@example.org")
    second = SecondReading.draw(engagement, reader, 1, by=reader.id)
    a_pledge(
        f"We ask {word} first", a_promise(f"{word}-promise", engagement, title=f"Promise {word}"), f"{word} school"
    )
    db.session.commit()
    return Side(engagement, waits, approved, questionnaire.id, {"boards": board.slug, "events": event.slug}, second.id)


@pytest.fixture
def sides(app: Any) -> tuple[Side, Side]:
    return a_side(INSIDE), a_side(OUTSIDE)


def signed_in(client: FlaskClient, role: Role, engagement: Engagement) -> None:
    user = a_user(role, f"{role.value}@example.org".replace("_", "-"), roles=[(role, engagement.id)])
    with client.session_transaction() as session:
        session.update(staff_session(user))


def lists(client: FlaskClient, role: Role) -> dict[str, str]:
    """Every page without an argument that this role opens, and every download, as text."""
    with client.application.app_context():
        addresses = every_address(client.application)
    found = {}
    for endpoint, address in addresses:
        if access_of(endpoint) in ALLOWED[role] and not re.search(r"tinbucket|marbletop", address):
            found[address] = text_of(client.get(address))
    return found


def text_of(answer: TestResponse) -> str:
    """What a page or a file says; a spreadsheet's words lie in a file inside it."""
    if not answer.data.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as inside:
        return "".join(inside.read(name).decode() for name in inside.namelist())


@pytest.mark.parametrize("role", LIMITED)
def test_nothing_from_outside_stands_in_any_list_or_download(client, sides, role):
    signed_in(client, role, sides[0].engagement)
    pages = lists(client, role)
    assert len(pages) > 2
    assert [address for address, page in pages.items() if OUTSIDE in page] == []
    assert any(INSIDE in page for page in pages.values())


def test_the_same_pages_show_it_to_those_whose_role_is_for_everything(client, sides):
    """Else the test above would prove nothing."""
    for role in LIMITED:
        with client.session_transaction() as session:
            session.update(staff_session(a_user(role)))
        assert any(OUTSIDE in page for page in lists(client, role).values()), role


def test_a_search_for_what_is_outside_finds_nothing(client, sides):
    signed_in(client, Role.ANALYST, sides[0].engagement)
    for query in (f"q={OUTSIDE}", f"engagement={OUTSIDE}"):
        page = client.get(f"/staff/feedback-log?{query}").text
        assert "Fewer forms" not in page
        assert "Fewer forms" not in client.get(f"/staff/feedback-log.csv?{query}").text


def test_counts_are_of_what_is_inside(client, sides):
    signed_in(client, Role.MODERATOR, sides[0].engagement)
    a_submission("And more buses", sides[1].waits.contribution.activity)
    assert "<title>Moderation: 2 " in client.get("/staff/moderation").text  # the note, and the pledge


@pytest.mark.parametrize("role", LIMITED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_outside_has_no_page(client, sides, role, method):
    """Each address of a staff page that names something outside answers 404, whatever is sent to it."""
    inside, outside = sides
    signed_in(client, role, inside.engagement)
    tried = 0
    with client.application.test_request_context():
        rules = [rule for rule in client.application.url_map.iter_rules() if rule.arguments]
        addresses = []
        for rule in rules:
            access = access_of(rule.endpoint)
            if access not in ALLOWED[role] & BY_ENGAGEMENT or method not in (rule.methods or ()):
                continue
            for side in sides:
                values = arguments(rule.endpoint, set(rule.arguments), side)
                if values:
                    addresses.append((side, client.application.url_for(rule.endpoint, **values)))
    for side, address in addresses:
        status = client.open(address, method=method, data={}).status_code
        if side is outside:
            assert status == 404, address
            tried += 1
        else:
            assert status != 404, address
    assert tried or role is Role.ANALYST or method == "POST"


def arguments(endpoint: str, names: set[str], side: Side) -> dict[str, Any] | None:
    blueprint = endpoint.split(".")[0]
    if names == {"slug"}:
        slug = side.slugs.get(blueprint) or (side.engagement.slug if blueprint in OF_ENGAGEMENTS else None)
        if endpoint in ABOUT_ONE and side.engagement.slug == INSIDE:
            return None  # about one text, which must be said
        return {"slug": slug} if slug else None
    if blueprint == "themes":
        if endpoint in ABOUT_ONE and side.engagement.slug == INSIDE:
            return None
        known = {"slug": side.engagement.slug, "id": side.approved.public_id, "number": side.second}
        known["theme"] = f"theme-{side.engagement.slug}"
        return {name: known[name] for name in names}
    if names == {"id"} and blueprint == "moderation":
        return {"id": side.waits.public_id}
    if names == {"id"} and blueprint == "engagements":
        return {"id": side.waits.contribution.activity_id}
    if endpoint == "staff_results.check_back":  # what is no check-back has no such page inside either
        return None if side.engagement.slug == INSIDE else {"id": side.questionnaire}
    if names == {"id"} and blueprint == "staff_results":
        asks = endpoint in ("staff_results.responses", "staff_results.download")
        return {"id": side.questionnaire if asks else side.waits.contribution.activity_id}
    return None


def test_what_is_ticked_outside_is_left_alone(client, sides):
    signed_in(client, Role.MODERATOR, sides[0].engagement)
    ticked = [f"{side.waits.public_id}.{side.waits.moves_made}" for side in sides]
    client.post("/staff/moderation/approve-ticked", data={"ticked": ticked})
    assert [db.session.get(Submission, side.waits.id).status for side in sides] == ["approved", "pending"]


def test_reading_the_log_of_one_engagement_and_downloading_that_of_another(client, sides):
    inside, outside = sides
    user = a_user(roles=[(Role.MODERATOR, inside.engagement.id), (Role.ANALYST, outside.engagement.id)])
    with client.session_transaction() as session:
        session.update(staff_session(user))
    page = client.get("/staff/feedback-log").text
    assert INSIDE in page and OUTSIDE in page
    download = client.get("/staff/feedback-log.csv").text
    assert OUTSIDE in download and INSIDE not in download


def test_who_may_do_one_thing_everywhere_may_not_do_another_there(client, sides):
    """An administrator may bring back any engagement. To lead one does not let them change the others."""
    inside, outside = sides
    user = a_user("admin", roles=[Role.ADMIN, (Role.ENGAGEMENT_LEAD, inside.engagement.id)])
    with client.session_transaction() as session:
        session.update(staff_session(user))
    assert OUTSIDE not in client.get("/staff/engagements").text
    for address in (OUTSIDE, f"{OUTSIDE}/edit/words", f"{OUTSIDE}/close", f"{OUTSIDE}/copy"):
        assert client.get(f"/staff/engagements/{address}").status_code == 404, address
    assert client.get(f"/staff/engagements/{INSIDE}").status_code == 200
    activity = outside.waits.contribution.activity_id
    for verb in ("edit", "close", "delete"):
        assert client.post(f"/staff/activities/{activity}/{verb}", data={"reason": "x"}).status_code == 404, verb


def test_names_of_those_who_decided_only_outside_stand_in_no_list(client, sides):
    signed_in(client, Role.MODERATOR, sides[0].engagement)
    other = a_user(email="outside@example.org")
    other.name = "Only Outside"
    sides[1].waits.approve(by=other.id)
    db.session.commit()
    assert "Only Outside" not in client.get("/staff/moderation/log").text
