"""A lost phone: one administrator begins, and a second person's yes sets the second step anew."""

from datetime import timedelta

import pytest
import time_machine

from builders import PASSWORD, a_user, an_app
from coprod.accounts.models import User
from coprod.accounts.second_step import SecondStep
from coprod.audit import Record
from coprod.database import db, now
from coprod.people import looking_after
from coprod.people.account_history import account_history
from coprod.people.second_step_reset import SecondStepReset, forget_resets
from coprod.permissions import Role
from signing_in import Visitor, actions


@pytest.fixture
def maya(admin: User) -> User:
    """A moderator with an app."""
    user = a_user("moderator")
    an_app(user)
    return user


def press(client, user: User, what: str):
    return client.post(f"/staff/people/{user.id}/second-step/{what}")


def has_step(user: User) -> bool:
    db.session.rollback()
    return SecondStep.of(user) is not None


def test_a_second_administrator_says_yes(client, admin, second, maya, post, browser_of):
    theirs = browser_of(maya)
    assert press(client, maya, "start").status_code == 303
    [letter] = post.to(maya.email)
    assert letter["Subject"] == "Somebody wants to set up your codes anew" and admin.email in letter.get_content()
    assert "Second step: one yes of two" in client.get("/staff/people").text
    mine = client.get(f"/staff/people/{maya.id}").text
    assert "The second yes comes from another administrator" in mine and "Yes: set the second step anew" not in mine
    assert press(client, maya, "confirm").status_code == 409 and has_step(maya)
    assert theirs.get("/staff").status_code == 200

    other = browser_of(second)
    assert "Yes: set the second step anew" in other.get(f"/staff/people/{maya.id}").text
    assert press(other, maya, "confirm").status_code == 303
    assert not has_step(maya) and theirs.get("/staff").status_code == 303
    assert db.session.query(SecondStepReset).count() == 0
    row = db.session.query(Record).filter_by(action="reset the second step of").one()
    assert (row.by_id, row.details) == (second.id, {"asked_by": admin.id})
    lines = account_history(maya).lines
    assert (lines[0].what, lines[0].by) == ("The second step was set anew. Both said yes", "Admin and Admin")
    assert "authenticator app was taken away" in post.to(maya.email)[-1].get_content()
    assert press(other, maya, "confirm").status_code == 409 and actions().count("reset the second step of") == 1


def test_the_person_says_yes_with_the_letter_and_the_password(client, admin, maya, post):
    press(client, maya, "start")
    client.application.config["WTF_CSRF_ENABLED"] = True
    link, person = post.last_link(maya.email), Visitor(client.application)
    for _ in range(2):
        page = person.get(link)
        assert page.status_code == 200 and "Admin" in page.text and has_step(maya)
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    wrong = person.fill_in(link, password="something else entirely")
    assert wrong.status_code == 422 and "That is not your password" in wrong.text and has_step(maya)
    assert person.fill_in(link, password="").status_code == 422
    right = person.fill_in(link, password=PASSWORD)
    assert (right.status_code, right.location) == (303, "/staff/sign-in?anew=1")
    assert not has_step(maya) and not person.is_in
    assert "set up an app" in person.get(right.location).text
    assert person.first_step().status_code == 303
    assert "Set up your second step" in person.get("/staff/sign-in/set-up").text
    row = db.session.query(Record).filter_by(action="reset the second step of").one()
    assert (row.by_id, row.details) == (maya.id, {"asked_by": admin.id})
    assert person.get(link).status_code == 410


def test_guessing_the_password_is_slowed(client, admin, maya, post):
    press(client, maya, "start")
    link, guesser = post.last_link(maya.email), client.application.test_client()
    answers = [guesser.post(link, data={"password": "wrong wrong wrong"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert guesser.post(link, data={"password": PASSWORD}).status_code == 429 and has_step(maya)


def test_a_first_yes_that_does_not_stand_is_none(client, admin, second, maya, post, browser_of):
    link_works, other = client.application.test_client(), browser_of(second)

    def start() -> str:
        assert press(client, maya, "start").status_code == 303
        link = post.last_link(maya.email)
        assert link_works.get(link).status_code == 200
        return link

    link = start()
    assert press(client, maya, "take-back").status_code == 303
    assert link_works.post(link, data={"password": PASSWORD}).status_code == 410
    link = start()
    with time_machine.travel(now() + timedelta(hours=72, minutes=1)):
        assert link_works.post(link, data={"password": PASSWORD}).status_code == 410
    looking_after.change_roles(admin, [Role.ANALYST], by=second)
    db.session.commit()
    assert link_works.post(link, data={"password": PASSWORD}).status_code == 410
    assert press(other, maya, "confirm").status_code == 409 and has_step(maya)
    assert press(other, maya, "start").status_code == 303 and len(post.to(maya.email)) == 3


def test_started_twice_is_started_once(client, admin, maya, post):
    for _ in range(2):
        assert press(client, maya, "start").status_code == 303
    assert len(post.to(maya.email)) == 1 and actions().count("started to reset the second step of") == 1


def test_where_it_makes_no_sense(client, admin, second):
    own = press(client, admin, "start")
    assert own.status_code == 409 and "You look after your own second step" in own.text
    without = press(client, a_user("analyst"), "start")
    assert without.status_code == 409 and "has no second step yet" in without.text
    assert press(client, a_user("analyst"), "confirm").status_code == 409  # nothing waits, and that is said
    assert actions() == []


def test_an_administrator_may_be_the_one_who_lost_the_phone(client, admin, second, post):
    """And the only other one began it: the letter and the password are the second yes."""
    an_app(second)
    press(client, second, "start")
    answer = client.application.test_client().post(post.last_link(second.email), data={"password": PASSWORD})
    assert answer.status_code == 303 and not has_step(second)


def test_what_nobody_confirmed_is_forgotten(client, admin, maya):
    press(client, maya, "start")
    with time_machine.travel(now() + timedelta(hours=71)):
        forget_resets()
    assert db.session.query(SecondStepReset).count() == 1
    with time_machine.travel(now() + timedelta(hours=73)):
        forget_resets()
    assert db.session.query(SecondStepReset).count() == 0
