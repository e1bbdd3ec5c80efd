"""The link in the email: it works once pressed, and says kindly when it does not."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from builders import a_partnership, a_pledge, a_user, saved
from coprod.database import db, now
from coprod.promise.pledge import Pledge


def a_link(pledge: Pledge) -> str:
    """The path of a new link for this pledge."""
    secret = pledge.new_link()
    saved(pledge)
    return f"/promise/confirm/{secret}"


def confirmed() -> bool:
    return db.session.scalars(select(Pledge.email_confirmed_at)).one() is not None


def test_opening_a_link_is_not_yet_a_yes(client):
    a_partnership()
    link = a_link(a_pledge(name="Hill <b>School"))
    for method in ("HEAD", "OPTIONS", "GET"):  # as mail scanners do
        page = client.open(link, method=method).text
        assert not confirmed(), method
    assert "Is this pledge yours?" in page and "Hill &lt;b&gt;School" in page and not confirmed()


def test_pressing_the_button_is_and_doing_it_again_is_no_harm(client):
    a_partnership()
    link = a_link(a_pledge())
    for _ in range(2):
        assert client.post(link).status_code == 303
        assert confirmed()
    assert "You do not need this link again" in client.get(link).text


def test_a_wrong_link_is_explained(client):
    a_partnership()
    a_link(a_pledge())
    for send in (client.get, client.post):
        for wrong in ("made-up", "é", "x" * 2000):
            answer = send(f"/promise/confirm/{wrong}")
            assert answer.status_code == 404 and "This link does not work" in answer.text
    assert not confirmed()


def test_a_link_that_has_ended_is_explained(client):
    a_partnership()
    pledge = a_pledge()
    pledge.promise.closes_at = now() + timedelta(days=60)
    link = a_link(pledge)
    with time_machine.travel(now() + timedelta(days=13)):
        assert client.get(link).status_code == 200
    with time_machine.travel(now() + timedelta(days=15)):
        for send in (client.get, client.post):
            answer = send(link)
            assert answer.status_code == 410 and "send your pledge again" in answer.text
    assert not confirmed()


def test_an_earlier_link_stops_working(client):
    a_partnership()
    pledge = a_pledge()
    earlier, later = a_link(pledge), a_link(pledge)
    assert client.post(earlier).status_code == 404 and client.post(later).status_code == 303


def test_a_withdrawn_pledge_has_no_link(client):
    a_partnership()
    pledge = a_pledge()
    link = a_link(pledge)
    pledge.contribution.withdraw()
    saved(pledge)
    assert client.get(link).status_code == 404 and client.post(link).status_code == 404


def test_a_pledge_can_be_confirmed_after_the_promise_has_closed(client):
    a_partnership()
    pledge = a_pledge()
    link = a_link(pledge)
    pledge.promise.close(by=a_user("engagement_lead").id, reason="Enough")
    saved(pledge)
    assert client.post(link).status_code == 303 and confirmed()


def test_a_link_stays_in_no_cache_and_goes_nowhere_else(client):
    a_partnership()
    link = a_link(a_pledge())
    for address in (link, "/promise/confirm/wrong"):
        headers = client.get(address).headers
        assert (headers["Cache-Control"], headers.getlist("Referrer-Policy")) == ("no-store", ["no-referrer"]), address
    client.post(link)
    assert client.get(link).headers["Cache-Control"] == "no-store"
