"""For staff: how people answer beneath a reply, month by month, what they say, and showing the figures to everyone."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import func, select

from coprod import audit
from coprod.activities.life import NotAllowed
from coprod.counting import unusual_ticks
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.permissions import Permission, requires
from coprod.results.disclosure import FEWEST
from coprod.you_said_we_did.got_it_right.blueprint import blueprint
from coprod.you_said_we_did.got_it_right.counting import by_month
from coprod.you_said_we_did.got_it_right.models import GotItRight, RightAnswer
from coprod.you_said_we_did.got_it_right.releases import GotItRightRelease
from coprod.you_said_we_did.got_it_right.words_beneath import words_for_staff
from coprod.you_said_we_did.replies.models import Reply
from coprod.you_said_we_did.replies.staff_views import that_reply


@blueprint.get("/staff/replies/<public_id:reply>/right")
@requires(Permission.DECIDE)
def answers(reply: str) -> ResponseReturnValue:
    """Exact numbers by month, and where new versions came; the words; and what everyone would see now."""
    return answers_page(that_reply(reply))


@blueprint.post("/staff/replies/<public_id:reply>/right")
@requires(Permission.RELEASE)
def show_figures(reply: str) -> ResponseReturnValue:
    """Somebody has seen what it looks like, and lets everyone see it."""
    found = that_reply(reply)
    asked = GotItRight.of(found.id)
    try:
        if asked is None:
            raise NotAllowed("Nobody was asked yet. Publish the reply first.")
        made = GotItRightRelease.make(asked, by=current_user.id, seen=request.form.get("seen", ""))
    except NotAllowed as refusal:
        db.session.rollback()
        return answers_page(that_reply(reply), str(refusal)), 409
    audit.record("showed how people answer a reply", f"reply {found.id}", current_user, number=made.number)
    db.session.commit()
    flash("It is out. Everyone can see these figures beneath the reply.")
    return redirect(url_for(".answers", reply=reply), 303)


def answers_page(reply: Reply, problem: str = "") -> str:
    """The page. A look at small numbers is written down."""
    asked = GotItRight.of(reply.id)
    if asked is None:
        return render_template("you_said_we_did/got_it_right/answers.html", reply=reply, asked=None, problem=problem)
    versions = [(each.number, each.published_on) for each in reply.versions if each.published_on]
    months = by_month(asked.id, versions, uk_today())
    would, why_not = None, ""
    try:
        would = GotItRightRelease.as_it_would_be(asked, by=current_user.id)
    except NotAllowed as refusal:
        why_not = str(refusal)
    shown = render_template(
        "you_said_we_did/got_it_right/answers.html",
        reply=reply,
        asked=asked,
        problem=problem,
        months=months,
        answers=list(RightAnswer),
        in_all={answer: sum(month.answers[answer] for month in months) for answer in RightAnswer},
        words=words_for_staff(asked.id),
        waiting=_waiting(asked.id),
        unusual=unusual_ticks.waiting(Contribution.activity_id == asked.id),
        would=would,
        why_not=why_not,
        last=GotItRightRelease.last_of(asked.id),
        may_show=current_user.may(Permission.RELEASE, reply.engagement_id),
    )
    if any(0 < number < FEWEST for month in months for number in month.answers.values()) and request.method != "POST":
        audit.look("looked at how people answer a reply", f"reply {reply.id}", current_user)
    return shown


def _waiting(asked_id: int) -> int:
    waits = select(func.count()).select_from(Submission).join(Submission.contribution)
    return db.session.scalar(waits.where(Contribution.activity_id == asked_id, Submission.waiting())) or 0
