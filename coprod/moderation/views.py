"""Moderators read what waits, and decide."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from coprod import database
from coprod.database import db
from coprod.moderation import queue as waiting
from coprod.moderation.forms import Approval, DecisionForm, Rejection
from coprod.moderation.marks import marked, tags
from coprod.moderation.queue import Filters, Tally
from coprod.participation.activity import Activity
from coprod.participation.contribution import Audience, Contribution
from coprod.participation.history import history_of
from coprod.participation.submission import AlreadyMoved, MoveRefused, Status, Submission
from coprod.participation.waiting import Wait
from coprod.partnership.models import District, Reason
from coprod.permissions import Permission, requires
from coprod.text import row_number

blueprint = Blueprint("moderation", __name__, url_prefix="/staff/moderation")


@blueprint.get("")
@requires(Permission.READ_QUEUE)
def queue() -> ResponseReturnValue:
    """Everything that waits, oldest first."""
    filters = Filters.from_address(request.args)
    after = request.args.get("after", type=row_number)
    return render_template(
        "moderation/queue.html",
        filters=filters,
        page=waiting.page(filters, after),
        tally=Tally(),
        channels=Activity.channels(),
        audiences=Audience,
        tags=tags,
        snippet=waiting.SNIPPET,
        is_first_page=after is None,
        done=done(),
    )


@blueprint.get("/<int:id>")
@requires(Permission.READ_QUEUE)
def show(id: int) -> ResponseReturnValue:
    """One submission, with the rest of its contribution."""
    return shown(id)


@blueprint.post("/<int:id>/approve")
@requires(Permission.MODERATE)
def approve(id: int) -> ResponseReturnValue:
    """The words may stand, without those to hide."""
    return decided(id, Approval, lambda submission, form, **how: submission.approve(hide=form.hides(), **how))


@blueprint.post("/<int:id>/reject")
@requires(Permission.MODERATE)
def reject(id: int) -> ResponseReturnValue:
    """The words cannot be used."""
    return decided(id, Rejection, lambda submission, form, **how: submission.reject(reason=form.reason.data, **how))


@blueprint.post("/<int:id>/escalate")
@requires(Permission.MODERATE)
def escalate(id: int) -> ResponseReturnValue:
    """Someone may not be safe."""
    return decided(id, DecisionForm, lambda submission, form, **how: submission.escalate(**how))


@blueprint.post("/<int:id>/return-to-queue")
@requires(Permission.MODERATE)
def return_to_queue(id: int) -> ResponseReturnValue:
    """A decision is taken back: the words wait to be read again."""
    return decided(id, DecisionForm, lambda submission, form, **how: submission.return_to_queue(**how))


def decided(id: int, Decision: type[DecisionForm], verb: Callable[..., object]) -> ResponseReturnValue:
    """Carry out one decision and go on to the next, or say why not and give back what was typed."""
    submission = Submission.locked(id) or abort(404)
    form = Decision(submission, Reason.all())
    try:
        submission.must_be_as_seen(form.seen.data)
        if submission.status is Status.ESCALATED:
            raise MoveRefused("The safeguarding lead decides about this now.")
        if not form.validate():
            return shown(id, form), 422
        verb(submission, form, by=current_user.id, note=form.note.data or "", seen=form.seen.data)
    except AlreadyMoved as refused:
        return shown(id, form, refused), 409
    except MoveRefused as refused:
        return shown(id, form, refused), 422
    db.session.commit()
    return go_on(submission)


def go_on(submission: Submission) -> ResponseReturnValue:
    """To what waits next in the same part of the queue; to the list when nothing does."""
    database.end_writing()  # looking for it only reads: other people's words need not wait
    filters = Filters.from_address(request.args)
    following = waiting.next_waiting(filters, submission.contribution)
    if following is None:
        return redirect(url_for(".queue", done=submission.id, **filters.address()), 303)
    same = following.contribution_id == submission.contribution_id
    place: dict[str, Any] = {"_anchor": f"s{following.id}"} if same else {}
    return redirect(url_for(".show", id=following.id, done=submission.id, **filters.address(), **place), 303)


def shown(id: int, form: DecisionForm | None = None, refused: MoveRefused | None = None) -> str:
    """The page of one contribution; `form` is the decision on submission `id` that did not go through, and why."""
    if form is not None:
        db.session.rollback()
        database.end_writing()
    contribution, district = read(id)
    reasons = Reason.all()
    forms = {s.id: DecisionForm(s, reasons, formdata=None) for s in contribution.submissions}
    # What was typed goes back into its form, unless that form is not the one the page shows now.
    if form is not None and (refused is None or db.session.get_one(Submission, id).status is Status.PENDING):
        forms[id] = form
    return render_template(
        "moderation/show.html",
        contribution=contribution,
        district=district,
        current=id,
        forms=forms,
        form=form,
        refused=refused,
        already_moved=isinstance(refused, AlreadyMoved),
        history=history_of(contribution.id),
        wait=Wait(contribution.received_at, contribution.submitted_on),
        channels=Activity.channels(),
        filters=Filters.from_address(request.args),
        marked=marked,
        done=done(),
    )


def read(id: int) -> tuple[Contribution, str | None]:
    """The contribution that a submission belongs to, with its activity, and where the person lives."""
    of = select(Submission.contribution_id).where(Submission.id == id).scalar_subquery()
    row = (
        db.session.execute(
            select(Contribution, District.name)
            .join(Contribution.activity)
            .join(Contribution.submissions)
            .outerjoin(District, District.slug == Contribution.district_slug)
            .where(Contribution.id == of)
            .order_by(Submission.id)
            .options(contains_eager(Contribution.activity), contains_eager(Contribution.submissions))
        )
        .unique()
        .first()
    )
    return (row[0], row[1]) if row else abort(404)


def done() -> tuple[int, Status] | None:
    """The decision that led here, to confirm it: which submission, and what it is now."""
    id = request.args.get("done", type=row_number)
    status = id and db.session.scalar(select(Submission.status).where(Submission.id == id))
    return (id, status) if id and status else None
