"""What the safeguarding lead says to whoever holds the receipt: seen first as it will look, and put there when safe."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.concerns.concern import Concern
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution
from coprod.permissions import Permission, asks_second_step, requires
from coprod.safeguarding.blueprint import blueprint
from coprod.safeguarding.forms import MessageForm, PutMessage
from coprod.safeguarding.same_words import locked_together
from coprod.safeguarding.step_views import done


@blueprint.route("/<int:id>/message", methods=["GET", "POST"])
@asks_second_step
@requires(Permission.READ_CONCERNS)
def message(id: int) -> ResponseReturnValue:
    """Write the message, see how it will look, put it on the receipt."""
    if request.method == "POST":
        locked_together(id)
    concern = db.session.get(Concern, id) or abort(404)
    contribution = db.session.get_one(Contribution, concern.contribution_id)
    if contribution.receipt_id is None:
        abort(404)
    puts = request.form.get("go") == "put"
    form = PutMessage() if puts else MessageForm()
    is_right = form.validate_on_submit()
    if is_right and puts and not form.was_previewed:
        form.words.errors = ["You changed the words. Look at them again, then put them on the receipt"]
    if not puts or form.errors:
        return page(concern, contribution, form, preview=(form.words.data or "") if form.can_be_shown else "")
    contribution.leave_message(concern, by=current_user.id, words=form.words.data or "")
    return done(id, [concern], "left a message on the receipt of")


@blueprint.post("/<int:id>/message/take-off")
@asks_second_step
@requires(Permission.READ_CONCERNS)
def take_off_message(id: int) -> ResponseReturnValue:
    """The receipt says nothing more."""
    [concern] = locked_together(id) or abort(404)
    contribution = db.session.get_one(Contribution, concern.contribution_id)
    if contribution.lead_message is None:
        return redirect(url_for(".show", id=id), 303)
    contribution.take_off_message(concern, by=current_user.id)
    return done(id, [concern], "took the message off the receipt of")


def page(concern: Concern, sent: Contribution, form: MessageForm, preview: str) -> ResponseReturnValue:
    """The form; under it the message as it will look, once there is one that can be shown."""
    form.previewed.data = preview
    more = {"sent": sent, "preview": preview, "today": uk_today()}
    return render_template("safeguarding/message.html", concern=concern, form=form, **more), 422 if form.errors else 200
