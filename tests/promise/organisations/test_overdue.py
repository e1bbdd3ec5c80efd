"""On the page of an engagement staff read how many reports are overdue, and come to those who owe them."""

from datetime import timedelta

import pytest
from flask_login import login_user

from builders import a_board, a_partnership, a_promise, a_shown_pledge, a_user, an_engagement, saved
from coprod.database import uk_today
from coprod.permissions import Role
from coprod.promise.models import Promise

HUB = "/staff/engagements/refresh"


@pytest.fixture
def promise(app) -> Promise:
    a_partnership()
    engagement = an_engagement()
    a_board("better", engagement)
    return a_promise("promise", engagement)


def asked(promise: Promise, name: str, *, twice: bool = True):
    """A pledge of which nobody has said what was done."""
    pledge = a_shown_pledge(f"{name}.", promise, name)
    pledge.asked_on = uk_today() - timedelta(days=40)
    pledge.reminded_on = uk_today() - timedelta(days=10) if twice else None
    return saved(pledge)


def test_organisations_are_counted_once_and_the_number_leads_to_them(client, promise, sign_in):
    asked(promise, "Hill School")
    asked(promise, "The Hill-School")
    asked(promise, "Asked Once School", twice=False)
    asked(promise, "Gone School").contribution.withdraw()
    saved(promise)
    asked(a_promise("another"), "Elsewhere School")
    sign_in("engagement_lead")
    link = f"/staff/pledges?show=overdue&amp;promise={promise.id}"
    for page in (HUB, f"/staff/activities/{promise.id}"):
        shown = client.get(page).text
        assert "1 organisation with a report overdue" in shown and f'href="{link}"' in shown, page
    listed = client.get(link.replace("&amp;", "&")).text
    assert "Hill School" in listed and "The Hill-School" in listed
    for name in ("Asked Once School", "Gone School", "Elsewhere School"):
        assert name not in listed, name
    assert "Elsewhere School" in client.get("/staff/pledges?show=overdue").text


def test_nothing_is_said_when_nobody_owes_anything(client, promise, sign_in):
    asked(promise, "Asked Once School", twice=False)
    sign_in("engagement_lead")
    assert "overdue" not in client.get(HUB).text
    assert "No report is overdue" in client.get("/staff/pledges?show=overdue").text


def test_whoever_may_not_see_contacts_is_told_nothing(client, promise, sign_in):
    asked(promise, "Hill School")
    for role in (Role.MODERATOR, Role.ENGAGEMENT_LEAD):
        user = a_user(role)
        with client.application.test_request_context():
            login_user(user)
            assert bool(Promise.overdue([promise.id])) is (role is Role.ENGAGEMENT_LEAD)


@pytest.mark.parametrize("typed", ["0", "x", "-1", "9" * 30])
def test_a_made_up_promise_is_no_error(client, promise, sign_in, typed):
    sign_in("engagement_lead")
    assert client.get(f"/staff/pledges?promise={typed}").status_code == 200
