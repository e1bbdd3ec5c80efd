"""What comes from elsewhere and goes there: the library of standard questions, JSON out, and JSON in."""

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.activities import for_staff
from coprod.activities.life import NotAllowed
from coprod.changes import Clash
from coprod.database import db
from coprod.date_fields import refuse
from coprod.permissions import Permission, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.editing.desk import Desk, to_write
from coprod.questionnaires.editing.desk_views import press, sent
from coprod.questionnaires.editing.differences import differences
from coprod.questionnaires.editing.forms import JsonForm
from coprod.questionnaires.editing.library import standard_questions
from coprod.questionnaires.editing.reading_json import Wrong, found_in, written
from coprod.questionnaires.facts import facts_of
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.own_pictures import picture_sets
from coprod.questionnaires.own_pictures.own_picture import names_in, not_here, renamed


@blueprint.get("/staff/questionnaires/<slug>/library")
@requires(Permission.EDIT_ACTIVITIES)
def library(slug: str) -> ResponseReturnValue:
    """Standard questions to begin with."""
    desk = Desk(to_write(slug))
    return render_template("questionnaires/edit/library.html", desk=desk, standard=standard_questions())


@blueprint.post("/staff/questionnaires/<slug>/library")
@requires(Permission.EDIT_ACTIVITIES)
def add_standard(slug: str) -> ResponseReturnValue:
    """One of them, at the end of a page."""
    to_write(slug)
    chosen = {each.name: each for each in standard_questions()}.get(sent("name")) or abort(404)

    def add(questionnaire: Questionnaire, **who: int) -> str:
        key = questionnaire.add_question(sent("page"), chosen.facts, **who)
        return url_for(".edit_question", slug=slug, question=key)

    return press(slug, add)


@blueprint.get("/staff/questionnaires/<slug>/questions.json")
@requires(Permission.EDIT_ACTIVITIES)
def as_json(slug: str) -> ResponseReturnValue:
    """What is being written, to take elsewhere."""
    questionnaire = for_staff.of_kind(Questionnaire, slug)
    pages = questionnaire.with_keys(facts_of(questionnaire.being_written))
    text = written(questionnaire.title, pages)
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{questionnaire.slug}.json"'
    return answer


@blueprint.route("/staff/questionnaires/<slug>/take-in", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def take_in(slug: str) -> ResponseReturnValue:
    """Bring JSON in. First it says what would change, and which lines are wrong; then somebody says "do it"."""
    questionnaire = to_write(slug)
    form = JsonForm(data={"edited": str(questionnaire.edited)})
    file = request.files.get("file")
    if file:
        form.text.data = file.read().decode("utf-8", "replace")
    changes, wrong, without = None, list[Wrong](), dict[str, list[str]]()
    if form.is_submitted() and form.validate():
        pages, wrong = found_in(form.text.data or "")
        if not wrong:
            now = facts_of(questionnaire.being_written)
            pages = questionnaire.with_files(pages)
            known = picture_sets.known(names_in(pages)) | names_in(now) | questionnaire.pictures.keys()
            without = not_here(pages, known)
            pages = renamed(pages, dict.fromkeys(without, ""))
            changes = differences(questionnaire.in_words(now), questionnaire.in_words(pages))
            if form.sure.data:
                try:
                    questionnaire.write_anew(pages, by=current_user.id, seen=form.seen)
                    db.session.commit()
                    return redirect(url_for(".edit", slug=slug), 303)
                except NotAllowed as refusal:
                    db.session.rollback()
                    refuse(form.text, str(refusal))
                except Clash:
                    db.session.rollback()
                    return redirect(url_for(".take_in", slug=slug, changed=1), 303)
    page = render_template(
        "questionnaires/edit/take_in.html",
        questionnaire=questionnaire,
        form=form,
        changes=changes,
        wrong=wrong,
        without=without,
    )
    return page, 422 if wrong else form.status
