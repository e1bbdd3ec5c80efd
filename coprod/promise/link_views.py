"""An organisation asks for the link with which it changes its pledge, changes it, or withdraws it."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coprod import rate_limits
from coprod.concerns.letters import tell
from coprod.intake.timed_screening import screened
from coprod.participation.submission import Submission
from coprod.permissions import public
from coprod.promise import report as reports
from coprod.promise.blueprint import blueprint
from coprod.promise.forms import ChangeForm, LinkForm, ReportForm
from coprod.promise.models import Promise
from coprod.promise.pledge import Pledge
from coprod.promise.pledge_letters import ask_for_links
from coprod.transactions import write_transaction

# Nobody asks for more; a stranger whose address was typed does not get more, and whoever typed it is not told so.
ASKING, TO_ONE_ADDRESS = "10 per hour", "3 per day"


@blueprint.route("/promise/<slug>/link", methods=["GET", "POST"])
@public
@rate_limits.refused("pledge link", ASKING)
def ask_for_link(slug: str) -> ResponseReturnValue:
    """Type the email address of a pledge. The answer is the same whether or not it is known."""
    promise = Promise.find_public(slug) or abort(404)
    form = LinkForm()
    if not form.validate_on_submit():
        return render_template("promise/ask_for_link.html", promise=promise, form=form), 422 if form.errors else 200
    address = form.email.data or ""
    if not rate_limits.over_limit("pledge link letter", TO_ONE_ADDRESS, address.casefold()):
        with write_transaction():
            ask_for_links(address)
    return redirect(url_for(".link_sent", slug=slug), 303)


@blueprint.get("/promise/<slug>/link-sent")
@public
def link_sent(slug: str) -> ResponseReturnValue:
    """What happens now, if the address is that of a pledge."""
    return render_template("promise/link_sent.html", promise=Promise.find_public(slug) or abort(404))


@blueprint.route("/promise/change/<secret>", methods=["GET", "POST"])
@public
def change(secret: str) -> ResponseReturnValue:
    """Where the link in the letter leads: opening it changes nothing, because mail scanners open links too."""
    pledge = Pledge.to_change(secret)
    if pledge is None:
        return link_ended()
    form, slug = ChangeForm(pledge), pledge.promise.slug
    if not form.validate_on_submit() or form.asks_first():
        page = render_template("promise/change.html", pledge=pledge, promise=pledge.promise, form=form, secret=secret)
        return page, 422 if form.errors else 200
    form.changed()  # screened before anybody waits for us
    with write_transaction():
        found = locked(secret)
        if found is not None and found.change(**ChangeForm(found).changed()):
            tell()
    return redirect(url_for(".changed", slug=slug), 303) if found else link_ended()


@blueprint.route("/promise/change/<secret>/withdraw", methods=["GET", "POST"])
@public
def withdraw(secret: str) -> ResponseReturnValue:
    """Asked once more, then it is taken off the register, and erased."""
    pledge = Pledge.to_change(secret)
    if pledge is None:
        return link_ended()
    slug = pledge.promise.slug
    if request.method != "POST":
        return render_template("promise/withdraw.html", pledge=pledge, promise=pledge.promise, secret=secret)
    with write_transaction():
        found = locked(secret)
        if found is not None and found.contribution.withdraw():
            tell()
    return redirect(url_for(".withdrawn", slug=slug), 303) if found else link_ended()


@blueprint.get("/promise/<slug>/changed")
@public
def changed(slug: str) -> ResponseReturnValue:
    """What happens now. It is the same page whatever was changed, and whatever was read in it."""
    return render_template("promise/changed.html", promise=Promise.find_public(slug) or abort(404))


@blueprint.get("/promise/<slug>/withdrawn")
@public
def withdrawn(slug: str) -> ResponseReturnValue:
    """It is done."""
    return render_template("promise/withdrawn.html", promise=Promise.find_public(slug) or abort(404))


@blueprint.route("/promise/change/<secret>/report", methods=["GET", "POST"])
@public
def report(secret: str) -> ResponseReturnValue:
    """Every six months the organisation is asked: what did you do?"""
    pledge = Pledge.to_change(secret)
    if pledge is None:
        return link_ended()
    form, slug = ReportForm(pledge), pledge.promise.slug
    if not form.validate_on_submit() or form.asks_first():
        page = render_template("promise/report.html", pledge=pledge, promise=pledge.promise, form=form, secret=secret)
        return page, 422 if form.errors else 200
    words = form.words.data or ""
    [findings] = screened([words])
    with write_transaction():
        found = locked(secret)
        if found is not None and reports.report(found, words, findings):
            tell()
    return redirect(url_for(".reported", slug=slug), 303) if found else link_ended()


@blueprint.get("/promise/<slug>/reported")
@public
def reported(slug: str) -> ResponseReturnValue:
    """What happens now. It is the same page whatever was read in the words."""
    return render_template("promise/reported.html", promise=Promise.find_public(slug) or abort(404))


def locked(secret: str) -> Pledge | None:
    """The pledge that this link changes, held until the transaction ends: a link is used once."""
    pledge = Pledge.to_change(secret)
    if pledge is not None:
        Submission.locked(pledge.submission_id)
    return Pledge.to_change(secret)


def link_ended() -> ResponseReturnValue:
    """One page for every link that leads nowhere: what to do is the same, whyever it is."""
    return render_template("promise/link_ended.html", promise=Promise.current()), 410
