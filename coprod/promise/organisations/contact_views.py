"""For staff: who to contact about each pledge."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit
from coprod.permissions import Permission, requires
from coprod.promise.blueprint import blueprint
from coprod.promise.organisations.contacts import contacts
from coprod.promise.register.public_pledges import PAGE
from coprod.public_ids import ListPlace
from coprod.text import row_number


@blueprint.get("/staff/pledges")
@requires(Permission.SEE_CONTACTS)
def staff_list() -> ResponseReturnValue:
    """Who to contact about each pledge. Opening it is recorded."""
    before = request.args.get("before", type=ListPlace.from_address)
    audit.look("read pledge contacts", "pledges", by=current_user, before=before and str(before))
    show, promise = request.args.get("show", ""), request.args.get("promise", type=row_number)
    found = contacts(before, show=show, promise=promise)
    older = str(found[PAGE - 1].place) if len(found) > PAGE else None
    return render_template(
        "promise/organisations/staff_list.html", pledges=found[:PAGE], older=older, show=show, of_one=promise
    )
