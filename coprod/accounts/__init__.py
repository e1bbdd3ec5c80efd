"""Staff who sign in."""

from flask import Flask
from flask_login import LoginManager, current_user

from coprod.accounts import views
from coprod.accounts.sessions import StaffSessions, staff_from_session

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Add the sign-in page, and know who is signed in."""
    sessions: LoginManager = StaffSessions()
    sessions.session_protection = None  # a moderator on a train changes networks
    sessions.user_loader(staff_from_session)
    sessions.init_app(app, add_context_processor=False)
    app.jinja_env.globals["current_user"] = current_user
    app.register_blueprint(views.blueprint)
