"""Where files are used. Whoever uses files says so here, by name; what is used nowhere is removed at night."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import String, cast, delete, select
from sqlalchemy.sql.elements import ColumnElement

from coprod.changes import Change
from coprod.database import db, now
from coprod.files import on_disk
from coprod.files.models import StoredFile
from coprod.transactions import write_transaction

IN_TEXT = re.compile(r"\b[0-9a-f]{64}\b")
# Somebody may have a form open that names it: so long a file stays, though nothing uses it.
STAYS = timedelta(days=1)


class Place(NamedTuple):
    """Where a file is used, as staff read it, and the page for that: "" when whoever asks may not open it."""

    title: str
    address: str


class Use(NamedTuple):
    """One way of using files.

    `hashes` are all in use so, `is_public` says whether anyone may have one, `may_see` whether the member of staff who
    asks may, `places` where each of these is used. `fields` are those whose `Change` rows name files that can be put
    back.
    """

    name: str
    hashes: Callable[[], Iterable[str]]
    is_public: Callable[[str], bool]
    may_see: Callable[[str], bool]
    places: Callable[[Collection[str]], Mapping[str, list[Place]]]
    fields: tuple[str, ...] = ()


USES: dict[str, Use] = {}


def register(use: Use) -> None:
    """From now on what is used so is kept, and shown."""
    USES[use.name] = use


def is_public(hash: str) -> bool:
    """Whether anyone may have it."""
    return any(use.is_public(hash) for use in USES.values())


def may_see(hash: str) -> bool:
    """Whether the member of staff who asks may have it, though not everyone may."""
    return any(use.may_see(hash) for use in USES.values())


def places(hashes: Collection[str]) -> dict[str, list[Place]]:
    """Everywhere that each of these is used, in a fixed number of statements."""
    found: dict[str, list[Place]] = {hash: [] for hash in hashes}
    for use in USES.values():
        for hash, there in use.places(hashes).items():
            found[hash] += there
    return found


def names(column: Any, hash: str) -> ColumnElement[bool]:
    """The condition under which a column of text or JSON names a file."""
    return cast(column, String).contains(hash, autoescape=True)


def named_in(values: Iterable[object]) -> set[str]:
    """Every hash that stands anywhere in these."""
    return {hash for value in values for hash in IN_TEXT.findall(str(value))}


def in_use() -> set[str]:
    """Every file that is used anywhere, or was before a change that can be taken back."""
    return in_changes() | {hash for use in USES.values() for hash in use.hashes()}


def in_changes() -> set[str]:
    """Every file that a change names: it can be put back."""
    fields = [field for use in USES.values() for field in use.fields]
    return named_in(db.session.execute(select(Change.was, Change.became).where(Change.field.in_(fields))))


def remove_unused() -> None:
    """Remove what is used nowhere, a day after somebody last gave it to us: first the rows, then the bytes."""
    with write_transaction():
        old = set(db.session.scalars(select(StoredFile.hash).where(StoredFile.given_at < now() - STAYS)))
        for hash in sorted(old - in_use()):
            # Asked again: somebody may have chosen it in this moment.
            db.session.execute(delete(StoredFile).where(StoredFile.hash == hash, StoredFile.given_at < now() - STAYS))
    kept = set(db.session.scalars(select(StoredFile.hash)))
    db.session.rollback()
    on_disk.remove_all_but(kept)
