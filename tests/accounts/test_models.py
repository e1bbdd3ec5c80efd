"""Who may have an account, and when their password is right."""

from typing import Any

import pytest
from argon2 import PasswordHasher

from builders import saved
from coprod.accounts import models
from coprod.accounts.models import verify
from coprod.permissions import Permission, Role

PASSWORD = "correct horse battery"


def a_user(**changes: Any) -> models.User:
    """A moderator who can sign in, not saved."""
    about = {"email": "maya@fernshire.example", "name": "Maya Thornbury", "role": Role.MODERATOR, "password": PASSWORD}
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
        ({"role": "owner"}, "owner"),
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

    monkeypatch.setattr(models, "hasher", Watched())
    assert not verify(None, PASSWORD)
    assert checked == [models.NOBODYS_HASH]


def test_nobodys_hash_takes_as_long_as_a_real_one():
    assert not PasswordHasher().check_needs_rehash(models.NOBODYS_HASH)


def test_a_session_no_longer_fits_after_a_change_of_password_or_role():
    user = a_user()
    first = user.get_id()
    user.role = Role.ANALYST
    second = user.get_id()
    user.set_password("another good password")
    assert len({first, second, user.get_id()}) == 3


def test_may_follows_the_role():
    assert a_user(role=Role.MODERATOR).may(Permission.MODERATE)
    assert not a_user(role=Role.MODERATOR).may(Permission.READ_CONCERNS)
