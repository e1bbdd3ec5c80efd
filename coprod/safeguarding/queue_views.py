"""The safeguarding lead reads what was escalated. Every look is written down, and nothing here can be deleted."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit, transactions
from coprod.activities.activity import Activity
from coprod.concerns import undelivered
from coprod.concerns.concern import Concern
from coprod.concerns.open_now import open_now
from coprod.database import db
from coprod.forms import Form
from coprod.participation.contribution import Contribution
from coprod.participation.move import AlreadyMoved, CannotBeOpened, MoveRefused
from coprod.participation.submission import Submission
from coprod.permissions import Permission, asks_second_step, requires
from coprod.safeguarding import queue as concerns
from coprod.safeguarding.blueprint import blueprint
from coprod.safeguarding.forms import ConcernNoteForm, EndForm, ProvideForm, ReferralForm
from coprod.safeguarding.history import story
from coprod.safeguarding.same_words import MOST
from coprod.safeguarding.worrying_words import marked
from coprod.sealing import Broken
from coprod.text import row_number


@blueprint.get("")
@requires(Permission.READ_CONCERNS)
def queue() -> ResponseReturnValue:
    """Every concern, without the words."""
    closed = concerns.closed_concerns(request.args.get("before", type=row_number))
    return render_template(
        "safeguarding/queue.html",
        lines=concerns.open_concerns(),
        open_now=open_now(),
        closed=closed[: concerns.PAGE],
        older=closed[concerns.PAGE - 1].about.id if len(closed) > concerns.PAGE else None,
        letters=undelivered.about_concerns(),
        next_told=next_told(),
        channels=Activity.channels(),
        done=request.args.get("done", type=row_number),
        with_it=request.args.get("with_it", type=row_number),
    )


@blueprint.post("/letters/send-again")
@requires(Permission.READ_CONCERNS)
def send_letters_again() -> ResponseReturnValue:
    """Try the letters about concerns that have not left again, now."""
    number = undelivered.send_again(only_about_concerns=True)
    audit.record("had letters about concerns tried again", "letters", by=current_user, number=number)
    db.session.commit()
    return redirect(url_for(".queue", _anchor="letters"), 303)


@blueprint.get("/<int:id>")
@asks_second_step
@requires(Permission.READ_CONCERNS)
def show(id: int) -> ResponseReturnValue:
    """One concern and its words, unsealed. That they were read is written down first."""
    return concern_page(id)


@blueprint.get("/<int:id>/contact")
@asks_second_step
@requires(Permission.READ_CONCERNS)
def contact(id: int) -> ResponseReturnValue:
    """How the writer said they may be reached. That this was read is written down by itself."""
    concern = looked_at(id, "read how to reach the writer of")
    return render_template("safeguarding/contact.html", concern=concern, ways=concern.ways_to_reach)


def concern_page(id: int, refused: Form | None = None, why: MoveRefused | None = None) -> str:
    """The page of one concern. `refused` is the form that did not go through; `why`, when the rules did not let it."""
    concern = looked_at(id, "read the words of")
    listed = concerns.one_concern(id) or abort(404)
    return render_template(
        "safeguarding/show.html",
        about=listed.about,
        clock=listed.clock,
        concern=concern,
        **what_it_holds(concern),
        past=story(concern),
        others=concerns.others_from_the_same_person(concern),
        same=concerns.others_with_the_same_words(id),
        most=MOST,
        alone=1 if is_alone() else None,
        next_told=next_told(),
        why=why,
        already_moved=isinstance(why, AlreadyMoved),
        form=refused,
        **what_else_they_sent(concern),
        **forms(concern, refused),
    )


def is_alone() -> bool:
    """Whether what is done here is done for one concern alone, however many have the same words."""
    return "alone" in request.args


def looked_at(id: int, what: str) -> Concern:
    """One concern, after it is on record that somebody looks at it. Nobody sees anything before."""
    db.session.rollback()
    transactions.end_writing()
    if db.session.get(Concern, id) is None:
        abort(404)
    audit.look(what, f"concern {id}", current_user)
    return db.session.get_one(Concern, id)


def what_it_holds(concern: Concern) -> dict[str, Any]:
    """The words with what worries marked in them, and what screening found; or why they cannot be read."""
    try:
        return {"marked": marked(concern.words), "findings": concern.findings, "room": concern.room}
    except Broken:
        return {"broken": CannotBeOpened()}


def what_else_they_sent(concern: Concern) -> dict[str, Any]:
    """The rest of the contribution, and what may still be done with the words."""
    sent = db.session.get_one(Contribution, concern.contribution_id)
    submission = db.session.get(Submission, concern.submission_id) if concern.submission_id else None
    there = submission is not None and submission.words is None
    return {
        "sent": sent,
        "submission": submission,
        "may_release": there and concern.latest_id == concern.id,
        "may_give_back": (holds := sent.is_held_by(concern) and not sent.is_withdrawn),
        "may_hold": sent.may_hold(concern),
        "asks_what_to_provide": holds and concern.prompt in sent.activity.PROVIDED,
        "rest": [each for each in sent.submissions if each is not submission],
        "private": {} if sent.is_withdrawn else sent.activity.private_words(sent.id),
        "channels": Activity.channels(),
    }


def forms(concern: Concern, refused: Form | None) -> dict[str, Form]:
    """The page's forms: empty, but for the one that was refused."""
    empty: list[Form] = [
        ConcernNoteForm(formdata=None),
        ReferralForm(formdata=None),
        EndForm(is_open=concern.is_open, formdata=None),
        ProvideForm(formdata=None),
    ]
    names = ("note", "referral", "end", "to_provide")
    return {name: refused if isinstance(refused, type(form)) else form for name, form in zip(names, empty, strict=True)}


def next_told() -> str:
    """Who is told when nobody acknowledges a concern in time."""
    return "deputy" if concerns.there_is_a_deputy() else "admin"
