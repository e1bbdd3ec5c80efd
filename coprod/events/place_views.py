"""Where the button in a letter leads: somebody says that the place that is held for them is theirs."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coprod import mail
from coprod.events.blueprint import blueprint
from coprod.events.sign_up import SignUp
from coprod.permissions import public
from coprod.transactions import write_transaction


@blueprint.route("/confirm-place/<secret>", methods=["GET", "POST"])
@public
def confirm(secret: str) -> ResponseReturnValue:
    """To open it changes nothing, because mail scanners open links too: only the button does."""
    if request.method == "POST":
        with write_transaction():
            place = SignUp.find(secret)
            if place and not place.event.is_called_off and not place.event.is_over and place.confirm():
                about = place.contribution.public_id
                mail.send_letter(place.email, "events/place_booked", about=about, event=place.event)
        return redirect(url_for(".confirm", secret=secret), 303)
    place = SignUp.find(secret)
    return render_template("events/confirm.html", place=place, event=place.event if place else None), status(place)


def status(place: SignUp | None) -> int:
    """Found, not there, or over."""
    if place is None:
        return 404
    return 200 if place.has_place and place.in_time else 410
