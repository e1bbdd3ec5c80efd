"""The Promise, and the form to pledge."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coprod import mail, rate_limits
from coprod.intake import forms
from coprod.intake.door import Said, file, judge
from coprod.intake.filing import Row
from coprod.intake.judged import Judged
from coprod.permissions import public
from coprod.promise.blueprint import blueprint
from coprod.promise.commitment import pledge_commitment
from coprod.promise.forms import PledgeForm
from coprod.promise.is_there import promise_is_there
from coprod.promise.models import RESOURCES, Promise
from coprod.promise.pledge import LINK_LASTS, Pledge
from coprod.promise.register import public_pledges as register
from coprod.promise.register.what_moved import last_moved
from coprod.transactions import write_transaction

# Nobody needs more letters than this about pledges; a stranger whose address was typed does not get more.
LETTERS_TO_ONE_ADDRESS = "10 per day"


blueprint.add_app_template_global(promise_is_there)


@blueprint.get("/promise")
@public
def current() -> ResponseReturnValue:
    """On to the Promise that people can pledge to now."""
    promise = Promise.current() or abort(404)
    return redirect(url_for(".show", slug=promise.slug), 302)


@blueprint.get("/promise/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """What the Promise says, and who has pledged lately."""
    return page(Promise.find_public(slug) or abort(404))


def page(promise: Promise, template: str = "promise/show.html", **more: Any) -> str:
    """The Promise as everyone sees it."""
    moved = last_moved(promise)
    return render_template(
        template,
        **more,
        last_moved=max(moved.values(), default=None),
        definition_moved=moved.get("definition"),
        promise=promise,
        kinds=RESOURCES,
        pledges=register.public_pledges(promise, limit=5),
        count=register.count_organisations(promise),
        kept_by=register.count_by_commitment(promise),
    )


@blueprint.route("/promise/<slug>/pledge", methods=["GET", "POST"])
@public
def pledge(slug: str) -> ResponseReturnValue:
    """Say what an organisation will do, and send it."""
    promise = Promise.find_public(slug) or abort(404)
    promise.must_be_open()
    form = PledgeForm(promise)
    if not form.validate_on_submit() or form.asks_first() or too_many_letters(form):
        return render_template("promise/pledge.html", promise=promise, form=form), 422 if form.errors else 200
    judged = judge(
        promise.id,
        said=[Said(promise.question, form.words.data or "")],
        context=form.context(),
        private=form.private(),
        unusual=form.comes_often("pledge"),
        **form.one_go(),
    )
    add_pledge(judged, promise, form)
    file(judged)
    forms.remember_sent(form.one_go())
    return redirect(url_for(".thanks", slug=slug), 303)


def add_pledge(judged: Judged, promise: Promise, form: PledgeForm) -> None:
    """The rows of a pledge, and the letter that asks whether it is really from them."""
    chosen = form.chosen()
    made = Pledge(
        contribution=judged.sent,
        promise_id=promise.id,
        organisation=form.organisation.data or "",
        sector=form.sector.data,
        contact_name=form.contact_name.data or "",
        contact_email=form.contact_email.data or "",
        commitments=chosen,
        by_when=form.day(),
    )
    letter = mail.letter(
        made.contact_email,
        "promise/confirm_pledge",
        about=judged.sent.public_id,
        promise=promise,
        secret=made.new_link(),
        days=LINK_LASTS.days,
    )
    links: dict[str, Row | int] = {"contribution_id": judged.contribution, "submission_id": judged.submissions[0]}
    if made.organisation is not None:
        links["organisation_id"] = made.organisation.id or judged.row(made.organisation)
    row = judged.row(made, links)
    for commitment in chosen:
        judged.values(pledge_commitment, {"commitment_id": commitment.id}, pledge_id=row)
    judged.letters([letter])


def too_many_letters(form: PledgeForm) -> bool:
    """Whether this address has been sent enough letters for today; the form then says so."""
    address = (form.contact_email.data or "").casefold()
    if not rate_limits.over_limit("pledge letter", LETTERS_TO_ONE_ADDRESS, address):
        return False
    form.contact_email.errors = ["We have sent this address many emails today. Try again tomorrow, or use another one"]
    return True


@blueprint.get("/promise/<slug>/thanks")
@public
def thanks(slug: str) -> ResponseReturnValue:
    """The receipt, once, and that an email is on its way."""
    promise = Promise.find_public(slug) or abort(404)
    sent = forms.sent()
    made = sent and Pledge.of(sent.contribution.id)
    if made is None:
        return redirect(url_for(".show", slug=slug), 303)
    return render_template("promise/thanks.html", promise=promise, sent=sent, pledge=made)


@blueprint.route("/promise/confirm/<secret>", methods=["GET", "POST"])
@public
def confirm(secret: str) -> ResponseReturnValue:
    """Where the link in the email leads: opening it changes nothing, because mail scanners open links too."""
    found = Pledge.find(secret)
    if found is None:
        return render_template("promise/confirm.html", pledge=None), 404
    if found.link_has_ended:
        return render_template("promise/confirm.html", pledge=found), 410
    if request.method != "POST":
        return render_template("promise/confirm.html", pledge=found)
    with write_transaction():
        (Pledge.find(secret) or abort(404)).confirm()
    return redirect(url_for(".confirm", secret=secret), 303)
