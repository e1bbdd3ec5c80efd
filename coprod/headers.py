"""Security headers: nothing from elsewhere, nothing inline, nothing kept by a shared computer. And the session."""

import base64
import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature
from markupsafe import Markup

from coprod.config import ROOT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from itsdangerous import URLSafeTimedSerializer

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self' 'sha256-{digest}'",  # and the one script that stands in a page itself
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


# Unsent answers wait as long; a browser that is closed forgets them sooner. That of staff ends after eight hours.
LONGEST = timedelta(days=31)


class PrivateSessions(SecureCookieSessionInterface):
    """A page that looked at the session is one person's: on a shared computer, "back" must not show it to the next."""

    # As Flask's, but by its name: then OpenSSL makes the whole signature, and not Python around it.
    digest_method = "sha1"  # type: ignore[assignment]

    def __init__(self) -> None:
        self._signers: dict[str, URLSafeTimedSerializer | None] = {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session in the cookie; without one, an empty one, and no work done to find that out."""
        cookie = request.cookies.get(self.get_cookie_name(app)) if "HTTP_COOKIE" in request.environ else None
        signer = self.get_signing_serializer(app)
        if not cookie or signer is None:
            return SecureCookieSession()
        try:
            said, made = signer.loads(cookie, max_age=int(LONGEST.total_seconds()), return_timestamp=True)
        except BadSignature:
            return SecureCookieSession()
        is_over = "_permanent" in said and datetime.now(UTC) - made > app.permanent_session_lifetime
        return SecureCookieSession({} if is_over else said)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.accessed:
            response.headers["Cache-Control"] = "no-store"
        super().save_session(app, session, response)

    def get_signing_serializer(self, app: Flask) -> "URLSafeTimedSerializer | None":
        """What signs the cookie: made once, where Flask makes it twice a request."""
        secret = str(app.secret_key)
        if secret not in self._signers:
            self._signers[secret] = super().get_signing_serializer(app)
        return self._signers[secret]


class SameForAll:
    """Sends the same headers with every answer. Flask's own way takes ten times as long, which every page would pay."""

    def __init__(self, app: "WSGIApplication", headers: Iterable[tuple[str, str]]) -> None:
        self._app = app
        self._headers = list(headers)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, headers + self._headers, *error)

        return self._app(environ, start)


def init_app(app: Flask) -> None:
    """Add the headers to every answer. Templates say `{{ first_touch }}` for the script that may stand in a page."""
    app.session_interface = PrivateSessions()
    script = (ROOT / "static" / "js" / "first_touch.js").read_text("utf-8")
    script = re.sub(r"^ *//.*\n| // .*$", "", script, flags=re.M)  # what only its authors need
    app.jinja_env.globals["first_touch"] = Markup('<script type="module">{}</script>').format(Markup(script))  # noqa: S704
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    always = {
        "Content-Security-Policy": POLICY.format(digest=digest),
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    if app.config["SESSION_COOKIE_SECURE"]:
        always["Strict-Transport-Security"] = "max-age=31536000"
    app.wsgi_app = SameForAll(app.wsgi_app, always.items())  # type: ignore[method-assign]

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        if "secret" in (request.view_args or {}):  # as in a letter's link: it stays in no cache, and goes nowhere else
            headers["Cache-Control"] = "no-store"
            headers["Referrer-Policy"] = "no-referrer"
            return response
        headers["Referrer-Policy"] = "same-origin"
        # What somebody takes back goes at once: whoever keeps a copy of a page asks us again before showing it.
        headers.setdefault("Cache-Control", "no-cache")
        return response
