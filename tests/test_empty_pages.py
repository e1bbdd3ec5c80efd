"""The first day of an installation: every list says that nothing is in it yet, instead of showing an empty table."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from builders import a_board, a_partnership, a_promise, an_engagement, an_event

# Who opens which page, what there is already, and what the page says.
EMPTY: dict[str, tuple[str, Callable[[], Any] | None, str]] = {
    "/": ("", None, "Nothing is open just now"),
    "/boards/better": ("", a_board, "No notes here yet"),
    "/engagements/refresh": ("", an_engagement, "The refresh"),
    "/events": ("", None, "There are no events just now"),
    "/promise/promise": ("", a_promise, "Nobody is on the list yet"),
    "/promise/promise/pledges": ("", a_promise, "No pledges here yet"),
    "/staff": ("moderator", None, "Nothing is open just now"),
    "/staff/engagements": ("engagement_lead", None, "There is no engagement yet"),
    "/staff/engagements?q=bus": ("engagement_lead", an_engagement, "No engagement fits"),
    "/staff/engagements/refresh": ("engagement_lead", an_engagement, "There is nothing to take part in yet"),
    "/staff/engagements/refresh/changes": ("engagement_lead", an_engagement, "Nothing has been changed yet"),
    "/staff/events": ("event_team", None, "No events are coming up"),
    "/staff/events/tamworth/attendees": ("event_team", an_event, "Nobody has signed up yet"),
    "/staff/feedback-log": ("engagement_lead", None, "What moderators approve stands here"),
    "/staff/feedback-log?q=bus": ("engagement_lead", None, "Nothing that was approved fits all you asked for"),
    "/staff/feedback-log?from=never": ("engagement_lead", None, "Nothing to show"),
    "/staff/themes": ("engagement_lead", None, "No engagements yet"),
    "/staff/themes/refresh": ("engagement_lead", an_engagement, "Nothing to read yet"),
    "/staff/themes/refresh?which=quote": ("engagement_lead", an_engagement, "No text fits all you asked for"),
    "/staff/themes/refresh/themes": ("engagement_lead", an_engagement, "No themes yet"),
    "/staff/themes/refresh/themes/merge": ("engagement_lead", an_engagement, "There is no other theme"),
    "/staff/moderation": ("moderator", None, "Everything has been read. Thank you."),
    "/staff/moderation/words": ("engagement_lead", None, "Nothing is waiting"),
    "/staff/moderation/log": ("moderator", None, "What moderators decide stands here"),
    "/staff/moderation/log?from=2020-01-01": ("moderator", None, "No decision fits all you asked for"),
    "/staff/pledges": ("engagement_lead", None, "No pledges yet"),
    "/staff/safeguarding": ("safeguarding_lead", None, "No concern is open"),
}


@pytest.mark.parametrize("address", EMPTY)
def test_it_says_so(client: FlaskClient, sign_in: Callable[[str], Any], address: str):
    role, make, words = EMPTY[address]
    a_partnership()
    if make:
        make()
    if role:
        sign_in(role)
    page = client.get(address.partition("#")[0])
    assert page.status_code in (200, 422) and words in page.text
    assert "<tbody></tbody>" not in "".join(page.text.split())
