"""Whoever knows the code may ask a safe adult to get in touch. Afterwards nothing shows that they did."""

import time

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coprod.concerns.letters import tell
from coprod.database import db
from coprod.intake import forms
from coprod.participation import receipt
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.participation.safe_adult import ask
from coprod.permissions import public
from coprod.receipts.blueprint import blueprint
from coprod.receipts.forms import GetInTouchForm
from coprod.receipts.views import REMEMBERED_FOR_SECONDS, TO_WRITE_SECONDS
from coprod.sealing import ring
from coprod.transactions import write_transaction


@blueprint.route("/receipt/get-in-touch", methods=["GET", "POST"])
@public
def get_in_touch() -> ResponseReturnValue:
    """Say how and when it is safe. The address says nothing: others may look at where a browser has been."""
    contribution = whose()
    if contribution is None:
        return redirect(url_for(".look_up"), 303)
    form = GetInTouchForm()
    if not form.validate_on_submit():
        body = render_template("receipts/get_in_touch.html", form=form, sent=request.args.get("sent"))
        return body, 422 if form.errors else 200
    with write_transaction():
        _, news = ask(contribution, form.contact())
        db.session.flush()
        tell(kind=news)
    session["asked"] = True
    return redirect(url_for(".asked"), 303)


@blueprint.get("/receipt/get-in-touch/sent")
@public
def asked() -> ResponseReturnValue:
    """Once, right after sending."""
    if not session.pop("asked", False):
        return redirect(url_for(".look_up"), 303)
    return render_template("receipts/asked.html")


def whose() -> Contribution | None:
    """What was sent by whoever is here: just now from this browser, or the latest under the code that was typed."""
    longer = TO_WRITE_SECONDS if request.method == "POST" else 0
    sent, known = session.get("sent"), session.get("receipt")
    if request.args.get("sent") and sent and time.time() - sent["at"] < forms.SHOWN_FOR_SECONDS + longer:
        found = Contribution.find(receipt.digests(ring(), sent["token"]))
        return found if found and found.receipt_id else None
    if known and time.time() - known["at"] < REMEMBERED_FOR_SECONDS + longer:
        under_the_code = select(Contribution).join(Receipt).where(Receipt.digest == known["digest"])
        return db.session.scalar(under_the_code.order_by(Contribution.id.desc()).limit(1))
    return None
