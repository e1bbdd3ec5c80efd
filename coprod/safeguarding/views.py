"""The safeguarding lead reads what was escalated, and decides. Nothing here can be deleted."""

from collections.abc import Callable

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit, database
from coprod.database import db, write_transaction
from coprod.participation.activity import Activity
from coprod.participation.concern import Concern
from coprod.participation.history import history_of
from coprod.participation.submission import AlreadyMoved, MoveRefused, Status, Submission
from coprod.permissions import Permission, requires
from coprod.safeguarding.concerns import PAGE, closed_concerns, one_concern, open_concerns
from coprod.safeguarding.forms import Rejection, ReleaseForm
from coprod.text import row_number

blueprint = Blueprint("safeguarding", __name__, url_prefix="/staff/safeguarding")


@blueprint.get("")
@requires(Permission.READ_CONCERNS)
def queue() -> ResponseReturnValue:
    """Every concern, without the words."""
    closed = closed_concerns(request.args.get("before", type=row_number))
    return render_template(
        "safeguarding/queue.html",
        open=open_concerns(),
        closed=closed,
        older=closed[-1].id if len(closed) == PAGE else None,
        channels=Activity.channels(),
        done=request.args.get("done", type=row_number),
    )


@blueprint.get("/<int:id>")
@requires(Permission.READ_CONCERNS)
def show(id: int) -> ResponseReturnValue:
    """One concern and its words, unsealed. That they were read is written down first."""
    return shown(id)


@blueprint.post("/<int:id>/return-to-queue")
@requires(Permission.READ_CONCERNS)
def return_to_queue(id: int) -> ResponseReturnValue:
    """No concern after all: moderators read the words again, and decide."""
    return released(id, ReleaseForm, lambda submission, form, **how: submission.return_to_queue(**how))


@blueprint.post("/<int:id>/approve")
@requires(Permission.READ_CONCERNS)
def approve(id: int) -> ResponseReturnValue:
    """The words may stand as they were written."""
    return released(id, ReleaseForm, lambda submission, form, **how: submission.approve(**how))


@blueprint.post("/<int:id>/reject")
@requires(Permission.READ_CONCERNS)
def reject(id: int) -> ResponseReturnValue:
    """The words cannot be used; their author reads the reason."""
    return released(id, Rejection, lambda submission, form, **how: submission.reject(reason=form.reason.data, **how))


@blueprint.post("/<int:id>/close")
@requires(Permission.READ_CONCERNS)
def close(id: int) -> ResponseReturnValue:
    """The lead has finished it, and the words stay here."""
    concern = Concern.locked(id) or abort(404)
    return finish(concern)


def released(id: int, Decision: type[ReleaseForm], verb: Callable[..., object]) -> ResponseReturnValue:
    """Let the words go from here, and close the concern; or say why not and give back what was typed."""
    concern = Concern.locked(id) or abort(404)
    submission = Submission.locked(concern.submission_id) or abort(404)
    form = Decision()
    try:
        submission.must_be_as_seen(form.seen.data)
        if submission.status is not Status.ESCALATED or concern.latest_id != id:
            raise MoveRefused("These words are not with you any more.")
        if not form.validate():
            return shown(id, form), 422
        verb(submission, by=current_user.id, form=form, note=form.note.data or "", seen=form.seen.data)
    except AlreadyMoved as refused:
        return shown(id, form, refused), 409
    except MoveRefused as refused:
        return shown(id, form, refused), 422
    return finish(concern)


def finish(concern: Concern) -> ResponseReturnValue:
    """Close it, keep it, and go back to the list."""
    if concern.is_open:
        concern.close(by=current_user.id)
        audit.record("closed", f"concern {concern.id}", by=current_user, words_are=concern.submission.status.value)
    db.session.commit()
    return redirect(url_for(".queue", done=concern.id), 303)


def shown(id: int, form: ReleaseForm | None = None, refused: MoveRefused | None = None) -> str:
    """The page of one concern. Nobody sees the words before it is on record that they do."""
    db.session.rollback()
    database.end_writing()
    about = one_concern(id) or abort(404)
    with write_transaction():
        audit.record("read the words of", f"concern {id}", by=current_user)
    concern = db.session.get_one(Concern, id)
    submission = concern.submission
    return render_template(
        "safeguarding/show.html",
        about=about,
        concern=concern,
        submission=submission,
        may_release=submission.status is Status.ESCALATED and submission.words and concern.latest_id == id,
        form=form or ReleaseForm(formdata=None),
        refused=refused,
        already_moved=isinstance(refused, AlreadyMoved),
        history=history_of(submission.contribution_id)[submission.id],
        channels=Activity.channels(),
    )
