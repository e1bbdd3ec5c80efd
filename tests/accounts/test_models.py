"""Who may have an account, and when their password is right."""

from typing import Any

import pytest
from argon2 import PasswordHasher

from builders import saved
from coprod.accounts import models, passwords
from coprod.accounts.models import verify
from coprod.accounts.passwords import NOBODYS_HASH  # as it is before tests make it cheap
from coprod.permissions import Permission, Role

PASSWORD = "correct horse battery"


def a_user(**changes: Any) -> models.User:
    """A moderator who can sign in, not saved."""
    about = {
        "email": "maya@fernshire.example",
        "name": "Maya Thornbury",
        "roles": [Role.MODERATOR],
        "password": PASSWORD,
    }
    return models.User(**(about | changes))


def test_an_address_is_kept_in_lower_case_and_found_however_it_is_typed(app):
    saved(a_user(email=" Maya@Fernshire.EXAMPLE"))
    found = models.User.known_as("MAYA@fernshire.example ")
    assert found is not None
    assert found.email == "maya@fernshire.example"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "maya"}, "name@example.com"),
        ({"email": ""}, "name@example.com"),
        ({"email": "maya@fernshire.example\nBcc: all@fernshire.example"}, "name@example.com"),
        ({"name": "  "}, "needs a name"),
        ({"password": "eleven char"}, "12 characters or more"),
        ({"password": " eleven char "}, "12 characters or more"),
        ({"password": "x" * 501}, "500 characters or fewer"),
        ({"roles": ["owner"]}, "owner"),
        ({"roles": []}, "at least one role"),
        ({"roles": [Role.SAFEGUARDING_LEAD, Role.MODERATOR]}, "no other role"),
        ({"roles": [Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY]}, "no other role"),
        ({"roles": [(Role.ADMIN, 1)]}, "for everything"),
    ],
)
def test_a_user_is_born_valid_or_not_at_all(wrong, words):
    with pytest.raises(ValueError, match=words):
        a_user(**wrong)


def test_only_their_own_password_is_right():
    user = a_user()
    assert user.verify(PASSWORD)
    assert not user.verify(PASSWORD + "!")
    assert not user.verify("")


@pytest.mark.parametrize("typed", [PASSWORD, f"  {PASSWORD} ", f"{PASSWORD}\t"])
def test_the_password_they_have_is_not_a_new_one(app, typed):
    user = a_user()
    before = user.password_hash, user.sign_in_version
    with pytest.raises(ValueError, match="the password you have now"):
        user.set_password(typed)
    assert (user.password_hash, user.sign_in_version) == before
    user.set_password("teapot lantern quiet river")


def test_a_password_is_the_same_on_every_keyboard():
    composed, separate = "caf\u00e9 caf\u00e9 caf\u00e9", "cafe\u0301 cafe\u0301 cafe\u0301 "
    assert a_user(password=composed).verify(separate)


def test_somebody_who_has_left_cannot_come_in():
    user = a_user()
    user.active = False
    assert not user.verify(PASSWORD)


def test_an_unknown_address_costs_the_same_work(monkeypatch):
    checked = []

    class Watched(PasswordHasher):
        def verify(self, hash, password):
            checked.append(hash)
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "hasher", Watched())
    assert not verify(None, PASSWORD)
    assert checked == [passwords.NOBODYS_HASH]


def test_nobodys_hash_takes_as_long_as_a_real_one():
    assert not PasswordHasher().check_needs_rehash(NOBODYS_HASH)


@pytest.mark.parametrize(
    "change",
    [
        lambda user: user.set_password("another good password"),
        lambda user: user.give_roles([Role.ANALYST]),
        lambda user: setattr(user, "active", False),
    ],
    ids=["password", "role", "leaving"],
)
def test_what_somebody_signed_in_with_moves_on_when_their_account_changes(change):
    user = a_user()
    before = user.sign_in_version
    change(user)
    assert user.sign_in_version > before


def test_may_unites_the_roles():
    both = a_user(roles=[Role.MODERATOR, Role.ANALYST])
    assert both.may(Permission.MODERATE) and both.may(Permission.DOWNLOAD_LOG)
    assert not both.may(Permission.READ_CONCERNS)


def test_a_role_for_one_engagement_gives_there_what_can_be_given_by_engagement_and_nothing_else():
    limited = a_user(roles=[(Role.MODERATOR, 7), (Role.ANALYST, 9)])
    assert limited.may(Permission.MODERATE) and limited.may(Permission.MODERATE, 7)
    assert not limited.may(Permission.MODERATE, 9)
    assert limited.reach(Permission.READ_LOG) == {7, 9}
    assert limited.reach(Permission.DOWNLOAD_LOG) == {9}
    assert not limited.may(Permission.EDIT_SCREENING)  # the words to find are everybody's
    assert limited.reach(Permission.USE_STAFF_PAGES) == {7, 9}
    assert a_user().reach(Permission.USE_STAFF_PAGES) is None


def test_a_role_for_everything_leaves_nothing_for_the_same_role_to_add():
    assert a_user(roles=[(Role.MODERATOR, 7), Role.MODERATOR]).held == {(Role.MODERATOR, None)}


def test_the_same_roles_again_end_no_session():
    user = a_user(roles=[Role.MODERATOR, Role.ANALYST])
    before = user.sign_in_version
    assert not user.give_roles([Role.ANALYST, Role.MODERATOR])
    assert user.sign_in_version == before
