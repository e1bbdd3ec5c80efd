"""A file comes in: looked at and written to the disk first, without a transaction; then its row."""

import hashlib
import io
from typing import IO, NamedTuple

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from coprod.database import db, now
from coprod.files import on_disk
from coprod.files.models import StoredFile
from coprod.files.pictures import Picture, cleaned
from coprod.files.recognise import Kind, document, size_of


class OnDisk(NamedTuple):
    """What was looked at and written, and has no row yet."""

    hash: str
    kind: Kind
    size: int
    name: str
    width: int = 0
    height: int = 0
    drawn_from: str = ""


def picture(file: IO[bytes], name: str, *, width: int, height: int) -> OnDisk:
    """An uploaded picture, made clean. Raises `Refused`."""
    return _written(cleaned(file, width=width, height=height), name)


def whole_document(file: IO[bytes], name: str) -> OnDisk:
    """An uploaded document, sound or video, as it is. Raises `Refused`."""
    kind = document(file)
    return OnDisk(on_disk.write(file), kind, size_of(file), name)


def drawing(svg: str, made: Picture, name: str) -> OnDisk:
    """A picture that we drew."""
    return _written(made, name)._replace(drawn_from=hash_of(svg))


def hash_of(svg: str) -> str:
    """By which a drawing is known."""
    return hashlib.sha256(svg.encode()).hexdigest()


def _written(made: Picture, name: str) -> OnDisk:
    hash = on_disk.write(io.BytesIO(made.content))
    return OnDisk(hash, made.kind, len(made.content), name, made.width, made.height)


def keep(there: OnDisk, *, by: int | None) -> StoredFile:
    """Its row, in the caller's transaction. What we had already is kept once, and is new again."""
    kept = db.session.get(StoredFile, there.hash)
    if kept is None:
        hash, kind, size, name, width, height, drawn_from = there
        made = StoredFile(hash, kind, size, name, width=width, height=height, drawn_from=drawn_from, by=by)
        try:
            with db.session.begin_nested():
                db.session.add(made)
            return made
        except IntegrityError:
            kept = db.session.get_one(StoredFile, there.hash)  # somebody else gave it in the same moment
    kept.given_at = now()
    return kept


def again(hash: str) -> bool:
    """One that is kept is about to be used again: nobody tidies it away meanwhile. Says whether it is there."""
    chosen = update(StoredFile).where(StoredFile.hash == hash).values(given_at=now())
    is_kept = db.session.connection().execute(chosen).rowcount == 1
    return is_kept and on_disk.path_of(hash).exists()
