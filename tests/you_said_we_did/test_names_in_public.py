"""Everyone knows a theme by the words that were published, whatever staff write since; before that, by none."""

from datetime import timedelta

import pytest

from builders import a_theme, saved
from coprod.activities.life import Life
from coprod.database import db, uk_today
from coprod.partnership.on_every_page import KEPT as KNOWN_ON_EVERY_PAGE
from coprod.themes.merge_and_split import merge, split
from coprod.themes.models import Theme
from coprod.you_said_we_did.decisions.models import Decision
from coprod.you_said_we_did.heard.models import Heard
from coprod.you_said_we_did.not_now.register import on_the_register
from deciding_on import decide, not_now
from heard_people import signed_off, spoke_of
from replying import a_decided_theme, a_published_reply, colleague, lead

PAGES = ("/not-now", "/engagements/for-better", "/you-said-we-did")


@pytest.fixture
def waits(app) -> Theme:
    """Published, not for now, and replied to."""
    theme = a_decided_theme("Waits", not_now(lead()))
    theme.meaning = "It takes years."
    theme.publish()
    theme.engagement.decide_by = uk_today() - timedelta(days=1)
    db.session.commit()
    a_published_reply(theme)
    return theme


def everyone_reads(client) -> str:
    client.application.extensions["kept_pages"].__init__()
    return " ".join(client.get(page).text for page in PAGES)


def test_other_words_stand_in_public_when_they_are_published(client, waits):
    assert [client.get(page).text.count("Waits") > 0 for page in PAGES] == [True] * 3
    waits.reword({"title": "Nobody signed this", "meaning": "Nor this."}, {}, by=lead(), seen=waits.edited)
    db.session.commit()
    for page in PAGES:
        text = client.get(page).text
        assert "Waits" in text and "Nobody signed this" not in text and "Nor this" not in text, page
    spoke_of([waits], 60)
    signed_off(waits.engagement)
    Heard.publish(waits.engagement, {}, by=colleague())
    db.session.commit()
    for page in PAGES:
        text = client.get(page).text
        assert "Nobody signed this" in text and "Waits" not in text.replace("Longer waits", ""), page


def test_a_theme_that_nobody_published_has_no_name_in_public_but_its_keeper_is_asked(client, waits, sign_in):
    new = a_theme("What one child said")
    Decision.decide(new, not_now(lead()), by=lead())
    undecided, part = a_theme("Another child"), a_theme("A part of it")
    split(waits, [part], by=lead())
    db.session.commit()
    text = everyone_reads(client)
    assert "Waits" in text and not any(each.title in text for each in (new, undecided, part))
    assert {each.theme.title for each in db.session.scalars(on_the_register())} == {"Waits", "What one child said"}
    sign_in("engagement_lead")
    assert client.get("/staff/decisions/for-better").text.count("Everyone reads this once") == 1
    new.publish()
    saved(new)
    assert "What one child said" in everyone_reads(client)


def test_what_themes_became_is_known_by_their_names_until_it_is_published(client, waits):
    lists = a_theme("Lists")
    decide(lists, not_now(lead()), by=lead())
    into = Theme.make(waits.engagement, "Lists that take years", by=lead())
    merge([waits, lists, a_theme("Unpublished")], into, by=lead())
    db.session.commit()
    text = everyone_reads(client)
    assert "Waits, Lists" in text and "It takes years." in text
    assert "Lists that take years" not in text and "Unpublished" not in text
    into.publish()
    saved(into)
    assert "Lists that take years" in client.get("/not-now").text


def test_staff_read_what_everyone_reads_beside_their_own_words(client, waits, sign_in):
    sign_in("engagement_lead")
    address = "/staff/themes/for-better/theme/waits"
    assert "Everyone reads these words." in client.get(address).text
    waits.change({"title": "Too long"}, by=lead())
    db.session.commit()
    assert "Everyone still reads “Waits”: It takes years." in client.get(address).text


def test_there_is_no_form_for_an_audience_that_is_none(client, waits, sign_in):
    sign_in("engagement_lead")
    address = "/staff/decisions/for-better/waits?for="
    assert [client.get(address + whom).status_code for whom in ("", "young_person", "typo")] == [200, 200, 404]
    assert client.post(address + "typo", data={}).status_code == 404


def test_the_ways_there_stand_at_the_foot_of_every_page_once_there_is_something(client):
    theme = a_decided_theme("Waits", not_now(lead()))
    theme.published = None
    saved(theme)
    ways = ('<a href="/you-said-we-did">', '<a href="/not-now">')

    def foot(page: str = "/help") -> list[bool]:
        text = client.get(page).text.partition('<footer class="foot">')[2]
        return [way in text for way in ways]

    assert foot() == foot("/boards/better") == [False, False]
    theme.publish()
    saved(theme)
    assert foot() == foot("/boards/better") == [False, True]
    assert 'href="/not-now?engagement=for-better"' in client.get("/engagements/for-better").text
    a_published_reply(theme)
    assert foot() == foot("/boards/better") == foot("/nothing-here") == [True, True]
    theme.engagement.life = Life.ARCHIVED
    saved(theme)
    client.application.extensions.pop(KNOWN_ON_EVERY_PAGE)  # a minute later
    assert foot() == [False, False]
