"""Staff who sign in."""

from flask import Flask
from flask_login import LoginManager, current_user

from coprod.accounts import your_sign_in
from coprod.accounts.sessions import StaffSessions, staff_of, write_down_seen

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Add the sign-in page, and know who is signed in."""
    sessions: LoginManager = StaffSessions()
    sessions.session_protection = None  # a moderator on a train changes networks
    sessions.request_loader(staff_of)
    sessions.init_app(app, add_context_processor=False)
    app.jinja_env.globals["current_user"] = current_user
    app.teardown_request(write_down_seen)
    app.register_blueprint(your_sign_in.blueprint)
