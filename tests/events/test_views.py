"""A family finds an event: what is coming, what is there, and never who else comes or what they need."""

from builders import a_partnership, a_sign_up, an_engagement, an_event, closed, uk_evening


def test_the_list_shows_what_is_coming_and_whether_there_are_places(client):
    a_partnership()
    a_sign_up(an_event(places=3))
    a_sign_up(an_event("small", title="Small talk", places=1))
    an_event("draft", title="Not for you yet", opens_at=None)
    past = {"starts_at": uk_evening(-3), "ends_at": uk_evening(-2), "doors_at": None}
    an_event("past", title="Long ago", **past, **closed())
    page = client.get("/events").text
    assert (
        "There are places left" in page and "left of" not in page and "Full" in page and "Not for you yet" not in page
    )
    assert page.index("Talk in Tamworth") < page.index("Events that have been") < page.index("Long ago")


def test_the_list_with_nothing_in_it(client):
    assert "There are no events just now" in client.get("/events").text


def test_the_page_says_when_where_and_what_is_there(client):
    a_partnership()
    an_event(
        access=[{"icon": "hands", "words": "Two BSL interpreters"}],
        what_happens=[{"at": "17:30", "title": "Soup & bread", "words": "Sit where you like."}],
        for_whom="Everyone",
        cost="Free",
    )
    answer = client.get("/events/tamworth")
    page = answer.text.replace("\u00a0", " ")
    for words in (
        "6pm to 7:30pm. Doors open at 5:30pm",
        "Marigold Hall, Imaginary Row",
        "Two BSL interpreters",
        "Soup &amp; bread",
        "Everyone",
        "Free",
        "Places left",
        "40 places in all",
    ):
        assert words in page
    assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", "")


def test_other_events_of_the_same_engagement_are_offered(client):
    engagement = an_engagement()
    an_event(engagement=engagement)
    an_event("stafford", engagement, title="Talk in Stafford")
    an_event("elsewhere", title="About something else")
    page = client.get("/events/tamworth").text
    assert "Talk in Stafford" in page and "About something else" not in page


def test_closed_coming_and_over(client):
    a_partnership()
    an_event("shut", **closed())
    coming = {"opens_at": uk_evening(2), "closes_at": uk_evening(5)}
    an_event("coming", **coming)
    for slug, words in (("shut", "Sign-up closed at"), ("coming", "Sign-up opens on")):
        page = client.get(f"/events/{slug}").text
        assert words in page and f"{slug}/sign-up" not in page
        assert client.get(f"/events/{slug}/sign-up").status_code == 409


def test_an_event_that_is_not_there_or_not_open_yet(client):
    an_event("draft", opens_at=None)
    for slug in ("nothing", "draft", "nothing'--", "%F0%9F%98%80"):
        for page in ("", "/sign-up", "/thanks"):
            assert client.get(f"/events/{slug}{page}").status_code == 404


def test_what_is_private_stands_on_no_public_page(client):
    a_partnership()
    event = an_event()
    for i in range(2):
        a_sign_up(event, f"Zebedee{i}", "wombat handler")
    for address in ("/", "/events", "/events/tamworth", "/events/tamworth.ics", "/events/tamworth/sign-up"):
        page = client.get(address).text
        assert "Zebedee" not in page and "wombat" not in page and "9@example.org" not in page, address


def test_statements_do_not_grow_with_the_events(client, statements):
    a_partnership()
    counts = []
    for number in (2, 30):
        engagement = an_engagement(f"round-{number}")
        for i in range(number):
            district = "north" if i % 2 else "south"
            a_sign_up(an_event(f"e-{number}-{i}", engagement, district_slug=district))
        statements.clear()
        assert client.get("/events").status_code == 200
        page_statements = len(statements)
        statements.clear()
        client.get(f"/events/e-{number}-0")
        counts.append((page_statements, len(statements)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 3 and counts[0][1] <= 4
