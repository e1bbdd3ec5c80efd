"""What becomes of words that were escalated, and of private fields that are held, once the lead lets them go."""

from collections.abc import Callable

from flask import abort
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit
from coprod.concerns.concern import Concern
from coprod.concerns.step import StepKind
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.move import AlreadyMoved, MoveRefused, Status
from coprod.participation.submission import Submission
from coprod.permissions import Permission, requires
from coprod.safeguarding.blueprint import blueprint
from coprod.safeguarding.forms import ApprovedRelease, EndForm, RejectedRelease, Release
from coprod.safeguarding.queue_views import concern_page
from coprod.safeguarding.step_views import finish


@blueprint.post("/<int:id>/return-to-queue")
@requires(Permission.READ_CONCERNS)
def return_to_queue(id: int) -> ResponseReturnValue:
    """Moderators read the words again, and decide."""
    return released(id, Release, lambda submission, form, **how: submission.return_to_queue(**how))


@blueprint.post("/<int:id>/approve")
@requires(Permission.READ_CONCERNS)
def approve(id: int) -> ResponseReturnValue:
    """The words may stand as they were written."""
    return released(id, ApprovedRelease, lambda submission, form, **how: submission.approve(**how))


@blueprint.post("/<int:id>/reject")
@requires(Permission.READ_CONCERNS)
def reject(id: int) -> ResponseReturnValue:
    """The words cannot be used; their author reads the reason."""
    return released(
        id, RejectedRelease, lambda submission, form, **how: submission.reject(reason=form.reason.data, **how)
    )


@blueprint.post("/<int:id>/release")
@requires(Permission.READ_CONCERNS)
def release(id: int) -> ResponseReturnValue:
    """Those who work with it read a private field again."""
    concern = Concern.locked(id) or abort(404)
    # Held as well: somebody may be taking it all back just now, or escalating another field.
    contribution = db.session.get_one(Contribution, concern.contribution_id, with_for_update=True)
    form = EndForm(is_open=concern.is_open)
    if contribution.is_withdrawn or not contribution.is_held_by(concern):
        return concern_page(id, form, MoveRefused("Nothing is held here any more.")), 422
    if not form.validate():
        return concern_page(id, form), 422
    contribution.release(concern, by=current_user.id)
    audit.record("released", f"concern {id}", by=current_user)
    return finish(concern, form)


def released(id: int, Decision: type[Release], verb: Callable[..., object]) -> ResponseReturnValue:
    """Let the words go from here, and close the concern; or say why not and give back what was typed."""
    concern = Concern.locked(id) or abort(404)
    if concern.submission_id is None:
        abort(404)
    submission = Submission.locked(concern.submission_id) or abort(404)
    form = Decision(is_open=concern.is_open)
    try:
        submission.must_be_as_seen(form.seen.data)
        if submission.status is not Status.ESCALATED or concern.latest_id != id:
            raise MoveRefused("These words are not with you any more.")
        if not form.validate():
            return concern_page(id, form), 422
        verb(submission, by=current_user.id, form=form, note=form.note.data or "", seen=form.seen.data)
    except AlreadyMoved as refused:
        return concern_page(id, form, refused), 409
    except MoveRefused as refused:
        return concern_page(id, form, refused), 422
    concern.acknowledge(by=current_user.id)
    concern.add(StepKind.RELEASED, by=current_user.id, words=submission.status.value)
    audit.record("released", f"concern {id}", by=current_user, words_are=submission.status)
    return finish(concern, form)
