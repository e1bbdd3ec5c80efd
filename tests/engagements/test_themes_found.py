"""The record of what a machine had to do with the themes: when it is there, and what it tells everybody."""

import re

import pytest

from accessibility import problems
from browsers import watched
from builders import a_partnership, a_user, an_engagement, saved
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.database import db, uk_today
from coprod.engagements.themes_found_views import of_hundred
from coprod.rendering import uk_date
from coprod.themes.signing_off.models import SignOff
from coprod.themes.suggesting import record
from coprod.themes.suggesting.how_good import Taken
from coprod.themes.suggesting.quality import Judged
from coprod.themes.suggesting.record import Record
from coprod.themes.suggesting.relearning import suggest_what_is_new
from coprod.you_said_we_did.heard.models import Heard
from sorting import begun

PAGE = "/engagements/for-better/how-themes-were-found"
MANY = Record(uk_today(), 1234, 1187, 413, 12, Judged(87, 61, 133, 108), Taken(774, 541, 90, 155))


def published(kept: Record | None = None) -> None:
    """The themes are signed off and out, with what was known of the machine's part on that day."""
    engagement = db.session.query(Engagement).filter_by(slug="for-better").one()
    kept, by, today = kept or record.record_of(engagement), a_user("engagement_lead"), uk_today()
    numbers = {
        "texts": 60,
        "said_nothing": 0,
        "themes": 4,
        "kept_alone": 0,
        "second_read": 0,
        "what": "",
        "read_by": {},
    }
    signed = SignOff(engagement_id=engagement.id, number=1, day=today, by_id=by.id, **numbers)
    out = {"engagement_id": engagement.id, "number": 1, "day": today, "sign_off": signed, "made_by_id": by.id}
    out["has_brought_in"] = False
    machine = kept.as_plain() if kept else None
    saved(signed, Heard(**out, people=None, themes=[], machine=machine, figures="{}", counted="{}"))


def told(page) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", page.text))


def test_there_is_no_page_before_the_themes_are_published(client):
    a_partnership()
    begun()
    suggest_what_is_new()
    assert client.get(PAGE).status_code == 404


def test_there_is_none_where_no_machine_has_helped_or_the_engagement_is_not_public(client):
    a_partnership()
    begun(read_in_each=3)
    suggest_what_is_new()
    published()
    assert client.get(PAGE).status_code == 404
    an_engagement("secret", life=Life.DRAFT)
    assert client.get(PAGE.replace("for-better", "secret")).status_code == 404


def test_it_says_what_the_program_did_in_rounded_numbers(client):
    a_partnership(owners=["Testshire Council", "Testshire ICB"], contact={"email": "send@example.org"})
    begun()
    suggest_what_is_new()
    published()
    page = told(client.get(PAGE))
    for words in (
        "Texts that we may use 80", "Read by a person 60", "Texts it learned from 60", "Themes it can suggest 4",
        "Too few texts have been read by a second person", "Testshire Council and Testshire ICB",
        "send@example.org", " ".join(uk_date(uk_today(), year=True).split()),
        "Algorithmic Transparency Recording Standard",
    ):  # fmt: skip
        assert words in page, words
    assert "56" not in page


def test_it_says_how_good_it_was_beside_a_second_person(client):
    a_partnership()
    begun(read_in_each=1)
    published(MANY)
    page = told(client.get(PAGE))
    for words in (
        "Texts that we may use 1,230", "first suggestion was right for 67 in 100",
        "Of 100 themes that the second person gave, 85 were among", "This comes from 90 texts",
        "Of 100 first suggestions, our team took 70.", "21 of 100 texts were given a theme that was not suggested",
    ):  # fmt: skip
        assert words in page, words
    assert not re.search(r"\b(1,?234|1,?187|413|87|61|133|108|774|541|155)\b", page)


def test_nothing_is_said_of_few_texts():
    assert of_hundred(30, 44) is None and of_hundred(9, 100) is None
    assert of_hundred(30, 45) == 60


def test_it_costs_the_same_for_few_texts_and_for_many(client, statements):
    a_partnership()
    begun()
    suggest_what_is_new()
    published()
    db.session.rollback()
    statements.clear()
    assert client.get(PAGE).status_code == 200
    assert len(statements) <= 8


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_everybody_can_read_it(browser, server, width):
    a_partnership(contact={"email": "send@example.org", "phone": "01632 960120", "post": "1 Some Street\nTown"})
    begun(read_in_each=1)
    published(MANY)
    context = browser.new_context(base_url=server, viewport={"width": width, "height": 800}, locale="en-GB")
    page = watched(context, server)
    page.goto(PAGE)
    assert problems(page) == [] and page.troubles == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
