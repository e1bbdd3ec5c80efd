"""Replies for staff: the list, a new one, writing it, and the second person who publishes it."""

from contextlib import suppress
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coprod import audit
from coprod.activities import for_staff
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.activities.pictures import PICTURES
from coprod.changes import Clash
from coprod.database import db
from coprod.permissions import Permission, asked_for, requires, within
from coprod.public_ids import ListPlace
from coprod.themes.models import Theme
from coprod.you_said_we_did.blueprint import blueprint
from coprod.you_said_we_did.decisions.models import Decision, NotYours
from coprod.you_said_we_did.decisions.standing import current
from coprod.you_said_we_did.replies.models import DecidedAgain, NotReady, Reply, ReplyVersion
from coprod.you_said_we_did.replies.published_replies import as_published
from coprod.you_said_we_did.replies.quotes import candidates, chosen_of
from coprod.you_said_we_did.replies.reply_forms import BeginReplyForm, WriteReplyForm

PAGE = 40
REFUSED = {
    NotYours: "You wrote it last, so a second person publishes it. Ask a colleague.",
    DecidedAgain: "Something else was decided since this was written. Write a new reply, and take this one down.",
    Clash: "A colleague has written another version since you looked. This is how it is now.",
}


@blueprint.get("/staff/replies")
@requires(Permission.DECIDE)
def replies() -> ResponseReturnValue:
    """All of them, the newest first, and where a new one can be begun."""
    query = (
        select(Reply)
        .join(Reply.engagement)
        .where(within(asked_for(), Reply.engagement_id))
        .options(contains_eager(Reply.engagement), selectinload(Reply.versions).joinedload(ReplyVersion.by))
        .order_by(Reply.made_on.desc(), Reply.public_id.desc())
        .limit(PAGE + 1)
    )
    with suppress(KeyError, ValueError):
        query = query.where(ListPlace.from_address(request.args["before"]).is_above(Reply.made_on, Reply.public_id))
    found = list(db.session.scalars(query))
    last = found[PAGE - 1] if len(found) > PAGE else None
    decided = select(Theme.engagement_id).join(Decision, Decision.theme_id == Theme.id)
    places = for_staff.engagements().where(Engagement.id.in_(decided), Engagement.life != Life.ARCHIVED)
    return render_template(
        "you_said_we_did/replies/list.html",
        replies=found[:PAGE],
        older=last and ListPlace(last.made_on, last.public_id),
        engagements=db.session.scalars(places.order_by(Engagement.id.desc()).limit(PAGE)).all(),
    )


@blueprint.route("/staff/replies/new/<slug>", methods=["GET", "POST"])
@requires(Permission.DECIDE)
def begin_reply(slug: str) -> ResponseReturnValue:
    """Choose the themes, and say in one line what was done."""
    engagement = for_staff.engagement(slug)
    engagement.must_not_be_archived()
    form = BeginReplyForm(current(engagement.id))
    if not form.validate_on_submit():
        page = render_template("you_said_we_did/replies/begin.html", engagement=engagement, form=form)
        return page, 422 if form.errors else 200
    reply = Reply.begin(engagement, form.title.data or "", form.decided, form.audience, by=current_user.id)
    db.session.flush()
    recorded("began a reply", reply)
    return redirect(url_for(".write_reply", reply=reply.public_id), 303)


@blueprint.route("/staff/replies/<public_id:reply>", methods=["GET", "POST"])
@requires(Permission.DECIDE)
def write_reply(reply: str) -> ResponseReturnValue:
    """What it says, in plain words and in Easy Read; whose words stand beside it."""
    found = that_reply(reply)
    form = form_of(found)
    if request.method == "POST":
        found.engagement.must_not_be_archived()
    if not form.only_looks and form.validate_on_submit():
        quotes = chosen_of(form.quotes.data or [], form.candidates)
        try:
            found.write(form.says(), form.decided, quotes, by=current_user.id, seen=form.seen)
            db.session.flush()
            recorded("wrote a reply", found)
            return redirect(url_for(".preview_reply", reply=reply), 303)
        except Clash:
            db.session.rollback()
            found = that_reply(reply)
            form.show_clash(form_of(found, formdata=None), [])
    page = render_template("you_said_we_did/replies/write.html", reply=found, form=form, pictures=PICTURES)
    return page, form.status


