"""Moderators read one contribution, and decide."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import transactions
from coprod.concerns.letters import tell
from coprod.database import db
from coprod.moderation.blueprint import blueprint
from coprod.moderation.breaks.sitting import Sitting
from coprod.moderation.decision_forms import Approval, DecisionForm, Hiding, Rejection
from coprod.moderation.list_pane import ListPane
from coprod.moderation.next_to_read import go_on
from coprod.moderation.one_contribution import Item, LastDecision
from coprod.moderation.queue import QueueFilters, QueuePlace, is_left
from coprod.moderation.two_people import NotSeen, first_yeses, must_be_seen
from coprod.participation.history import history_of
from coprod.participation.move import AlreadyMoved, MoveRefused, Status
from coprod.participation.submission import Submission
from coprod.partnership.reason import Reason
from coprod.permissions import Permission, requires
from coprod.public_ids import find, public_id
from coprod.reading.claims import Claim, ClaimedBySomebodyElse
from coprod.reading.found_words import marked
from coprod.reading.waiting import Wait


@blueprint.get("/<public_id:id>")
@requires(Permission.READ_QUEUE)
def show(id: str) -> ResponseReturnValue:
    """One submission, with the rest of its contribution."""
    return item_page(id)


@blueprint.post("/<public_id:id>/preview")
@requires(Permission.MODERATE)
def preview(id: str) -> ResponseReturnValue:
    """How the words will read: for those without a script that shows it at once. Nothing is decided."""
    submission = to_decide(find(Submission, id))
    if submission.status is not Status.PENDING or not submission.words:
        return redirect(url_for(".show", id=id, **QueueFilters.from_address(request.args).address()), 303)
    form = Hiding(submission, Reason.offered())
    is_right = form.validate()
    go_on_holding(submission)
    return item_page(id, form), 200 if is_right else 422


@blueprint.post("/<public_id:id>/approve")
@requires(Permission.MODERATE)
def approve(id: str) -> ResponseReturnValue:
    """The words may stand, without those to hide."""

    def verb(submission: Submission, form: Approval, by: int, **how: Any) -> object:
        must_be_seen(submission, form.first.data, by=by)
        return submission.approve(hide=form.hides(), no_worry=form.no_worry.data, by=by, **how)

    return decided(id, Approval, verb)


@blueprint.post("/<public_id:id>/reject")
@requires(Permission.MODERATE)
def reject(id: str) -> ResponseReturnValue:
    """The words cannot be used."""

    def verb(submission: Submission, form: Rejection, **how: Any) -> object:
        return submission.reject(reason=form.reason.data, no_worry=form.no_worry.data, **how)

    return decided(id, Rejection, verb)


@blueprint.post("/<public_id:id>/escalate")
@requires(Permission.MODERATE)
def escalate(id: str) -> ResponseReturnValue:
    """Someone may not be safe: that never waits for whoever has it open."""

    def verb(submission: Submission, form: DecisionForm, **how: Any) -> None:
        submission.escalate(**how)
        tell()

    return decided(id, DecisionForm, verb, by_anybody=True, were_seen=False)


@blueprint.post("/<public_id:id>/return-to-queue")
@requires(Permission.MODERATE)
def return_to_queue(id: str) -> ResponseReturnValue:
    """A decision is taken back: the words wait to be read again."""
    return decided(id, DecisionForm, lambda submission, form, **how: submission.return_to_queue(**how))


@blueprint.post("/<public_id:id>/undo")
@requires(Permission.MODERATE)
def undo(id: str) -> ResponseReturnValue:
    """One's own decision of a moment ago is taken back, whoever has the rest open."""

    def verb(submission: Submission, form: DecisionForm, by: int, seen: int | None, note: str) -> object:
        return submission.undo(by=by, seen=seen)

    return decided(id, DecisionForm, verb, by_anybody=True, then=back_to_it)


