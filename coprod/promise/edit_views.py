"""For staff: the Promise is made, changed, and looked at as people will see it."""

from flask import url_for
from flask.typing import ResponseReturnValue

from coprod.activities import for_staff
from coprod.activities.edit_views import create_page, edit_page
from coprod.permissions import Permission, requires
from coprod.promise.blueprint import blueprint
from coprod.promise.edit_forms import PromiseForm
from coprod.promise.models import Promise
from coprod.promise.views import page


@blueprint.route("/staff/promise/new", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def create() -> ResponseReturnValue:
    """Make a Promise for an engagement."""
    return create_page(Promise, PromiseForm, "promise/edit.html")


@blueprint.route("/staff/promise/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def edit(slug: str) -> ResponseReturnValue:
    """Change what it means, and what it commits to."""
    return edit_page(Promise, PromiseForm, "promise/edit.html", slug)


@blueprint.get("/staff/promise/<slug>/preview")
@requires(Permission.EDIT_ACTIVITIES)
def preview(slug: str) -> ResponseReturnValue:
    """As everyone will see it, also while it is a draft."""
    promise = for_staff.of_kind(Promise, slug)
    return page(promise, "promise/preview.html", preview=True, edit_address=url_for(".edit", slug=slug))
