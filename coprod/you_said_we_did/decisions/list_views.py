"""Staff see how far each engagement is decided, and each of its themes; and set the day by which all should be."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import exists

from coprod.activities import for_staff
from coprod.activities.engagement import Engagement
from coprod.changes import Clash
from coprod.database import db, uk_today
from coprod.permissions import Permission, requires
from coprod.text import row_number
from coprod.themes import who_spoke
from coprod.themes.models import Theme
from coprod.themes.signing_off.models import SignOff
from coprod.you_said_we_did.blueprint import blueprint
from coprod.you_said_we_did.decisions.decision_forms import DecideByForm
from coprod.you_said_we_did.decisions.models import is_early
from coprod.you_said_we_did.decisions.standing import current, in_each
from coprod.you_said_we_did.not_now.models import Look

PAGE = 30


@blueprint.get("/staff/decisions")
@requires(Permission.DECIDE)
def decisions() -> ResponseReturnValue:
    """Each engagement that has themes, the newest first, and how many of them are decided."""
    query = for_staff.engagements().where(
        exists().where(Theme.engagement_id == Engagement.id, Theme.ended_on.is_(None))
    )
    if before := request.args.get("before", type=row_number):
        query = query.where(Engagement.id < before)
    found = db.session.scalars(query.order_by(Engagement.id.desc()).limit(PAGE + 1)).all()
    return render_template(
        "you_said_we_did/decisions.html",
        engagements=found[:PAGE],
        standing=in_each([each.id for each in found[:PAGE]]),
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        today=uk_today(),
    )


@blueprint.get("/staff/decisions/<slug>")
@requires(Permission.DECIDE)
def decisions_of(slug: str) -> ResponseReturnValue:
    """Its themes, who spoke of each, and what was decided."""
    engagement = for_staff.engagement(slug)
    return decisions_page(engagement, DecideByForm(formdata=None, obj=engagement))


@blueprint.post("/staff/decisions/<slug>")
@requires(Permission.DECIDE)
def set_decide_by(slug: str) -> ResponseReturnValue:
    """The day by which every theme should be decided."""
    engagement = for_staff.engagement(slug, to_change=True)
    engagement.must_not_be_archived()
    form = DecideByForm(obj=engagement)
    if not form.validate():
        return decisions_page(engagement, form)
    try:
        engagement.change({"decide_by": form.decide_by.data}, by=current_user.id, seen=form.seen)
    except Clash:
        db.session.rollback()
        engagement = for_staff.engagement(slug)
        form.show_clash(DecideByForm(formdata=None, obj=engagement), ())
        return decisions_page(engagement, form)
    db.session.commit()
    flash("The day is saved." if form.decide_by.data else "There is no day any more.")
    return redirect(url_for(".decisions_of", slug=slug), 303)


def decisions_page(engagement: Engagement, form: DecideByForm) -> ResponseReturnValue:
    """The list, with the form for the day."""
    standing = current(engagement.id)
    shown = [each.decision.id for one in standing for each in one.all_of_it if each.decision]
    page = render_template(
        "you_said_we_did/decisions_of.html",
        engagement=engagement,
        standing=standing,
        spoke=who_spoke.of_themes(engagement.id),
        looks=Look.of(*shown),
        signed=SignOff.last_of(engagement.id),
        early=is_early(engagement),
        late=bool(engagement.decide_by and engagement.decide_by < uk_today()),
        form=form,
    )
    return page, form.status
