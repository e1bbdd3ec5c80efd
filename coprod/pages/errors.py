"""What people see when something goes wrong: what happened, that nothing they typed is lost, what to do now."""

import logging
from typing import Any

from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, ServiceUnavailable

from coprod import transactions
from coprod.activities.activity import NotOpen
from coprod.database import db
from coprod.database_trouble import trouble
from coprod.files.recognise import MEGABYTE
from coprod.files.uploads import largest_sent
from coprod.forms import SendAgain
from coprod.pages.parts import start_of_part
from coprod.partnership.models import Partnership
from coprod.partnership.opening import BeingPrepared, is_shut
from coprod.permissions import SignedOut, from_another_site
from coprod.sent_fields import given_back, has_secrets

log = logging.getLogger(__name__)

# The heading and the explanation for each code. Nine-year-olds meet these too.
WORDS = {
    400: ("Something in that was not right", "Go back and try again. If it happens again, ask us for help."),
    403: ("You cannot open this page", "It is only for some members of the team."),
    404: ("We cannot find that page", "The address may have a mistake in it, or the page may have moved."),
    405: (
        "There is no page here to open",
        "This address only works with the button that leads to it. Nothing was sent again, and nothing was changed.",
    ),
    409: ("Somebody else changed this first", "Go back to see how it is now."),
    413: (
        "That was too big to send",
        "Please send less at one time. Words are fine; very long texts and files are not.",
    ),
    422: ("Something in that was not right", "Go back and check what you wrote."),
    429: ("Too many tries", "Please wait a few minutes, then try again."),
    500: ("Something went wrong on our side", "It is not your fault. Please try again in a few minutes."),
    503: ("We are very busy just now", "Nothing you wrote is lost. Please try again in a minute."),
}
# Characters that are given back, fifty times what any page asks for: what is sent to us is no way to have us send more.
SHOWN_AGAIN = 100_000


def init_app(app: Flask) -> None:
    """Register every error page."""
    app.register_error_handler(SignedOut, signed_out)
    app.register_error_handler(CSRFError, page_was_open_too_long)
    app.register_error_handler(HTTPException, plain_words)
    app.register_error_handler(DBAPIError, database_is_away)
    app.register_error_handler(NoConnectionFree, database_is_away)
    app.register_error_handler(IntegrityError, somebody_was_first)
    app.register_error_handler(NotOpen, not_open)
    app.register_error_handler(SendAgain, send_again)
    app.register_error_handler(BeingPrepared, being_prepared)


def plain_words(error: HTTPException) -> ResponseReturnValue:
    """Any HTTP error, in plain English."""
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    heading, explanation = WORDS.get(error.code, WORDS[500 if error.code >= 500 else 400])
    if error.code == 429 and error.description:
        explanation = error.description  # says how long to wait
    if error.code == 413 and (most := largest_sent(request.endpoint)):
        explanation = f"A file can have {most // MEGABYTE} MB at most. Make it smaller, then choose it again."
    in_part = request.path.startswith("/staff/") if is_shut() else error.code == 405
    start = start_of_part() if in_part else None
    body = page("errors/page.html", heading=heading, explanation=explanation, code=error.code, start=start)
    return body, error.code, [(k, v) for k, v in error.get_headers() if k in ("Retry-After", "Allow")]


def signed_out(error: SignedOut) -> ResponseReturnValue:
    """A session ended while somebody typed: give back what was typed, to be sent when they have signed in again."""
    too_big = (request.content_length or 0) > current_app.config["MAX_CONTENT_LENGTH"]  # nobody reads what it holds
    if from_another_site() or request.endpoint == "accounts.sign_out" or too_big:
        return redirect(url_for("accounts.sign_in"), 303)
    heading = "You were signed out. Nothing was saved yet"
    explanation = "Keep this page open. Sign in again in another tab, then come back here and send it."
    return again(heading, explanation, 401, sign_in=True)


def page_was_open_too_long(error: CSRFError) -> ResponseReturnValue:
    """The form's token is missing or stale: give back what was typed, ready to send again."""
    if from_another_site():
        return plain_words(error)  # another site sent this, not the person: nothing to give back
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        return no_cookie_came()
    return again("This page was open for a long time", "We did not send it yet. Check it and send it again.", 400)


