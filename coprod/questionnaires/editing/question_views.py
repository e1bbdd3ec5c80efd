"""One question on the desk: in plain words, in Easy Read, as sound and signs; and one page."""

from collections.abc import Callable
from typing import Any, NoReturn

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.accounts.who_changed import show_clash
from coprod.activities.life import NotAllowed
from coprod.changes import Clash
from coprod.database import db
from coprod.date_fields import refuse
from coprod.forms import EditForm, choices
from coprod.permissions import Permission, requires
from coprod.plain_words import read_closely
from coprod.questionnaires.answering.forms import AnswersForm
from coprod.questionnaires.answering.laid_out import LaidOut
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.editing.desk import Desk, to_write
from coprod.questionnaires.editing.forms import EasyReadForm, FormatsForm, NewQuestionForm, PageForm
from coprod.questionnaires.editing.outline import page_of, question_of
from coprod.questionnaires.editing.question_forms import PlainForm
from coprod.questionnaires.editing.taken_out_views import TakenOut
from coprod.questionnaires.editing.written import NoWay
from coprod.questionnaires.models import Questionnaire


@blueprint.route("/staff/questionnaires/<slug>/edit/<question>", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def edit_question(slug: str, question: str) -> ResponseReturnValue:
    """What it says and offers, and who sees it."""
    desk = desk_at(slug, question)
    page = desk.page_of(desk.names.questions[question])

    def make(**more: Any) -> PlainForm:
        facts = question_of(desk.pages, question)
        return PlainForm(facts, desk.earlier(page.number), desk.questionnaire.edited, **more)

    def save(form: PlainForm, **who: Any) -> None:
        desk.questionnaire.edit_question(question, form.said(), **who)

    return part_page(desk, make, save, "questionnaires/edit/plain.html", ".edit_question")


@blueprint.route("/staff/questionnaires/<slug>/edit/<question>/easy-read", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def easy_read(slug: str, question: str) -> ResponseReturnValue:
    """A short sentence, pictures, and who tried it."""
    desk = desk_at(slug, question)

    def make(**more: Any) -> EasyReadForm:
        facts = question_of(desk.pages, question)
        return EasyReadForm.of(facts, desk.questionnaire.edited, desk.pictures, **more)

    def save(form: EasyReadForm, **who: Any) -> None:
        desk.questionnaire.edit_question(question, form.said(question_of(desk.pages, question)), **who)

    return part_page(desk, make, save, "questionnaires/edit/easy_read.html", ".easy_read")


@blueprint.route("/staff/questionnaires/<slug>/edit/<question>/formats", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def formats(slug: str, question: str) -> ResponseReturnValue:
    """As sound, and in British Sign Language."""
    desk = desk_at(slug, question)

    def make(**more: Any) -> FormatsForm:
        facts = question_of(desk.pages, question)
        shown = {name: facts.get(name, "") for name in ("recording", "bsl_link")}
        return FormatsForm(data=shown | {"edited": str(desk.questionnaire.edited)}, **more)

    def save(form: FormatsForm, **who: Any) -> None:
        desk.questionnaire.edit_question(question, form.said(), **who)

    return part_page(desk, make, save, "questionnaires/edit/formats.html", ".formats")


@blueprint.route("/staff/questionnaires/<slug>/edit-page/<page>", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def edit_page(slug: str, page: str) -> ResponseReturnValue:
    """What a page is called, and who sees it."""
    desk = Desk(to_write(slug), page=page)
    here = desk.names.pages.get(page) or not_there(desk.questionnaire, "page")

    def make(**more: Any) -> PageForm:
        facts = page_of(desk.pages, page)
        return PageForm(facts, desk.earlier(here.number), desk.questionnaire.edited, **more)

    form = make()
    if not form.only_looks and form.validate_on_submit():
        saved = save_form(
            desk, form, make, lambda **who: desk.questionnaire.edit_page(page, form.said(), **who), blamed="title"
        )
        if saved:
            return redirect(url_for(".edit_page", slug=slug, page=page, saved=1), 303)
    return render_template("questionnaires/edit/page.html", desk=desk, form=form, page=here), form.status


@blueprint.route("/staff/questionnaires/<slug>/add-question", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def add_question(slug: str) -> ResponseReturnValue:
    """A new question, at the end of a page."""
    desk = Desk(to_write(slug), adds=True)
    at_first = {"edited": str(desk.questionnaire.edited), "page": request.args.get("page", last_page(desk))}
    form = NewQuestionForm(data=at_first)
    form.page.choices = choices((page.key, f"{page.number}. {page.title}") for page in desk.version.pages)
    if form.validate_on_submit():
        added: list[str] = []

        def add(**who: Any) -> None:
            added.append(desk.questionnaire.add_question(form.page.data or "", form.said(), **who))

        if save_form(desk, form, lambda **more: NewQuestionForm(data=at_first, **more), add, blamed="prompt"):
            return redirect(url_for(".edit_question", slug=slug, question=added[0]), 303)
    return render_template("questionnaires/edit/add_question.html", desk=desk, form=form), form.status


def part_page(
    desk: Desk, make: Callable[..., Any], save: Callable[..., None], template: str, endpoint: str
) -> ResponseReturnValue:
    """One part of a question: its form, and how people see it.

    "Save and next question" goes on to the next, "Look for one" to pictures: what was typed is saved first.
    """
    question = desk.names.questions[desk.open]
    form = make()
    slug = desk.questionnaire.slug
    if not form.only_looks and form.validate_on_submit():
        blamed = next(name for name in ("options", "prompt", "easy_read", "recording") if name in form)
        after = desk.next_to(question)
        if save_form(desk, form, make, lambda **who: save(form, **who), blamed=blamed):
            then = request.form.get("then", "")
            if then == "next" and after:
                return redirect(url_for(endpoint, slug=slug, question=after.key), 303)
            if then.startswith("picture"):  # of the question, or "picture-" and the key of an answer
                option = then.partition("-")[2] or None
                return redirect(url_for(".find_picture", slug=slug, question=question.key, option=option), 303)
            return redirect(url_for(endpoint, slug=slug, question=question.key, saved=1), 303)
    looks = AnswersForm.of([question], {})
    looks.shows_now()
    return render_template(
        template,
        desk=desk,
        form=form,
        question=question,
        part=endpoint,
        looks=looks,
        laid_out=LaidOut(is_easy=endpoint == ".easy_read"),
        reads=read_closely(question.prompt),
    ), form.status


def save_form(
    desk: Desk, form: EditForm, make: Callable[..., EditForm], save: Callable[..., None], *, blamed: str
) -> bool:
    """Save what a form says. What cannot be saved is said on the form, with all that was typed."""
    try:
        save(by=current_user.id, seen=form.seen)
    except NoWay as refusal:
        db.session.rollback()
        refuse(form["rule"] if "rule" in form else form[blamed], str(refusal))
    except NotAllowed as refusal:
        db.session.rollback()
        refuse(form[blamed], str(refusal))
    except Clash:
        db.session.rollback()
        desk.look_again()
        if desk.lost:
            raise TakenOut(desk.questionnaire, desk.lost) from None
        show_clash(form, make(formdata=None), desk.questionnaire)
    else:
        db.session.commit()
        return True
    return False


def desk_at(slug: str, question: str) -> Desk:
    """The desk with a question open, or 404."""
    desk = Desk(to_write(slug), question)
    return desk if question in desk.names.questions else not_there(desk.questionnaire, "question")


def not_there(questionnaire: Questionnaire, what: str) -> NoReturn:
    """404; whoever has typed something sees it again."""
    if request.method == "POST":
        raise TakenOut(questionnaire, what)
    abort(404)


def last_page(desk: Desk) -> str:
    """Where a new question stands unless somebody says otherwise."""
    return desk.version.pages[-1].key if desk.version.pages else ""
