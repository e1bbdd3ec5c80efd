"""Every file that somebody uploaded, and where it is used. Those that nothing uses are removed at night."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coprod.accounts.models import User
from coprod.database import db
from coprod.files import uses
from coprod.files.models import StoredFile
from coprod.permissions import Permission, requires
from coprod.settings.blueprint import blueprint
from coprod.settings.sections import SECTIONS
from coprod.text import normalise, row_number

A_PAGE = 50


@blueprint.get("/files")
@requires(Permission.MANAGE_SETTINGS)
def files() -> ResponseReturnValue:
    """The files by name, a page of them; `q` is a part of the name."""
    q = normalise(request.args.get("q", ""))[:100]
    page = max(1, min(request.args.get("page", 1, type=row_number) or 1, 10_000))
    query = select(StoredFile, User.name).outerjoin(User, User.id == StoredFile.given_by_id)
    query = query.where(StoredFile.drawn_from == "", StoredFile.name.icontains(q, autoescape=True))
    ordered = query.order_by(StoredFile.given_at.desc(), StoredFile.hash).offset((page - 1) * A_PAGE)
    found = db.session.execute(ordered.limit(A_PAGE + 1)).all()
    shown = found[:A_PAGE]
    return render_template(
        "settings/files.html",
        found=shown,
        places=uses.places([kept.hash for kept, _ in shown]),
        in_changes=uses.in_changes(),
        q=q,
        page=page,
        has_more=len(found) > A_PAGE,
        sections=SECTIONS,
    )
