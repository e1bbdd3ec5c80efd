"""Staff read what was heard, sort it into themes, and download it."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from coprod import audit, exports
from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.database import db
from coprod.feedback_log import downloads
from coprod.feedback_log.blueprint import blueprint
from coprod.feedback_log.downloads import headings
from coprod.feedback_log.filters import FeedbackLogFilters
from coprod.feedback_log.forms import TickedForm
from coprod.feedback_log.log import MOST, FeedbackLogPage, count, options, page
from coprod.participation.contribution import Sharing, Source
from coprod.participation.search import pieces
from coprod.participation.submission import Submission
from coprod.permissions import Permission, asks_second_step, requires, within
from coprod.public_ids import ListPlace
from coprod.reading.address_filters import NotAFilter
from coprod.rendering import plural
from coprod.themes.models import Ended, Theme


@blueprint.get("/feedback-log")
@requires(Permission.READ_LOG)
def show() -> ResponseReturnValue:
    """What the filters in the address show, newest first."""
    return log_page(TickedForm(formdata=None))


@blueprint.post("/feedback-log/add-to-theme")
@requires(Permission.ADD_THEMES)
def add_to_theme() -> ResponseReturnValue:
    """Put the ticked rows in a theme."""
    return sorted_into("added to", Theme.add)


@blueprint.post("/feedback-log/remove-from-theme")
@requires(Permission.ADD_THEMES)
def remove_from_theme() -> ResponseReturnValue:
    """Take the ticked rows out of a theme."""
    return sorted_into("taken out of", Theme.remove)


@blueprint.get("/feedback-log.csv")
@asks_second_step
@requires(Permission.DOWNLOAD_LOG)
def csv() -> ResponseReturnValue:
    """For spreadsheets, at any size."""
    return downloaded("csv")


@blueprint.get("/feedback-log.jsonl")
@asks_second_step
@requires(Permission.DOWNLOAD_LOG)
def jsonl() -> ResponseReturnValue:
    """For programs, at any size."""
    return downloaded("jsonl")


@blueprint.get("/feedback-log.xlsx")
@asks_second_step
@requires(Permission.DOWNLOAD_LOG)
def xlsx() -> ResponseReturnValue:
    """A spreadsheet file, which is made whole before it is sent."""
    return downloaded("xlsx")


def log_page(form: TickedForm) -> ResponseReturnValue:
    """The page, with what was ticked when that was refused; with no rows when the address asks for what cannot be."""
    try:
        filters, refused = FeedbackLogFilters.from_address(request.args)._replace(publishable=False), None
    except NotAFilter as error:
        filters, refused = FeedbackLogFilters(), error
    before = beginning()
    there = 0 if refused else count(filters)
    html = render_template(
        "feedback_log/show.html",
        form=form,
        filters=filters,
        refused=refused,
        page=page(filters, before) if there else FeedbackLogPage(),  # to look for what is not there takes longest
        count=there,
        most=MOST,
        is_first_page=before is None,
        here=here(filters),
        options=options(),
        channels=Activity.channels(),
        audiences=[(audience.value, audience.label) for audience in Audience],
        sharings=[(sharing.value, sharing.label) for sharing in Sharing],
        sources=[(source.value, source.label) for source in Source],
        pieces=pieces,
    )
    return html, 422 if form.errors or refused else 200


def sorted_into(verb: str, change: Callable[..., int]) -> ResponseReturnValue:
    """Do to the ticked rows what the button says, write it down, and go back to the same page of the log."""
    form = TickedForm()
    try:
        back = here(FeedbackLogFilters.from_address(request.args))
    except NotAFilter:
        return log_page(form)
    if not form.validate():
        return log_page(form)
    # Held until the end, so that two who sort at once do not both add the same row.
    reached = within(Permission.ADD_THEMES, Theme.engagement_id)
    theme = db.session.scalar(select(Theme).where(Theme.id == form.theme.data, reached).with_for_update()) or abort(404)
    ids: list[str] = form.ids.data or []
    rows = db.session.scalars(select(Submission.id).where(Submission.public_id.in_(ids))).all()
    try:
        changed = change(theme, rows, by=current_user.id)
    except Ended:
        form.theme.errors = ["That theme is not used any more. Choose another"]
        return log_page(form)
    audit.record(f"{verb} theme", f"theme {theme.id}", current_user, submissions=ids)
    flash(f"{plural(changed, 'row')} {verb} “{theme.title}”.")
    db.session.commit()
    return redirect(url_for(".show", **back), 303)


def here(filters: FeedbackLogFilters) -> dict[str, Any]:
    """For `url_for`: this page of the log, under these filters."""
    before = beginning()
    return filters.address() | ({"before": str(before)} if before else {})


def beginning() -> ListPlace | None:
    """Where this page of the log begins; None when at the newest."""
    return request.args.get("before", type=ListPlace.from_address)


def downloaded(kind: str) -> ResponseReturnValue:
    """What the filters show, as a file; the kind for publishing says so in its name."""
    try:
        filters = FeedbackLogFilters.from_address(request.args)
        name = "feedback-log-publishable" if filters.publishable else "feedback-log"
        file = exports.attachment(kind, name, headings(filters), downloads.rows(filters))
    except NotAFilter:
        return log_page(TickedForm(formdata=None))
    except exports.TooMany:
        return render_template("feedback_log/too_many.html", filters=filters, most=exports.XLSX_LIMIT), 422
    remember_download(kind, filters)
    return file


def remember_download(kind: str, filters: FeedbackLogFilters) -> None:
    """Write down who downloads what, before the first byte leaves. A search may be for a name: only that it was."""
    asked = filters.address() | ({"q": "(words)"} if filters.q else {})
    details: dict[str, Any] = {"kind": kind, "filters": asked}
    audit.look("downloaded", "feedback log", current_user, **details)
