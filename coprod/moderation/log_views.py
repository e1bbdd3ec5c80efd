"""Staff look back at what was decided, count it, and download it."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit, exports
from coprod.database import db, uk_today, write_transaction
from coprod.moderation import log as decided
from coprod.moderation.log import Page, Place
from coprod.moderation.log_counts import count
from coprod.moderation.log_downloads import HEADINGS, rows
from coprod.moderation.log_filters import DECISION_LABELS, SCREENING, Filters
from coprod.moderation.taking import blueprint
from coprod.participation.activity import Activity
from coprod.participation.filters import NotAFilter
from coprod.permissions import Permission, requires

__all__ = ["blueprint"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/log")
@requires(Permission.READ_MODERATION_LOG)
def log() -> ResponseReturnValue:
    """What was decided, newest first."""
    return shown()


@blueprint.get("/log.csv")
@requires(Permission.READ_MODERATION_LOG)
def log_csv() -> ResponseReturnValue:
    """For spreadsheets, at any size."""
    return streamed("csv", "text/csv", exports.csv_chunks, list(HEADINGS.values()))


@blueprint.get("/log.jsonl")
@requires(Permission.READ_MODERATION_LOG)
def log_jsonl() -> ResponseReturnValue:
    """For programs, at any size."""
    return streamed("jsonl", "application/jsonl", exports.json_lines_chunks, list(HEADINGS))


@blueprint.get("/log.xlsx")
@requires(Permission.READ_MODERATION_LOG)
def log_xlsx() -> ResponseReturnValue:
    """A spreadsheet file, which is made whole before it is sent."""
    try:
        filters = Filters.from_address(request.args)
        with exports.xlsx_file(list(HEADINGS.values()), exports.at_most(rows(filters))) as file:
            made = file.read()
    except NotAFilter:
        return shown()
    except exports.TooMany:
        return render_template("moderation/log_too_many.html", filters=filters, most=exports.XLSX_LIMIT), 422
    remember_download("xlsx", filters)
    return attached(made, XLSX, "xlsx")


def shown() -> ResponseReturnValue:
    """The page; with no rows when the address asks for what cannot be."""
    try:
        filters, refused = Filters.from_address(request.args), None
    except NotAFilter as error:
        filters, refused = Filters(), error
    before = request.args.get("before", type=Place.from_address)
    # Counting takes far longer than one page does: it is done once, on the first.
    counted = count(filters) if before is None and not refused else None
    nothing = refused or (counted is not None and not counted.total)
    html = render_template(
        "moderation/log.html",
        filters=filters,
        refused=refused,
        counted=counted,
        page=Page() if nothing else decided.page(filters, before),  # to look for what is not there takes longest
        labels={kind.value: label for kind, label in DECISION_LABELS.items()},
        channels=Activity.channels(),
        options=decided.options(),
        nobody=(SCREENING, decided.NOBODY),
    )
    return html, 422 if refused else 200


def streamed(
    kind: str, mimetype: str, chunks: Callable[..., Iterable[bytes]], headings: list[str]
) -> ResponseReturnValue:
    """A download that begins at once and never stands in memory as a whole."""
    try:
        filters = Filters.from_address(request.args)
    except NotAFilter:
        return shown()
    remember_download(kind, filters)
    return attached(chunks(headings, rows(filters)), mimetype, kind)


def remember_download(kind: str, filters: Filters) -> None:
    """Write down who downloads what, before the first byte leaves."""
    who = current_user.id
    details: dict[str, Any] = {"kind": kind, "filters": filters.address()}
    with write_transaction():
        db.session.add(audit.Record(action="downloaded", subject="moderation log", by_id=who, details=details))


def attached(content: Iterable[bytes] | bytes, mimetype: str, kind: str) -> Response:
    """A file with the day in its name, like "moderation-log-2026-11-19.csv"."""
    response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=f"moderation-log-{uk_today()}.{kind}")
    return response
