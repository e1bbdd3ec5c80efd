"""One file that is brought in: looked at first, then brought in as a whole, and taken back as a whole."""

import json
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.activities.life import NotAllowed
from coprod.brought_in.batch import Batch, BatchState
from coprod.brought_in.blueprint import blueprint
from coprod.brought_in.bringing_in import bring_in, work_on
from coprod.brought_in.columns import Columns
from coprod.brought_in.csv_file import Table
from coprod.brought_in.dry_run import dry_run
from coprod.brought_in.forms import ColumnsForm
from coprod.brought_in.models import BroughtIn
from coprod.database import db
from coprod.participation.contribution import Sharing, Source
from coprod.permissions import Permission, requires

SHOWN = 10  # rows as they will stand
SHOWN_REFUSED = 50


@blueprint.route("/batches/<int:id>", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def batch(id: int) -> ResponseReturnValue:
    """A dry run of a file: what would come in. Once it is in: what became of it."""
    looked_at = my_batch(id, to_change=request.method == "POST")
    if looked_at.state is not BatchState.LOOKED_AT:
        return render_template("brought_in/batch.html", batch=looked_at, there=looked_at.there())
    before = Columns.kept(json.loads(looked_at.choices)["columns"])
    form = ColumnsForm.of(Table.kept(looked_at.text), before)
    if not form.validate_on_submit():
        return dry_run_page(looked_at, form)
    looked_at.engagement.must_not_be_archived()
    chosen, brings_in = form.chosen(before), request.form.get("do") == "bring_in"
    if brings_in and chosen == before:
        try:
            bring_in(looked_at, by=current_user)
            db.session.commit()
            work_on(id)
            return redirect(url_for(".batch", id=id, new=1), 303)
        except NotAllowed as refusal:
            db.session.rollback()
            return dry_run_page(my_batch(id), ColumnsForm.of(form.table, before), str(refusal))
    looked_at.choose(json.dumps(json.loads(looked_at.choices) | {"columns": chosen._asdict()}))
    db.session.commit()
    return redirect(url_for(".batch", id=id, changed=int(brings_in), _anchor="dry-run"), 303)


@blueprint.post("/batches/<int:id>/take-back")
@requires(Permission.EDIT_ACTIVITIES)
def take_back(id: int) -> ResponseReturnValue:
    """All of it leaves again."""
    there = my_batch(id, to_change=True)
    there.engagement.must_not_be_archived()
    try:
        there.take_back(by=current_user)
        db.session.commit()
        work_on(id)
    except NotAllowed:  # pressed twice: the page says how it stands
        db.session.rollback()
    return redirect(url_for(".batch", id=id), 303)


@blueprint.post("/batches/<int:id>/forget")
@requires(Permission.EDIT_ACTIVITIES)
def forget(id: int) -> ResponseReturnValue:
    """It was looked at, and is not brought in: nothing of it stays."""
    there = my_batch(id, to_change=True)
    slug = there.engagement.slug
    if there.state is BatchState.LOOKED_AT:
        there.engagement.must_not_be_archived()
        db.session.delete(there)
    db.session.commit()
    return redirect(url_for(".sources", slug=slug, forgotten=1), 303)


def my_batch(id: int, *, to_change: bool = False) -> Batch:
    """A batch of an engagement that whoever asks may edit, or 404. Before it comes in, only who sent it sees it."""
    found = Batch.locked(id) if to_change else db.session.get(Batch, id)
    if found is None or not current_user.may(Permission.EDIT_ACTIVITIES, found.engagement_id):
        abort(404)
    if found.state is BatchState.LOOKED_AT and found.by_id != current_user.id:
        abort(404)
    return found


def dry_run_page(looked_at: Batch, form: ColumnsForm, problem: str = "") -> ResponseReturnValue:
    """The first rows as they will stand, those that are refused, and what is taken from which column."""
    said: dict[str, Any] = json.loads(looked_at.choices)
    columns, into = Columns.kept(said["columns"]), said["source"].get("into")
    source = db.session.get(BroughtIn, into) if into else None
    run = dry_run(form.table, columns, into)
    quoted = source.right_to_quote if source else said["source"].get("right_to_quote", "")
    page = render_template(
        "brought_in/dry_run.html",
        batch=looked_at,
        form=form,
        columns=columns,
        run=run,
        worrying=run.worrying(),
        left_out=said.get("left_out", []),
        title=source.title if source else said["source"].get("title", ""),
        kind=source.source if source else Source(said["source"]["source"]),
        sharing=Sharing.SHOW if quoted else Sharing.TEAM,
        shown=SHOWN,
        shown_refused=SHOWN_REFUSED,
        problem=problem,
    )
    return page, 422 if form.errors or problem else 200
