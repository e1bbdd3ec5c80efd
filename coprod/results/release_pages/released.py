"""What everyone sees of a release: its page, kept until there is another, and its figures as files."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, current_app, jsonify, render_template, url_for
from sqlalchemy import select

from coprod import exports, kept_pages
from coprod.activities.activity import Activity
from coprod.database import db
from coprod.results.disclosure import people, took_part
from coprod.results.published import Published
from coprod.results.releasable import Releasable
from coprod.results.release import Release
from coprod.results.release_pages.figures_file import HEADINGS, as_json, beneath, rows
from coprod.results.release_pages.pictures import ReleasePicture
from coprod.results.release_pages.release_page import sections, who_took_part


def newest(activity_id: int) -> Published:
    """The latest release of an activity that anyone may see; where there is none, no page."""
    return Published.last_of(activity_id) or abort(404)


def of_number(activity_id: int, number: int) -> Published:
    """One of them."""
    query = select(Published).where(Published.activity_id == activity_id, Published.number == number)
    return db.session.scalar(query) or abort(404)


def as_kept(find: Callable[[], Releasable], head: Any, one: Published, which: str | int) -> Response:
    """The page of one, the same bytes for everyone until its `head` is another, or its pictures have been drawn.

    `head` has the activity's `id`; the whole activity is looked for only when the page has to be made.
    """
    pictures = ReleasePicture.of(one.id)
    shows = (head, one.number, tuple(sorted(pictures.items())))
    page = lambda: results_page(find(), one.as_shown, one.number, meanings=one.meanings, pictures=pictures)  # noqa: E731
    return kept_pages.answer(("results", head.id, which), shows, page)


def as_csv(slug: str, one: Published) -> Response:
    """Its figures as a table to open in a spreadsheet."""
    release = one.as_shown
    response = Response(exports.csv_chunks(list(HEADINGS.values()), rows(release)), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{file_name(slug, release)}.csv")
    return response


def as_data(slug: str, one: Published) -> Response:
    """The same for a program."""
    release = one.as_shown
    response = jsonify(as_json(release))
    response.headers.set("Content-Disposition", "attachment", filename=f"{file_name(slug, release)}.json")
    return response


def file_name(slug: str, release: Release) -> str:
    """What a file is called, without its ending: with the day of the figures, and not of the download."""
    return f"{slug}-{release.on.isoformat()}"


def results_page(
    activity: Releasable,
    release: Release,
    number: int,
    *,
    meanings: dict[str, str],
    pictures: dict[str, str] | None = None,
    preview: bool = False,
) -> str:
    """A release as HTML. A preview is for staff, of one that is not out yet."""
    base, found = current_app.config["COPROD"].base_url, sections(release)
    return render_template(
        "results/preview.html" if preview else "results/show.html",
        activity=activity,
        release=release,
        number=number,
        preview=preview,
        called=called(activity),
        took_part=took_part(release.people),
        sections=found,
        lead=next((sentence for section in found for sentence in section.findings), ""),
        meanings=meanings,
        who=who_took_part(release),
        report=activity.reported(release),
        beneath=beneath(release.on),
        pictures=pictures or {},
        out=[(each, people(each.shown_people)) for each in Published.of(activity.id)],
        address=base + url_for(f"{activity.kind}.one_release", slug=activity.slug, number=number),
    )


# What a page of each kind is called.
CALLED = {"questionnaires": ("The answers", "the answers"), "boards": ("Who wrote, and when", "who wrote, and when")}


def called(activity: Activity) -> str:
    """ "Did we hear you right? The answers", or "Your survey: the answers"."""
    after_a_stop, after_a_colon = CALLED[activity.kind]
    title = activity.title
    return f"{title} {after_a_stop}" if title[-1:] in ("?", "!", ".") else f"{title}: {after_a_colon}"
