"""Did we get this right? The page on which somebody answers, and the receipt."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import bindparam, select

from coprod.activities.activity import NotOpen
from coprod.activities.audience import audiences_in_short
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.database import db
from coprod.intake import forms
from coprod.intake.door import Said, file, judge
from coprod.intake.judged import Judged
from coprod.intake.many_ticks import ManyTicks, many_ticks
from coprod.participation import receipt as receipts
from coprod.partnership.district import District
from coprod.permissions import public
from coprod.prepared import dialect, prepared
from coprod.sealing import ring
from coprod.text import normalise
from coprod.you_said_we_did.got_it_right.answer_forms import AnswerForm
from coprod.you_said_we_did.got_it_right.blueprint import blueprint
from coprod.you_said_we_did.got_it_right.models import (
    ASKS,
    MISSED,
    REPLACE,
    GotItRight,
    GotItRightAnswer,
    RightAnswer,
)
from coprod.you_said_we_did.replies.models import Reply, ReplyVersion

_version, _reply, _engagement = ReplyVersion.__table__, Reply.__table__, Engagement.__table__
STANDS = (
    select(_version.c.id)
    .select_from(_version.join(_reply, _reply.c.id == _version.c.reply_id).join(_engagement))
    .where(
        _version.c.reply_id == bindparam("reply"),
        _version.c.published_on.is_not(None),
        _version.c.ended_on.is_(None),
        _engagement.c.life != Life.ARCHIVED,
    )
)


class NotThere(Exception):
    """The reply was taken down, or put away, while somebody wrote."""


@blueprint.route("/you-said-we-did/<slug>/right", methods=["GET", "POST"])
@public
def show(slug: str) -> ResponseReturnValue:
    """Answer, and say what we missed. Beneath the reply stand links that lead here: only this page sends anything."""
    asked = that_question(slug)
    version = asked.reply.published
    if version is None or not version.is_asked_about or asked.archived or not asked.is_open:
        return closed_page(asked)
    before = forms.token_of_sent(asked.id)
    form = AnswerForm(sent_before=before is not None)
    if request.method == "POST" and form.opened == before:
        return redirect(url_for(".thanks", slug=slug), 303)  # pressed twice
    if request.method != "POST" and request.args.get("answer") in set(RightAnswer):
        form.answer.data = request.args["answer"]
    read = next(
        (each for each in asked.reply.versions if str(each.id) == form.read.data and each.published_on), version
    )
    form.read.data = str(read.id)
    if not form.validate_on_submit() or form.asks_first():
        return answer_page(asked, read, form), 422 if form.errors else 200
    go = form.one_go()
    many = ManyTicks(asked.id) if form.words.data else many_ticks(asked.id)
    judged = judged_answer(asked, read, form, go | {"many_ticks": many.found})
    try:
        file(judged)
    except (NotThere, NotOpen):
        db.session.rollback()
        return closed_page(that_question(slug))
    many.hold_those_before()
    forms.remember_sent(go)
    return redirect(url_for(".thanks", slug=slug), 303)


def judged_answer(asked: GotItRight, read: ReplyVersion, form: AnswerForm, go: dict[str, object]) -> Judged:
    """What is filed: the answer, the words if there are any, and that an earlier one of theirs counts no more."""
    answer = RightAnswer(form.answer.data)
    judged = judge(
        asked.id,
        said=[Said(f"We said: “{read.title}”. {ASKS} {MISSED}", form.words.data or "")],
        context={ASKS: answer.label},
        unusual=form.comes_often("got it right"),
        came=False,  # whoever answers is counted here, and nowhere among those who took part
        **go,  # type: ignore[arg-type]  # as everywhere: what the form says of one go
    )
    judged.demand(prepared(STANDS, dialect()), {"reply": asked.reply_id}, NotThere())
    if first := go["same_code_as"]:
        for digest in receipts.codes(ring(), str(first)):
            judged.statement(prepared(REPLACE, dialect()), {"asked": asked.id, "digest": digest})
    theirs = GotItRightAnswer(contribution=judged.sent, answer=answer, got_it_right_id=asked.id, version_id=read.id)
    judged.row(theirs, contribution_id=judged.contribution)
    db.session.rollback()
    return judged


@blueprint.get("/you-said-we-did/<slug>/right/thanks")
@public
def thanks(slug: str) -> ResponseReturnValue:
    """The receipt, once."""
    asked = that_question(slug)
    sent = forms.sent()
    answer = sent and GotItRightAnswer.of(sent.contribution.id)
    if sent is None or answer is None or answer.got_it_right_id != asked.id:
        return redirect(url_for(".show", slug=slug), 303)
    return render_template("you_said_we_did/got_it_right/thanks.html", asked=asked, sent=sent, answer=answer)


def that_question(slug: str) -> GotItRight:
    """The one at an address, if its engagement is public, or 404."""
    found = GotItRight.find(slug)
    return found if found and found.engagement.is_public else abort(404)


def answer_page(asked: GotItRight, read: ReplyVersion, form: AnswerForm) -> str:
    """The form as HTML, beneath what it is about."""
    return render_template(
        "you_said_we_did/got_it_right/answer.html",
        asked=asked,
        version=read,
        form=form,
        whos=audiences_in_short(),
        districts=District.choices(),
        before=forms.token_of_sent(asked.id) is not None,
    )


def closed_page(asked: GotItRight) -> ResponseReturnValue:
    """Nobody is asked any more. Words that came too late are handed back."""
    words = normalise(request.form.get("words", ""))
    stands = asked.reply.published is not None and not asked.archived
    page = render_template("you_said_we_did/got_it_right/closed.html", asked=asked, stands=stands, words=words)
    return page, 409 if request.method == "POST" else 200
