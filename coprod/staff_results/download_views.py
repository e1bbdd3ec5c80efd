"""The responses to a questionnaire as files, for whoever shows once more who they are."""

from flask import abort, g, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit, zip_export
from coprod.accounts import tries
from coprod.accounts.forms import AnyCode
from coprod.accounts.once_more import proves
from coprod.accounts.views import WRONG_CODE, asked
from coprod.activities import for_staff
from coprod.counting.counting import WHO_COUNTS
from coprod.database import db
from coprod.permissions import Permission, requires
from coprod.questionnaires.models import Questionnaire
from coprod.staff_results.blueprint import blueprint
from coprod.staff_results.responses import files_of

TEMPLATE = "staff_results/download.html"


@blueprint.get("/<int:id>/responses")
@requires(Permission.DOWNLOAD_RESPONSES)
def responses(id: int) -> ResponseReturnValue:
    """What is in the files, and the box for a code."""
    return render_template(TEMPLATE, form=AnyCode(formdata=None), thing=questionnaire(id), who_counts=WHO_COUNTS)


@blueprint.post("/<int:id>/responses")
@requires(Permission.DOWNLOAD_RESPONSES)
def download(id: int) -> ResponseReturnValue:
    """The files, in one; who took them is written down before the first byte leaves."""
    thing, form, one = questionnaire(id), AnyCode(), None
    if form.validate():
        one = tries.signed_in(g.staff_session_id)
        if proves(current_user, form.one_time_code.data or "", one):
            files = files_of(thing)
            name = f"responses-{thing.slug}"
            audit.record("downloaded responses of", f"activity {id}", by=current_user)
            db.session.commit()
            return zip_export.attachment(name, files)
        form.one_time_code.errors = [one.wrong(WRONG_CODE)]
    return asked(TEMPLATE, form, one, thing=thing, who_counts=WHO_COUNTS)


def questionnaire(id: int) -> Questionnaire:
    """The one with this number, or 404."""
    thing = for_staff.activity(id)
    return thing if isinstance(thing, Questionnaire) else abort(404)
