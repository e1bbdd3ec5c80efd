"""Every cookie of ours: over HTTPS no other site of the same council can put one of its own in its place."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from answering import EVERYTHING
from builders import a_partnership, a_questionnaire, a_user, an_app
from coprod import create_app
from coprod.config import ROOT, Config
from coprod.partnership.opening import OPEN
from signing_in import Visitor

QUESTIONNAIRE = "/questionnaires/survey"


@pytest.fixture
def over_https(app: Flask, config: Config):
    a_partnership()
    secure = create_app(replace(config, https=True))
    secure.extensions[OPEN] = True
    return secure


class Secure(Visitor):
    """A browser that keeps every Set-Cookie that it was sent."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.browser.environ_base["wsgi.url_scheme"] = "https"
        self.left: list[str] = []
        open_it = self.browser.open

        def noted(*args, **more):
            answer = open_it(*args, base_url="https://localhost", **more)
            self.left += answer.headers.getlist("Set-Cookie")
            return answer

        self.browser.open = noted


def test_every_cookie_over_https_belongs_to_this_very_site(over_https, app):
    a_questionnaire()
    key = an_app(a_user())
    browser = Secure(over_https)
    page = browser.get(f"{QUESTIONNAIRE}/1").text
    fields = dict(re.findall(r'name="(csrf_token|draft|seed)"[^>]*value="([^"]*)"', page))
    assert browser.browser.post(f"{QUESTIONNAIRE}/1", data=fields | EVERYTHING[1]).status_code == 303
    assert browser.sign_in(key).status_code == 303 and browser.is_in
    names = {cookie.split("=")[0] for cookie in browser.left}
    assert names == {"__Host-coprod", "__Host-coprod_own", "__Host-coprod_browser"}
    for cookie in browser.left:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; ")), cookie
        assert "Domain" not in cookie


def test_a_cookie_under_the_plain_name_is_none_over_https(over_https, app):
    """It may have been left by anybody, over HTTP or from another site of the council."""
    key = an_app(a_user())
    browser = Secure(over_https)
    browser.sign_in(key)
    value = browser.browser.get_cookie("__Host-coprod", domain="localhost").value
    other = Secure(over_https)
    other.browser.set_cookie("coprod", value, domain="localhost")
    assert browser.is_in and not other.is_in


def test_cookies_are_left_in_one_way_only():
    leaves = [path.name for path in (ROOT / "coprod").rglob("*.py") if re.search(r"\.set_cookie\(", path.read_text())]
    assert leaves == ["cookies.py"]
