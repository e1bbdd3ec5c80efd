"""Making a check-back: of which themes, which challenges of an earlier round, and what staff write themselves."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from coprod.activities import for_staff
from coprod.activities.engagement import Engagement
from coprod.check_backs import who_spoke
from coprod.check_backs.challenge import Challenge
from coprod.check_backs.models import CheckBack
from coprod.database import db
from coprod.date_fields import LAST_MINUTE, closing_moment
from coprod.permissions import Permission, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.checking_back.forms import ChooseForm
from coprod.questionnaires.checking_back.making import make
from coprod.themes.models import Theme


@blueprint.route("/staff/check-backs/new", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def new_check_back() -> ResponseReturnValue:
    """Choose what people are asked to check. It stays a draft until somebody opens it."""
    engagement = for_staff.engagement(request.args.get("engagement", ""), to_change=request.method == "POST")
    engagement.must_not_be_archived()
    spoke = who_spoke.of_themes(engagement.id)
    form = ChooseForm(themes_of(engagement), spoke, earlier_rounds(engagement))
    if not form.only_looks and form.validate_on_submit():
        closes_at = closing_moment(form.closes_on.data, LAST_MINUTE)
        made = make(engagement, form.title.data or "", closes_at, form.chosen(), by=current_user.id)
        db.session.commit()
        return redirect(url_for(".challenges", slug=made.questionnaire.slug, made=1), 303)
    return render_template("questionnaires/check_back/choose.html", form=form, engagement=engagement), form.status


def themes_of(engagement: Engagement) -> list[Theme]:
    """What was heard in an engagement."""
    return list(db.session.scalars(select(Theme).where(Theme.engagement_id == engagement.id).order_by(Theme.id)))


def earlier_rounds(engagement: Engagement) -> list[Challenge]:
    """The challenges that people of this engagement have been asked about, round by round."""
    rounds = [each for each in CheckBack.in_engagement(engagement.id) if each.questionnaire.was_public]
    return [one.by_key[facts["key"]] for one in rounds for facts in one.read if facts["key"] in one.by_key]
