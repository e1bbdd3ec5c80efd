"""The pages of the public register."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from coprod.partnership.sectors import Sector
from coprod.permissions import public
from coprod.promise.blueprint import blueprint
from coprod.promise.models import Promise
from coprod.promise.register import public_pledges as register
from coprod.public_ids import ListPlace


@blueprint.get("/promise/<slug>/pledges")
@public
def pledges(slug: str) -> ResponseReturnValue:
    """The public register."""
    promise = Promise.find_public(slug) or abort(404)
    sector = request.args.get("sector", type=Sector)
    before = request.args.get("before", type=ListPlace.from_address)
    found = register.public_pledges(promise, sector=sector, before=before)
    return render_template(
        "promise/register/pledges.html",
        promise=promise,
        pledges=found,
        count=register.count_organisations(promise, sector),
        sector=sector,
        sectors=Sector,
        older=str(found[-1].place) if len(found) == register.PAGE else None,
    )
