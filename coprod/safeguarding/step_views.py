"""What the safeguarding lead does about a concern, and about those with the same words: take on, write down, close."""

from collections.abc import Iterable, Sequence

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit
from coprod.concerns.concern import Concern
from coprod.database import db
from coprod.permissions import Permission, asks_second_step, requires
from coprod.safeguarding.blueprint import blueprint
from coprod.safeguarding.forms import ConcernNoteForm, EndForm, ReferralForm
from coprod.safeguarding.queue_views import concern_page, is_alone
from coprod.safeguarding.same_words import locked_together
from coprod.text import row_number


@blueprint.post("/<int:id>/acknowledge")
@requires(Permission.READ_CONCERNS)
def acknowledge(id: int) -> ResponseReturnValue:
    """I have this. Whoever comes second sees who has it."""
    free = [concern for concern in taken(id) if concern.acknowledged_at is None]
    for concern in free:
        concern.acknowledge(by=current_user.id)
    return done(id, free, "acknowledged", then="")  # next they read it


@blueprint.post("/<int:id>/note")
@asks_second_step
@requires(Permission.READ_CONCERNS)
def note(id: int) -> ResponseReturnValue:
    """Something worth keeping."""
    concerns = taken(id)
    form = ConcernNoteForm()
    if not form.validate():
        return concern_page(id, form), 422
    for concern in concerns:
        concern.note(by=current_user.id, words=form.words.data or "")
    return done(id, concerns, "added a note to")


@blueprint.post("/<int:id>/refer")
@asks_second_step
@requires(Permission.READ_CONCERNS)
def refer(id: int) -> ResponseReturnValue:
    """Others who can help were told."""
    concerns = taken(id)
    form = ReferralForm()
    if not form.validate():
        return concern_page(id, form), 422
    for concern in concerns:
        concern.refer(by=current_user.id, words=form.written())
    return done(id, concerns, "recorded a referral of")


@blueprint.post("/<int:id>/close")
@asks_second_step
@requires(Permission.READ_CONCERNS)
def close(id: int) -> ResponseReturnValue:
    """The lead has finished it, and the words stay here."""
    concerns = taken(id)
    form = EndForm(is_open=concerns[0].is_open)
    if not form.validate():
        return concern_page(id, form), 422
    return finish(concerns, form)


def taken(id: int) -> list[Concern]:
    """This concern, and with it those with the same words that its page named, unless this one is decided alone."""
    last = 0 if is_alone() else request.form.get("together", 0, row_number)
    return locked_together(id, last) or abort(404)


def done(id: int, concerns: Iterable[Concern], what: str, then: str = "past") -> ResponseReturnValue:
    """Write down that it was done, keep it, and back to that part of the concern."""
    for concern in concerns:
        audit.record(what, f"concern {concern.id}", by=current_user)
    db.session.commit()
    return redirect(url_for(".show", id=id, alone=1 if is_alone() else None, _anchor=then or None), 303)


def finish(concerns: Sequence[Concern], form: EndForm) -> ResponseReturnValue:
    """Close them, keep it, and go back to the list."""
    first, *others = concerns
    for concern in concerns:
        if concern.is_open:
            concern.close(by=current_user.id, **form.ended)
            audit.record("closed", f"concern {concern.id}", by=current_user, outcome=concern.outcome)
        elif concern is first and form.conclusion.data and form.conclusion.data not in [s.words for s in concern.steps]:
            # Somebody closed it first. What this person wrote down is kept all the same.
            concern.note(by=current_user.id, words=form.conclusion.data)
            audit.record("added a note to", f"concern {concern.id}", by=current_user)
    db.session.commit()
    return redirect(url_for(".queue", done=first.id, with_it=len(others) or None), 303)
