"""Who reads what: the list, and every way to take words from it or to hand them back."""

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.database import db
from coprod.moderation import bulk
from coprod.moderation.blueprint import blueprint
from coprod.moderation.breaks.sitting import Sitting
from coprod.moderation.bulk_report import Report
from coprod.moderation.decision_forms import DecisionForm
from coprod.moderation.decision_views import done, item_page, to_decide
from coprod.moderation.list_pane import ListPane
from coprod.moderation.next_to_read import go_on
from coprod.moderation.one_contribution import Item
from coprod.moderation.queue import QueueFilters, QueuePlace
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.partnership.reason import Reason
from coprod.permissions import Permission, requires
from coprod.public_ids import find, public_id
from coprod.reading.claims import Claim
from coprod.reading.found_words import found, warning


@blueprint.get("")
@requires(Permission.READ_QUEUE)
def queue() -> ResponseReturnValue:
    """Everything that waits, oldest first."""
    filters = QueueFilters.from_address(request.args)
    after = request.args.get("after", type=public_id)
    report = Report.from_address(request.args)
    return render_template(
        "moderation/queue.html",
        filters=filters,
        listed=ListPane.after(after, filters, current_user.id),
        done=done(),
        report=report,
        may_undo=report is not None and bulk.may_be_undone(report.undo, by=current_user.id),
        nothing_free="nothing_free" in request.args,
        rest="rest" in request.args,
    )


@blueprint.post("/start")
@requires(Permission.MODERATE)
def start() -> ResponseReturnValue:
    """Read what has waited longest and nobody else has open."""
    return go_on(current_user.id)


@blueprint.post("/<public_id:id>/open")
@requires(Permission.MODERATE)
def open(id: str) -> ResponseReturnValue:
    """Read one from the list. It is held for some minutes, unless somebody else has it: then their name is there."""
    item = Item.with_submission(id) or abort(404)
    if item.waits:
        Claim.take(item.contribution.id, by=current_user.id)
        db.session.commit()
    return redirect(url_for(".show", id=id, **QueueFilters.from_address(request.args).address()), 303)


@blueprint.post("/<public_id:id>/take-over")
@requires(Permission.MODERATE)
def take_over(id: str) -> ResponseReturnValue:
    """Read it in place of whoever has it open. What was typed is still there."""
    submission = to_decide(find(Submission, id))
    form = DecisionForm(submission, Reason.offered())
    Claim.take(submission.contribution_id, by=current_user.id, over=True)
    db.session.commit()
    return item_page(id, form, were_seen=False)


@blueprint.post("/<public_id:id>/another")
@requires(Permission.MODERATE)
def another(id: str) -> ResponseReturnValue:
    """Give this one back and take the next. Nobody asks why, and nothing is written down about it."""
    item = Item.with_submission(id) or abort(404)
    reader, contribution = current_user.id, item.contribution
    place = QueuePlace.of(contribution)
    sitting, address = Sitting(session), {}
    sitting.pass_over(contribution.public_id)
    waiting = (s for s in contribution.submissions if s.status is Status.PENDING)
    hard = next((s.public_id for s in waiting if warning(found(s.words or "", s.findings))), None)
    if hard and sitting.met_something_hard(hard):
        address["rest"] = 1
    Claim.give_back(contribution.id, by=reader)
    db.session.commit()
    return go_on(reader, place, **address)


@blueprint.post("/stop")
@requires(Permission.MODERATE)
def stop() -> ResponseReturnValue:
    """Enough for now: others may read what this person had open."""
    Claim.give_all_back(by=current_user.id)
    db.session.commit()
    return redirect(url_for("staff_home.show"), 303)


@blueprint.post("/approve-ticked")
@requires(Permission.MODERATE)
def approve_ticked() -> ResponseReturnValue:
    """Approve together what the list showed in full, where nothing was found."""
    report = bulk.approve_ticked(bulk.read_ticks(request.form.getlist("ticked")), by=current_user.id)
    db.session.commit()
    return redirect(url_for(".queue", **report.address(), **QueueFilters.from_address(request.args).address()), 303)


@blueprint.post("/undo-approvals")
@requires(Permission.MODERATE)
def undo_approvals() -> ResponseReturnValue:
    """One's own approvals of a moment ago, many at once, are taken back."""
    report = bulk.undo_approvals(bulk.read_ticks(request.form.getlist("ticked")), by=current_user.id)
    db.session.commit()
    return redirect(url_for(".queue", **report.address(), **QueueFilters.from_address(request.args).address()), 303)
