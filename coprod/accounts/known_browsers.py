"""Browsers in which somebody has signed in before. What strangers try at their account does not slow these down.

Each such browser keeps a signed cookie. It opens nothing: it lets that browser's own
wrong tries be counted by themselves.
"""

import secrets

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug import Response

from coprod import cookies
from coprod.sealing import ring

COOKIE = "coprod_browser"
DAYS = 365
MOST = 8  # people who share one computer; the one who has not signed in for longest is forgotten


def number_here(account: str) -> str | None:
    """The random number of this browser, if this account has signed in here before."""
    known = _known_here()
    return next((known[digest] for digest in _digests(account) if digest in known), None)


def remember(response: Response, account: str) -> None:
    """From now on this browser is known to this account."""
    known = _known_here()
    digests = _digests(account)
    numbers = [known.pop(digest) for digest in digests if digest in known]
    number = numbers[0] if numbers else secrets.token_urlsafe(12)
    known = dict([*known.items(), (digests[0], number)][-MOST:])
    cookies.leave(response, COOKIE, _signer().dumps(known), days=DAYS)


def _known_here() -> dict[str, str]:
    try:
        return dict(_signer().loads(cookies.read(COOKIE), max_age=DAYS * 24 * 60 * 60))
    except BadData:
        return {}


def _digests(account: str) -> list[str]:
    # A shared computer must not tell who works here. Short, because eight of them travel with each page.
    return [digest[:30] for digest in ring().digests("known browser", account)]


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="coprod known browser")
