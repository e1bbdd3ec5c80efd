""" "Who are you?" on the first page: the answer brings what fits to the top, and goes nowhere else."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from browsers import PHONE, serving
from builders import a_board, a_partnership, a_questionnaire, a_sign_up, an_engagement, an_event
from coprod.activities.audience import Audience
from coprod.pages.first_page import READERS

EVERYONE = [audience for audience in Audience if audience is not Audience.NOT_SAID]


def everything() -> None:
    """Several things of each kind, some of them for young people only."""
    a_partnership()
    engagement = an_engagement()
    a_board("waiting", engagement, title="About waiting", audiences=EVERYONE, minutes=3)
    a_board("quick", engagement, title="A quick note", audiences=EVERYONE, minutes=2)
    a_board("parents", engagement, title="Parents write", audiences=["parent_carer"])
    a_questionnaire("all", engagement, title="Questions for all", audiences=EVERYONE)
    a_questionnaire("day", engagement, title="A day at school", audiences=["young_person"])
    an_event("talk", engagement, title="A talk for all", audiences=EVERYONE, minutes=60)
    full = an_event("full", engagement, title="Pizza", audiences=["young_person"], minutes=60, places=1)
    a_sign_up(full)


def cards(page: str) -> list[str]:
    """The titles of the cards, in their order."""
    return [part.split(">")[-1] for part in page.split("</a></h3>")[:-1] if 'class="h3"' in part[-200:]]


def test_three_that_fit_come_first_of_as_many_kinds_as_there_are(client):
    everything()
    page = client.get("/?for=young").text
    assert cards(page) == ["A quick note", "A day at school", "A talk for all"]  # Pizza is full
    assert "For you, open now" in page and '<a class="more" href="/">Show everything</a>' in page
    assert page.count('aria-current="true"') == 1
    assert cards(client.get("/?for=parent").text) == ["Parents write", "Questions for all", "A talk for all"]


def test_without_an_answer_everything_stands_there(client):
    everything()
    page = client.get("/").text
    assert {"About waiting", "A quick note", "Parents write", "Questions for all", "A day at school"} == {*cards(page)}
    assert "For you" not in page and 'aria-current="true"' not in page
    for name in READERS:
        assert f'href="/?for={name}"' in page


def test_what_fits_nobody_in_particular_is_for_everyone(client):
    a_partnership()
    a_board("open", title="For anyone", audiences=[])
    assert cards(client.get("/?for=work").text) == ["For anyone"]


def test_when_nothing_fits_everything_stands_there_and_that_is_said(client):
    a_partnership()
    a_board("parents", title="Parents write", audiences=["parent_carer"])
    page = client.get("/?for=organisation").text
    assert cards(page) == ["Parents write"] and "Nothing is only for you today" in page


@pytest.mark.parametrize("answer", ["nobody", "YOUNG", "young_person", "not_said", "<b>"])
def test_an_answer_that_is_none_of_ours_is_the_plain_page_and_is_not_kept(client, answer):
    everything()
    plain = client.get("/")
    kept = len(client.application.extensions["kept_pages"])
    other = client.get(f"/?for={answer}")
    assert other.data == plain.data and other.headers["ETag"] == plain.headers["ETag"]
    assert len(client.application.extensions["kept_pages"]) == kept


def test_each_answer_of_ours_is_kept_apart(client, statements):
    everything()
    first = {name: client.get(f"/?for={name}").data for name in ("", *READERS)}
    statements.clear()
    assert {name: client.get(f"/?for={name}").data for name in ("", *READERS)} == first and statements == []
    assert len({*first.values()}) == 5


def test_it_sets_no_cookie_and_is_in_no_address_but_its_own(client):
    everything()
    answer = client.get("/?for=young")
    assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", "")
    assert answer.text.count("for=young") == 1
    assert client.get("/boards/quick/add?for=young").text.count("checked") == client.get(
        "/boards/quick/add"
    ).text.count("checked")


@pytest.mark.browser
def test_the_answer_does_not_reach_a_form(phone: Page):
    everything()
    phone.goto("/")
    phone.get_by_role("link", name="A young person").click()
    expect(phone.get_by_role("link", name="A young person")).to_have_attribute("aria-current", "true")
    assert phone.context.cookies() == []
    phone.get_by_role("link", name="A day at school").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("A day at school")
    phone.goto("/?for=young")
    phone.get_by_role("link", name="A quick note").click()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    assert urlsplit(phone.url).query == ""
    phone.goto("/boards/quick/add")
    assert phone.locator("[name=audience]:checked:not([value='not_said'], [value=''])").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("answer", ["", "?for=young", "?for=parent", "?for=work", "?for=organisation"])
def test_on_a_phone_the_first_card_is_near(browser: Browser, demo_app: Flask, answer: str):
    with serving(demo_app) as address:
        context = browser.new_context(base_url=address, viewport=PHONE)
        page = context.new_page()
        page.goto(f"/{answer}")
        assert page.locator(".cards > .card").first.bounding_box()["y"] < 640
        context.close()
