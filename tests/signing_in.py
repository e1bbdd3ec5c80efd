"""Somebody at the sign-in page, with what they type, and what is written down about it."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from builders import PASSWORD
from coprod.accounts.second_step import code_now
from coprod.audit import Record
from coprod.database import db

MAYA = "moderator@example.org"


class Visitor:
    """A browser at the sign-in page, whose forms need their token as on a server. `address` is where it comes from."""

    def __init__(self, app: Flask, address: str = "127.0.0.1") -> None:
        self.browser: FlaskClient = app.test_client()
        self.browser.environ_base["REMOTE_ADDR"] = address

    def get(self, path: str, **more: object) -> TestResponse:
        return self.browser.get(path, **more)

    def fill_in(self, path: str, **typed: str) -> TestResponse:
        """Open a page, and send its form with this in it."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path).text)
        assert found, f"no form on {path}"
        return self.browser.post(path, data={"csrf_token": found[1], **typed})

    def first_step(self, email: str = MAYA, password: str = PASSWORD, next: str = "") -> TestResponse:
        return self.fill_in(f"/staff/sign-in{next}", email=email, password=password)

    def second_step(self, key: str, next: str = "") -> TestResponse:
        return self.fill_in(f"/staff/sign-in/code{next}", one_time_code=code_now(key))

    def sign_in(self, key: str, **first: str) -> TestResponse:
        """Both steps."""
        assert self.first_step(**first).status_code == 303
        return self.second_step(key)

    @property
    def is_in(self) -> bool:
        """Whether this visitor is let through to the staff pages."""
        return self.get("/staff/your-sign-in").status_code == 200


def actions() -> list[str]:
    """What the audit record says was done."""
    db.session.rollback()
    return list(db.session.scalars(select(Record.action).order_by(Record.id)))
