"""The rules of events and of the places at them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from builders import a_sign_up, a_user, an_event, closed, saved, uk_evening
from coprod.activities.life import NotAllowed
from coprod.database import db, now
from coprod.events.models import Event, Full, SignUp
from coprod.participation.contribution import Contribution


def test_a_place_can_be_had_until_the_last_is_taken(app):
    event = an_event(places=2)
    a_sign_up(event)
    assert (event.taken, event.places_left, event.is_full) == (1, 1, False)
    a_sign_up(event)
    assert event.is_full
    with pytest.raises(Full):
        event.sign_up(Contribution(activity=event), name="Late", email="late@example.org")


def test_cancelling_erases_everything_private_and_frees_the_place(app):
    event = an_event(places=1)
    contribution = a_sign_up(event, "Sam", "A ramp").contribution
    contribution.withdraw()
    db.session.commit()
    assert db.session.query(SignUp).count() == 0 and contribution.context == {}
    assert a_sign_up(event).id
    assert not contribution.counts


def test_someone_who_signs_up_and_says_nothing_took_part(app):
    assert a_sign_up().contribution.counts


@pytest.mark.parametrize(
    "wrong",
    [
        {"places": 0},
        {"ends_at": 9},
        {"doors_at": 11},
        {"district_slug": "nowhere"},
    ],
)
def test_the_database_refuses_an_impossible_event(app, wrong):
    """Times are so many days from today; the event is in ten."""
    wrong = wrong | {name: uk_evening(days) for name, days in wrong.items() if name.endswith("_at")}
    with pytest.raises(IntegrityError):
        an_event(**wrong)
    db.session.rollback()


def test_sign_up_cannot_be_extended_beyond_the_start(app):
    event = an_event()
    with pytest.raises(NotAllowed):
        event.extend(event.starts_at + timedelta(minutes=1), by=1, reason="More time")
    event.extend(event.starts_at, by=a_user("engagement_lead").id, reason="More time")
    assert event.closes_at == event.starts_at


def test_upcoming_events_come_in_order_and_drafts_only_for_staff(app):
    later = an_event("later", starts_at=uk_evening(20), ends_at=uk_evening(21), doors_at=None)
    sooner = an_event("sooner")
    draft = an_event("draft", opens_at=None)
    over = an_event("over", starts_at=uk_evening(-3), ends_at=uk_evening(-2), doors_at=None, **closed())
    an_event("never", starts_at=uk_evening(-3), ends_at=uk_evening(-2), doors_at=None, opens_at=None)
    assert Event.upcoming() == [sooner, later]
    assert draft in Event.upcoming(drafts=True)
    assert Event.past() == [over]


def test_an_event_that_has_begun_is_not_over(app):
    event = an_event(starts_at=now() - timedelta(minutes=5), ends_at=now() + timedelta(minutes=5), doors_at=None)
    assert not event.is_over and Event.upcoming() == [event]


def test_the_receipt_says_when_to_come(app):
    at = datetime(2031, 12, 11, 17, 30, tzinfo=UTC)
    sign_up = a_sign_up(an_event(starts_at=at, ends_at=at + timedelta(hours=1), doors_at=at - timedelta(minutes=30)))
    event, contribution = sign_up.event, sign_up.contribution
    lines = " ".join(event.receipt_lines(contribution.id, is_withdrawn=contribution.is_withdrawn)).replace(
        "\u00a0", " "
    )
    assert lines == "You have a place at Talk in Tamworth on Thursday 11 December 2031, 5:30pm. Doors open at 5pm."
    contribution.withdraw()
    assert "You cancelled your place" in event.receipt_lines(contribution.id, is_withdrawn=contribution.is_withdrawn)[0]


def test_the_receipt_of_an_event_that_has_been(app):
    event = an_event(**closed())
    contribution = a_sign_up(event).contribution
    event.starts_at, event.ends_at, event.doors_at = uk_evening(-3), uk_evening(-2), None
    assert "You had a place" in saved(event).receipt_lines(contribution.id, is_withdrawn=contribution.is_withdrawn)[0]


def test_needs_are_to_sort_until_they_are_met(app):
    event = an_event()
    a_sign_up(event, "Nobody asked")
    ramp, signer = a_sign_up(event, "One", "A ramp"), a_sign_up(event, "Two", "A signer")
    assert SignUp.needs_to_sort() == {event.id: 2}
    ramp.met()
    signer.not_met()
    assert SignUp.needs_to_sort() == {event.id: 1}
