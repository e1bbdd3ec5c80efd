"""Everyone reads the Promise and the register; nobody reads what is not approved, not confirmed, or private."""

import re
from datetime import date, timedelta

import pytest

from builders import a_partnership, a_pledge, a_promise, a_shown_pledge, a_user, closed, saved
from coprod.database import now, uk_today
from coprod.participation.move import Hide
from coprod.promise.organisations import contact_views, contacts
from coprod.promise.register import views
from coprod.public_ids import ListPlace, new_public_id

PAGES = ("/promise/promise", "/promise/promise/pledges")
EVERY = (*PAGES, "/promise/promise/commitments", "/promise/promise/changes")


def test_promise_leads_to_the_current_one_without_a_cookie(client):
    assert client.get("/promise").status_code == 404
    a_promise("old", **closed())
    a_promise("new")
    sent = client.get("/promise")
    assert (sent.status_code, sent.location) == (302, "/promise/new")
    assert "Set-Cookie" not in sent.headers


def test_the_promise_says_what_it_is(client):
    a_partnership()
    a_promise(wording_note="Our own words.", pledging_lead="Any group can pledge.", pledging_words=["Pick well."])
    page = client.get("/promise/promise").text
    for words in (
        "Our Promise",
        "Side by side.",
        "Made in 2022",
        "Our own words.",
        "Any group can pledge.",
        "Pick well.",
    ):
        assert words in page
    assert re.findall(r"<h3>(We .*?)</h3><p>(.*?)</p>", page) == [
        ("We ask first", "We ask first, always."),
        ("We speak plainly", "We speak plainly, always."),
        ("We come back", "We come back, always."),
    ]
    assert 'href="/promise/promise/pledge"' in page and "0 organisations so far" in page


def test_a_promise_that_is_not_there_or_a_draft(client):
    a_promise("draft", opens_at=None)
    for slug in ("nothing", "draft"):
        for page in ("", "/pledges", "/pledge", "/thanks"):
            assert client.get(f"/promise/{slug}{page}").status_code == 404, page


def test_a_closed_promise_still_shows_its_register_but_takes_no_pledge(client):
    a_partnership()
    promise = a_promise(**closed())
    a_shown_pledge("we kept it", promise)
    for page in PAGES:
        shown = client.get(page).text
        assert "we kept it" in shown and "Make a pledge" not in shown
    assert "Pledging closed" in client.get(PAGES[0]).text


def test_the_register_shows_who_what_and_by_when(client):
    a_partnership()
    day = date(uk_today().year + 1, 6, 30)
    a_shown_pledge("Line one\n\nLine <two>", a_promise(), "Hill & Co", sector="business", by_when=day)
    for page in PAGES:
        shown = client.get(page).text
        for words in (
            "Hill &amp; Co",
            "Business",
            "Line one",
            "Line &lt;two&gt;",
            "We ask first",
            f"30\u00a0June\u00a0{day.year}",
        ):
            assert words in shown, words
        assert "Not due yet" in shown and "has passed" not in shown


def test_a_date_that_has_passed_is_said(client):
    a_partnership()
    promise = a_promise()
    a_shown_pledge("today", promise, by_when=uk_today())
    assert "has passed" not in client.get(PAGES[1]).text
    a_shown_pledge("late", promise, by_when=uk_today() - timedelta(days=1))
    assert client.get(PAGES[1]).text.count("The date has passed") == 1


def test_what_is_unread_rejected_withdrawn_or_unconfirmed_is_nowhere_and_not_counted(client):
    a_partnership()
    promise = a_promise()
    moderator = a_user("moderator").id
    a_shown_pledge("shown words", promise, "Shown School")
    a_pledge("unread words", promise, "Unread School", email_confirmed_at=now())
    a_pledge("unconfirmed words", promise, "Unconfirmed School").submission.approve(by=moderator)
    a_pledge("rejected words", promise, "Rejected School", email_confirmed_at=now()).submission.reject(
        by=moderator, reason="off-topic"
    )
    a_pledge("escalated words", promise, "Escalated School", email_confirmed_at=now()).submission.escalate(by=moderator)
    a_shown_pledge("withdrawn words", promise, "Withdrawn School").contribution.withdraw()
    saved(promise)
    for page in (*PAGES, "/promise/promise/pledges?sector=education"):
        shown = client.get(page).text
        assert "shown words" in shown and "1 organisation" in shown
        for kind in ("unread", "unconfirmed", "rejected", "escalated", "withdrawn"):
            assert f"{kind} words" not in shown and f"{kind.capitalize()} School" not in shown, (page, kind)
    assert "Pledged by 1 organisation<" in client.get(PAGES[0]).text


