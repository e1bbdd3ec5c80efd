"""Where two meet in a test: the application, and what each of them does in it."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from builders import a_user, staff_session

Work = Callable[[], Any]


class Stage:
    """The application, and browsers for those who meet in it. Forms need no token here."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.browsers: list[FlaskClient] = []

    def browser(self, role: str = "") -> FlaskClient:
        """Somebody of the staff who is signed in, or anybody."""
        browser = FlaskClient(self.app, self.app.response_class)
        self.browsers.append(browser)
        if role:
            with browser.session_transaction() as session:
                session.update(staff_session(a_user(role)))
        return browser

    def posts(self, role: str, address: str, **fields: Any) -> Work:
        """Somebody who sends a form."""
        return post(self.browser(role), address, **fields)


def post(browser: FlaskClient, address: str, **fields: Any) -> Work:
    return lambda: browser.post(address, data=fields).status_code


# What is done at each place: the table whose row is held there, and the two who meet.
Scene = Callable[[Stage], tuple[str, Work, Work]]
