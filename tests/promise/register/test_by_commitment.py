"""Everyone reads each commitment with the organisations that pledged to it, and finds an organisation by its name."""

import re
from datetime import timedelta

import pytest

from builders import a_partnership, a_pledge, a_promise, a_shown_pledge, a_user, saved
from coprod.database import now, uk_today
from coprod.promise.models import Promise
from coprod.promise.report import LAPSES_AFTER, REMINDED_AFTER

PAGE = "/promise/promise/commitments"
REGISTER = "/promise/promise/pledges"


@pytest.fixture
def promise(app) -> Promise:
    a_partnership()
    return a_promise()


def kept(page: str, slug: str) -> str:
    """What the page says of one commitment."""
    return re.search(
        rf'<li class="panel keeps" id="{slug}">.*?(?=<li class="panel keeps"|<p>Is one of them)', page, re.S
    )[0]


def to_the_second(pledge):
    pledge.commitments = pledge.promise.commitments[:2]
    return saved(pledge)


def test_each_commitment_has_its_organisations_and_nobody_who_is_not_on_the_register(client, promise):
    to_the_second(a_shown_pledge("One.", promise, "Hill School"))
    a_shown_pledge("Two.", promise, "Wood <Clinic>")
    a_pledge("Unread.", promise, "Unread School", email_confirmed_at=now())
    page = client.get(PAGE).text
    first, second, third = (kept(page, slug) for slug in ("we-ask-first", "we-speak-plainly", "we-come-back"))
    assert "2 organisations" in first and "Hill School" in first and "Wood &lt;Clinic&gt;" in first
    assert "1 organisation<" in second and "Hill School" in second and "Clinic" not in second
    assert "0 organisations" in third and "Unread School" not in page and "lapsed" not in page


def test_who_pledged_twice_stands_there_once_and_has_lapsed_when_both_pledges_have(client, promise):
    long_ago = uk_today() - LAPSES_AFTER
    pair = [a_shown_pledge(f"{name}.", promise, name) for name in ("Hill School", "The Hill-School")]
    for number, pledge in enumerate(pair):
        assert "Lapsed" not in client.get(PAGE).text, number
        pledge.asked_on, pledge.reminded_on = long_ago - REMINDED_AFTER, long_ago
        saved(pledge)
    first = kept(client.get(PAGE).text, "we-ask-first")
    assert "1 organisation<" in first and first.count("<li>") == 1 and "Lapsed" in first and "1 lapsed" in first


def test_what_was_replaced_stands_apart_with_those_who_chose_it(client, promise):
    a_shown_pledge("One.", promise, "Hill School")
    promise.reword(promise.commitments[0], title="We ask", meaning="Before.", by=a_user().id, reason="Plainer")
    saved(promise)
    a_shown_pledge("Two.", promise, "Wood Clinic")
    page = client.get(PAGE).text
    now_made, _, replaced = page.partition("In earlier words")
    assert "Wood Clinic" in now_made and "Hill School" not in now_made
    assert "Hill School" in replaced and "Wood Clinic" not in replaced and "Now: “We ask”" in replaced
    register = client.get(REGISTER).text
    assert len(re.findall(r"<li>We ask first <a [^>]*>in earlier words", register)) == 1
    assert "<li>We ask</li>" in register


def test_by_sector_and_by_name_in_both_orders(client, promise):
    a_shown_pledge("One.", promise, "The Hill-School")
    a_shown_pledge("Two.", promise, "Hill Clinic", sector="health")
    for page in (PAGE, REGISTER):
        for question, schools, clinics in (
            ("", 1, 1),
            ("?sector=health", 0, 1),
            ("?q=hill", 1, 1),
            ("?q=hill+school", 1, 0),
            ("?q=hill&sector=health", 0, 1),
            ("?q=100%25", 0, 0),
            ("?q=%E2%80%94", 0, 0),
        ):
            shown = client.get(page + question).text
            assert ("Hill-School" in shown, "Hill Clinic" in shown) == (bool(schools), bool(clinics)), page + question
    assert "No organisation of that name" in client.get(f"{REGISTER}?q=nobody").text
    both = client.get(f"{PAGE}?q=hill&sector=health").text
    assert f'href="{REGISTER}?sector=health&amp;q=hill"' in both and 'value="hill"' in both


def test_a_name_that_staff_corrected_is_found_by_both_spellings(client, promise):
    wrong, right = (a_shown_pledge(f"{name}.", promise, name) for name in ("Hil Scool", "Hill School"))
    wrong.organisation.merge(right.organisation, by=a_user("engagement_lead").id, seen=1)
    saved(wrong)
    for name in ("scool", "school"):
        shown = client.get(f"{REGISTER}?q={name}").text
        assert "Hil Scool.</p>" in shown and "1 organisation " in shown, name


def test_more_than_a_dozen_wait_behind_a_line(client, promise):
    for number in range(14):
        a_shown_pledge("One.", promise, f"School {number}")
    first = kept(client.get(PAGE).text, "we-ask-first")
    shown, _, more = first.partition("<details")
    assert shown.count("<li>") == 12 and "2 more organisations" in more and more.count("<li>") == 2


def test_statements_do_not_grow_with_the_pledges(client, promise, statements):
    counts = []
    for number in (2, 30):
        for i in range(number):
            to_the_second(
                a_shown_pledge("One.", promise, f"School {number} {i}", submitted_on=uk_today() - timedelta(i))
            )
        statements.clear()
        assert client.get(PAGE).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 5, statements
