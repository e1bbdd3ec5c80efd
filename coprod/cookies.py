"""Our cookies: how they are called, and how each is left in a browser.

Over HTTPS their names begin with `__Host-`: then a browser takes them from this very site over HTTPS alone, and no
other site of the same council can put one of its own in their place. A laptop without HTTPS has the plain names.
"""

from flask import current_app, request
from werkzeug import Response

from coprod.config import cookie_name


def full_name(name: str) -> str:
    """What a cookie is called in a browser."""
    return cookie_name(name, https=_https())


def read(name: str) -> str:
    """What this browser sent, or ''."""
    return request.cookies.get(full_name(name), "")


def leave(response: Response, name: str, value: str, *, days: int | None = None) -> None:
    """Leave it in this browser: until it is closed, or for so many days."""
    response.set_cookie(
        full_name(name),
        value,
        max_age=days and days * 24 * 60 * 60,
        path="/",
        secure=_https(),
        httponly=True,
        samesite="Lax",
    )


def _https() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
