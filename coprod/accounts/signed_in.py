"""Who is signed in: asked once a request, written down after it."""

from flask import Flask
from flask_login import LoginManager, current_user

from coprod.accounts.sessions import StaffSessions, staff_of, write_down_seen


def init_app(app: Flask) -> None:
    """Know who is signed in."""
    sessions: LoginManager = StaffSessions()
    sessions.session_protection = None  # a moderator on a train changes networks
    sessions.request_loader(staff_of)
    sessions.init_app(app, add_context_processor=False)
    app.jinja_env.globals["current_user"] = current_user
    app.teardown_request(write_down_seen)
