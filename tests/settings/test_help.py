"""Help numbers as rows without a script, the ways to reach a person, and the promise."""

import re

import pytest
from werkzeug.datastructures import MultiDict

from builders import a_board, a_note
from coprod.partnership.models import Partnership
from coprod.settings.section_forms import in_order

ADDRESS = "/staff/settings/help"
DANGER = {"who": "In danger?", "words": "Call", "number": "999"}
CHILDLINE = {"who": "Under 19?", "words": "Childline is free:", "number": "0800 1111"}


def rows(*numbers: dict[str, str]) -> dict[str, str]:
    return {f"help_numbers-{at}-{name}": value for at, row in enumerate(numbers) for name, value in row.items()}


@pytest.fixture
def sent(admin, typed) -> dict:
    """A form in which everything is right."""
    contact = {"phone": "01632 960120", "hours": "9 to 5", "email": "us@example.org", "post": "1 Road\nTown"}
    return typed(ADDRESS) | rows(DANGER, CHILDLINE) | contact | {"reading_days": "4"}


def test_what_is_saved_stands_on_every_page(client, sent, kept):
    assert client.post(ADDRESS, data=sent).location == ADDRESS
    assert kept().help_numbers == [DANGER, CHILDLINE] and kept().reading_days == 4
    page = client.get("/help").text
    for words in ('href="tel:08001111"', "Childline is free:", "4 working days", "1 Road<br>Town", "us@example.org"):
        assert words in page, words
    a_note("A lift", a_board())
    assert "0800" in client.get("/boards/better").text


def test_the_site_may_open_only_with_a_phone_and_an_address(client, sent, kept):
    client.post(ADDRESS, data=sent | {"post": ""})
    assert kept().has_help_numbers and not kept().has_phone_and_post
    client.post(ADDRESS, data=sent | {"edited": "2"})
    assert kept().has_phone_and_post
    assert not Partnership.stand_in().has_phone_and_post


@pytest.mark.parametrize(
    ("wrong", "words", "field"),
    [
        ({"help_numbers-1-number": "ring us"}, "Enter a phone number with digits", "help_numbers-1-number"),
        ({"help_numbers-1-number": ""}, "Enter the number", "help_numbers-1-number"),
        ({"help_numbers-0-who": ""}, "Say who it is for", "help_numbers-0-who"),
        ({"help_numbers-0-words": "x" * 161}, "Use 160 letters or fewer", "help_numbers-0-words"),
        ({"phone": "01632-x"}, "Enter a phone number with digits", "phone"),
        ({"email": "nobody"}, "Enter an email address like name@example.com", "email"),
        ({"post": "x" * 301}, "Use 300 letters or fewer", "post"),
        ({"reading_days": "0"}, "Enter a number of days, from 1 to 30", "reading_days"),
        ({"reading_days": "soon"}, "Enter a number of days, from 1 to 30", "reading_days"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(client, sent, changed, wrong, words, field):
    answer = client.post(ADDRESS, data=sent | wrong)
    assert answer.status_code == 422 and f'<a href="#{field}">{words}' in answer.text
    assert f'id="{field}"' in answer.text and changed() == []


def test_there_is_always_a_number_and_never_too_many(client, sent, changed):
    none = {name: "" if name.startswith("help_numbers-") else value for name, value in sent.items()}
    assert "Give at least one number" in client.post(ADDRESS, data=none).text
    many = client.post(ADDRESS, data=sent | rows(*[DANGER] * 9))
    assert many.status_code == 422 and "There can be 6 at most" in many.text and changed() == []


def test_a_row_is_moved_added_and_removed_with_what_was_typed_in_it(client, sent, changed):
    half = sent | {"help_numbers-1-number": "half typed"}
    up = client.post(ADDRESS, data=half | {"do": "up help_numbers 1"})
    assert up.status_code == 200 and "There is a problem" not in up.text
    assert 'name="help_numbers-0-number" value="half typed"' in squeezed(up.text)
    added = client.post(ADDRESS, data=half | {"do": "add help_numbers"}).text
    assert 'name="help_numbers-2-who"' in added
    removed = client.post(ADDRESS, data=half | {"do": "remove help_numbers 0"}).text
    assert "In danger?" not in removed.partition('id="edit"')[2] and "half typed" in removed
    assert changed() == []


def squeezed(page: str) -> str:
    """With the order of attributes as the test has it."""
    return re.sub(r'<input[^>]*?name="([^"]*)"[^>]*?value="([^"]*)"[^>]*>', r'<input name="\1" value="\2">', page)


def test_an_empty_row_is_passed_over(client, sent, kept):
    blank = dict.fromkeys(DANGER, "")
    assert client.post(ADDRESS, data=sent | rows(DANGER, blank, CHILDLINE)).status_code == 303
    assert kept().help_numbers == [DANGER, CHILDLINE]


def test_what_is_typed_is_what_people_will_see(client, sent):
    page = client.post(ADDRESS, data=sent | {"help_numbers-0-who": "Hurt?", "do": "look"}).text
    seen = page.partition('id="seen"')[2].partition("</section>")[0]
    assert "Hurt?" in seen and "4 working days" in seen and "1 Road<br>Town" in seen


@pytest.mark.parametrize(
    "button", ["up a 0", "down a 1", "up a 99", "remove a -1", "remove a", "add", "up a x", "x" * 99]
)
def test_a_button_that_leads_nowhere_leaves_rows_as_they_are(button):
    typed = MultiDict({"a-0-x": "1", "a-1-x": "2", "b": "3"})
    assert in_order(typed, ["a"], button) == typed


def test_rows_are_numbered_anew_and_junk_among_them_is_no_row():
    typed = MultiDict({"a-7-x": "2", "a-3-x": "1", "a-\u00b2-x": "no", "a-99999-x": "no", "a--x": "no", "ab-0-x": "b"})
    assert in_order(typed, ["a"], "down a 0") == MultiDict({"ab-0-x": "b", "a-0-x": "2", "a-1-x": "1"})
    assert in_order(typed, ["a"], "remove a 0") == MultiDict({"ab-0-x": "b", "a-0-x": "2"})


def test_a_list_that_was_changed_is_put_back_whole(client, sent, kept, typed):
    client.post(ADDRESS, data=sent)
    client.post(ADDRESS, data=typed(ADDRESS) | rows(CHILDLINE, DANGER))
    page = client.get("/staff/settings/changes").text
    assert "In another order" in page
    number = page.partition("?put_back=")[2].partition('"')[0]
    assert client.post(ADDRESS, data=typed(f"{ADDRESS}?put_back={number}")).status_code == 303
    assert kept().help_numbers == [DANGER, CHILDLINE]
