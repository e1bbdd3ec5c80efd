"""Security headers: nothing from elsewhere, nothing inline, nothing kept by a shared computer."""

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


class PrivateSessions(SecureCookieSessionInterface):
    """A page that looked at the session is one person's: on a shared computer, "back" must not show it to the next."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session in the cookie; without one, an empty one, and no work done to find that out."""
        if self.get_cookie_name(app) not in request.cookies:
            return SecureCookieSession()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.accessed:
            response.headers["Cache-Control"] = "no-store"
        super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Add the headers to every answer."""
    app.session_interface = PrivateSessions()
    always = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    if app.config["SESSION_COOKIE_SECURE"]:
        always["Strict-Transport-Security"] = "max-age=31536000"

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.extend(always)
        # What somebody takes back goes at once: whoever keeps a copy of a page asks us again before showing it.
        response.headers.setdefault("Cache-Control", "no-cache")
        if "secret" in (request.view_args or {}):  # as in a letter's link: it stays in no cache, and goes nowhere else
            response.headers["Cache-Control"] = "no-store"
            response.headers["Referrer-Policy"] = "no-referrer"
        return response