def decided(
    id: str,
    Decision: type[DecisionForm],
    verb: Callable[..., object],
    *,
    by_anybody: bool = False,
    were_seen: bool = True,
    then: Callable[[Submission, DecisionForm, int, QueuePlace], ResponseReturnValue] | None = None,
) -> ResponseReturnValue:
    """Carry out one decision and go on to the next, or say why not and give back what was typed."""
    reader = current_user.id
    submission = to_decide(Submission.locked(id))
    form = Decision(submission, Reason.offered())
    try:
        submission.must_be_as_seen(form.seen.data)
        if submission.status is Status.ESCALATED:
            raise MoveRefused("The safeguarding lead decides about this now.")
        if not by_anybody:
            Claim.must_not_be_others(submission.contribution_id, by=reader)
        if not form.validate():
            go_on_holding(submission)
            return item_page(id, form, were_seen=were_seen), 422
        place = QueuePlace.of(submission.contribution)  # while it is known when it came
        verb(submission, form, by=reader, note=form.note.data or "", seen=form.seen.data)
    except (AlreadyMoved, ClaimedBySomebodyElse, NotSeen) as refused:
        return item_page(id, form, refused), 409
    except MoveRefused as refused:
        return item_page(id, form, refused), 422
    return (then or finished)(submission, form, reader, place)


def to_decide(submission: Submission | None) -> Submission:
    """A submission that whoever asks may decide about; 404 when it is of an engagement they have no part in."""
    if submission is None:
        abort(404)
    if current_user.reach(Permission.MODERATE) is not None:  # most may everywhere: nothing more is asked for them
        engagement_id = submission.contribution.activity.engagement_id
        return submission if current_user.may(Permission.MODERATE, engagement_id) else abort(404)
    return submission


def finished(submission: Submission, form: DecisionForm, reader: int, place: QueuePlace) -> ResponseReturnValue:
    """It is decided. The rest of the contribution stays with this person; if there is none, they go on."""
    contribution = submission.contribution
    address: dict[str, Any] = {"done": submission.public_id}
    is_hard = form.was_hard or submission.status is Status.ESCALATED
    if is_hard and Sitting(session).met_something_hard(submission.public_id):
        address["rest"] = 1
    if is_left(contribution.id, reader):
        Claim.take(contribution.id, by=reader)
    else:
        Claim.give_back(contribution.id, by=reader)
    db.session.commit()
    return go_on(reader, place, **address)


def back_to_it(submission: Submission, form: DecisionForm, reader: int, place: QueuePlace) -> ResponseReturnValue:
    """It waits again, and this person reads it again."""
    Claim.take(submission.contribution_id, by=reader)
    db.session.commit()
    id = submission.public_id
    return redirect(url_for(".show", id=id, done=id, **QueueFilters.from_address(request.args).address()), 303)


def go_on_holding(submission: Submission) -> None:
    """Nothing is decided yet, but this person is at it."""
    Claim.take(submission.contribution_id, by=current_user.id)
    db.session.commit()


def item_page(
    id: str, form: DecisionForm | None = None, refused: MoveRefused | None = None, *, were_seen: bool = True
) -> str:
    """The page of one contribution; `form` is the decision on submission `id` that did not go through, and why.

    Hard words are covered unless they `were_seen` by whoever sent that form: one can take over, or escalate, unseen.
    """
    if form is not None:
        db.session.rollback()
        transactions.end_writing()
    item = Item.with_submission(id) or abort(404)
    contribution = item.contribution
    reasons, firsts = Reason.offered(), first_yeses(contribution)
    befores = {id: first.hides for id, first in firsts.items()}
    shown = {s.public_id: s for s in contribution.submissions}
    forms = {id: DecisionForm(s, reasons, befores.get(s.id), formdata=None) for id, s in shown.items()}
    filters = QueueFilters.from_address(request.args)
    # What was typed goes back into its form, unless that form is not the one the page shows now.
    if form is not None and (refused is None or shown[id].status is Status.PENDING):
        forms[id] = form
    return render_template(
        "moderation/show.html",
        item=item,
        contribution=contribution,
        current=id,
        firsts=firsts,
        forms=forms,
        form=form,
        were_seen=form is not None and were_seen,
        refused=refused,
        already_moved=isinstance(refused, AlreadyMoved),
        history=history_of(contribution.id),
        wait=Wait(contribution.received_at, contribution.submitted_on),
        filters=filters,
        listed=ListPane.beside(item, filters, current_user.id),
        marked=marked,
        done=done(),
        rest="rest" in request.args,
    )


def done() -> LastDecision | None:
    """The decision that led here."""
    id = request.args.get("done", type=public_id)
    return LastDecision.about(id, current_user.id) if id else None
