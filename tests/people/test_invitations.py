"""Somebody is invited, takes it up by the link in the letter, and cannot by any other."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from builders import a_user, an_engagement, staff_session
from coprod.accounts.models import User
from coprod.accounts.second_step import SecondStep, code_now
from coprod.activities.engagement import Engagement
from coprod.database import db, now
from coprod.people.invitation import Invitation, LinkEnded, forget_invitations
from coprod.permissions import Role
from signing_in import Visitor, actions

NIA = "nia.vale@example.org"
PASSWORD = "violet kettle on the moor"
INVITED = {"name": "Nia Vale", "email": NIA, "roles": ["moderator"], "engagement": "everything"}


def invited(client, **other) -> None:
    answer = client.post("/staff/people/invite", data=INVITED | other)
    assert answer.status_code == 303, re.findall(r"Error:</span>([^<]+)", answer.text)


def said(client, address: str) -> str:
    """Press a button in the list; the list, which says what became of it."""
    assert client.post(address).location == "/staff/people"
    return client.get("/staff/people").text


def invitation() -> Invitation:
    db.session.rollback()
    return db.session.scalars(select(Invitation).order_by(Invitation.id.desc())).first()


def test_from_the_invitation_to_the_first_page(client, admin, post):
    engagement = an_engagement()
    invited(client, roles=["moderator", "analyst"], engagement=str(engagement.id))
    [letter] = post.to(NIA)
    assert letter["Subject"] == "You are invited to the staff pages"
    assert "Admin invites you" in letter.get_content() and "moderator for “The refresh” and" in letter.get_content()
    assert admin.email in letter.get_content() and "Nia" not in letter.get_content()

    client.application.config["WTF_CSRF_ENABLED"] = True
    nia, link = Visitor(client.application), post.last_link(NIA)
    page = nia.get(link)
    assert (
        "Admin" in page.text and "“The refresh”" in page.text and NIA in page.text and 'value="Nia Vale"' in page.text
    )
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")

    answer = nia.fill_in(link, name="Nia  Vale-Smith", password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/staff/sign-in/set-up")
    assert not nia.is_in
    key = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", nia.get("/staff/sign-in/set-up").text))
    assert nia.fill_in("/staff/sign-in/set-up", one_time_code=code_now(key)).status_code == 303
    assert nia.is_in
    db.session.rollback()
    user = User.known_as(NIA)
    assert user.name == "Nia Vale-Smith" and user.verify(PASSWORD) and SecondStep.of(user) is not None
    assert user.held == {(Role.MODERATOR, engagement.id), (Role.ANALYST, engagement.id)}
    assert invitation().user_id == user.id and invitation().link_digest is None
    assert actions()[:3] == ["invited", "took up the invitation of", "set up the second step of"]
    client.application.config["WTF_CSRF_ENABLED"] = False
    page = client.get(f"/staff/people/{user.id}").text
    assert "invited by" in page and "Took up the invitation" in page


def test_who_only_looks_changes_nothing(client, admin, post):
    invited(client)
    link, scanner = post.last_link(NIA), client.application.test_client()
    for method in ("GET", "HEAD", "GET"):
        assert scanner.open(link, method=method).status_code == 200
    assert User.known_as(NIA) is None and invitation().works


def test_whoever_is_signed_in_there_is_told_and_goes(client, admin, post):
    invited(client)
    link = post.last_link(NIA)
    assert "You are signed in as Admin" in client.get(link).text
    assert client.post(link, data={"name": "Nia", "password": PASSWORD}).status_code == 303
    assert client.get("/staff/people").status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Enter your name"),
        ({"name": "\u200b"}, "Enter your name"),
        ({"name": "N" * 101}, "Your name must be 100 characters or fewer"),
        ({"password": ""}, "Choose a password"),
        ({"password": "short"}, "12 characters or more"),
        ({"password": "p" * 501}, "500 characters or fewer"),
        ({"password": "testshire send partnership"}, "too easy to guess"),
        ({"password": "nia.vale@example.org"}, "too easy to guess"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(client, admin, post, typed, said):
    invited(client)
    link, nia = post.last_link(NIA), client.application.test_client()
    answer = nia.post(link, data={"name": "Nia the Great", "password": PASSWORD} | typed)
    assert answer.status_code == 422 and said in answer.text and "Error: " in answer.text
    assert typed.get("name", "Nia the Great").strip("\u200b") in answer.text
    assert f'value="{typed.get("password") or PASSWORD}"' not in answer.text.replace('name="username" value="', "")
    assert User.known_as(NIA) is None and invitation().works


def test_every_dead_link_is_answered_alike(client, admin, post):
    stranger = client.application.test_client()

    def dead(link: str) -> str:
        answers = stranger.get(link), stranger.post(link, data={"name": "Nia", "password": PASSWORD})
        assert [answer.status_code for answer in answers] == [410, 410]
        [words] = {re.search(r"<main.*</main>", answer.text, re.S)[0] for answer in answers}
        return words

    invited(client)
    used = post.last_link(NIA)
    stranger.post(used, data={"name": "Nia", "password": PASSWORD})
    invited(client, email="two@example.org")
    replaced = post.last_link("two@example.org")
    assert client.post(f"/staff/people/invitations/{invitation().id}/new-link").status_code == 303
    newest = post.last_link("two@example.org")
    assert stranger.get(newest).status_code == 200
    invited(client, email="three@example.org")
    withdrawn = post.last_link("three@example.org")
    client.post(f"/staff/people/invitations/{invitation().id}/withdraw")
    answers = {dead(link) for link in (used, replaced, withdrawn, "/staff/people/invitations/never")}
    with time_machine.travel(now() + timedelta(hours=72, minutes=1)):
        answers.add(dead(newest))
    assert len(answers) == 1 and "ask the person who invited you for a new link" in answers.pop()
    assert db.session.query(User).filter(User.email.in_(["two@example.org", "three@example.org"])).count() == 0


def test_a_link_works_until_its_last_hour(client, admin, post):
    invited(client)
    with time_machine.travel(now() + timedelta(hours=71, minutes=59)):
        answer = client.application.test_client().post(post.last_link(NIA), data={"name": "Nia", "password": PASSWORD})
    assert answer.status_code == 303 and User.known_as(NIA)


def test_of_two_windows_one_makes_the_account(client, admin, post):
    invited(client)
    secret = post.last_link(NIA).rpartition("/")[2]
    first, late = (User(email=NIA, name="Nia", password=PASSWORD, roles=["moderator"]) for _ in range(2))
    invitation().take_up(first, secret)
    db.session.commit()
    with pytest.raises(LinkEnded):
        invitation().take_up(late, secret)


def test_an_account_from_a_terminal_meanwhile(client, admin, post):
    invited(client)
    a_user("analyst", NIA)
    answer = client.application.test_client().post(post.last_link(NIA), data={"name": "Nia", "password": PASSWORD})
    assert answer.status_code == 422 and "in the meantime" in answer.text


def test_when_the_only_engagement_is_gone_the_link_is_too(client, admin, post):
    engagement = an_engagement()
    invited(client, engagement=str(engagement.id))
    link = post.last_link(NIA)
    db.session.delete(db.session.get_one(Engagement, engagement.id))
    db.session.commit()
    assert client.application.test_client().get(link).status_code == 410
    assert "None any more" in client.get("/staff/people").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Enter their name"),
        ({"name": "N" * 101}, "The name must be 100 characters or fewer"),
        ({"email": ""}, "Enter their work email"),
        ({"email": "nia"}, "email address like name@example.com"),
        ({"email": "n" * 300 + "@example.org"}, "254 characters or fewer"),
        ({"email": "moderator@example.org"}, "has an account with this address"),
        ({"email": "LEFT@example.org"}, "had an account with this address. It has ended"),
        ({"email": "waits@example.org"}, "is already invited at this address"),
        ({"roles": []}, "Choose at least one role"),
        ({"roles": ["queen"]}, "not a valid choice"),
        ({"roles": ["moderator", "safeguarding_lead"]}, "A safeguarding lead or deputy holds no other role"),
        ({"engagement": ""}, "Choose what these roles are for"),
        ({"engagement": "77"}, "Choose what these roles are for"),
        ({"engagement": "\u0663"}, "Choose what these roles are for"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_with_what_was_typed(client, admin, post, typed, said):
    an_engagement()
    a_user("moderator")
    a_user("analyst", "left@example.org").deactivate()
    db.session.commit()
    invited(client, email="waits@example.org")
    answer = client.post("/staff/people/invite", data=INVITED | typed)
    assert answer.status_code == 422 and said in answer.text
    assert "Error: People" in answer.text and f'value="{typed.get("name", "Nia Vale")}"' in answer.text
    assert db.session.query(Invitation).count() == 1 and post.to(NIA) == []


def test_a_role_for_everything_needs_no_engagement(client, admin):
    an_engagement()
    invited(client, roles=["admin"], engagement="")
    assert invitation().held == {(Role.ADMIN, None)}


def test_nobody_is_sent_letter_after_letter(client, admin, post):
    invited(client)
    for _ in range(7):
        answer = said(client, f"/staff/people/invitations/{invitation().id}/new-link")
    assert "has been sent many letters today" in answer and len(post.to(NIA)) == 6
    assert client.application.test_client().get(post.last_link(NIA)).status_code == 200


def test_a_withdrawn_address_can_be_invited_again(client, admin, post):
    invited(client)
    withdraw = f"/staff/people/invitations/{invitation().id}/withdraw"
    assert "is withdrawn" in said(client, withdraw)
    assert "is withdrawn" in said(client, withdraw)
    assert actions().count("withdrew") == 1
    again = f"/staff/people/invitations/{invitation().id}/new-link"
    assert "is not waiting for a link" in said(client, again)
    invited(client)
    assert invitation().works and len(post.to(NIA)) == 2


def test_who_has_come_cannot_be_withdrawn(client, admin, post):
    invited(client)
    client.application.test_client().post(post.last_link(NIA), data={"name": "Nia", "password": PASSWORD})
    withdraw = said(client, f"/staff/people/invitations/{invitation().id}/withdraw")
    assert "has taken up the invitation already" in withdraw and User.known_as(NIA).active
    for what in ("withdraw", "new-link"):
        assert client.post(f"/staff/people/invitations/{invitation().id + 1}/{what}").status_code == 404


def test_what_is_over_is_forgotten(client, admin):
    invited(client)
    invited(client, email="two@example.org")
    client.post(f"/staff/people/invitations/{invitation().id}/withdraw")
    with time_machine.travel(now() + timedelta(days=29)):
        forget_invitations()
    assert [each.link_digest for each in db.session.query(Invitation)] == [None, None]
    with time_machine.travel(now() + timedelta(days=31)):
        forget_invitations()
    assert invitation().email == NIA and db.session.query(Invitation).count() == 1


def test_whoever_has_left_lets_nobody_in(client, admin, post):
    invited(client)
    link = post.last_link(NIA)
    a_user("admin", "second@example.org")
    db.session.get_one(User, admin.id).deactivate()
    db.session.commit()
    assert client.get(link).status_code == 410


def test_a_colleague_who_sends_a_new_link_is_who_invites(client, admin, post, sign_in):
    invited(client)
    second = a_user("admin", "second@example.org")
    with client.session_transaction() as session:
        session.update(staff_session(second))
    client.post(f"/staff/people/invitations/{invitation().id}/new-link")
    db.session.get_one(User, admin.id).deactivate()
    db.session.commit()
    assert client.get(post.last_link(NIA)).status_code == 200
