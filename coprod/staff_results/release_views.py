"""For staff: what a release does, the release as people will see it, and the two people who make it."""

from collections.abc import Callable, Mapping

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit, jobs
from coprod.activities import for_staff
from coprod.activities.life import NotAllowed
from coprod.changes import Clash
from coprod.database import db
from coprod.permissions import Permission, requires
from coprod.results.gate import Gate, gate, who_may_agree
from coprod.results.meanings import HOW, LONGEST, Meaningless, meanings
from coprod.results.published import Published, ReleaseRequest, looks
from coprod.results.releasable import Releasable
from coprod.results.release_pages.pictures import draw_soon
from coprod.results.release_pages.release_page import sections
from coprod.results.release_pages.released import results_page
from coprod.staff_results.blueprint import blueprint


@blueprint.get("/<int:id>/release")
@requires(Permission.RELEASE)
def release(id: int) -> ResponseReturnValue:
    """What this release does with each group, and who has asked for it. A look at small numbers is written down."""
    return shown(found(id))


@blueprint.get("/<int:id>/release/preview")
@requires(Permission.RELEASE)
def preview_release(id: int) -> ResponseReturnValue:
    """The page as people will see it."""
    activity = found(id)
    try:
        waits = gate(activity)
    except NotAllowed:
        return redirect(url_for(".release", id=id), 303)
    said = waits.request.meanings if waits.request else {}
    return results_page(activity, waits.release, waits.number, meanings=said, preview=True)


@blueprint.post("/<int:id>/release/ask")
@requires(Permission.RELEASE)
def ask_for_release(id: int) -> ResponseReturnValue:
    """Say what the figures mean, and ask a second person to agree."""

    def ask(waits: Gate) -> None:
        said = meanings(typed(waits))
        ReleaseRequest.ask(waits.activity, waits.release, by=current_user.id, meanings=said)
        audit.record("asked for a release", waits.activity.subject, by=current_user, number=waits.number)

    return taken(id, ask)


@blueprint.post("/<int:id>/release/take-back")
@requires(Permission.RELEASE)
def take_back_release(id: int) -> ResponseReturnValue:
    """It is not to be made, or not yet: whoever asked, or somebody who does not agree."""

    def take_back(waits: Gate) -> None:
        that_waits(waits).take_back()
        audit.record("took back a release", waits.activity.subject, by=current_user, number=waits.number)

    return taken(id, take_back)


@blueprint.post("/<int:id>/release/agree")
@requires(Permission.RELEASE)
def agree_to_release(id: int) -> ResponseReturnValue:
    """The second person agrees, and it is out."""

    def agree(waits: Gate) -> None:
        made = that_waits(waits).agree(waits.release, by=current_user.id, seen=request.form.get("seen", ""))
        audit.record("released results", waits.activity.subject, by=current_user, number=made.number)
        jobs.run_afterwards(draw_soon)

    return taken(id, agree)


def found(id: int, *, to_change: bool = False) -> Releasable:
    """An activity of which figures are released, or 404; held when it is about to change."""
    activity = for_staff.activity(id, to_change=to_change)
    return activity if isinstance(activity, Releasable) else abort(404)


def typed(waits: Gate) -> dict[str, str]:
    """What somebody says of each table: the boxes are numbered in the order of the page."""
    names = [section.name for section in sections(waits.release)]
    return {name: request.form.get(f"meaning-{number}", "") for number, name in enumerate(names, start=1)}


def that_waits(waits: Gate) -> ReleaseRequest:
    """What somebody asked for."""
    if waits.request is None:
        raise NotAllowed("Nobody asks for a release now: somebody agreed to it or took it back. This is how it is.")
    return waits.request


def taken(id: int, step: Callable[[Gate], None]) -> ResponseReturnValue:
    """One step of the two, while nobody else takes one."""
    activity = found(id, to_change=True)
    try:
        step(gate(activity))
    except Meaningless as refusal:
        db.session.rollback()
        return shown(found(id), problems=refusal.problems), 422
    except (NotAllowed, Clash) as refusal:
        db.session.rollback()
        problem = str(refusal) or "Somebody else changed this first. This is how it is now."
        return shown(found(id), problem), 409
    db.session.commit()
    return redirect(url_for(".release", id=id), 303)


def shown(activity: Releasable, problem: str = "", problems: Mapping[str, str] | None = None) -> str:
    """The page."""
    out = Published.of(activity.id)
    more: dict[str, object] = {}
    try:
        waits = gate(activity)
        if waits.has_small_numbers and request.method != "POST":
            audit.look("looked at what a release does", activity.subject, current_user)
        asker = waits.asked_by
        said = waits.request.meanings if waits.request else typed(waits)
        more = {
            "gate": waits,
            "asked_by": asker,
            "is_mine": asker is not None and asker.id == current_user.id,
            "others": who_may_agree(asker.id if asker else current_user.id),
            "looks": looks(waits.release, waits.request.meanings if waits.request else None),
            "nothing_new": bool(waits.last and waits.release.counted == waits.last.whole.counted),
            "tables": [
                (f"meaning-{number}", each, said.get(each.name, ""))
                for number, each in enumerate(sections(waits.release), start=1)
                if each.key
            ],
            "how": HOW,
            "longest": LONGEST,
        }
    except NotAllowed as refusal:
        problem = problem or str(refusal)
    return render_template(
        "staff_results/release.html", activity=activity, out=out, problem=problem, problems=problems or {}, **more
    )
