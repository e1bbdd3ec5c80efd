"""The pictures of the sets, as browsers get them; and for staff, finding one for a question or one of its answers."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coprod.permissions import Permission, public, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.editing.question_views import desk_at, not_there, save_form
from coprod.questionnaires.own_pictures import picture_sets
from coprod.questionnaires.own_pictures.picture_forms import SetPictureForm
from coprod.static_files import YEAR
from coprod.text import normalise, row_number

LONGEST_SEARCH = 60
A_DAY = 24 * 60 * 60  # for an address without the set's version, or with another: what is at it may change


@blueprint.get("/pictures/<of>/<name>.svg")
@public
def set_picture(of: str, name: str) -> ResponseReturnValue:
    """A picture of a set. Which of them anybody looks at says nothing: everyone may have all of them."""
    drawn = picture_sets.drawing(of, name)
    if drawn is None:
        abort(404)
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(drawn if zipped else picture_sets.unzipped(drawn), mimetype="image/svg+xml")
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    stays = request.args.get("v") == picture_sets.sets()[of].version
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Content-Security-Policy"] = "sandbox"  # beside the policy of all pages: the stricter one counts
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if stays else f"public, max-age={A_DAY}"
    return response


@blueprint.app_template_global()
def picture_address(file: str) -> str:
    """Where browsers get a picture that is none of our drawings: staff's own, or one of a set."""
    if not picture_sets.of_a_set(file):
        return url_for("files.show", name=file)
    of, _, name = file.partition(":")
    there = picture_sets.sets().get(of)
    return url_for("questionnaires.set_picture", of=of, name=name, v=there.version if there else None)


@blueprint.route("/staff/questionnaires/<slug>/edit/<question>/find-picture", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def find_picture(slug: str, question: str) -> ResponseReturnValue:
    """Look for a picture by a word, and choose one for the question, or for one of its answers."""
    desk = desk_at(slug, question)
    asked, option = desk.names.questions[question], request.args.get("option", "")
    if option and option not in asked.labels:
        not_there(desk.questionnaire, "question")
    wanted = normalise(request.args.get("q", ""))[:LONGEST_SEARCH]
    found = picture_sets.look_for(wanted, request.args.get("after", 0, type=row_number))

    def make(**more: Any) -> SetPictureForm:
        form = SetPictureForm(data={"edited": str(desk.questionnaire.edited)}, **more)
        form.offer(found.pictures)
        return form

    def save(**who: Any) -> None:
        name, shows = form.picture.data or "", form.shows.data or ""
        desk.questionnaire.choose_picture(name, shows, question=question, option=option, **who)

    form = make()
    if form.validate_on_submit() and save_form(desk, form, make, save, blamed="shows"):
        return redirect(url_for(".easy_read", slug=slug, question=question, saved=1), 303)
    page = render_template(
        "questionnaires/edit/find_picture.html",
        desk=desk,
        form=form,
        question=asked,
        option=option,
        wanted=wanted,
        found=found,
        sets=picture_sets.sets(),
    )
    return page, form.status
