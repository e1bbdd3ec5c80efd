"""Everyone reads what changed in the Promise: both versions, when, why, and who pledged to which."""

import re
from datetime import datetime, time, timedelta

import pytest
import time_machine

from builders import a_partnership, a_pledge, a_promise, a_shown_pledge, a_user, saved
from coprod.database import UK, now, uk_today
from coprod.promise.models import Promise
from coprod.promise.register.moved_words import compare, compare_lists
from coprod.rendering import uk_date

PAGE = "/promise/promise/changes"
WHY = "Parents asked for it <often>"


@pytest.fixture
def promise(app) -> Promise:
    a_partnership()
    return a_promise(definition="We work together in every step.", opens_at=now() - timedelta(days=90))


def moved(page: str) -> list[str]:
    """What the page says of each change."""
    return re.split(r'<section class="moved', page)[1:]


def sides(section: str) -> list[str]:
    """The version before, and the one since then."""
    return section.split('<div class="panel stack">')[1:]


def another_definition(promise: Promise, words: str, days_ago: int, reason: str = WHY) -> None:
    noon = datetime.combine(uk_today() - timedelta(days=days_ago), time(12), UK)  # the hour changes in between
    with time_machine.travel(noon, tick=False):
        promise.edit({"definition": words}, by=a_user("engagement_lead").id, reason=reason)
        saved(promise)


def test_a_promise_that_never_changed_says_so_and_has_no_link(client, promise):
    assert "Nothing has changed since it opened" in client.get(PAGE).text
    assert PAGE not in client.get("/promise/promise").text
    assert client.get("/promise/nothing/changes").status_code == 404


def test_another_definition_stands_beside_the_one_before_with_who_pledged_to_which(client, promise):
    for name, days in (("Early School", 60), ("Later School", 30), ("Late School", 5)):
        a_shown_pledge(f"{name}.", promise, name, submitted_on=uk_today() - timedelta(days=days))
    a_pledge("Unread.", promise, "Unread School", submitted_on=uk_today() - timedelta(days=60))
    another_definition(promise, "We decide together in every step.", 50)
    another_definition(promise, "We decide together, always.", 10)
    page = client.get(PAGE).text
    last, first = moved(page)
    day = uk_date(uk_today() - timedelta(days=50), year=True)
    assert day in first and day not in last and "Parents asked for it &lt;often&gt;" in first
    before, since = sides(first)
    assert "<del>work</del>" in before and "<ins>decide</ins>" in since and "<ins>together" not in since
    assert "Taken away: work</li>" in first and "Added: decide</li>" in first
    assert "1 organisation pledged" in before and "Early School" in before
    assert "1 organisation pledged" in since and "Later School" in since and "Late School" not in since
    before, since = sides(last)
    assert "Later School" in before and "Early School" not in before and "Late School" in since
    assert "Unread School" not in page
    assert "What changed in the Promise" in client.get("/promise/promise").text


def test_the_register_says_who_pledged_before_the_definition_changed(client, promise):
    for name, days in (("Early School", 60), ("Late School", 5)):
        a_shown_pledge(f"{name}.", promise, name, submitted_on=uk_today() - timedelta(days=days))
    another_definition(promise, "Another one.", 50)
    for address in ("/promise/promise", "/promise/promise/pledges"):
        late, early = re.findall(r'<li class="pledge">.*?</div>\s*</li>', client.get(address).text, re.S)
        assert "Pledged before" in early and "Early School" in early and "Pledged before" not in late, address


def test_a_commitment_in_other_words_is_told_with_who_pledged_to_which(client, promise):
    a_shown_pledge("One.", promise, "Early School")
    by = a_user("engagement_lead").id
    promise.reword(promise.commitments[0], title="We ask", meaning="Before we choose.", by=by, reason=WHY)
    saved(promise)
    a_shown_pledge("Two.", promise, "Late School")
    [section] = moved(client.get(PAGE).text)
    before, since = sides(section)
    assert (
        "Early School" in before
        and "Late School" not in before
        and "<del>ask first: We ask first, always.</del>" in before
    )
    assert "Late School" in since and "Early School" not in since and "&lt;often&gt;" in section
    assert WHY[:10] not in client.get("/promise/promise").text, "it has a page of its own"


def test_what_nobody_had_pledged_to_is_told_without_a_reason(client, promise):
    by = a_user("engagement_lead").id
    rows = promise.as_rows()
    promise.edit({"commitments": [*rows[1:], {"slug": "", "title": "We <pay>", "meaning": "For time."}]}, by=by)
    saved(promise)
    [section] = moved(client.get(PAGE).text)
    assert (
        "Taken away: We ask first</li>" in section and "Added: We &lt;pay&gt;</li>" in section and "Why" not in section
    )
    promise.reword(promise.commitments[0], title="We say it simply", meaning="Always.", by=by)
    saved(promise)
    assert "no reason was asked" in moved(client.get(PAGE).text)[0]


def test_what_was_changed_before_it_opened_is_not_told(client, promise):
    another_definition(promise, "As a draft.", 91, reason="")
    assert "Nothing has changed" in client.get(PAGE).text and PAGE not in client.get("/promise/promise").text


def test_statements_do_not_grow_with_the_changes(client, promise, statements):
    counts = []
    for number in (2, 12):
        for i in range(number):
            a_shown_pledge("One.", promise, f"School {number} {i}")
            another_definition(promise, f"Words {number} {i}", 50)
        statements.clear()
        assert client.get(PAGE).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 5, statements


def test_neighbours_that_moved_are_one_piece_and_nothing_is_lost():
    found = compare("We ask you first, always", "We always ask everybody at home first, always")
    assert found.taken_away == ["you"] and found.added == ["always", "everybody at home"]
    assert " ".join(piece.words for piece in found.after) == "We always ask everybody at home first, always"
    assert compare("", "new words").added == ["new words"] and compare("the same", "the same").added == []
    lists = compare_lists(["One", "Two"], ["Two", "Three"])
    assert (lists.taken_away, lists.added) == (["One"], ["Three"])
