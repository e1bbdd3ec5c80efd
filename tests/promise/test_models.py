"""What makes two pledges one organisation's, which Promise is current, and what stays after a withdrawal."""

from datetime import timedelta

import pytest

from builders import a_pledge, a_promise, a_shown_pledge, closed, saved
from coprod.activities.life import NotAllowed
from coprod.database import db, now
from coprod.promise.models import Promise
from coprod.promise.organisation import Organisation, organisation_key
from coprod.promise.pledge import Pledge
from coprod.promise.register import public_pledges as register


@pytest.mark.parametrize(
    "other", ["hill school", "The Hill-School", "HILL  SCHOOL.", "Hïll School", "\uff28ill School"]
)
def test_one_organisation_spelled_in_many_ways_has_one_key(other):
    assert organisation_key(other) == organisation_key("Hill School") == "hill school"


def test_other_names_and_other_alphabets_have_keys_of_their_own():
    names = ["Hill School", "Hill Schools", "مدرسة التل", "हिल स्कूल", "Theatre", "Marks & Sons", "St Mary's"]
    assert len({organisation_key(name) for name in names}) == len(names)
    assert organisation_key("Marks and Sons") == organisation_key("Marks & Sons")
    assert organisation_key("🎉 !!") == ""


def test_an_organisation_needs_a_name(app):
    with pytest.raises(ValueError, match="without a name"):
        Organisation(name="...")


def test_a_name_is_shown_as_it_was_approved_and_not_as_somebody_else_wrote_it(app):
    promise = a_promise()
    a_pledge("a prank", promise, "HILL school")
    a_shown_pledge("the real one", promise, "Hill School")
    assert [pledge.organisation for pledge in register.public_pledges(promise)] == ["Hill School"]


def test_the_current_promise_is_the_newest_open_one_or_else_the_newest(app):
    assert Promise.current() is None
    a_promise("draft", opens_at=None)
    assert Promise.current() is None
    old = a_promise("old", **closed())
    assert Promise.current() == old
    first = a_promise("first")
    a_promise("shut", opens_at=now() - timedelta(days=1), closes_at=now() - timedelta(hours=1))
    assert Promise.current() == first
    second = a_promise("second", opens_at=now() - timedelta(days=2))
    assert Promise.current() == second


def test_a_pledge_needs_a_commitment_and_a_contact(app):
    made = a_pledge()
    kept = {
        "contribution": made.contribution,
        "organisation": "Hill School",
        "by_when": made.by_when,
        "sector": made.sector,
    }
    for lacks in ({"commitments": []}, {"contact_email": ""}, {"contact_name": ""}):
        details = {"contact_name": "Ann", "contact_email": "ann@example.org", "commitments": made.commitments} | lacks
        with pytest.raises(ValueError, match="a pledge needs"):
            Pledge(**kept, **details)


def test_a_link_works_until_it_ends_and_only_its_digest_is_kept(app):
    pledge = a_pledge()
    secret = pledge.new_link()
    saved(pledge)
    assert Pledge.find(secret) == pledge and pledge.link_digest not in (None, secret)
    pledge.link_ends_at = now()
    with pytest.raises(NotAllowed):
        pledge.confirm()
    assert pledge.email_confirmed_at is None


def test_confirming_again_changes_nothing(app):
    pledge = a_pledge()
    pledge.new_link()
    pledge.confirm()
    saved(pledge)
    first, version = pledge.email_confirmed_at, pledge.promise.shown
    pledge.link_ends_at = now()  # long after
    pledge.confirm()
    saved(pledge)
    assert (pledge.email_confirmed_at, pledge.promise.shown) == (first, version)


def test_withdrawing_deletes_the_contact_and_leaves_the_register(app):
    pledge = a_shown_pledge("we will listen")
    pledge.new_link()
    promise = saved(pledge).promise
    assert register.count_organisations(promise) == 1
    pledge.contribution.withdraw()
    saved(pledge)
    assert (pledge.contact_name, pledge.contact_email, pledge.link_digest) == ("", "", None)
    assert pledge.submission.words == "" and pledge.contribution.context == {}
    assert register.count_organisations(promise) == 0 and register.public_pledges(promise) == []
    assert register.count_by_commitment(promise) == {}


def test_the_receipt_says_whether_the_email_is_confirmed(app):
    pledge = a_pledge()
    promise = pledge.promise
    [line] = promise.receipt_lines(pledge.contribution_id, is_withdrawn=pledge.contribution.is_withdrawn)
    assert "not confirmed" in line
    pledge.new_link()
    pledge.confirm()
    saved(pledge)
    assert promise.receipt_lines(pledge.contribution_id, is_withdrawn=pledge.contribution.is_withdrawn) == [
        "Your email address is confirmed."
    ]
    pledge.contribution.withdraw()
    db.session.commit()
    assert promise.receipt_lines(pledge.contribution_id, is_withdrawn=pledge.contribution.is_withdrawn) == []
    assert promise.withdraw_words == "Withdraw our pledge"
