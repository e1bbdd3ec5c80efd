"""For staff: a questionnaire's own pictures. A file is looked at and written first, while nobody waits for it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.activities.life import NotAllowed
from coprod.changes import Clash
from coprod.database import db
from coprod.date_fields import refuse
from coprod.files import on_disk, take_in, uses
from coprod.files.models import StoredFile
from coprod.files.recognise import Refused
from coprod.files.uploads import takes_files
from coprod.forms import EditForm
from coprod.permissions import Permission, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.editing.desk import to_write
from coprod.questionnaires.editing.desk_views import CLASHED, sent
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.own_pictures.picture_forms import PictureForm, WordsForm
from coprod.questionnaires.own_pictures.picture_uses import USE

SIDE = 640  # dots: as large as it is ever shown, for screens that are fine

uses.register(USE)


@blueprint.route("/staff/questionnaires/<slug>/pictures", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
@takes_files
def pictures(slug: str) -> ResponseReturnValue:
    """Those there are, and one more."""
    to_write(slug)
    kept, refused = taken_in() if request.method == "POST" else (None, "")
    questionnaire = to_write(slug)
    form = PictureForm(kept=kept, refused=refused)
    if form.validate_on_submit() and kept:
        try:
            said = {"shows": form.shows.data or "", "licence": form.licence.data or ""}
            questionnaire.add_picture(kept.address, **said, by=current_user.id)
            db.session.commit()
            return redirect(url_for(".pictures", slug=slug, added=1), 303)
        except NotAllowed as refusal:
            db.session.rollback()
            refuse(form.shows, str(refusal))
    return pictures_page(questionnaire, form)


def pictures_page(
    questionnaire: Questionnaire, form: PictureForm, problem: str = "", status: int = 0
) -> ResponseReturnValue:
    """The page; with a problem, when what was asked could not be done."""
    page = render_template(
        "questionnaires/edit/pictures.html",
        questionnaire=questionnaire,
        form=form,
        used=questionnaire.where_used(),
        problem=problem,
    )
    return page, status or (422 if form.errors else 200)


@blueprint.post("/staff/questionnaires/<slug>/take-away-picture")
@requires(Permission.EDIT_ACTIVITIES)
def take_away_picture(slug: str) -> ResponseReturnValue:
    """One that no question has."""
    questionnaire = to_write(slug)
    try:
        questionnaire.take_away_picture(sent("picture"), by=current_user.id, seen=EditForm().seen)
    except NotAllowed as refusal:
        db.session.rollback()
        return pictures_page(questionnaire, PictureForm(formdata=None), str(refusal), 422)
    except Clash:
        db.session.rollback()
        return pictures_page(questionnaire, PictureForm(formdata=None), CLASHED, 409)
    db.session.commit()
    return redirect(url_for(".pictures", slug=slug, gone=1), 303)


@blueprint.post("/staff/questionnaires/<slug>/call-picture")
@requires(Permission.EDIT_ACTIVITIES)
def call_picture(slug: str) -> ResponseReturnValue:
    """Other words for what one shows."""
    questionnaire = to_write(slug)
    form = WordsForm()
    if not form.validate():
        return pictures_page(questionnaire, PictureForm(formdata=None), str(form.shows.errors[0]), 422)
    try:
        questionnaire.call_picture(form.picture.data or "", form.shows.data or "", by=current_user.id)
    except NotAllowed as refusal:
        db.session.rollback()
        return pictures_page(questionnaire, PictureForm(formdata=None), str(refusal), 422)
    db.session.commit()
    return redirect(url_for(".pictures", slug=slug, called=1), 303)


def taken_in() -> tuple[StoredFile | None, str]:
    """The picture that came now, or with the form before, once it is kept; and what is wrong with it."""
    db.session.rollback()  # nobody waits while a picture is made clean
    file, there, refused = request.files.get("file"), None, ""
    if file is not None and file.filename:
        try:
            there = take_in.picture(file.stream, file.filename, width=SIDE, height=SIDE)
        except Refused as refusal:
            refused = str(refusal)
    before = sent("came").partition(".")[0]
    if there is not None:
        kept: StoredFile | None = take_in.keep(there, by=current_user.id)
    elif on_disk.HASH.fullmatch(before) and take_in.again(before):
        kept = db.session.get(StoredFile, before)
    else:
        kept = None
    db.session.commit()  # whatever becomes of the form, nobody has to choose the same file twice
    return kept if kept and kept.is_picture else None, refused
