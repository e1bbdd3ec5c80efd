"""How the site runs: everything that it needs, one by one, and letters that did not leave."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit
from coprod.concerns import undelivered
from coprod.database import db
from coprod.examination import State, examine
from coprod.permissions import Permission, requires
from coprod.rendering import plural
from coprod.settings.blueprint import blueprint
from coprod.settings.sections import SECTIONS

WORST_FIRST = (State.WRONG, State.WORRYING, State.GOOD)


@blueprint.get("/system")
@requires(Permission.MANAGE_SETTINGS)
def show_system() -> ResponseReturnValue:
    """What is in order and what is not, as `flask check` says it; and by the day, which letters did not leave."""
    looked = examine()
    return render_template(
        "settings/system.html",
        looked=sorted(looked, key=lambda part: WORST_FIRST.index(part.state)),
        wrong=[part for part in looked if part.state is not State.GOOD],
        about_concerns=undelivered.about_concerns(),
        given_up=undelivered.given_up(),
        sections=SECTIONS,
    )


@blueprint.post("/system/send-again")
@requires(Permission.MANAGE_SETTINGS)
def send_letters_again() -> ResponseReturnValue:
    """Try every letter that did not leave again, now."""
    number = undelivered.send_again()
    audit.record("had letters tried again", "letters", by=current_user, number=number)
    db.session.commit()
    flash(f"{plural(number, 'letter')} will be tried again now.")
    return redirect(url_for(".show_system"), 303)
