"""The pages of the public register: the newest pledges, each commitment with who keeps it, and earlier words."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from coprod.permissions import public
from coprod.promise.blueprint import blueprint
from coprod.promise.models import Promise
from coprod.promise.register import by_commitment, public_pledges as register, what_moved
from coprod.promise.register.filters import RegisterFilters
from coprod.promise.register.public_pledges import PAGE
from coprod.public_ids import ListPlace


@blueprint.get("/promise/<slug>/pledges")
@public
def pledges(slug: str) -> ResponseReturnValue:
    """The public register, the newest first."""
    promise = Promise.find_public(slug) or abort(404)
    wanted = RegisterFilters.from_address(request.args)
    before = request.args.get("before", type=ListPlace.from_address)
    found = register.public_pledges(promise, wanted=wanted, before=before, limit=PAGE + 1)
    return render_template(
        "promise/register/pledges.html",
        promise=promise,
        pledges=found[:PAGE],
        count=register.count_organisations(promise, wanted),
        wanted=wanted,
        sectors=register.sectors(promise),
        definition_moved=what_moved.last_moved(promise).get("definition"),
        older=str(found[PAGE - 1].place) if len(found) > PAGE else None,
    )


@blueprint.get("/promise/<slug>/commitments")
@public
def commitments(slug: str) -> ResponseReturnValue:
    """The same register by commitment: who pledged to each, now and in earlier words."""
    promise = Promise.find_public(slug) or abort(404)
    wanted = RegisterFilters.from_address(request.args)
    made_now, replaced = by_commitment.by_commitment(promise, wanted)
    return render_template(
        "promise/register/commitments.html",
        promise=promise,
        made_now=made_now,
        replaced=replaced,
        count=register.count_organisations(promise, wanted),
        wanted=wanted,
        sectors=register.sectors(promise),
    )


@blueprint.get("/promise/<slug>/changes")
@public
def changes(slug: str) -> ResponseReturnValue:
    """What changed in the Promise: each earlier version beside the one that took its place."""
    promise = Promise.find_public(slug) or abort(404)
    return render_template("promise/register/changes.html", promise=promise, moved=what_moved.what_moved(promise))
