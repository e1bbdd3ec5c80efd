"""Staff of an engagement bring in what people said elsewhere: its sources, a file to look at, one text to type in."""

import json
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.activities import for_staff
from coprod.activities.life import NotAllowed
from coprod.brought_in.batch import Batch
from coprod.brought_in.blueprint import blueprint
from coprod.brought_in.bringing_in import bring_in, work_on
from coprod.brought_in.columns import Columns
from coprod.brought_in.csv_file import LARGEST, MOST, Line, Table
from coprod.brought_in.dry_run import dry_run
from coprod.brought_in.forms import TypeOneForm, UploadForm
from coprod.brought_in.models import BroughtIn
from coprod.database import db, uk_today
from coprod.date_fields import refuse
from coprod.files.recognise import MEGABYTE
from coprod.files.uploads import takes_files
from coprod.permissions import Permission, requires

TEMPLATE = "\ufeffWords,Date,Who said it\r\n"


@blueprint.route("/<slug>", methods=["GET", "POST"])
@takes_files
@requires(Permission.EDIT_ACTIVITIES)
def sources(slug: str) -> ResponseReturnValue:
    """What was brought in so far; and a file, which is first looked at."""
    engagement = for_staff.engagement(slug)
    if request.method == "POST":
        engagement.must_not_be_archived()
    form = UploadForm.of(engagement)
    if form.validate_on_submit():
        found: Any = form.table
        columns = Columns.guessed(found, uk_today())
        choices = json.dumps({"source": form.said, "columns": columns._asdict(), "left_out": form.left_out})
        batch = Batch(engagement, by=current_user, text=found.as_text(), sent=form.sent, choices=choices)
        db.session.add(batch)
        db.session.commit()
        return redirect(url_for(".batch", id=batch.id), 303)
    page = render_template(
        "brought_in/sources.html",
        engagement=engagement,
        form=form,
        sources=BroughtIn.into(engagement),
        batches=Batch.of(engagement, by=current_user),
        most=MOST,
        megabytes=LARGEST // MEGABYTE,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/<slug>/type-one", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def type_one(slug: str) -> ResponseReturnValue:
    """One text, typed in by hand."""
    engagement = for_staff.engagement(slug)
    engagement.must_not_be_archived()
    form = TypeOneForm.of(engagement, data={"day": uk_today()})
    if form.validate_on_submit():
        said = Table(["words"], [Line(1, {"words": form.words.data or ""})])
        columns = form.columns
        refused = dry_run(said, columns, form.said.get("into")).refused
        choices = json.dumps({"source": form.said, "columns": columns._asdict()})
        batch = Batch(engagement, by=current_user, text=said.as_text(), sent=b"", choices=choices)
        db.session.add(batch)
        try:
            if refused:
                raise NotAllowed(refused[0].why)
            bring_in(batch, by=current_user)
            db.session.commit()
            work_on(batch.id)
            return redirect(url_for(".sources", slug=slug, typed=1), 303)
        except NotAllowed as refusal:
            db.session.rollback()
            refuse(form.words, str(refusal))
    page = render_template("brought_in/type_one.html", engagement=engagement, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/template.csv")
@requires(Permission.EDIT_ACTIVITIES)
def template() -> ResponseReturnValue:
    """An empty file with the columns that we know."""
    answer = Response(TEMPLATE, mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=what-people-said.csv"
    return answer
