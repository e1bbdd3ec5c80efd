"""What happened to my words: type the code, read, take something back."""

import time

from flask import abort, current_app, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from coprod import wrong_tries
from coprod.check_backs.invitations import invitations
from coprod.concerns.letters import tell
from coprod.intake.forms import forget_sent
from coprod.participation import receipt
from coprod.participation.receipt import Receipt
from coprod.permissions import public
from coprod.receipts.blueprint import blueprint
from coprod.receipts.forms import ReceiptForm
from coprod.receipts.to_keep import in_plain_words, square
from coprod.receipts.what_happened import gone, to_take_back
from coprod.sealing import ring
from coprod.transactions import write_transaction

# How long a browser remembers that it knew the code: long enough to read, short enough for a library computer.
REMEMBERED_FOR_SECONDS = 30 * 60
# Words take their time: a form that was opened while the browser knew the code may be sent this much later.
TO_WRITE_SECONDS = 2 * 60 * 60
# Two classes behind one address, with slips of the finger. Right ones do not count.
WRONG_CODES = 60


blueprint.add_app_template_global(square)


@blueprint.route("/receipt", methods=["GET", "POST"])
@public
def look_up() -> ResponseReturnValue:
    """Type the code. It is never in an address; a wrong one gets the same words whatever was wrong with it."""
    form = ReceiptForm()
    if form.validate_on_submit():
        guess = wrong_tries.guess("receipt", free=WRONG_CODES)
        if not guess.begin():
            form.code.errors = [guess.wrong("")]
            return render_template("receipts/look_up.html", form=form), 429, {"Retry-After": str(guess.too_soon)}
        if found := Receipt.find(receipt.digests(ring(), form.code.data or "")):
            guess.does_not_count()
            session["receipt"] = {"digest": found.digest, "at": int(time.time())}
            return redirect(url_for(".show"), 303)
        form.code.errors = [guess.wrong("We cannot find that code. Look at each word and number again")]
    return render_template("receipts/look_up.html", form=form), 422 if form.errors else 200


@blueprint.get("/receipt/what-happened")
@public
def show() -> ResponseReturnValue:
    """Everything sent under the code, and what became of it."""
    digest = known_digest()
    if digest is None:
        return redirect(url_for(".look_up"), 303)
    goes = gone(digest)
    asks = invitations(go.contribution for go in goes)
    page = current_app.config["COPROD"].base_url + url_for(".look_up")
    return render_template(
        "receipts/show.html",
        goes=goes,
        invitations=asks,
        plain_words=in_plain_words(goes, page),
    )


@blueprint.get("/receipt/take-back/<int:number>")
@public
def confirm(number: int) -> ResponseReturnValue:
    """Ask once more before anything is erased."""
    digest = known_digest()
    if digest is None:
        return redirect(url_for(".look_up"), 303)
    [go] = [go for go in gone(digest) if go.number == number] or abort(404)
    if go.contribution.is_withdrawn:
        return redirect(url_for(".show"), 303)
    return render_template("receipts/confirm.html", go=go)


@blueprint.post("/receipt/take-back/<int:number>")
@public
def withdraw(number: int) -> ResponseReturnValue:
    """Hide what was sent, and erase it. The answer is the same whatever had been decided about it."""
    digest = known_digest()
    if digest is None:
        return redirect(url_for(".look_up"), 303)
    with write_transaction():
        contribution = to_take_back(digest, number) or abort(404)
        if contribution.withdraw():
            tell()
    return redirect(url_for(".show"), 303)


@blueprint.post("/receipt/finish")
@public
def finish() -> ResponseReturnValue:
    """Forget the code on this computer."""
    session.pop("receipt", None)
    forget_sent()
    return redirect(url_for("pages.home"), 303)


def known_digest(longer: int = 0) -> str | None:
    """The keyed hash of the code that was typed here in the last half hour, and so many seconds `longer`."""
    known = session.get("receipt")
    if known is None or time.time() - known["at"] >= REMEMBERED_FOR_SECONDS + longer:
        return None
    return str(known["digest"])
