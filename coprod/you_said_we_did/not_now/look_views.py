"""Staff look again at what was not for now, and write down what happened."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit
from coprod.activities import for_staff
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.permissions import Permission, requires
from coprod.text import row_number
from coprod.themes.models import Ended
from coprod.you_said_we_did.blueprint import blueprint
from coprod.you_said_we_did.decisions.models import Decision, Overtaken, Verdict
from coprod.you_said_we_did.not_now.look_forms import LookForm
from coprod.you_said_we_did.not_now.models import Look

OVERTAKEN = "A colleague has looked, or decided it another way, since you opened this page. Nothing of yours is saved."

MERGED = "Its theme became one with others. Decide on that one: it takes the place of this on the register."


@blueprint.route("/staff/decisions/<slug>/looks/<int:number>", methods=["GET", "POST"])
@requires(Permission.DECIDE)
def look(slug: str, number: int) -> ResponseReturnValue:
    """What happened at earlier looks, and the form for one more."""
    engagement = for_staff.engagement(slug)
    engagement.must_not_be_archived()
    decision = that_decision(engagement, number)
    if (became := decision.theme.became) is not None:
        flash(MERGED)
        whom: dict[str, Any] = {"for": decision.audience}
        return redirect(url_for(".decide", slug=slug, theme=became.slug, **whom), 303)
    looks = Look.of(decision.id).get(decision.id, [])
    form = LookForm(data={"seen": str(len(looks))})
    if not form.validate_on_submit():
        return look_page(decision, form)
    try:
        Look.write(
            decision,
            form.happened.data or "",
            next_on=form.next_on.data,
            by=current_user.id,
            seen=request.form.get("seen", 0, type=row_number),
        )
    except (Overtaken, Ended):
        db.session.rollback()
        decision = that_decision(for_staff.engagement(slug), number)
        form.seen.data = str(len(Look.of(decision.id).get(decision.id, [])))
        return look_page(decision, form, OVERTAKEN)
    audit.record("looked again", f"theme {decision.theme_id}", current_user, decision=decision.id)
    db.session.commit()
    flash("It stands on the register, for everyone to read.")
    return redirect(url_for(".decisions_of", slug=slug), 303)


def that_decision(engagement: Engagement, number: int) -> Decision:
    """A "not now" of this engagement, or 404."""
    found = db.session.get(Decision, number)
    is_it = found and found.verdict is Verdict.NOT_NOW and found.counts and found.theme.engagement_id == engagement.id
    return found if found and is_it else abort(404)


def look_page(decision: Decision, form: LookForm, problem: str = "") -> ResponseReturnValue:
    """What it says, the looks until now, and the form."""
    page = render_template(
        "you_said_we_did/look.html",
        engagement=decision.theme.engagement,
        decision=decision,
        looks=Look.of(decision.id).get(decision.id, []),
        form=form,
        problem=problem,
    )
    return page, 409 if problem else 422 if form.errors else 200
