"""What somebody sent and that was not taken: given back to them, to be sent again. Passwords and codes never are."""

from collections.abc import Collection

from flask import request

SECRETS = frozenset({"password", "new_password", "one_time_code", "recovery_code", "second_step"})
NEVER_SHOWN_AGAIN = SECRETS | {"csrf_token", "no_cookie"}


def given_back(left_out: Collection[str] = ()) -> list[tuple[str, str]]:
    """Each field with what was filled in, in the order in which it was sent; without those `left_out`."""
    without = NEVER_SHOWN_AGAIN | {*left_out}
    return [(name, value) for name, values in request.form.lists() for value in values if name not in without]


def has_secrets() -> bool:
    """Whether something was sent that is not given back, and has to be typed once more."""
    return any(name in SECRETS for name in request.form)
