"""The privacy notice and the accessibility statement: written where only a partnership can, and looked at again."""

from datetime import timedelta

import pytest
import time_machine

from coprod.database import uk_today

PRIVACY, ACCESSIBILITY = "/staff/settings/privacy", "/staff/settings/accessibility"


def on(name: str, day) -> dict[str, list[str]]:
    return {name: [str(day.day), str(day.month), str(day.year)]}


@pytest.fixture
def notice(admin, typed) -> dict:
    """The privacy form as somebody fills it in."""
    words = {"purposes": "To decide with you.\n\nAnd to learn.", "officer": "The Information team, dpo@example.org"}
    return typed(PRIVACY) | words | on("reviewed_on", uk_today())


@pytest.fixture
def statement(admin, typed) -> dict:
    """The accessibility form as somebody fills it in."""
    words = {"problems": "The old film has no subtitles.\n\n  A map is only a picture. ", "tested": "Two blind people."}
    days = on("prepared_on", uk_today() - timedelta(days=3)) | on("reviewed_on", uk_today())
    return typed(ACCESSIBILITY) | words | {"answer_days": "7"} | days


def test_what_nobody_has_written_yet_is_said_to_be_missing(client, admin, kept):
    privacy, accessibility = client.get("/privacy").text, client.get("/accessibility").text
    for page in (privacy, accessibility):
        assert "is not finished" in page
    assert "who our data protection officer is" in privacy and "public task" not in privacy
    assert "how far this website complies" in accessibility and "was prepared on" not in accessibility
    assert not kept().privacy_is_written and not kept().accessibility_is_written
    assert client.get(PRIVACY).text.count("To write") == 2


def test_words_that_fit_most_are_offered_and_are_not_said_until_somebody_saves_them(client, admin):
    page = client.get(PRIVACY).text
    assert "We have put in words that fit most" in page and "public task" in page.partition('id="edit"')[2]
    assert "public task" not in client.get("/privacy").text


def test_a_notice_that_is_written_stands_on_its_page(client, notice, kept):
    assert client.post(PRIVACY, data=notice).status_code == 303
    page = client.get("/privacy").text
    for words in ("To decide with you.</p>", "And to learn.</p>", "dpo@example.org", "public task", "went through all"):
        assert words in page, words
    assert "is not finished" not in page and kept().privacy_is_written
    assert "To write" not in client.get(PRIVACY).text.partition("Accessibility")[0]


def test_a_statement_that_is_written_has_every_part_of_the_set_form(client, statement, kept):
    assert client.post(ACCESSIBILITY, data=statement).status_code == 303
    page = client.get("/accessibility").text
    for words in (
        "<li>The old film has no subtitles.</li>",
        "<li>A map is only a picture.</li>",
        "partially compliant",
        "3.1.2",
        "We claim none.",
        "Two blind people.",
        "7 working days",
        "was prepared on",
        "last reviewed on",
    ):
        assert words in page, words
    assert "is not finished" not in page and "have not tested it yet" not in page and kept().accessibility_is_written


@pytest.mark.parametrize(
    ("wrong", "words", "field"),
    [
        ({"purposes": ""}, "Say why you ask people", "purposes"),
        ({"lawful_basis": "\u3164"}, "Say on what lawful basis", "lawful_basis"),
        ({"officer": ""}, "Say who your data protection officer is", "officer"),
        ({"who_else": "x" * 2001}, "Use 2,000 letters or fewer", "who_else"),
        ({"reviewed_on": ["", "", ""]}, "Enter the day of the review", "reviewed_on"),
        ({"reviewed_on": ["31", "2", "2026"]}, "The day of the review must be a real date", "reviewed_on"),
        ({"reviewed_on": ["1", "1", "2999"]}, "The day of the review cannot be in the future", "reviewed_on"),
    ],
)
def test_a_notice_without_what_it_needs_is_refused(client, notice, changed, wrong, words, field):
    answer = client.post(PRIVACY, data=notice | wrong)
    assert answer.status_code == 422 and f'<a href="#{field}">{words}' in answer.text and changed() == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"how_far": "fully"}, "Not a valid choice"),
        ({"how_far": ""}, "Choose how accessible it is"),
        ({"burden": ""}, "Say what, or write"),
        ({"problems": "x" * 2001}, "Use 2,000 letters or fewer"),
        ({"answer_days": "31"}, "Enter a number of days, from 1 to 30"),
        ({"prepared_on": ["", "", ""]}, "Enter the day it was prepared"),
        (on("reviewed_on", uk_today() - timedelta(days=9)), "It cannot be reviewed before it was prepared"),
    ],
)
def test_a_statement_without_what_it_needs_is_refused(client, statement, changed, wrong, words):
    answer = client.post(ACCESSIBILITY, data=statement | wrong)
    assert answer.status_code == 422 and words in answer.text and changed() == []


def test_after_a_year_staff_are_reminded_until_somebody_has_looked_again(client, notice, statement, sign_in, typed):
    client.post(PRIVACY, data=notice)
    client.post(ACCESSIBILITY, data=statement | {"edited": "2"})
    day = uk_today()
    with time_machine.travel(day.replace(year=day.year + 1, day=min(day.day, 28))):
        assert "for more than a year" not in client.get("/staff").text
    with time_machine.travel(day + timedelta(days=368)):
        sign_in("admin")
        home = client.get("/staff").text
        assert "Nobody has looked at the privacy notice" in home and "the accessibility statement for more" in home
        page = client.get(PRIVACY).text
        assert page.count("Review</span>") == 2 and "Last looked at more than a year ago" in page
        client.post(PRIVACY, data=typed(PRIVACY) | on("reviewed_on", uk_today()))
        assert "privacy notice" not in client.get("/staff").text
        sign_in("moderator")
        assert "accessibility statement" not in client.get("/staff").text


def test_a_change_shows_only_the_part_that_is_another_and_is_put_back(client, notice, typed, kept):
    client.post(PRIVACY, data=notice)
    client.post(PRIVACY, data=typed(PRIVACY) | {"officer": "Somebody else"})
    page = client.get("/staff/settings/changes?of=privacy").text
    newest = page.partition("<li><span")[2].partition("</li>")[0]
    assert "Data protection officer: Somebody else" in newest and "To decide with you" not in newest
    number = newest.partition("?put_back=")[2].partition('"')[0]
    client.post(PRIVACY, data=typed(f"{PRIVACY}?put_back={number}"))
    assert kept().privacy["officer"] == "The Information team, dpo@example.org"


def test_what_is_typed_is_what_people_will_see(client, notice, statement):
    page = client.post(PRIVACY, data=notice | {"do": "look", "who_else": "Nobody at all"}).text
    assert "Nobody at all" in page.partition('id="seen"')[2]
    page = client.post(ACCESSIBILITY, data=statement | {"do": "look", "how_far": "not"}).text
    assert "This website is not compliant" in page.partition('id="seen"')[2]
