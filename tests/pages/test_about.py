"""The pages every site owes its readers: there, linked from every page, and without a cookie."""

import re

import pytest

from builders import a_board, a_partnership
from coprod.screening.how_good import how_good

ADDRESSES = ("/help", "/another-format", "/accessibility", "/privacy", "/cookies", "/screening")
STATEMENT = {"status": "partially", "prepared_on": "2026-01-05", "reviewed_on": "2026-11-05"}
CONTACT = {"email": "send@example.org", "phone": "01632 960120", "post": "1 Some Street\nTown", "hours": "9 to 5"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_is_there_for_everyone_without_a_cookie_and_says_whom_to_ask(client, statements, address):
    a_partnership(contact=CONTACT)
    statements.clear()
    page = client.get(address)
    assert page.status_code == 200 and "Set-Cookie" not in page.headers
    assert len(statements) <= 2
    if address != "/cookies":
        assert 'href="tel:01632960120"' in page.text and "1 Some Street<br>Town" in page.text


@pytest.mark.parametrize("address", ["/", "/help", "/boards/better", "/boards/better/add", "/nothing-here", "/receipt"])
def test_each_is_linked_from_every_page(client, address):
    a_partnership()
    a_board()
    foot = client.get(address).text.split('class="foot__links"')[1]
    assert re.findall(r'<a href="(/[^"]*)"', foot) == [
        "/another-format", "/help", "/accessibility", "/privacy", "/cookies", "/credits",
    ]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_stands_before_the_partnership_has_said_how_to_reach_it(client, address):
    assert client.get(address).status_code == 200


def test_the_accessibility_statement_has_every_part_of_the_set_form(client):
    a_partnership(contact=CONTACT, owners=["Testshire Council", "NHS Testshire"], accessibility=STATEMENT)
    page = client.get("/accessibility").text
    for part in (
        "Testshire SEND Partnership",
        "Testshire Council and NHS Testshire are committed",
        "partially compliant",
        "version 2.2",
        "does not comply",
        "Disproportionate burden",
        "another format",
        "send@example.org",
        "Equality and Human Rights Commission",
        "Equality Advisory and Support Service",
        "How we tested it",
        "was prepared on",
        "last reviewed on",
    ):
        assert part in page, part


def test_privacy_says_for_each_activity_why_who_and_how_long(client):
    a_partnership(owners=["Testshire Council", "NHS Testshire"], privacy={"lawful_basis": "A public task."})
    a_board(title="Lunch", purpose="To choose a menu", readers="The lunch team", retention_months=7)
    a_board("draft", title="Not ready", opens_at=None)
    page = client.get("/privacy").text
    for words in ("Lunch", "To choose a menu", "The lunch team", "7 months", "joint controllers", "public task"):
        assert words in page, words
    assert "Not ready" not in page


def test_how_good_the_check_for_worrying_words_is_stands_in_numbers_and_is_linked(client):
    a_partnership()
    figures = how_good()
    page = client.get("/screening").text
    assert f"it finds {figures.worrying.either}. It sends {figures.worrying.at_once} of them on at once" in page
    assert f"it sends {figures.ordinary.at_once} on at once and has {figures.ordinary.read_first} read first" in page
    assert all(f">{row.sort.capitalize()}</th>" in page for row in figures.by_length + figures.by_voice)
    assert 'href="/screening"' in client.get("/privacy").text