@blueprint.get("/staff/replies/<public_id:reply>/preview")
@requires(Permission.DECIDE)
def preview_reply(reply: str) -> ResponseReturnValue:
    """As everyone will read it, with what can be done next, and all that it said before."""
    return preview_page(that_reply(reply))


@blueprint.post("/staff/replies/<public_id:reply>/ready")
@requires(Permission.DECIDE)
def make_reply_ready(reply: str) -> ResponseReturnValue:
    """Somebody has seen it as it will look, and asks for a second person."""
    found = that_reply(reply)
    return done(found, "make_ready", "said that a reply is ready", "It waits for a second person to publish it.")


@blueprint.post("/staff/replies/<public_id:reply>/publish")
@requires(Permission.DECIDE)
def publish_reply(reply: str) -> ResponseReturnValue:
    """The second person lets everyone read it."""
    return done(that_reply(reply), "publish", "published a reply", "Everyone can read it now.")


@blueprint.post("/staff/replies/<public_id:reply>/take-down")
@requires(Permission.DECIDE)
def take_down_reply(reply: str) -> ResponseReturnValue:
    """Nobody reads it any more, from this moment."""
    found = that_reply(reply)
    found.take_down(by=current_user.id)
    recorded("took a reply down", found)
    flash("Nobody can read it any more.")
    return redirect(url_for(".preview_reply", reply=reply), 303)


def done(reply: Reply, verb: str, what: str, message: str) -> ResponseReturnValue:
    """One step on its way, with the version that whoever takes it has seen."""
    try:
        getattr(reply, verb)(by=current_user.id, seen=request.form.get("seen", 0, type=int))
        db.session.flush()
    except NotReady as refusal:
        return refused(reply, str(refusal), 422)
    except (NotYours, DecidedAgain, Clash) as refusal:
        return refused(reply, REFUSED[type(refusal)], 409)
    recorded(what, reply)
    flash(message)
    return redirect(url_for(".preview_reply", reply=reply.public_id), 303)


def refused(reply: Reply, problem: str, status: int) -> ResponseReturnValue:
    """The same page, which says why not."""
    id = reply.public_id
    db.session.rollback()
    return preview_page(that_reply(id), problem), status


def recorded(what: str, reply: Reply) -> None:
    """On record: which version of which reply; and kept."""
    audit.record(what, f"reply {reply.id}", current_user, version=reply.newest.number)
    db.session.commit()


def that_reply(public_id: str) -> Reply:
    """The one at an address, with its versions, or 404."""
    versions = selectinload(Reply.versions)
    query = (
        select(Reply)
        .where(Reply.public_id == public_id, within(asked_for(), Reply.engagement_id))
        .options(
            joinedload(Reply.engagement),
            versions.joinedload(ReplyVersion.by),
            versions.joinedload(ReplyVersion.published_by),
            versions.joinedload(ReplyVersion.ended_by),
        )
    )
    return db.session.scalar(query) or abort(404)


def form_of(reply: Reply, **more: Any) -> WriteReplyForm:
    """The form of its newest version."""
    version = reply.newest
    themes = {each.theme.became_id or each.theme_id for each in version.about}
    chosen = [each.submission_id for each in version.quotes]
    offered = candidates(reply.engagement_id, themes, chosen, audience=reply.audience)
    return WriteReplyForm(current(reply.engagement_id), version, offered, **more)


def preview_page(reply: Reply, problem: str = "") -> str:
    """The newest version as everyone will read it."""
    [shown] = as_published([reply.newest])
    return render_template("you_said_we_did/replies/preview.html", reply=reply, shown=shown, problem=problem)
