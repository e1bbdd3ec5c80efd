"""Who decides in these tests."""

import pytest

from builders import a_partnership, a_user
from coprod.accounts.models import User


@pytest.fixture
def moderator(app) -> User:
    a_partnership()
    return a_user("moderator")
