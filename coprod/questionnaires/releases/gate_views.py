"""For staff: what a release does, the release as people will see it, and the two people who make it."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit, jobs
from coprod.activities import for_staff
from coprod.activities.life import NotAllowed
from coprod.changes import Clash
from coprod.database import db
from coprod.permissions import Permission, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.releases.gate import Gate, gate, who_may_agree
from coprod.questionnaires.releases.results_views import results_page
from coprod.results.pictures import draw_soon
from coprod.results.published import Published, ReleaseRequest, looks
from coprod.transactions import write_transaction


@blueprint.get("/staff/results/<slug>/release")
@requires(Permission.RELEASE)
def release(slug: str) -> ResponseReturnValue:
    """What this release does with each group, and who has asked for it. A look at small numbers is written down."""
    return shown(for_staff.of_kind(Questionnaire, slug))


@blueprint.get("/staff/results/<slug>/release/preview")
@requires(Permission.RELEASE)
def preview_release(slug: str) -> ResponseReturnValue:
    """The page as people will see it."""
    questionnaire = for_staff.of_kind(Questionnaire, slug)
    try:
        waits = gate(questionnaire)
    except NotAllowed:
        return redirect(url_for(".release", slug=slug), 303)
    return results_page(questionnaire, waits.release, waits.number, preview=True)


@blueprint.post("/staff/results/<slug>/release/ask")
@requires(Permission.RELEASE)
def ask_for_release(slug: str) -> ResponseReturnValue:
    """Ask a second person to agree."""

    def ask(waits: Gate) -> None:
        ReleaseRequest.ask(waits.questionnaire, waits.release, by=current_user.id)
        audit.record("asked for a release", waits.questionnaire.subject, by=current_user, number=waits.number)

    return taken(slug, ask)


@blueprint.post("/staff/results/<slug>/release/take-back")
@requires(Permission.RELEASE)
def take_back_release(slug: str) -> ResponseReturnValue:
    """It is not to be made, or not yet: whoever asked, or somebody who does not agree."""

    def take_back(waits: Gate) -> None:
        that_waits(waits).take_back()
        audit.record("took back a release", waits.questionnaire.subject, by=current_user, number=waits.number)

    return taken(slug, take_back)


@blueprint.post("/staff/results/<slug>/release/agree")
@requires(Permission.RELEASE)
def agree_to_release(slug: str) -> ResponseReturnValue:
    """The second person agrees, and it is out."""

    def agree(waits: Gate) -> None:
        made = that_waits(waits).agree(waits.release, by=current_user.id, seen=request.form.get("seen", ""))
        audit.record("released results", waits.questionnaire.subject, by=current_user, number=made.number)
        jobs.run_afterwards(draw_soon)

    return taken(slug, agree)


def that_waits(waits: Gate) -> ReleaseRequest:
    """What somebody asked for."""
    if waits.request is None:
        raise NotAllowed("Nobody asks for a release now: somebody agreed to it or took it back. This is how it is.")
    return waits.request


def taken(slug: str, step: Callable[[Gate], None]) -> ResponseReturnValue:
    """One step of the two, while nobody else takes one."""
    questionnaire = for_staff.of_kind(Questionnaire, slug)
    for_staff.activity(questionnaire.id, to_change=True)
    try:
        step(gate(questionnaire))
    except (NotAllowed, Clash) as refusal:
        db.session.rollback()
        problem = str(refusal) or "Somebody else changed this first. This is how it is now."
        return shown(for_staff.of_kind(Questionnaire, slug), problem), 409
    db.session.commit()
    return redirect(url_for(".release", slug=slug), 303)


def shown(questionnaire: Questionnaire, problem: str = "") -> str:
    """The page."""
    out = Published.of(questionnaire.id)
    more: dict[str, object] = {}
    try:
        waits = gate(questionnaire)
        if waits.has_small_numbers and request.method == "GET":
            with write_transaction():
                audit.record("looked at what a release does", questionnaire.subject, by=current_user)
        asker = waits.asked_by
        more = {
            "gate": waits,
            "asked_by": asker,
            "is_mine": asker is not None and asker.id == current_user.id,
            "others": who_may_agree(asker.id if asker else current_user.id),
            "looks": looks(waits.release),
            "nothing_new": bool(waits.last and waits.release.counted == waits.last.whole.counted),
        }
    except NotAllowed as refusal:
        problem = problem or str(refusal)
    return render_template(
        "questionnaires/releases/gate.html", questionnaire=questionnaire, out=out, problem=problem, **more
    )
