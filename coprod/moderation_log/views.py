"""Staff look back at what was decided, count it, and download it."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit, exports
from coprod.activities.activity import Activity
from coprod.moderation_log import log as decided
from coprod.moderation_log.counts import count
from coprod.moderation_log.downloads import HEADINGS, rows
from coprod.moderation_log.filters import DECISION_LABELS, SCREENING, ModerationLogFilters
from coprod.moderation_log.log import ModerationLogPage
from coprod.permissions import Permission, asks_second_step, requires
from coprod.public_ids import ListPlace
from coprod.reading.address_filters import NotAFilter

blueprint = Blueprint("moderation_log", __name__, url_prefix="/staff/moderation")


@blueprint.get("/log")
@requires(Permission.READ_MODERATION_LOG)
def show() -> ResponseReturnValue:
    """What was decided, newest first."""
    return log_page()


@blueprint.get("/log.csv")
@asks_second_step
@requires(Permission.READ_MODERATION_LOG)
def csv() -> ResponseReturnValue:
    """For spreadsheets, at any size."""
    return downloaded("csv")


@blueprint.get("/log.jsonl")
@asks_second_step
@requires(Permission.READ_MODERATION_LOG)
def jsonl() -> ResponseReturnValue:
    """For programs, at any size."""
    return downloaded("jsonl")


@blueprint.get("/log.xlsx")
@asks_second_step
@requires(Permission.READ_MODERATION_LOG)
def xlsx() -> ResponseReturnValue:
    """A spreadsheet file, which is made whole before it is sent."""
    return downloaded("xlsx")


def log_page() -> ResponseReturnValue:
    """The page; with no rows when the address asks for what cannot be."""
    try:
        filters, refused = ModerationLogFilters.from_address(request.args), None
    except NotAFilter as error:
        filters, refused = ModerationLogFilters(), error
    before = request.args.get("before", type=ListPlace.from_address)
    # Counting takes far longer than one page does: it is done once, on the first.
    counted = count(filters) if before is None and not refused else None
    nothing = refused or (counted is not None and not counted.total)
    html = render_template(
        "moderation_log/show.html",
        filters=filters,
        refused=refused,
        counted=counted,
        page=ModerationLogPage()
        if nothing
        else decided.page(filters, before),  # to look for what is not there takes longest
        labels={kind.value: label for kind, label in DECISION_LABELS.items()},
        channels=Activity.channels(),
        options=decided.options(),
        nobody=(SCREENING, decided.NOBODY),
    )
    return html, 422 if refused else 200


def downloaded(kind: str) -> ResponseReturnValue:
    """What the filters show, as a file."""
    try:
        filters = ModerationLogFilters.from_address(request.args)
        file = exports.attachment(kind, "moderation-log", HEADINGS, rows(filters))
    except NotAFilter:
        return log_page()
    except exports.TooMany:
        return render_template("moderation_log/too_many.html", filters=filters, most=exports.XLSX_LIMIT), 422
    remember_download(kind, filters)
    return file


def remember_download(kind: str, filters: ModerationLogFilters) -> None:
    """Write down who downloads what, before the first byte leaves."""
    details: dict[str, Any] = {"kind": kind, "filters": filters.address()}
    audit.look("downloaded", "moderation log", current_user, **details)
