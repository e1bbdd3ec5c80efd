"""What the safeguarding lead does about a concern: take it on, write down, refer, close."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit
from coprod.concerns.concern import Concern
from coprod.database import db
from coprod.permissions import Permission, requires
from coprod.safeguarding.blueprint import blueprint
from coprod.safeguarding.forms import ConcernNoteForm, EndForm, ReferralForm
from coprod.safeguarding.queue_views import concern_page


@blueprint.post("/<int:id>/acknowledge")
@requires(Permission.READ_CONCERNS)
def acknowledge(id: int) -> ResponseReturnValue:
    """I have this. Whoever comes second sees who has it."""
    concern = Concern.locked(id) or abort(404)
    if concern.acknowledged_at is None:
        concern.acknowledge(by=current_user.id)
        return done(concern, "acknowledged", then="")  # next they read it
    return redirect(url_for(".show", id=id), 303)


@blueprint.post("/<int:id>/note")
@requires(Permission.READ_CONCERNS)
def note(id: int) -> ResponseReturnValue:
    """Something worth keeping."""
    concern = Concern.locked(id) or abort(404)
    form = ConcernNoteForm()
    if not form.validate():
        return concern_page(id, form), 422
    concern.note(by=current_user.id, words=form.words.data or "")
    return done(concern, "added a note to")


@blueprint.post("/<int:id>/refer")
@requires(Permission.READ_CONCERNS)
def refer(id: int) -> ResponseReturnValue:
    """Others who can help were told."""
    concern = Concern.locked(id) or abort(404)
    form = ReferralForm()
    if not form.validate():
        return concern_page(id, form), 422
    concern.refer(by=current_user.id, words=form.written())
    return done(concern, "recorded a referral of")


@blueprint.post("/<int:id>/close")
@requires(Permission.READ_CONCERNS)
def close(id: int) -> ResponseReturnValue:
    """The lead has finished it, and the words stay here."""
    concern = Concern.locked(id) or abort(404)
    form = EndForm(is_open=concern.is_open)
    if not form.validate():
        return concern_page(id, form), 422
    return finish(concern, form)


def done(concern: Concern, what: str, then: str = "past") -> ResponseReturnValue:
    """Write down that it was done, keep it, and back to that part of the concern."""
    audit.record(what, f"concern {concern.id}", by=current_user)
    db.session.commit()
    return redirect(url_for(".show", id=concern.id, _anchor=then or None), 303)


def finish(concern: Concern, form: EndForm) -> ResponseReturnValue:
    """Close it, keep it, and go back to the list."""
    if concern.is_open:
        concern.close(by=current_user.id, **form.ended)
        audit.record("closed", f"concern {concern.id}", by=current_user, outcome=concern.outcome)
    elif form.conclusion.data and form.conclusion.data not in [step.words for step in concern.steps]:
        # Somebody closed it first. What this person wrote down is kept all the same.
        concern.note(by=current_user.id, words=form.conclusion.data)
        audit.record("added a note to", f"concern {concern.id}", by=current_user)
    db.session.commit()
    return redirect(url_for(".queue", done=concern.id), 303)
