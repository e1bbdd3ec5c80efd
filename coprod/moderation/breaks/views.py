"""Those who lead moderators say how much that is hard one of them reads before a break is offered."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.accounts.who_changed import show_clash, who_changed
from coprod.changes import Clash
from coprod.database import db
from coprod.moderation.blueprint import blueprint
from coprod.moderation.breaks.forms import BreakForm
from coprod.partnership.models import Partnership
from coprod.permissions import Permission, requires

FIELD = "hard_before_break"


@blueprint.route("/breaks", methods=["GET", "POST"])
@requires(Permission.EDIT_BREAKS)
def breaks() -> ResponseReturnValue:
    """After how many hard things a break is offered, and who changed that."""
    partnership = Partnership.current() if request.method != "POST" else Partnership.locked() or abort(404)
    form = BreakForm(obj=partnership)
    if form.validate_on_submit():
        try:
            partnership.change({FIELD: form.hard_before_break.data}, by=current_user.id, seen=form.seen)
            db.session.commit()
            flash("Saved. It counts from the next hard thing that somebody reads.")
            return redirect(url_for(".breaks"), 303)
        except Clash:
            db.session.rollback()
            show_clash(form, BreakForm(formdata=None, obj=partnership), partnership)
    changed = [(change, name) for change, name in who_changed(partnership.subject) if change.field == FIELD]
    return render_template("moderation/breaks.html", form=form, changed=changed), form.status
