"""Making a check-back: of which themes, which challenges of an earlier round, and what staff write themselves."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.activities import for_staff
from coprod.activities.engagement import Engagement
from coprod.activities.life import NotAllowed
from coprod.changes import Clash
from coprod.check_backs.models import CheckBack
from coprod.database import db
from coprod.date_fields import LAST_MINUTE, closing_moment, refuse
from coprod.permissions import Permission, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.checking_back.forms import ChooseForm, NewForm
from coprod.questionnaires.checking_back.looks import remember_look
from coprod.questionnaires.checking_back.making import make
from coprod.questionnaires.checking_back.rounds import earlier_rounds
from coprod.questionnaires.editing.desk import to_write
from coprod.themes import who_spoke
from coprod.themes.models import Theme


@blueprint.route("/staff/check-backs/new", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def new_check_back() -> ResponseReturnValue:
    """Choose what people are asked to check. It stays a draft until somebody opens it."""
    engagement = for_staff.engagement(request.args.get("engagement", ""), to_change=request.method == "POST")
    engagement.must_not_be_archived()
    spoke = who_spoke.of_themes(engagement.id)
    form = NewForm(themes_of(engagement), spoke, earlier_rounds(engagement))
    if not form.only_looks and form.validate_on_submit():
        closes_at = closing_moment(form.closes_on.data, LAST_MINUTE)
        made = make(engagement, form.title.data or "", closes_at, form.chosen(), by=current_user.id)
        db.session.commit()
        return redirect(url_for(".challenges", slug=made.questionnaire.slug, made=1), 303)
    return choose_page(form, engagement=engagement)


@blueprint.route("/staff/check-backs/<slug>/choose", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def choose_challenges(slug: str) -> ResponseReturnValue:
    """The same for one that is there, and asks about nothing yet."""
    questionnaire = to_write(slug)
    check_back = CheckBack.of(questionnaire.id) or abort(404)
    if check_back.written:
        return redirect(url_for(".challenges", slug=slug), 303)
    engagement = questionnaire.engagement
    spoke = who_spoke.of_themes(engagement.id)
    opened = {"edited": str(questionnaire.edited)}
    form = ChooseForm(themes_of(engagement), spoke, earlier_rounds(engagement), data=opened)
    if not form.only_looks and form.validate_on_submit():
        try:
            check_back.begin(form.chosen(), by=current_user.id, seen=form.seen)
            db.session.commit()
            return redirect(url_for(".challenges", slug=slug, made=1), 303)
        except (NotAllowed, Clash) as refusal:
            db.session.rollback()
            form.edited.data = str(questionnaire.edited)
            refuse(form.themes, str(refusal) or "Somebody else changed this first. Press the button again")
    return choose_page(form, engagement=engagement, questionnaire=questionnaire)


def choose_page(form: ChooseForm, engagement: Engagement, **shown: object) -> ResponseReturnValue:
    """What there is to choose from, and how many spoke of each."""
    page = render_template("questionnaires/check_back/choose.html", form=form, engagement=engagement, **shown)
    remember_look(engagement.subject, form.spoke.values())
    return page, form.status


def themes_of(engagement: Engagement) -> list[Theme]:
    """What was heard in an engagement."""
    return Theme.in_use(engagement.id)
