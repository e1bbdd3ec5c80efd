"""Who letters come from, what to ask IT for so that they arrive, and a test letter that shows that they do."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer

from coprod import mail
from coprod.database import db
from coprod.partnership.models import Partnership
from coprod.permissions import Permission, requires
from coprod.settings.blueprint import blueprint
from coprod.settings.mail.identity import MailIdentity
from coprod.settings.mail.lookup import look_up
from coprod.settings.section_views import only_read
from coprod.settings.sections import SECTIONS
from coprod.transactions import write_transaction

LINK_HOURS = 72


@blueprint.get("/mail")
@requires(Permission.MANAGE_SETTINGS)
def show_mail() -> ResponseReturnValue:
    """Who letters come from, what to ask for, and whether one has arrived."""
    return render_template("settings/mail.html", identity=identity(), sections=SECTIONS)


@blueprint.post("/mail/look-up")
@requires(Permission.MANAGE_SETTINGS)
def look_up_mail() -> ResponseReturnValue:
    """See which of the records are there. Name servers are asked while nothing in the database waits."""
    by, ours = current_user.id, identity()
    if ours.is_nobodys:
        flash("There is nothing to look up: the sender is nobody’s address.")
        return redirect(url_for(".show_mail"), 303)
    only_read()
    found = look_up(ours.domain)
    with write_transaction():
        Partnership.to_edit().mail_was_looked_up(ours.domain, found, by=by)
    return redirect(url_for(".show_mail", _anchor="records"), 303)


@blueprint.post("/mail/send")
@requires(Permission.MANAGE_SETTINGS)
def send_test_letter() -> ResponseReturnValue:
    """Send whoever asks a letter with a button to press."""
    secret = links().dumps([current_user.id, current_user.email])
    mail.send_letter(
        current_user.email,
        "settings/test_letter",
        person=current_user.name,
        partnership=Partnership.current(),
        secret=secret,
        hours=LINK_HOURS,
    )
    db.session.commit()
    flash("The test letter is on its way to you. Open it, and press the link in it.")
    return redirect(url_for(".show_mail"), 303)


@blueprint.route("/mail/arrived/<secret>", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def letter_arrived(secret: str) -> ResponseReturnValue:
    """The test letter arrived. Only the button says so: a mail scanner opens links too."""
    try:
        is_theirs = links().loads(secret, max_age=LINK_HOURS * 60 * 60) == [current_user.id, current_user.email]
    except BadData:
        is_theirs = False
    if not is_theirs or request.method != "POST":
        return render_template("settings/letter_arrived.html", is_theirs=is_theirs), 200 if is_theirs else 404
    Partnership.to_edit().a_letter_arrived(by=current_user.id)
    db.session.commit()
    flash("Thank you. Letters from this site arrive.")
    return redirect(url_for(".show_mail"), 303)


def identity() -> MailIdentity:
    """Who letters come from, with what was found for their domain."""
    return MailIdentity.of(current_app.config["COPROD"], Partnership.current().mail_lookup)


def links() -> URLSafeTimedSerializer:
    """Signs the link in a test letter."""
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="test letter")
