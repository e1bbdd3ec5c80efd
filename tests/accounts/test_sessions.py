"""Where staff are signed in: on the server, for eight idle hours, until it is ended for good."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, func, select

from builders import PASSWORD, a_partnership, a_user, staff_session
from coprod.accounts.models import StaffRole, User
from coprod.accounts.sessions import StaffSession, browser_name
from coprod.database import db, now

STAFF_HOME = "/staff"


@pytest.fixture
def signed_in(client, sign_in):
    """A moderator, signed in on `client`."""
    a_partnership()
    return sign_in("moderator")


def the_session() -> StaffSession:
    db.session.rollback()
    return db.session.scalars(select(StaffSession)).one()


def is_open(client) -> bool:
    return client.get(STAFF_HOME).status_code == 200


def test_a_copied_cookie_is_dead_after_signing_out(app, client, signed_in):
    client.get(STAFF_HOME)
    thief = app.test_client()
    thief.set_cookie("coprod", client.get_cookie("coprod").value)
    assert is_open(thief)
    assert client.post("/staff/sign-out").status_code == 303
    assert not is_open(client)
    assert not is_open(thief)


@pytest.mark.parametrize("how", ["/staff/sign-out", "here", "twice"])
def test_signing_out_leaves_nothing_on_a_shared_computer_but_that_it_is_known(client, signed_in, how):
    address = f"/staff/your-sign-in/sessions/{the_session().id}/end" if how == "here" else "/staff/sign-out"
    sent = client.post(address)
    if how == "twice":
        sent = client.post(address)
    assert sent.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "coprod_browser" not in str(sent.headers)


def test_ending_another_session_clears_nothing_here(client, signed_in):
    staff_session(signed_in)
    other = max(StaffSession.all_of(signed_in), key=lambda one: one.id)
    assert "Clear-Site-Data" not in client.post(f"/staff/your-sign-in/sessions/{other.id}/end").headers


def test_signing_out_here_leaves_the_other_browser_signed_in(app, client, signed_in):
    other = app.test_client()
    with other.session_transaction() as session:
        session.update(staff_session(signed_in))
    client.post("/staff/sign-out")
    assert is_open(other)


def test_a_session_without_a_page_for_eight_hours_is_over(client, signed_in):
    assert is_open(client)
    with time_machine.travel(now() + timedelta(hours=7, minutes=50), tick=False):
        assert is_open(client)
    with time_machine.travel(now() + timedelta(hours=11, minutes=45), tick=False):
        assert is_open(client)  # and the cookie was given its hours again, too
    the_session().started_at += timedelta(days=1)  # as if it had no other end
    db.session.commit()
    with time_machine.travel(now() + timedelta(hours=19, minutes=50), tick=False):
        assert not is_open(client)
        assert StaffSession.all_of(a_user("moderator")) == []


@pytest.mark.parametrize("hours", [12, 13, 24 * 20])
def test_a_session_is_over_after_twelve_hours_however_much_it_is_used(client, signed_in, hours):
    began = the_session().started_at
    for minute in range(0, 12 * 60, 90):
        with time_machine.travel(began + timedelta(minutes=minute), tick=False):
            assert is_open(client)
    with time_machine.travel(began + timedelta(hours=hours), tick=False):
        assert not is_open(client)
        assert StaffSession.all_of(a_user("moderator")) == []


def test_a_new_password_makes_no_session_longer_and_proves_no_second_step(site, visitor, maya, key):
    visitor.sign_in(key)
    began = the_session().started_at
    with time_machine.travel(began + timedelta(hours=7), tick=False):
        typed = {"password": PASSWORD, "new_password": "teapot lantern quiet river"}
        assert visitor.fill_in("/staff/your-sign-in/password", **typed).status_code == 303
        assert visitor.is_in and visitor.get("/staff/your-sign-in/app").status_code == 303
    with time_machine.travel(began + timedelta(hours=12), tick=False):
        assert not visitor.is_in


def test_that_a_session_is_used_is_written_down_every_five_minutes_and_not_more_often(client, signed_in, statements):
    began = the_session().last_seen_at
    is_open(client)
    with time_machine.travel(began + timedelta(minutes=4), tick=False):
        is_open(client)
        assert the_session().last_seen_at == began
    with time_machine.travel(began + timedelta(minutes=6), tick=False):
        is_open(client)
        assert the_session().last_seen_at == began + timedelta(minutes=6)
        statements.clear()
        is_open(client)
        assert not [statement for statement in statements if statement.startswith("UPDATE")]


def test_a_refused_post_lets_go_of_the_database_before_its_session_is_written_down(client, signed_in):
    with time_machine.travel(the_session().last_seen_at + timedelta(minutes=6), tick=False):
        assert client.post("/staff/moderation/0123456789abc/approve").status_code == 404
        assert the_session().last_seen_at == now()


def test_who_is_signed_in_costs_one_statement(client, signed_in, statements):
    statements.clear()
    assert client.get("/staff/sign-in").status_code == 303  # knows who it is, and sends them on
    assert len(statements) == 1


@pytest.mark.parametrize("change", ["password", "role", "leaving", "role there and back"])
def test_a_session_ends_when_the_account_changes(visitor, maya, key, change):
    visitor.sign_in(key)
    user = db.session.get_one(User, maya.id)
    if change == "password":
        user.set_password("another good password")
    elif change == "leaving":
        user.deactivate()
    else:
        user.give_roles(["admin"])
    if change == "role there and back":
        db.session.commit()
        user.give_roles(["moderator"])
    db.session.commit()
    assert not visitor.is_in


def test_a_session_cannot_be_made_up(visitor, maya):
    for token in ("1", "", ".", "\ud800", 1, ["1"], None, {"id": maya.id}):
        with visitor.browser.session_transaction() as session:
            session["staff"] = token
        assert not visitor.is_in


def test_sessions_that_have_been_over_for_a_month_are_forgotten(app):
    a_partnership()
    staff_session(a_user("moderator"))
    with time_machine.travel(now() + timedelta(days=29)):
        StaffSession.purge()
    assert db.session.scalar(select(func.count()).select_from(StaffSession)) == 1
    with time_machine.travel(now() + timedelta(days=31)):
        StaffSession.purge()
    assert db.session.scalar(select(func.count()).select_from(StaffSession)) == 0


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
            "Safari/537.36 Edg/140.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile "
            "Safari/537.36",
            "Chrome on Android",
        ),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_so_that_people_tell_their_own_apart(user_agent, name):
    assert browser_name(user_agent) == name


def test_whoever_has_lost_every_role_can_still_sign_out(client, sign_in):
    user = sign_in("moderator")
    db.session.execute(delete(StaffRole).where(StaffRole.user_id == user.id))  # as when its engagement goes
    db.session.commit()
    assert client.get("/staff").status_code == 403
    assert client.post("/staff/sign-out").status_code == 303
    assert StaffSession.all_of(user) == []