def test_hidden_words_stay_hidden(client):
    a_partnership()
    pledge = a_pledge("Ask Mrs Fish about it", email_confirmed_at=now())
    pledge.submission.approve(by=a_user("moderator").id, hide=[Hide(4, 12, "name")])
    saved(pledge)
    for page in PAGES:
        assert "Fish" not in client.get(page).text


def test_contacts_stand_on_no_public_page(client):
    a_partnership()
    a_shown_pledge()
    for page in EVERY:
        shown = client.get(page).text
        assert "Ottilie" not in shown and "hill.example" not in shown


def test_an_organisation_that_pledged_twice_is_counted_once(client):
    a_partnership()
    promise = a_promise()
    a_shown_pledge("first", promise, "Hill School")
    a_shown_pledge("second", promise, "The Hill-School", sector="other")
    for page in PAGES:
        assert "1 organisation" in client.get(page).text


def test_the_register_of_one_sector(client):
    a_partnership()
    promise = a_promise()
    a_shown_pledge("teach", promise, "Hill School")
    a_shown_pledge("heal", promise, "Hill Clinic", sector="health")
    page = client.get("/promise/promise/pledges?sector=health").text
    assert "heal" in page and "teach" not in page and "1 organisation of this kind" in page
    assert re.search(r'sector=health" aria-current="true"', page)
    everyone = client.get("/promise/promise/pledges?sector=nonsense").text
    assert "heal" in everyone and "teach" in everyone


def test_the_register_page_by_page_newest_first_and_in_one_sector(client):
    a_partnership()
    promise = a_promise()
    for number in range(23):
        sector = "education" if number else "health"
        day = uk_today() - timedelta(days=30 - number)
        a_shown_pledge(f"pledge {number}.", promise, f"Organisation {number}", sector=sector, submitted_on=day)
    for address, expected in (("", list(range(22, -1, -1))), ("?sector=education", list(range(22, 0, -1)))):
        seen, address = [], f"/promise/promise/pledges{address}"
        while address:
            page = client.get(address).text
            seen += [int(number) for number in re.findall(r"pledge (\d+)\.", page)]
            older = re.search(r'href="([^"]+)">Show older', page)
            address = older and older[1].replace("&amp;", "&")
        assert seen == expected


def test_a_last_page_that_is_full_leads_to_no_empty_one(client, sign_in, monkeypatch):
    a_partnership()
    promise = a_promise()
    for number in range(3):
        a_shown_pledge(f"pledge {number}.", promise, f"Organisation {number}")
    sign_in("engagement_lead")
    for module in (views, contacts, contact_views):
        monkeypatch.setattr(module, "PAGE", 3)
    for page in (client.get("/promise/promise/pledges").text, client.get("/staff/pledges").text):
        assert "Organisation 0" in page and "before=" not in page
    a_shown_pledge("pledge 3.", promise, "Organisation 3")
    for page in (client.get("/promise/promise/pledges").text, client.get("/staff/pledges").text):
        assert "before=" in page


@pytest.mark.parametrize("before", ["0", "-1", "x", "9" * 30, "2026-01-01_", "2026-02-30_0123456789abc"])
def test_a_made_up_page_number_is_no_error(client, before):
    a_partnership()
    a_promise()
    assert client.get(f"/promise/promise/pledges?before={before}").status_code == 200


def test_a_made_up_page_number_does_not_tell_which_pledges_there_are(client):
    a_partnership()
    shown = a_shown_pledge("for all to read")
    hidden = a_pledge("not read yet", shown.promise, "Dale School")
    page = f"{PAGES[1]}?before={{}}"
    there, made_up = (str(ListPlace(uk_today() + timedelta(1), id)) for id in (hidden.public_id, new_public_id()))
    assert "for all to read" in client.get(page.format(there)).text
    assert client.get(page.format(there)).data == client.get(page.format(made_up)).data


def test_no_public_page_sets_a_cookie(client):
    a_partnership()
    a_shown_pledge()
    for page in EVERY:
        assert "Set-Cookie" not in client.get(page).headers


@pytest.mark.parametrize(("page", "most"), [(PAGES[0], 7), (PAGES[1], 5)])
def test_statements_do_not_grow_with_the_pledges(client, statements, page, most):
    a_partnership()
    promise = a_promise()
    counts = []
    for number in (2, 30):
        for i in range(number):
            a_shown_pledge(f"pledge {number} {i}", promise, f"School {number} {i}")
        statements.clear()
        assert client.get(page).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= most, statements
