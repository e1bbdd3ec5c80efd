"""Rules that people read where they write and moderators decide by; and the minutes until a deputy is told."""

from datetime import timedelta

import pytest
import time_machine

from builders import a_board, a_submission, a_user
from coprod.concerns.concern import Concern
from coprod.concerns.letters import tell_the_next
from coprod.database import db, now

ADDRESS = "/staff/settings/moderation"
RULES = "We show what you think.\n\n  We hide   names. "


def test_rules_are_read_where_people_write_and_on_the_help_page(client, admin, typed, kept):
    a_board()
    assert client.post(ADDRESS, data=typed(ADDRESS) | {"moderation_rules": RULES}).status_code == 303
    assert kept().moderation_rules == ["We show what you think.", "We hide names."]
    for address in ("/help", "/boards/better/add"):
        assert "<li>We hide names.</li>" in client.get(address).text
    client.post(ADDRESS, data=typed(ADDRESS) | {"moderation_rules": ""})
    assert "What do we show, and what not?" not in client.get("/help").text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"moderation_rules": "Rule\n" * 13}, "Write 12 rules at most"),
        ({"moderation_rules": "x" * 241}, "A rule has 240 letters at most"),
        ({"moderation_rules": "x" * 20_000}, "A rule has 240 letters at most"),
        ({"acknowledge_minutes": "4"}, "Enter a number of minutes, from 5 to 480"),
        ({"acknowledge_minutes": "481"}, "Enter a number of minutes, from 5 to 480"),
        ({"acknowledge_minutes": "an hour"}, "Enter a number of minutes, from 5 to 480"),
    ],
)
def test_what_cannot_be_is_refused(client, admin, typed, changed, wrong, words):
    answer = client.post(ADDRESS, data=typed(ADDRESS) | wrong)
    assert answer.status_code == 422 and words in answer.text and changed() == []


def test_what_is_typed_is_what_people_will_see(client, admin, typed):
    page = client.post(ADDRESS, data=typed(ADDRESS) | {"moderation_rules": RULES, "do": "look"}).text
    assert "<li>We hide names.</li>" in page.partition('id="seen"')[2]


def test_the_deputy_is_told_after_as_many_minutes(client, admin, typed):
    for role in ("safeguarding_lead", "safeguarding_deputy"):
        a_user(role)
    a_submission("Somebody hurts me", a_board()).escalate(by=a_user("moderator").id)
    db.session.commit()
    client.post(ADDRESS, data=typed(ADDRESS) | {"acknowledge_minutes": "10"})
    told = {minutes: told_after(minutes) for minutes in (9, 11)}
    assert told == {9: False, 11: True}


def told_after(minutes: int) -> bool:
    with time_machine.travel(now() + timedelta(minutes=minutes), tick=False):
        tell_the_next()
    db.session.rollback()
    return db.session.query(Concern).populate_existing().one().deputy_told_at is not None
