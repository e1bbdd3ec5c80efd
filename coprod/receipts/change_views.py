"""Whoever knows the code puts their words otherwise: a person reads them again, and until then nothing is shown."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coprod import rate_limits
from coprod.concerns.letters import tell
from coprod.intake.timed_screening import screened
from coprod.participation.submission import Submission
from coprod.permissions import public
from coprod.receipts.blueprint import blueprint
from coprod.receipts.forms import ChangeWordsForm, ReceiptForm
from coprod.receipts.views import TO_WRITE_SECONDS, known_digest
from coprod.receipts.what_happened import gone, may_change
from coprod.text import normalise
from coprod.transactions import write_transaction

# Each change is read by a person.
CHANGES_UNDER_ONE_CODE = "20 per day"


@blueprint.route("/receipt/change/<int:number>/<int:place>", methods=["GET", "POST"])
@public
def change(number: int, place: int) -> ResponseReturnValue:
    """Read what you wrote, and put it otherwise. What comes next is the same whatever had been decided about it."""
    digest = known_digest(TO_WRITE_SECONDS if request.method == "POST" else 0)
    if digest is None:
        return the_code_again()
    submission = theirs(digest, number, place) or abort(404)
    if not may_change(submission):
        return redirect(url_for(".show"), 303)
    form = ChangeWordsForm(submission)
    if not form.validate_on_submit() or form.asks_first():
        shown = {"submission": submission, "form": form, "number": number, "place": place}
        return render_template("receipts/change.html", **shown), 422 if form.errors else 200
    words = normalise(form.words.data or "")
    if words != submission.as_written:
        rate_limits.refuse_over("change of words", CHANGES_UNDER_ONE_CODE, digest)
        keep(submission.id, words)
    return redirect(url_for(".show", _anchor=f"sent-{number}"), 303)


def keep(id: int, words: str) -> None:
    """In its place, unless it was taken back in the same moment. The words are screened before anybody waits for us."""
    [findings] = screened([words])
    with write_transaction():
        found = Submission.locked(id)
        if found is None or not may_change(found):
            return
        if found.rewrite(words, findings):
            tell()
        found.contribution.activity.words_changed(found.contribution_id)


def theirs(digest: str, number: int, place: int) -> Submission | None:
    """One piece of writing under a receipt, by its places on the page."""
    goes = [go for go in gone(digest) if go.number == number]
    written = goes[0].contribution.submissions if goes else []
    return written[place - 1] if 0 < place <= len(written) else None


def the_code_again() -> ResponseReturnValue:
    """The browser does not know the code any more. What was typed stands there, to be kept."""
    words = normalise(request.form.get("words", ""))
    if not words:
        return redirect(url_for(".look_up"), 303)
    return render_template("receipts/look_up.html", form=ReceiptForm(formdata=None), words=words), 403
