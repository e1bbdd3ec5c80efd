"""Static files: read once, named after what is in them, compressed once, kept by browsers for a year."""

import gzip
import hashlib
import mimetypes
import posixpath
import re
from pathlib import Path
from typing import NamedTuple

from flask import Flask, Response, abort, request

from coprod.config import ROOT
from coprod.former_files import FormerFiles
from coprod.permissions import public

COMPRESSED = {".css", ".js", ".svg"}
SERVED = COMPRESSED | {".woff2", ".png"}
# How one file names another: a style sheet its typeface, a script the script it imports.
REFERENCE = {".css": rb'(url\(["\']?)([^"\':)]+)(["\']?\))', ".js": rb'(from ")(\.[^"]+)(")'}
YEAR = 365 * 24 * 60 * 60


class File(NamedTuple):
    """One file as it is sent."""

    content: bytes
    zipped: bytes | None
    mimetype: str

    @classmethod
    def named(cls, name: str, content: bytes) -> "File":
        """A file as its name says that it is sent."""
        suffix = f".{name.rpartition('.')[2]}"
        zipped = gzip.compress(content, 9, mtime=0) if suffix in COMPRESSED else None
        mimetype = "font/woff2" if suffix == ".woff2" else mimetypes.guess_type(name)[0] or "application/octet-stream"
        return cls(content, zipped, mimetype)


class StaticFiles:
    """Every file under one folder. `url("css/x.css")` is its address, which changes when its content does."""

    def __init__(self, folder: Path) -> None:
        self.files: dict[str, File] = {}
        self.names: dict[str, str] = {}
        found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix in SERVED)
        # A file that names others comes after them: deepest scripts first, style sheets last.
        order = {".js": 1, ".css": 2}
        for path in sorted(found, key=lambda path: (order.get(path.suffix, 0), -len(path.parts))):
            self._add(path, path.relative_to(folder).as_posix())

    def url(self, name: str) -> str:
        """The address of a file; KeyError for one that is not there."""
        return "/static/" + self.names[name]

    def _add(self, path: Path, name: str) -> None:
        content = path.read_bytes()
        if path.suffix in REFERENCE:
            content = re.sub(
                REFERENCE[path.suffix], lambda m: m[1] + self._renamed(name, m[2].decode()) + m[3], content
            )
        digest = hashlib.sha256(content).hexdigest()[:12]
        stem, _, suffix = name.rpartition(".")
        self.names[name] = f"{stem}.{digest}.{suffix}"
        self.files[self.names[name]] = File.named(name, content)

    def _renamed(self, name: str, reference: str) -> bytes:
        return self.url(posixpath.normpath(posixpath.join(posixpath.dirname(name), reference))).encode()


def init_app(app: Flask) -> None:
    """Serve the folder `static` at /static/; templates say `static("vendor/coprod.css")`.

    `build` names this version of the product's looks: static files and templates. A kept page depends on it.
    """
    static_files = StaticFiles(ROOT / "static")
    templates = sorted((ROOT / "templates").rglob("*.html"))
    looks = repr(static_files.names).encode() + b"".join(path.read_bytes() for path in templates)
    former = app.extensions["former files"] = FormerFiles(app.config["COPROD"].instance / "static")
    if not app.testing:  # which makes many
        former.keep({name: file.content for name, file in static_files.files.items()})
    app.extensions["build"] = hashlib.sha256(looks).hexdigest()[:12]

    @app.get("/static/<path:name>")
    @public
    def static(name: str) -> Response:
        file = static_files.files.get(name)
        if file is None and (content := former.find(name)) is not None:
            file = File.named(name, content)
        if file is None:
            abort(404)
        zipped = file.zipped is not None and "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(file.zipped if zipped else file.content, mimetype=file.mimetype)
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        if file.zipped is not None:
            response.headers["Vary"] = "Accept-Encoding"
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        return response

    app.jinja_env.globals["static"] = static_files.url