def no_cookie_came() -> ResponseReturnValue:
    """The browser lost our cookie or keeps none. The page sets one: if none comes back with it, it is blocked."""
    if "no_cookie" not in request.form:
        heading = "Your browser did not send our cookie"
        explanation = "We did not send it yet. The cookie may be lost, because the browser was closed or this page was "
        explanation += "open for a long time. Then it works now: check it and send it again."
        return again(heading, explanation, 400, no_cookie="lost")
    heading, explanation = "Your browser blocks our cookie", "So we cannot take what you send here. Nothing was sent."
    return again(heading, explanation, 400, no_cookie="blocked")


def send_again(error: SendAgain) -> ResponseReturnValue:
    """It is not taken now: give back what was typed, ready to send again."""
    return again(error.heading, error.explanation, error.code, token=error.token)


def database_is_away(error: DBAPIError | NoConnectionFree) -> ResponseReturnValue:
    """The database is locked, full, away or not ready: say so, and give back what was typed."""
    wrong = trouble(error)
    if wrong is None:
        raise error  # our own mistake: a page that says so, and a line in the log that says where
    log.error("%s: nothing could be asked or stored. %s", request.endpoint, wrong)
    if request.method != "POST":
        return plain_words(ServiceUnavailable(retry_after=30))
    return again(*WORDS[503], 503)


def somebody_was_first(error: IntegrityError) -> ResponseReturnValue:
    """Two did the same at the same instant, and the database took one of them: give back what the other typed."""
    # Which rule it was, never the row: PostgreSQL quotes what people wrote, but not in the first part of its message.
    rule = getattr(getattr(error.orig, "diag", error.orig), "message_primary", error.orig)
    log.error("%s: the database refused a row: %s", request.endpoint, rule)
    return again(*WORDS[409], 409)


def again(
    heading: str, explanation: str, code: int, *, sign_in: bool = False, token: str = "", no_cookie: str = ""
) -> ResponseReturnValue:
    """A page that holds everything that was typed, with one button that sends it again. `sign_in` asks for that first.

    `token` is the form's one-use token, if it has another now. `no_cookie` says that our cookie did not come: it may be
    "lost", or it is "blocked". Passwords and codes are left out, and the page says so.
    """
    fields = given_back({"token"} if token else ())
    fields += [("token", token)] if token else []
    if sum(len(k) + len(v) for k, v in fields) > SHOWN_AGAIN:
        return plain_words(RequestEntityTooLarge())  # nobody typed that
    words = [v for k, v in fields if k not in ("token", "same_code", "draft") and len(v) > 20]
    if any(sent.filename for sent in request.files.values()):
        explanation += " A file that you chose is not kept: choose it once more afterwards."
    told = {"heading": heading, "explanation": explanation, "sign_in": sign_in, "left_out": has_secrets()}
    told |= {"no_cookie": no_cookie, "for_staff": request.path.startswith("/staff/")}
    body = page("errors/again.html", fields=fields, words=words, **told)
    return body, code, {"Retry-After": "30"} if code == 503 else {}


def not_open(error: NotOpen) -> ResponseReturnValue:
    """Someone wants to take part in what is not open, or not any more."""
    words = [v for k, v in given_back({"token"}) if len(v) > 20 or (k == "words" and v)]
    return page("errors/not_open.html", activity=error.activity, words=words), 409


def being_prepared(error: BeingPrepared) -> ResponseReturnValue:
    """Whoever comes before the site is open: it is coming, and whom to ask until then."""
    return page("errors/being_prepared.html"), 503, {"Retry-After": "86400"}


def page(template: str, **values: Any) -> str:
    """A page after everything was rolled back. It comes also when the database does not answer."""
    transactions.end_writing()  # nothing is written any more: the page waits for nobody who writes
    try:
        db.session.rollback()
        Partnership.current()
    except (DBAPIError, NoConnectionFree):
        db.session().invalidate()
        g.partnership = Partnership.stand_in()  # what a page needs, without asking the database again
    return render_template(template, **values)
