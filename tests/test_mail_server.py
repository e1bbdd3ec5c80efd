"""Letters as a mail server gets them, over a real connection."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from coprod import mail
from coprod.database import db
from coprod.mail import Message


def a_letter() -> None:
    """A letter to Anna, due now."""
    mail.send("anna@fernshire.example", "Confirm your place", "Hello Anna")
    db.session.commit()


class MailServer(socketserver.StreamRequestHandler):
    """As little of an SMTP server as smtplib needs: it has no TLS."""

    heard: list[str] = []

    def handle(self) -> None:
        self.say("220 ready")
        in_letter = False
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            self.heard.append(line)
            if in_letter:
                in_letter = line != "."
                if not in_letter:
                    self.say("250 kept")
            elif line.upper() == "DATA":
                in_letter = True
                self.say("354 go on")
            elif line.lower().startswith("quit"):
                return self.say("221 bye")
            else:
                self.say("250 fine")
        return None

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def smtp(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The host and port of a mail server of our own."""
    MailServer.heard = []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailServer) as running:
        running.daemon_threads = True
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield f"127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def test_a_letter_is_handed_to_a_mail_server(app, smtp, monkeypatch):
    monkeypatch.setitem(app.config, "COPROD", replace(app.config["COPROD"], mail_url=f"smtp://{smtp}"))
    a_letter()
    assert mail.deliver_due() == 1
    assert "To: anna@fernshire.example" in MailServer.heard
    assert "Hello Anna" in MailServer.heard


def test_a_password_never_travels_in_the_clear(app, smtp, monkeypatch):
    url = f"smtp://us:our%20password@{smtp}"
    monkeypatch.setitem(app.config, "COPROD", replace(app.config["COPROD"], mail_url=url))
    a_letter()
    assert mail.deliver_due() == 0
    assert not any(line.upper().startswith("AUTH") for line in MailServer.heard)
    assert db.session.scalars(select(Message.last_error)).all() == ["SMTPNotSupportedError"]
