"""For staff: the Promise as people will see it."""

from flask import url_for
from flask.typing import ResponseReturnValue

from coprod.activities import for_staff
from coprod.permissions import Permission, requires
from coprod.promise.blueprint import blueprint
from coprod.promise.models import Promise
from coprod.promise.views import page


@blueprint.get("/staff/promise/<slug>/preview")
@requires(Permission.EDIT_ACTIVITIES)
def preview(slug: str) -> ResponseReturnValue:
    """Also while it is a draft."""
    promise = for_staff.of_kind(Promise, slug)
    edit = url_for("engagements.edit_activity", id=promise.id)
    return page(promise, "promise/preview.html", preview=True, edit_address=edit)
