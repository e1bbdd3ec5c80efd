"""What has finished is found from the first page, and says what comes next, or what changed."""

from datetime import timedelta

import pytest

from builders import a_board, a_partnership, a_promise, an_engagement, closed, saved
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.database import db, now, uk_today
from coprod.pages.first_page import FINISHED_SHOWN
from coprod.rendering import uk_date
from deciding_on import not_now
from replying import a_decided_theme, lead

READS, DECIDES, SAYS = "We read all of it, and put it in themes", "We decide what to do", "We say here what changed"


def finished_part(client) -> str:
    page = client.get("/").text
    return page[page.index(">Finished</h2>") : page.index("Our promise to you")]


def its_page(client) -> str:
    return client.get(f"/engagements/{db.session.query(Engagement).one().slug}").text


def test_every_finished_one_has_a_link_however_many_there_are(client):
    a_partnership()
    for number in range(FINISHED_SHOWN + 5):
        its = closed() | {"closes_at": now() - timedelta(days=number + 1)}
        a_board(f"board-{number}", an_engagement(f"done-{number}", title=f"Done {number}"), **its)
    part = finished_part(client)
    assert all(
        f'<a href="/engagements/done-{number}">Done {number}</a>' in part for number in range(FINISHED_SHOWN + 5)
    )
    assert part.index("Done 3") < part.index("Before that") < part.index("Done 4")


@pytest.mark.parametrize("days", [30, -3, None])
def test_one_that_is_not_answered_says_what_comes_next_and_by_when(client, days):
    a_partnership()
    by = None if days is None else uk_today() + timedelta(days=days)
    a_board(engagement=an_engagement(decide_by=by), **closed())
    for page in (finished_part(client), its_page(client)):
        assert f"Next: {DECIDES}" in page or f"Next: {READS}" in page
    steps = its_page(client)
    assert steps.index(READS) < steps.index(f"<h3>{DECIDES}") < steps.index(SAYS)
    for page in (finished_part(client), steps):
        assert by is None or uk_date(by, year=True) in page
        assert ("have not yet" in page) == (days == -3)


def test_what_is_still_open_says_nothing_of_it(client):
    a_partnership()
    a_board(engagement=an_engagement())
    assert "What comes next" not in its_page(client) and ">Finished<" not in client.get("/").text


def test_once_all_is_decided_nobody_is_told_that_it_will_be(client):
    decided = a_decided_theme("Waits", not_now(lead()))
    assert decided.engagement.stage is Life.CLOSED
    page = its_page(client)
    assert DECIDES not in page and SAYS in page and "We look again at what is not for now" in page
    assert DECIDES not in finished_part(client) and "#comes-next" in finished_part(client)


def test_an_answered_one_says_what_changed_and_not_what_was_to_come(client):
    a_partnership()
    steps = [{"when": "While it is open", "words": "A person reads everything."}]
    board = a_board(engagement=an_engagement(next_steps=steps), **closed())
    assert "What we said would happen" in its_page(client)
    its = board.engagement
    its.life, its.what_changed = Life.ANSWERED, "The bus comes on time."
    saved(its)
    page = its_page(client)
    assert SAYS not in page and "While it is open" not in page and 'id="changed"' in page
    assert 'href="/engagements/refresh#changed"' in finished_part(client)


def test_pledges_are_not_decided_on(client):
    a_partnership()
    a_promise(engagement=an_engagement(), **closed())
    assert DECIDES not in its_page(client) + finished_part(client) and SAYS in its_page(client)
