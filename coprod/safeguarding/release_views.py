"""What becomes of words that were escalated, and of private fields that are held, once the lead lets them go."""

from collections.abc import Callable, Sequence

from flask import abort
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit
from coprod.concerns.concern import Concern
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.move import AlreadyMoved, MoveRefused, Status
from coprod.participation.submission import Submission
from coprod.permissions import Permission, asks_second_step, requires
from coprod.safeguarding.blueprint import blueprint
from coprod.safeguarding.forms import ApprovedRelease, EndForm, ProvideForm, RejectedRelease, Release
from coprod.safeguarding.queue_views import concern_page
from coprod.safeguarding.step_views import done, finish, taken


@blueprint.post("/<int:id>/return-to-queue")
@asks_second_step
@requires(Permission.READ_CONCERNS)
def return_to_queue(id: int) -> ResponseReturnValue:
    """Moderators read the words again, and decide."""
    return released(id, Release, lambda submission, form, **how: submission.return_to_queue(**how))


@blueprint.post("/<int:id>/approve")
@asks_second_step
@requires(Permission.READ_CONCERNS)
def approve(id: int) -> ResponseReturnValue:
    """The words may stand as they were written."""
    return released(id, ApprovedRelease, lambda submission, form, **how: submission.approve(**how))


@blueprint.post("/<int:id>/reject")
@asks_second_step
@requires(Permission.READ_CONCERNS)
def reject(id: int) -> ResponseReturnValue:
    """The words cannot be used; their author reads the reason."""
    return released(
        id, RejectedRelease, lambda submission, form, **how: submission.reject(reason=form.reason.data, **how)
    )


@blueprint.post("/<int:id>/provide")
@asks_second_step
@requires(Permission.READ_CONCERNS)
def provide(id: int) -> ResponseReturnValue:
    """A team learns what it must provide, and not what was written: that stays held."""
    concerns = taken(id)
    form = ProvideForm()
    held = held_by(concerns)
    if not held:
        return concern_page(id, form, MoveRefused("Nothing is held here any more.")), 422
    if not form.validate():
        return concern_page(id, form), 422
    for concern, contribution in held:
        contribution.provide(concern, by=current_user.id, words=form.provide.data or "")
    return done(id, [concern for concern, _ in held], "said what to provide in place of", then="provide")


@blueprint.post("/<int:id>/hold")
@asks_second_step
@requires(Permission.READ_CONCERNS)
def hold(id: int) -> ResponseReturnValue:
    """A team reads a private field no longer. Then it learns what it must provide."""
    both = with_what_was_sent(taken(id))
    may_be_held = [(concern, sent) for concern, sent in both if sent.may_hold(concern)]
    for concern, sent in may_be_held:
        sent.hold_back(concern, by=current_user.id)
    return done(id, [concern for concern, _ in may_be_held], "took from the team what was written in", then="provide")


@blueprint.post("/<int:id>/release")
@asks_second_step
@requires(Permission.READ_CONCERNS)
def release(id: int) -> ResponseReturnValue:
    """Those who work with it read a private field again."""
    concerns = taken(id)
    form = EndForm(is_open=concerns[0].is_open)
    held = held_by(concerns)
    if not held or held[0][0] is not concerns[0]:
        return concern_page(id, form, MoveRefused("Nothing is held here any more.")), 422
    if not form.validate():
        return concern_page(id, form), 422
    try:
        for concern, contribution in held:
            contribution.release(concern, by=current_user.id)
            audit.record("released", f"concern {concern.id}", by=current_user)
    except MoveRefused as refused:
        return concern_page(id, form, refused), 422
    return finish(concerns, form)


def held_by(concerns: Sequence[Concern]) -> list[tuple[Concern, Contribution]]:
    """Those that keep a private field, each with its contribution."""
    both = with_what_was_sent(concerns)
    return [(concern, its) for concern, its in both if its.is_held_by(concern) and not its.is_withdrawn]


def with_what_was_sent(concerns: Sequence[Concern]) -> list[tuple[Concern, Contribution]]:
    """Each with its contribution, which is held in the database's sense: somebody may be taking it all back just now,
    or escalating another field."""
    return [(each, db.session.get_one(Contribution, each.contribution_id, with_for_update=True)) for each in concerns]


def released(id: int, Decision: type[Release], verb: Callable[..., object]) -> ResponseReturnValue:
    """Let the words go from here, and close the concern; or say why not and give back what was typed.

    With it go the same words of others that are still here. Those that were taken back meanwhile, or escalated again,
    have nothing to let go: their concern is closed.
    """
    concerns = taken(id)
    words = [locked_words(concern) for concern in concerns]
    submission = words[0] or abort(404)
    form = Decision(is_open=concerns[0].is_open)
    try:
        submission.must_be_as_seen(form.seen.data)
        if not is_here(submission, concerns[0]):
            raise MoveRefused("These words are not with you any more.")
        if not form.validate():
            return concern_page(id, form), 422
        for concern, its in zip(concerns, words, strict=True):
            if its is not None and is_here(its, concern):
                verb(its, by=current_user.id, form=form, note=form.note.data or "", seen=its.moves_made)
                audit.record("released", f"concern {concern.id}", by=current_user, words_are=its.status)
    except AlreadyMoved as refused:
        return concern_page(id, form, refused), 409
    except MoveRefused as refused:
        return concern_page(id, form, refused), 422
    return finish(concerns, form)


def locked_words(concern: Concern) -> Submission | None:
    """What a concern is about, held until this transaction ends."""
    return Submission.locked(concern.submission_id) if concern.submission_id else None


def is_here(submission: Submission, concern: Concern) -> bool:
    """Whether this concern has the words at this moment."""
    return submission.status is Status.ESCALATED and submission.words is None and concern.latest_id == concern.id
