"""What everyone sees of the answers: the releases of a questionnaire, each at an address of its own, with files."""

from flask import Response, abort, current_app, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coprod import exports, kept_pages
from coprod.database import db
from coprod.permissions import public
from coprod.questionnaires.as_asked import AsAsked, found
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.checking_back.checked import report
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.releases.page import sections, who_took_part
from coprod.results.disclosure import people, took_part
from coprod.results.figures_file import HEADINGS, as_json, beneath, rows
from coprod.results.pictures import ReleasePicture
from coprod.results.published import Published
from coprod.results.release import Release


@blueprint.get("/questionnaires/<slug>/results")
@public
def results(slug: str) -> ResponseReturnValue:
    """The latest release."""
    asked, last = found(slug), newest(slug)
    return as_kept(asked, last, "results")


@blueprint.get("/questionnaires/<slug>/results/<int:number>")
@public
def one_release(slug: str, number: int) -> ResponseReturnValue:
    """One release: its figures never change."""
    return as_kept(found(slug), of_number(slug, number), number)


@blueprint.get("/questionnaires/<slug>/results/<int:number>/figures.csv")
@public
def figures_csv(slug: str, number: int) -> ResponseReturnValue:
    """Its figures as a table to open in a spreadsheet."""
    release = of_number(slug, number).as_shown
    content = exports.csv_chunks(list(HEADINGS.values()), rows(release))
    response = Response(content, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{file_name(slug, release)}.csv")
    return response


@blueprint.get("/questionnaires/<slug>/results/<int:number>/figures.json")
@public
def figures_json(slug: str, number: int) -> ResponseReturnValue:
    """The same for a program."""
    release = of_number(slug, number).as_shown
    response = jsonify(as_json(release))
    response.headers.set("Content-Disposition", "attachment", filename=f"{file_name(slug, release)}.json")
    return response


def file_name(slug: str, release: Release) -> str:
    """What a file is called, without its ending: with the day of the figures, and not of the download."""
    return f"{slug}-{release.on.isoformat()}"


def newest(slug: str) -> Published:
    """The latest release; where there is none, no page."""
    return Published.last_of(found(slug).head.id) or abort(404)


def of_number(slug: str, number: int) -> Published:
    """One release of a questionnaire that anyone may see."""
    query = select(Published).where(Published.activity_id == found(slug).head.id, Published.number == number)
    return db.session.scalar(query) or abort(404)


def as_kept(asked: AsAsked, one: Published, which: str | int) -> Response:
    """The page of one, the same bytes for everyone until there is another, or its pictures have been drawn."""
    pictures = ReleasePicture.of(one.id)
    shows = (asked.head, one.number, tuple(sorted(pictures.items())))
    page = lambda: results_page(asked.questionnaire, one.as_shown, one.number, pictures=pictures)  # noqa: E731
    return kept_pages.answer(("results", asked.questionnaire.slug, which), shows, page)


def called(title: str) -> str:
    """What the page is called: "Did we hear you right? The answers", or "Your survey: the answers"."""
    return f"{title} The answers" if title[-1:] in ("?", "!", ".") else f"{title}: the answers"


def results_page(
    questionnaire: Questionnaire,
    release: Release,
    number: int,
    *,
    pictures: dict[str, str] | None = None,
    preview: bool = False,
) -> str:
    """A release as HTML. A preview is for staff, of one that is not out yet."""
    base = current_app.config["COPROD"].base_url
    return render_template(
        "questionnaires/releases/preview.html" if preview else "questionnaires/releases/show.html",
        questionnaire=questionnaire,
        release=release,
        number=number,
        preview=preview,
        called=called(questionnaire.title),
        took_part=took_part(release.people),
        sections=sections(release),
        who=who_took_part(release),
        report=report(questionnaire.id, release),
        beneath=beneath(release.on),
        pictures=pictures or {},
        out=[(each, people(each.shown_people)) for each in Published.of(questionnaire.id)],
        address=base + url_for("questionnaires.one_release", slug=questionnaire.slug, number=number),
    )
