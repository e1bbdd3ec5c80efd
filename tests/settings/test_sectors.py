"""The kinds of organisations: staff add, rename, order and retire them, and pledges keep what they chose."""

import re

import pytest

from builders import a_promise, a_shown_pledge, saved
from coprod.changes import Change
from coprod.database import db
from coprod.partnership.sectors import USUAL, Sector

ADDRESS = "/staff/settings/sectors"
NEW = {"sectors-7-slug": "", "sectors-7-name": "Faith group"}
FIRST = "sectors-0"  # education


def without(sent: dict, start: str) -> dict:
    return {name: value for name, value in sent.items() if not name.startswith(f"{start}-")}


def chosen_from(client) -> list[str]:
    """What the form to pledge offers, in its order."""
    return re.findall(r'name="sector" type="radio" value="([^"]*)"', client.get("/promise/promise/pledge").text)


@pytest.fixture
def promise(admin):
    return a_promise()


def test_an_installation_begins_with_the_usual_ones(client, admin, promise):
    assert chosen_from(client) == list(USUAL)


def test_a_new_kind_can_be_chosen_at_once_and_the_register_is_read_by_it(client, admin, promise, typed, changed):
    assert client.post(ADDRESS, data=typed(ADDRESS) | NEW).status_code == 303
    assert chosen_from(client) == [*USUAL, "faith-group"]
    a_shown_pledge("A quiet room", promise, "The Chapel", sector="faith-group")
    page = client.get("/promise/promise/pledges?sector=faith-group").text
    assert "The Chapel" in page and "Who has pledged: Faith group" in page
    [(field, was, became)] = changed()
    assert field == "sectors" and became == [*was, {"slug": "faith-group", "name": "Faith group", "retired": False}]
    assert "Faith group" in client.get("/staff/settings/changes").text


def test_with_another_name_it_is_the_same_kind_on_old_pledges_too(client, admin, promise, typed, sign_in):
    a_shown_pledge("A quiet room", promise, "Hill School")
    client.post(ADDRESS, data=typed(ADDRESS) | {f"{FIRST}-name": "Schools and nurseries"})
    page = client.get("/promise/promise/pledges?sector=education").text
    assert '<p class="soft small">Schools and nurseries</p>' in page and ">Education<" not in page
    sign_in("engagement_lead")
    assert "Schools and nurseries" in client.get("/staff/pledges").text


def test_they_stand_in_the_order_they_were_moved_to(client, admin, promise, typed):
    sent = typed(ADDRESS)
    other = {name: name.translate(str.maketrans("01", "10")) for name in sent}
    client.post(ADDRESS, data={name: sent[other[name]] for name in sent})
    assert chosen_from(client)[:2] == ["health", "education"]


def test_one_in_use_is_retired_and_never_deleted(client, admin, promise, typed, changed):
    a_shown_pledge("A quiet room", promise, "Hill School")
    page = client.get(ADDRESS).text
    assert "In use" in page and 'value="remove sectors 0"' not in page and 'value="remove sectors 1"' in page
    refused = client.post(ADDRESS, data=without(typed(ADDRESS), FIRST))
    assert refused.status_code == 422 and "Organisations are “Education”. It cannot be removed" in refused.text
    assert changed() == []
    retired = {f"{FIRST}-retired": "y", "sectors-1-retired": "y"}
    assert client.post(ADDRESS, data=typed(ADDRESS) | retired).status_code == 303
    assert "education" not in chosen_from(client)
    register = client.get("/promise/promise/pledges").text
    assert "sector=education" in register and '<p class="soft small">Education</p>' in register
    assert "sector=health" not in register  # nobody chose it, nobody can
    assert client.post("/promise/promise/pledge", data={"sector": "education"}).text.count("Not a valid choice")


def test_one_that_nobody_chose_can_be_removed_and_all_of_it_put_back(client, admin, promise, typed):
    assert client.post(ADDRESS, data=without(typed(ADDRESS), FIRST)).status_code == 303
    assert chosen_from(client) == list(USUAL)[1:]
    [change] = db.session.query(Change)
    assert client.post(ADDRESS, data=typed(f"{ADDRESS}?put_back={change.id}")).status_code == 303
    assert chosen_from(client) == list(USUAL)


def test_a_colleague_who_was_faster_is_not_undone_unawares(client, admin, typed):
    opened = typed(ADDRESS)
    client.post(ADDRESS, data=opened | {f"{FIRST}-name": "Theirs"})
    clash = client.post(ADDRESS, data=opened | {f"{FIRST}-name": "Mine"})
    assert clash.status_code == 409 and "Theirs" in clash.text and "You typed" in clash.text
    assert Sector.names()["education"] == "Theirs"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({f"{FIRST}-name": ""}, "Enter what you call it"),
        ({f"{FIRST}-name": "x" * 41}, "Use 40 letters or fewer"),
        ({f"{FIRST}-name": "HEALTH"}, "There is one with this name already"),
        ({f"sectors-{number}-retired": "y" for number in range(7)}, "Offer at least one"),
    ],
)
def test_what_cannot_be_is_refused(client, admin, typed, changed, wrong, words):
    sent = typed(ADDRESS)
    if wrong == {f"{FIRST}-name": ""}:
        sent |= {f"{FIRST}-retired": "y"}
    answer = client.post(ADDRESS, data=sent | wrong)
    assert answer.status_code == 422 and words in answer.text and changed() == []


def test_the_register_costs_the_same_however_many_there_are(client, admin, promise, statements):
    def cost() -> int:
        client.get("/promise/promise/pledges?sector=health")
        statements.clear()
        client.get("/promise/promise/pledges?sector=health&x=1")
        return len(statements)

    saved(Sector("old", "Old", 9, retired=True))
    before = cost()
    saved(*(Sector(f"s{number}", f"Sector {number}", number, retired=bool(number % 2)) for number in range(20)))
    assert cost() == before


def test_before_anything_is_set_up_they_can_be_named(client, sign_in, typed):
    saved(*Sector.usual())
    sign_in("admin")
    assert client.post(ADDRESS, data=typed(ADDRESS) | {f"{FIRST}-name": "Schools"}).status_code == 303
    assert Sector.names()["education"] == "Schools"
