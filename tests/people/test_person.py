"""One person's account: their roles, how they sign in, and the day they leave."""

import html
import re

import pytest

from builders import a_concern, a_submission, a_user, an_engagement, staff_session
from coprod.accounts.models import User
from coprod.accounts.sessions import StaffSession
from coprod.concerns.concern import Concern
from coprod.database import db
from coprod.people import looking_after
from coprod.people.account_history import account_history
from coprod.people.forms import as_sent
from coprod.permissions import Role
from coprod.reading.claims import Claim
from signing_in import actions


def page_of(client, user: User) -> str:
    answer = client.get(f"/staff/people/{user.id}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def save(client, user: User, roles: list[str], engagement: str = "everything", opened_from: str | None = None):
    db.session.rollback()
    edited = as_sent(user.held) if opened_from is None else opened_from
    fields = {"roles": roles, "engagement": engagement, "edited": edited}
    return client.post(f"/staff/people/{user.id}/roles", data=fields)


def errors(answer) -> list[str]:
    return [html.unescape(each) for each in re.findall(r"Error:</span>\s*([^<]+?)\s*<", answer.text)]


def ticked(page: str) -> list[str]:
    return re.findall(r'name="roles" value="(\w+)" checked', page)


def told(user: User) -> list[tuple[str, str]]:
    db.session.rollback()
    return [(line.what, line.by) for line in account_history(user).lines]


def test_other_roles_end_their_sessions_and_they_hear_of_it(client, admin, post, browser_of):
    engagement, maya = an_engagement(), a_user("moderator")
    theirs = browser_of(maya)
    assert theirs.get("/staff").status_code == 200
    assert ticked(page_of(client, maya)) == ["moderator"]
    answer = save(client, maya, ["moderator", "analyst"], str(engagement.id))
    assert (answer.status_code, answer.location) == (303, f"/staff/people/{maya.id}")
    page = page_of(client, maya)
    assert ticked(page) == ["moderator", "analyst"] and "The roles are saved" in page
    assert "Moderator, analyst, for “The refresh”" in page
    assert "For “The refresh”: read what waits; decide: approve, reject, escalate" in page
    assert theirs.get("/staff").status_code == 303
    [letter] = post.to(maya.email)
    assert "from moderator to moderator for “The refresh”, analyst for “The refresh”" in letter.get_content()
    assert told(maya)[0] == (
        "Roles were changed from moderator to moderator for “The refresh” and analyst for “The refresh”",
        "Admin",
    )


def test_saved_as_they_were_nothing_happens(client, admin, post):
    maya = a_user("moderator")
    assert save(client, maya, ["moderator"]).status_code == 303
    assert post.to(maya.email) == [] and "changed the roles of" not in actions()


def test_whoever_was_slower_sees_both_and_may_still_save(client, admin, second):
    maya = a_user("moderator")
    opened = as_sent(maya.held)
    looking_after.change_roles(maya, [Role.ANALYST], by=second)
    db.session.commit()
    answer = save(client, maya, ["event_team"], opened_from=opened)
    assert answer.status_code == 409 and "Admin saved a change" in answer.text
    typed, stands = re.findall(r'<p[^>]*class="kept"[^>]*>([^<]+)</p>', answer.text)[:2]
    assert (typed, stands) == ("Event team", "Analyst") and ticked(answer.text) == ["event_team"]
    db.session.rollback()
    assert maya.roles == [Role.ANALYST]
    again = re.search(r'name="edited"[^>]*value="([^"]*)"', answer.text)[1]
    assert save(client, maya, ["event_team"], opened_from=again).status_code == 303
    db.session.rollback()
    assert maya.roles == [Role.EVENT_TEAM]


def test_a_new_password_meanwhile_is_no_clash(client, admin):
    maya = a_user("moderator")
    opened = as_sent(maya.held)
    maya.set_password("another long enough password")
    db.session.commit()
    assert save(client, maya, ["analyst"], opened_from=opened).status_code == 303


@pytest.mark.parametrize(
    ("roles", "engagement", "said"),
    [
        ([], "everything", "Choose at least one role"),
        (["queen"], "everything", "not a valid choice"),
        (["moderator", "safeguarding_deputy"], "everything", "A safeguarding lead or deputy holds no other role."),
        (["moderator"], "", "Choose what these roles are for"),
        (["moderator"], "99", "Choose what these roles are for"),
        (["moderator"], "x" * 9000, "Choose what these roles are for"),
    ],
)
def test_roles_that_cannot_be_are_refused_with_what_was_ticked(client, admin, roles, engagement, said):
    an_engagement()
    maya = a_user("analyst")
    answer = save(client, maya, roles, engagement)
    assert answer.status_code == 422 and any(said in each for each in errors(answer))
    assert ticked(answer.text) == [role for role in roles if role != "queen"]
    db.session.rollback()
    assert maya.held == {(Role.ANALYST, None)}


def test_whoever_holds_roles_for_different_things_is_not_flattened_unawares(client, admin):
    engagement = an_engagement()
    maya = a_user("moderator", roles=[(Role.MODERATOR, engagement.id), Role.ANALYST])
    page = page_of(client, maya)
    assert "holds roles for different things" in page and "moderator for “The refresh”" in page
    assert 'value="" selected' in page
    assert errors(save(client, maya, ["moderator", "analyst"], "")) == ["Choose what these roles are for"]
    assert save(client, maya, ["moderator", "analyst"]).status_code == 303
    db.session.rollback()
    assert maya.held == {(Role.MODERATOR, None), (Role.ANALYST, None)}


@pytest.mark.parametrize("role", ["admin", "safeguarding_lead"])
def test_the_last_one_has_to_stay(client, admin, role):
    last = a_user(role)
    words = "administrator" if role == "admin" else "safeguarding lead"
    page = page_of(client, last)
    assert f"is the last {words}, and keeps that role until somebody else has it" in page
    assert "End this account" not in page
    assert save(client, last, ["analyst"]).status_code == 422
    for answer in (client.get(f"/staff/people/{last.id}/end"), client.post(f"/staff/people/{last.id}/end")):
        assert "End this account</button>" not in answer.text
    assert answer.status_code == 409 and last.active
    assert last.roles == [Role(role)] and "deactivated" not in actions()


def test_nobody_shuts_themselves_out(client, admin, second):
    page = page_of(client, admin)
    assert "You cannot end your own account. Another administrator can." in page and "Sign out everywhere" not in page
    assert errors(save(client, admin, ["analyst"])) == [
        "You cannot take away your own administrator role. Another administrator can."
    ]
    assert client.post(f"/staff/people/{admin.id}/end").status_code == 409
    assert save(client, admin, ["admin", "analyst"]).status_code == 303  # more is no harm
    db.session.rollback()
    assert admin.active and admin.roles == [Role.ADMIN, Role.ANALYST]


def test_who_leaves_is_out_at_once_and_what_they_held_goes_back(client, admin, browser_of):
    maya, submission = a_user("moderator"), a_submission()
    theirs = browser_of(maya)
    Claim.take(submission.contribution_id, by=maya.id)
    db.session.commit()
    assert "1 contribution" in page_of(client, maya)
    asked = client.get(f"/staff/people/{maya.id}/end")
    assert "1 contribution that Moderator has open goes back to the queue" in asked.text and maya.active
    answer = client.post(f"/staff/people/{maya.id}/end")
    assert (answer.status_code, answer.location) == (303, f"/staff/people/{maya.id}")
    assert theirs.get("/staff").status_code == 303 and db.session.query(Claim).count() == 0
    page = page_of(client, maya)
    assert "Ended" in page and "Save the roles" not in page and "Nobody signs in with it any more" in page
    db.session.rollback()
    assert not maya.active and maya.ended_at is not None and told(maya)[0] == ("The account was ended", "Admin")
    assert client.get(f"/staff/people/{maya.id}/end").status_code == 303
    for what in ("end", "roles", "sign-out-everywhere", "second-step/start"):
        assert client.post(f"/staff/people/{maya.id}/{what}").status_code == 404


def test_a_concern_goes_back_too(client, admin):
    deputy, concern = a_user("safeguarding_deputy"), a_concern()
    concern.acknowledge(by=deputy.id)
    db.session.commit()
    client.post(f"/staff/people/{deputy.id}/end")
    assert db.session.get_one(Concern, concern.id).acknowledged_by_id is None


def test_signed_out_everywhere(client, admin, browser_of):
    maya = a_user("moderator")
    one, other = browser_of(maya), browser_of(maya)
    assert "2 browsers" in page_of(client, maya)
    assert client.post(f"/staff/people/{maya.id}/sign-out-everywhere").status_code == 303
    assert [each.get("/staff").status_code for each in (one, other)] == [303, 303]
    assert StaffSession.all_of(maya) == [] and told(maya)[0] == ("Was signed out everywhere", "Admin")


def test_an_administrator_who_is_not_one_any_more_changes_nothing(client, admin, second, browser_of):
    """Their page was open, and their session still held when they pressed."""
    maya, theirs = a_user("moderator"), browser_of(second)
    with theirs.session_transaction() as session:
        looking_after.change_roles(second, [Role.ANALYST], by=admin)
        db.session.commit()
        session.update(staff_session(second))
    assert save(theirs, maya, ["analyst"]).status_code == 403
    assert client.post(f"/staff/people/{second.id}/end").status_code == 303


@pytest.mark.parametrize("address", ["/staff/people/99999", "/staff/people/x", "/staff/people/99999/end"])
def test_nobody_there(client, admin, address):
    assert client.get(address).status_code == 404
