"""The bytes of kept files: in the folder `files` beside the database, each under the hash of what is in it."""

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from flask import current_app

from coprod.room_left import must_have_room

A_PIECE = 256 * 1024
A_DAY = 24 * 60 * 60
HASH = re.compile(r"[0-9a-f]{64}")


def folder() -> Path:
    """Where they are."""
    path: Path = current_app.config["COPROD"].instance / "files"
    path.mkdir(parents=True, exist_ok=True)
    return path


def path_of(hash: str) -> Path:
    """Where one is."""
    if not HASH.fullmatch(hash):
        raise ValueError("not a hash")
    return folder() / hash


def write(file: IO[bytes]) -> str:
    """Put it there, whole or not at all, and on the disk before this returns. Gives the hash of what is in it.

    What was there already is written again, so that it is new: nobody tidies it away meanwhile.
    """
    must_have_room()
    digest, place = hashlib.sha256(), folder()
    descriptor, name = tempfile.mkstemp(dir=place, prefix="coming-")
    try:
        with os.fdopen(descriptor, "wb") as out:
            for piece in pieces(file):
                digest.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(place / digest.hexdigest())
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    if hasattr(os, "O_DIRECTORY"):  # the new name is on the disk too
        opened = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
    return digest.hexdigest()


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """What is in it, a little at a time."""
    file.seek(0)
    while piece := file.read(A_PIECE):
        yield piece


def remove_all_but(hashes: set[str]) -> int:
    """Remove what is none of these, and what never came to its end, once it is a day old. Says how many."""
    removed = 0
    for path in folder().iterdir():
        with suppress(FileNotFoundError):
            if path.name not in hashes and path.stat().st_mtime < time.time() - A_DAY:
                path.unlink()
                removed += 1
    return removed
