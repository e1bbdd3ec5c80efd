"""Kept files, as browsers get them. The address holds the hash, so what is at it never changes."""

from typing import Any

from flask import Blueprint, Response, abort, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.database import db
from coprod.files import on_disk, uses
from coprod.files.models import StoredFile
from coprod.permissions import public
from coprod.static_files import YEAR

blueprint = Blueprint("files", __name__)


@blueprint.get("/files/<name>")
@public
def show(name: str) -> ResponseReturnValue:
    """A file that something public uses. To strangers no other is there."""
    hash, _, ending = name.partition(".")
    if not on_disk.HASH.fullmatch(hash):
        abort(404)
    kept = db.session.get(StoredFile, hash)
    if kept is None or kept.kind != ending:
        abort(404)
    is_public = uses.is_public(hash)
    if not is_public and not (current_user.is_authenticated and uses.may_see(hash)):
        abort(404)
    path = on_disk.path_of(hash)
    if not path.exists():
        abort(404)
    more: dict[str, Any] = {} if kept.is_picture else {"as_attachment": True, "download_name": called(kept)}
    response: Response = send_file(path, mimetype=kept.mimetype, conditional=True, etag=hash, **more)
    response.headers["Content-Security-Policy"] = "sandbox"  # beside the policy of all pages: the stricter one counts
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if is_public else "private, no-store"
    return response


def called(kept: StoredFile) -> str:
    """What it is saved as: as it came, with the ending of what it is."""
    stem = kept.name.rpartition(".")[0] or kept.name or "document"
    return f"{stem}.{kept.kind}"
