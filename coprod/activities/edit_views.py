"""The two pages that every kind of activity has for staff: to make one, and to change what is said about it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.accounts.who_changed import put_back, show_clash
from coprod.activities import for_staff
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.activities.forms import ActivityForm, free_slug
from coprod.activities.life import NeedsReason, NotAllowed
from coprod.changes import Clash
from coprod.database import db
from coprod.date_fields import refuse


def create_page(
    kind: type[Activity], form_type: type[ActivityForm], template: str, then: str = ".preview"
) -> ResponseReturnValue:
    """Make one for an engagement. It stays a draft until somebody opens it. `then` is the page to go on to."""
    engagement = for_staff.engagement(request.args.get("engagement", ""), to_change=request.method == "POST")
    engagement.must_not_be_archived()
    form = form_type()
    if form.only_looks or not form.validate_on_submit():
        return form_page(kind, form, template, engagement)
    activity = kind(engagement=engagement, slug=free_slug(kind, form.title.data or ""), **form.details())
    db.session.add(activity)
    activity.made(by=current_user.id)
    db.session.commit()
    return redirect(url_for(then, slug=activity.slug), 303)


def edit_page(kind: type[Activity], form_type: type[ActivityForm], template: str, slug: str) -> ResponseReturnValue:
    """Change what is said about one."""
    activity: Activity = for_staff.of_kind(kind, slug)
    activity.must_not_be_archived()
    form = form_type(activity=put_back(activity))
    if form.only_looks or not form.validate_on_submit():
        return form_page(kind, form, template, activity.engagement, activity)
    try:
        reason = (form["reason"].data or "") if "reason" in form else ""
        activity.edit(form.details(), by=current_user.id, seen=form.seen, reason=reason)
        db.session.commit()
        return redirect(url_for(".preview", slug=slug), 303)
    except NeedsReason as refusal:
        db.session.rollback()
        form = form_type(activity=put_back(activity))  # somebody may have answered since: then it asks why from now on
        refuse(form["reason"], str(refusal))
    except NotAllowed as refusal:
        db.session.rollback()
        refuse(form[form.blamed], str(refusal))
    except Clash:
        db.session.rollback()
        show_clash(form, form_type(formdata=None, activity=activity), activity)
    return form_page(kind, form, template, activity.engagement, activity)


def form_page(
    kind: Any, form: ActivityForm, template: str, engagement: Engagement, activity: Any = None
) -> ResponseReturnValue:
    """The form, for a new one or for one there is."""
    name = kind.__mapper__.polymorphic_identity
    page = render_template(
        template, form=form, engagement=engagement, activity=activity, kind=kind.card.name, endpoint=name
    )
    return page, form.status
