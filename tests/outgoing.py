"""Letters that leave, or do not: a mail server that does what a test wants."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from coprod import mail


def mail_server(app: Flask, monkeypatch: pytest.MonkeyPatch, takes: Callable[[EmailMessage], Any]) -> None:
    """Have a mail server that does this with each letter."""
    monkeypatch.setitem(app.config, "COPROD", replace(app.config["COPROD"], mail_url="smtp://mail.example"))
    monkeypatch.setattr(mail, "hand_over", lambda email, url: takes(email))
