"""The page that gathers ways to take part: what people read before they choose one."""

import re

import pytest

from builders import (
    a_board,
    a_note,
    a_partnership,
    a_submission,
    a_user,
    an_approved_note,
    an_engagement,
    an_event,
    at_midnight,
    closed,
    saved,
)
from coprod.database import db, uk_today
from coprod.rendering import uk_date


def test_it_says_what_can_change_and_how_to_take_part(client):
    a_partnership(contact={"email": "send@example.org", "phone": "01632 960120", "post": "1 Some Street\nTown"})
    an_engagement(
        summary="Help us choose.",
        background="Why we ask.\n\nMore about it.",
        decided="There is one plan\nParliament sets the law",
        can_change="What comes first",
        next_steps=[{"when": "8 January", "words": "We read it"}],
        contact={"phone_words": "Ring us."},
        glossary={"SEND": "Special educational needs"},
    )
    page = client.get("/engagements/refresh").text
    for words in (
        "Help us choose.", "More about it.", "<li>Parliament sets the law</li>", "<li>What comes first</li>",
        "We read it",
        'href="tel:01632960120"', "Ring us.", "1 Some Street<br>Town", "Special educational needs",
        f"last updated on {uk_date(uk_today(), year=True)}",
    ):  # fmt: skip
        assert words in page, words


def test_each_open_activity_is_a_card_that_leads_to_it(client):
    a_partnership()
    engagement = an_engagement()
    a_board("better", engagement, title="Better lunch", minutes=2, readers="The lunch team")
    a_board("over", engagement, title="An old one", **closed())
    a_board("draft", engagement, title="Not ready", opens_at=None)
    a_board("elsewhere", title="Somewhere else")
    page = client.get("/engagements/refresh").text
    assert '<a href="/boards/better">Better lunch</a>' in page
    assert "About 2 minutes" in page and "The lunch team read it" in page
    assert "Not ready" not in page and "Somewhere else" not in page
    cards = re.findall(r'<p class="card__top">.*?</svg>(.*?)</p>.*?<h3[^>]*>(?:<a[^>]*>)?(.*?)<', page, re.S)
    assert cards == [("Write a note", "Better lunch"), ("Closed", "An old one")]


def test_an_event_says_when_and_where(client):
    a_partnership()
    event = an_event("tamworth", an_engagement())
    page = client.get("/engagements/refresh").text
    assert uk_date(event.starts_at) in page and event.venue in page and "There are places left" in page


def test_only_those_who_count_are_counted_and_it_says_who_they_are(client):
    a_partnership()
    engagement = an_engagement()
    board = a_board("better", engagement)
    for number in range(14):
        an_approved_note(f"note {number}", board)
    a_note("waiting", board)
    withdrawn = an_approved_note("taken back", board)
    withdrawn.contribution.withdraw()
    saved(withdrawn)
    an_approved_note("elsewhere", a_board("elsewhere"))
    at_midnight()
    page = client.get("/engagements/refresh").text
    assert "About 10 people took part" in page and "to the nearest 10" in page  # of fifteen it would be 20
    assert "We do not count words that we could not use" in page and uk_date(uk_today(), year=True) in page


def test_who_took_part_is_one_number_and_not_broken_down(client):
    """What moves by itself would tell what somebody did."""
    a_partnership()
    engagement = an_engagement()
    board, event = a_board("better", engagement), an_event("tamworth", engagement)
    for number in range(10):
        an_approved_note(f"note {number}", board)
        a_submission(f"words {number}", event).approve(by=a_user("moderator").id)
    db.session.commit()
    at_midnight()
    page = client.get("/engagements/refresh").text
    assert "About 20 people took part" in page
    assert "sign-ups" not in page and not re.search(r"<b>1?0</b>", page)


def test_share_links_carry_no_tracking_and_the_page_no_cookie(client):
    a_partnership()
    an_engagement()
    answer = client.get("/engagements/refresh?utm_source=somewhere", headers={"Host": "elsewhere.example"})
    assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", "")
    assert "http://127.0.0.1:5000/engagements/refresh" in answer.text and "utm_source" not in answer.text
    assert "elsewhere" not in answer.text
    assert "mailto:?subject=The%20refresh" in answer.text


def test_when_it_is_over_it_says_so(client):
    a_partnership()
    a_board("over", an_engagement(can_change="What comes first"), **closed())
    page = client.get("/engagements/refresh").text
    assert "Closed at" in page and "This could change" in page and "can still change" not in page


def test_an_engagement_that_is_not_there(client):
    assert client.get("/engagements/nothing").status_code == 404


def test_statements_do_not_grow_with_the_activities(client, statements):
    a_partnership()
    engagement = an_engagement()
    counts = []
    for number in (1, 15):
        for i in range(number):
            an_approved_note("a note", a_board(f"board-{number}-{i}", engagement))
            an_event(f"event-{number}-{i}", engagement)
        statements.clear()
        assert client.get("/engagements/refresh").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10, statements


@pytest.mark.parametrize(("audience", "shown"), [("", 2), ("young_person", 2), ("professional", 1), ("nobody", 2)])
def test_staff_look_at_it_as_each_audience(client, sign_in, audience, shown):
    a_partnership()
    engagement = an_engagement()
    board = a_board("better", engagement, audiences=["young_person"])
    an_approved_note("a note", board)
    at_midnight()
    a_board("draft", engagement, title="A draft", opens_at=None)  # for everyone
    sign_in("engagement_lead")
    page = client.get(f"/staff/engagements/refresh/preview?for={audience}").text
    assert page.count('<li class="card') == shown
    assert 'href="/staff/boards/draft/preview"' in page and "A draft" not in client.get("/engagements/refresh").text
    assert ("for them" in page) is (audience in ("young_person", "professional"))
