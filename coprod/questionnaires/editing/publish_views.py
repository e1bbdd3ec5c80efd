"""Publishing what was written, and the versions that there have been."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from coprod.accounts.models import User
from coprod.activities import for_staff
from coprod.activities.life import NeedsReason, NotAllowed
from coprod.changes import Clash
from coprod.database import db
from coprod.date_fields import refuse
from coprod.permissions import Permission, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.editing.desk import Desk, to_write
from coprod.questionnaires.editing.differences import differences
from coprod.questionnaires.editing.forms import PublishForm
from coprod.questionnaires.facts import facts_of
from coprod.questionnaires.models import Questionnaire


@blueprint.route("/staff/questionnaires/<slug>/publish", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def publish(slug: str) -> ResponseReturnValue:
    """What will be asked from now on that is not asked now; why; and which answers count together."""
    desk = Desk(to_write(slug))
    questionnaire = desk.questionnaire
    reworded = {each.became.key: each for each in questionnaire.reworded()}
    form = PublishForm.of({key: each.became.prompt for key, each in reworded.items()}, questionnaire.edited)
    if form.validate_on_submit():
        try:
            questionnaire.publish(
                by=current_user.id, seen=form.seen, reason=form.reason.data or "", counts=form.counts()
            )
            db.session.commit()
            return redirect(url_for(".versions", slug=slug, published=1), 303)
        except (NeedsReason, NotAllowed) as refusal:
            db.session.rollback()
            refuse(form.reason, str(refusal))
        except Clash:
            db.session.rollback()
            return redirect(url_for(".publish", slug=slug, changed=1), 303)
    changes = questionnaire.changes_to_publish()
    page = render_template("questionnaires/edit/publish.html", desk=desk, form=form, changes=changes, reworded=reworded)
    return page, form.status


@blueprint.get("/staff/questionnaires/<slug>/versions")
@requires(Permission.EDIT_ACTIVITIES)
def versions(slug: str) -> ResponseReturnValue:
    """Every version: which is open, when it came and by whom, and what it changed."""
    questionnaire = for_staff.of_kind(Questionnaire, slug)
    facts = [questionnaire.in_words(facts_of(version)) for version in questionnaire.versions]
    changed = [differences(was, became) for was, became in zip(facts, facts[1:], strict=False)]
    by = {version.published_by_id for version in questionnaire.versions}
    names = {user.id: user.name for user in db.session.scalars(select(User).where(User.id.in_(by - {None})))}
    listed = list(zip(questionnaire.versions, [[], *changed], strict=True))
    return render_template(
        "questionnaires/edit/versions.html", questionnaire=questionnaire, listed=listed[::-1], names=names
    )
